// A clerk's whole day: search, read, write, publish, prolong, mark as paid elsewhere, withdraw.

import { CONTACT, DESK, expect, MARIO, test } from "../fixtures.mjs";

const POSITIONS = `${DESK}/posizioni`;

const told = (page) => page.getByRole("status").filter({ visible: true }).first();

test("a clerk finds a position and reads its story", async ({ page, clerk, town, look }) => {
  await clerk.signsIn();
  await clerk.goesTo("Posizioni");
  await look();
  await page.getByRole("searchbox", { name: "Cerca una posizione" }).fill("Bianchi");
  await page.getByRole("main").getByRole("button", { name: "Cerca" }).click();
  await expect(page).not.toHaveURL(/Bianchi/i);
  await look();
  await page.getByRole("link", { name: "TARI - saldo" }).click();
  await expect(page.getByRole("main")).toContainText("102,90 €");
  await expect(page.getByRole("main")).toContainText("Laura Bianchi");
  await look();
  await page.goto(`${DESK}/avvisi`);
  await look();
  await page.getByLabel("Codice Avviso").fill(town.notice("Trasporto").code);
  await page.getByRole("button", { name: "Mostra la cronologia" }).click();
  await expect(page.getByRole("list").filter({ hasText: "Ricevuta" }).first()).toBeVisible();
  await look();
});

test("what is wrong with a new position is named, and nothing is lost", async ({ page, clerk, look }) => {
  await clerk.signsIn();
  await page.goto(`${POSITIONS}/nuova`);
  await look();
  await page.getByRole("main").getByLabel("Codice fiscale").fill("RSSMRA80A01H501X");
  await page.getByLabel("Importo 1").fill("venti");
  await page.getByRole("button", { name: "Salva e pubblica" }).click();
  await look(422);
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel("Importo 1")).toHaveValue("venti");
});

test("a position is drafted, changed, published, prolonged and withdrawn", async ({ page, clerk, look }) => {
  await clerk.signsIn(CONTACT);
  await clerk.writes("Mensa di dicembre", "Salva bozza");
  await expect(told(page)).toHaveText("Posizione creata.");
  await expect(page.getByRole("main")).toContainText("Bozza");
  await look();
  await page.getByRole("link", { name: "Modifica", exact: true }).click();
  await page.getByLabel("Importo 1").fill("26,00");
  await look();
  await page.getByRole("button", { name: "Salva bozza" }).click();
  await expect(page.getByRole("main")).toContainText("26,00 €");
  await page.getByRole("link", { name: "Pubblica", exact: true }).click();
  await look();
  await page.getByRole("main").getByRole("button", { name: "Pubblica" }).click();
  await expect(page.getByRole("main")).toContainText("Valida");
  await page.getByRole("link", { name: "Proroga", exact: true }).click();
  await look();
  await page.getByLabel(/Nuova scadenza/).fill("31/12/2100");
  await page.getByLabel("Motivo").fill("chiesta dalla famiglia");
  await page.getByRole("main").getByRole("button", { name: "Proroga" }).click();
  await expect(told(page)).toHaveText("Scadenza prorogata.");
  await page.getByRole("link", { name: "Invalida", exact: true }).click();
  await look();
  await page.getByRole("main").getByRole("button", { name: "Invalida" }).click();
  await look(422);
  await expect(page.getByRole("alert")).toContainText("Scrivi il motivo.");
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByLabel("Motivo").fill("scritta due volte");
  await page.getByRole("main").getByRole("button", { name: "Invalida" }).click();
  await expect(told(page)).toHaveText("Posizione invalidata.");
  await look();
});

test("what was paid at the counter is marked so, and the citizen sees it", async ({ page, clerk, guest, look }) => {
  await clerk.signsIn();
  await clerk.writes("Mensa di gennaio", "Salva e pubblica");
  const shown = await page.getByRole("main").textContent();
  const code = shown.match(/3020[\s\u00a0\d]+/)[0].replace(/\D/g, "").slice(0, 18);
  await page.getByRole("link", { name: "Segna come pagata altrove" }).click();
  await look();
  await page.getByLabel("Contanti").check();
  await page.getByLabel("Data del pagamento").fill("oggi");
  await page.getByLabel("Riferimento della prova").fill("Bolletta 12");
  await page.getByRole("main").getByRole("button", { name: "Segna come pagata altrove" }).click();
  await expect(told(page)).toHaveText("Avviso segnato come pagato altrove.");
  await look();
  await guest.finds(MARIO, { code });
  await expect(page.getByRole("main")).toContainText("fuori da pagoPA");
  await look();
});
