// The menu of the desk: beside the page where there is room, over it where there is none.

import { BROKER, DESK, expect, PASSWORD, test } from "../fixtures.mjs";

const menuOf = (page) => page.getByRole("navigation", { name: "Sezioni" });

test("on a telephone the menu opens by keyboard, Esc closes it, and it leads on", async ({ page, clerk, look }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await clerk.signsIn();
  await page.goto(DESK);
  const button = page.getByRole("button", { name: "Menu: Panoramica" });
  await expect(menuOf(page)).toBeHidden();
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(menuOf(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menuOf(page)).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(menuOf(page).getByRole("link", { name: "Panoramica" })).toBeFocused();
  await look();
  await menuOf(page).getByRole("link", { name: "Anomalie" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anomalie");
  await expect(page.getByRole("button", { name: "Menu: Anomalie" })).toBeVisible();
});

test("on a desk the menu stands there, and needs no button", async ({ page, clerk }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await clerk.signsIn();
  await page.goto(DESK);
  await expect(menuOf(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Menu/ })).toBeHidden();
});

test("whoever works for many bodies has the last ones at hand", async ({ page, clerk, look }) => {
  await page.goto("/backoffice");
  await clerk.gives(PASSWORD, BROKER);
  await page.goto("/backoffice/unione-terre-di-prova/collaudo");
  await page.goto(DESK);
  const others = page.getByRole("navigation", { name: "Cambia ente" });
  await expect(others).toBeHidden();
  await page.getByRole("button", { name: "Cambia ente" }).click();
  await look();
  await expect(others).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(others).toBeHidden();
  await page.getByRole("button", { name: "Cambia ente" }).click();
  await others.getByRole("link").first().click();
  await expect(page).toHaveURL(/unione-terre-di-prova/);
});

test("between a telephone and a desk the list of positions leaves nothing out", async ({ page, clerk }) => {
  await clerk.signsIn();
  await page.goto(`${DESK}/posizioni`);
  for (const width of [360, 768, 991, 992, 1199, 1200, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const row = page.getByRole("row").nth(1);
    await expect(row).toContainText(/Mensa|TARI/);
    const seen = await row.evaluate((it) => it.innerText);
    expect(seen, `${width}`).toMatch(/\d\d\/\d\d\/\d{4}[^]*\d\d\/\d\d\/\d{4}/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${width}`).toBeLessThanOrEqual(width);
  }
});
