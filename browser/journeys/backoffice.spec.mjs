// A clerk's way through the back office.

import { walk } from "../checks.mjs";
import { BROKER, CONTACT, DESK, expect, PASSWORD, test } from "../fixtures.mjs";

test("who is not who they say stays outside", async ({ page, clerk, look }) => {
  await page.goto("/backoffice");
  await look();
  await clerk.gives("non è questa");
  await look(422);
  await expect(page).toHaveTitle(/^Errore: /);
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toHaveText("E-mail o password non corretti.");
  await expect(page.getByLabel("E-mail")).toHaveValue("operatore@comune-di-esempio.example");
});

test("a clerk comes in, looks around and goes out", async ({ page, clerk, look }) => {
  await page.goto("/backoffice");
  await clerk.gives(PASSWORD);
  await page.waitForURL(`**${DESK}`);
  await look();
  await page.getByRole("link", { name: "Carla Gialli" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Il tuo profilo");
  await look();
  await page.getByRole("banner").getByRole("button", { name: "Esci" }).click();
  await expect(page.getByRole("status")).toHaveText("Sei uscito.");
  await look();
  await page.goto(DESK);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Accedi");
});

test("who works for several bodies chooses one", async ({ page, clerk, look }) => {
  await page.goto("/backoffice");
  await clerk.gives(PASSWORD, BROKER);
  await look();
  await page.getByRole("link", { name: /Comune di Esempio.*Collaudo/i }).click();
  await page.waitForURL(`**${DESK}`);
});

test("who may change the body sees its page", async ({ page, clerk, look }) => {
  await clerk.signsIn(CONTACT);
  await page.goto(`${DESK}/configurazione/ente`);
  await expect(page.getByRole("main")).toContainText("99000000010");
  await look();
});

test("a day that cannot be read is named, and its name leads to its field", async ({ page, clerk, look }) => {
  await clerk.signsIn(CONTACT);
  for (const [list, field] of [["posizioni", "scadenza_al"], ["incassi", "dal"], ["registro", "al"]]) {
    await page.goto(`${DESK}/${list}?${field}=31/02/2026`);
    await look();
    await expect(page).toHaveTitle(/^Errore: /);
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await summary.getByRole("link").click();
    const day = page.locator(`#${field}`);
    await expect(day).toBeFocused();
    await expect(day).toHaveValue("31/02/2026");
  }
});

test("a page of the desk that is not there leads back to the desk", async ({ page, clerk, look }) => {
  await clerk.signsIn();
  for (const path of [`${DESK}/altro`, "/backoffice/a/b/c/d/e"]) {
    await page.goto(path);
    await look(404);
    await expect(page.getByRole("banner")).toContainText("Iuvo");
    await page.getByRole("link", { name: "Vai alla pagina iniziale" }).click();
    await page.waitForURL(`**${DESK}`);
  }
});

test("Tab goes through the desk in the order of reading", async ({ page, clerk }) => {
  await clerk.signsIn();
  const { stops, complaints } = await walk(page);
  expect(complaints).toEqual([]);
  expect(stops[0].name).toBe("Vai al contenuto");
});
