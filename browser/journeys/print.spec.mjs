// On paper: what is said stays, what is pressed goes, and black ink is enough.

import { accessibility } from "../checks.mjs";
import { DESK, expect, MARIO, test } from "../fixtures.mjs";

// The measuring of contrasts needs it; paper does not.
test.use({ javaScriptEnabled: true });

test("a debt is printed without what only a screen needs", async ({ page, guest, town }) => {
  await guest.finds(MARIO, town.notice("TARI - avviso di accertamento"));
  await page.emulateMedia({ media: "print" });
  for (const role of ["banner", "contentinfo", "navigation", "button"]) {
    await expect(page.getByRole(role)).toHaveCount(0);
  }
  await expect(page.getByText(
    /^COLLAUDO – Comune di Esempio – .+ – stampato il \d\d\/\d\d\/\d{4}, \d\d:\d\d$/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("78,75 €").first()).toBeVisible();
  const inks = await page.evaluate(() => [...document.querySelectorAll("main .iv-badge")]
    .map((it) => getComputedStyle(it)).map((it) => `${it.color} on ${it.backgroundColor}`));
  expect(new Set(inks)).toEqual(new Set(["rgb(0, 0, 0) on rgba(0, 0, 0, 0)"]));
  const pale = (await accessibility(page)).filter((it) => it.startsWith("color-contrast"));
  expect(pale).toEqual([]);
});

test("a list of the desk is printed as a table, and says whose it is", async ({ page, clerk }) => {
  await clerk.signsIn();
  await page.goto(`${DESK}/posizioni`);
  // What margins leave of A4.
  await page.setViewportSize({ width: 680, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(
    /^Comune di Esempio – Posizioni – stampato il \d\d\/\d\d\/\d{4}, \d\d:\d\d da Carla Gialli$/)).toBeVisible();
  await expect(page.getByText("COLLAUDO", { exact: true })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("columnheader", { name: "Importo" })).toBeVisible();
  const rows = await page.getByRole("row").evaluateAll((all) =>
    all.map((it) => getComputedStyle(it).display));
  expect(new Set(rows)).toEqual(new Set(["table-row"]));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(680);
});
