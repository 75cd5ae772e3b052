// Without a mouse: everything is reached, in the order in which it is read.

import { walk } from "../checks.mjs";
import { expect, MARIO, test } from "../fixtures.mjs";

async function tabTo(page, locator) {
  for (let presses = 0; presses < 50; presses += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((it) => it === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${locator}`);
}

test("Tab goes through each page in the order of reading", async ({ page, guest, town }) => {
  for (const path of ["/", "/comune-di-esempio", "/comune-di-esempio/aiuto/codice-avviso"]) {
    await page.goto(path);
    const { stops, complaints } = await walk(page);
    expect(complaints, path).toEqual([]);
    expect(stops[0].name).toBe("Vai al contenuto");
  }
  await guest.finds(MARIO, town.notice("TARI - avviso di accertamento"));
  expect((await walk(page)).complaints).toEqual([]);
});

test("a link leads past the header to the content", async ({ page, guest }) => {
  await guest.opens();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Vai al contenuto" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Codice fiscale")).toBeFocused();
});

test("a debt is found by keyboard only, after a mistake", async ({ page, guest, town, look }) => {
  await guest.opens();
  await tabTo(page, page.getByLabel("Codice fiscale"));
  await page.keyboard.type("RSSMRA80A01H501X");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toBeFocused();
  await tabTo(page, page.getByRole("alert").getByRole("link").first());
  await page.keyboard.press("Enter");
  const fiscalCode = page.getByLabel("Codice fiscale");
  await expect(fiscalCode).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(MARIO);
  await tabTo(page, page.getByLabel("Codice Avviso"));
  await page.keyboard.type(town.notice("TARI - saldo").code);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toContainText(/Da pagare entro (il |l’)/);
  await look();
});
