// A guest's way through the portal: choose a body, search, read where a debt stands.

import { expect, LAURA, MARIO, test } from "../fixtures.mjs";

const UNKNOWN = "302000000000099987";

test("the first page leads to a body, and finds it by its name", async ({ page, look }) => {
  await page.goto("/");
  await look();
  await page.getByRole("searchbox").fill("provincia");
  await page.getByRole("searchbox").press("Enter");
  await look();
  await expect(page.getByRole("link", { name: "Comune di Esempio" })).toHaveCount(0);
  await page.getByRole("link", { name: "Provincia di Prova" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ricerca pratica");
});

test("a body that does not exist is not found, in words", async ({ page, look }) => {
  await page.goto("/?nome=Atlantide");
  await look();
  await expect(page.getByRole("status")).toContainText("Nessun ente si chiama così");
});

test("what is missing is named first, and each name leads to its field", async ({ page, guest, look }) => {
  await guest.opens();
  await look();
  await guest.searches("", "");
  await look(422);
  await expect(page).toHaveTitle(/^Errore: /);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary).toContainText("Inserisci il codice fiscale.");
  await summary.getByRole("link").first().click();
  await expect(page.getByLabel("Codice fiscale")).toBeFocused();
});

test("wrong data come back as they were typed, with what is wrong", async ({ page, guest, look }) => {
  await guest.opens();
  await guest.searches("RSSMRA80A01H501X", "30200000000000014");
  await look(422);
  const fiscalCode = page.getByLabel("Codice fiscale");
  await expect(fiscalCode).toHaveValue("RSSMRA80A01H501X");
  await expect(fiscalCode).toHaveAccessibleDescription(/controlla la lettera finale/);
  await expect(page.getByLabel("Codice Avviso")).toHaveAccessibleDescription(/scritte 17/);
});

test("who looks for what is not there is told what to check", async ({ page, guest, look }) => {
  await guest.opens();
  await guest.searches(MARIO, UNKNOWN);
  await look();
  const found = page.getByRole("alert");
  await expect(found).toBeFocused();
  await expect(found).toContainText("Non abbiamo trovato una pratica con questi dati.");
});

test("who guesses is slowed down, and may go on after a while", async ({ page, guest, town, look }) => {
  await guest.opens();
  for (let search = 0; search < 7; search += 1) await guest.searches(LAURA, UNKNOWN);
  await look(429);
  await expect(page.getByRole("alert")).toContainText(/Aspetta [678] secondi e riprova/);
  await town.advance("1m");
  await guest.finds(LAURA, town.notice("Mensa"));
});

for (const [what, description, ...said] of [
  ["to be paid", "TARI - saldo", "Da pagare", "126,00 €", "M**** R****"],
  ["paid", "Trasporto", "Pagata", "Non devi fare altro"],
  ["expired", "Sanzione", "Scaduta", "contatta l’ente"],
  ["in instalments", "TARI - avviso di accertamento", "Rate", "78,75 €", "(questa)"],
]) {
  test(`a debt ${what} says where it stands`, async ({ page, guest, town, look }) => {
    const notice = town.notice(description);
    await guest.finds(MARIO, notice);
    await look();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(notice.description);
    for (const words of said) await expect(page.getByRole("main")).toContainText(words);
  });
}

test("a debt past its due date that may still be paid says both", async ({ page, guest, town, look }) => {
  const notice = town.notice("TARI - saldo");
  await town.advance("40d");
  await guest.finds(MARIO, notice);
  await look();
  await expect(page.getByRole("main")).toContainText("Scaduta, pagabile");
  await expect(page.getByRole("main")).toContainText(/La scadenza era il .*: si può ancora pagare/);
  await expect(page.getByRole("button", { name: "Paga" })).toBeVisible();
});

test("one instalment leads to the others", async ({ page, guest, town, look }) => {
  await guest.finds(MARIO, town.notice("TARI - avviso di accertamento"));
  await page.getByRole("link", { name: "Rata 2" }).click();
  await look();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("rata 2");
  await expect(page.getByRole("main")).toContainText("Rata 2 (questa)");
  await expect(page.getByRole("link", { name: "Rata 1" })).toBeVisible();
});

test("who may pay at once or in instalments sees both, and goes from the one to the other", async ({ page, guest, town, look }) => {
  const owed = { iupd: "BROWSER-DUE-MODI", description: "TARI 2026", cents: [8_000], installments: [4_100, 4_100] };
  const [code] = await town.owes(owed);
  await guest.finds(MARIO, { code });
  await look();
  await page.getByRole("link", { name: "Vedi in quali altri modi puoi pagare" }).click();
  await expect(page.getByRole("heading", { name: "Paga a rate" })).toBeInViewport();
  await page.getByRole("link", { name: "Rata 2" }).click();
  await expect(page.getByRole("main")).toContainText("Rata 2 (questa)");
  await expect(page.getByRole("heading", { name: "Paga in un’unica soluzione" })).toBeVisible();
  await look();
  await page.getByRole("main").getByRole("link", { name: "TARI 2026" }).click();
  await expect(page.getByRole("heading", { name: "Paga a rate" })).toBeVisible();
});

test("what was paid a moment ago is paid when the page is asked again", async ({ page, guest, town, look }) => {
  const notice = town.notice("TARI - saldo");
  await guest.finds(MARIO, notice);
  await town.pay(notice.code);
  await page.reload();
  await look();
  await expect(page.getByRole("main")).toContainText("Pagata il");
});

test("a page that was open for too long says so, and leads back to the search", async ({ page, guest, town, look }) => {
  await guest.finds(MARIO, town.notice("TARI - saldo"));
  await town.advance("1h");
  await page.getByRole("button", { name: "Paga" }).click();
  await page.waitForURL(/motivo=scaduta/);
  await look();
  await expect(page.getByRole("alert")).toContainText("Cerca di nuovo la pratica.");
  await guest.searches(MARIO, town.notice("TARI - saldo").code);
  await page.waitForURL(/\/pratica\//);
});

test("a notice can be printed, as a document", async ({ page, guest, town }) => {
  await guest.finds(MARIO, town.notice("TARI - saldo"));
  const link = await page.getByRole("link", { name: "Stampa bollettino (PDF)" }).getAttribute("href");
  const pdf = await page.request.get(link);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("the demonstration prints a notice with its postal slip", async ({ town, request }) => {
  const path = `/api/v1/notices/${town.notice("Mensa").code}/notice.pdf?slip=true`;
  const headers = { Authorization: "Bearer demo-key-comune-di-esempio" };
  const pdf = await request.get(path, { headers });
  expect(pdf.headers()["content-type"], await pdf.text()).toBe("application/pdf");
});

test("who holds a notice comes to the body that its QR code names", async ({ page, town, look }) => {
  await page.goto("/");
  await page.getByText("Ho un avviso: inserisco il codice").click();
  const notice = page.getByLabel("Codice Avviso, o il testo del codice QR");
  const { code } = town.notice("Mensa");
  await notice.fill(code);
  await page.getByRole("button", { name: "Continua" }).click();
  await look(422);
  await expect(page.getByLabel("Codice fiscale dell’ente")).toHaveAccessibleDescription(/da solo non dice/);
  await notice.fill(`PAGOPA|002|${code}|99000000010|4500`);
  await page.getByRole("button", { name: "Continua" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ricerca pratica");
  expect(page.url()).not.toContain(code.slice(1));
  await page.getByLabel("Codice fiscale").fill(LAURA);
  await page.getByRole("button", { name: "Trova pratica" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Mensa");
});

test("the help is a step away, and leads back", async ({ page, guest, look }) => {
  await guest.opens();
  const voices = page.getByRole("navigation", { name: "Navigazione" });
  await expect(voices.locator("[aria-current]")).toHaveText("Ricerca pratica");
  await voices.getByRole("link", { name: "Aiuto" }).click();
  await expect(voices.locator("[aria-current]")).toHaveText("Aiuto");
  await look();
  await page.goto(`${page.url()}#ho-pagato`);
  await page.getByText("Ho pagato, ma la pratica").click();
  await expect(page.getByRole("main")).toContainText("Intanto non pagare di nuovo");
  await page.getByRole("main").getByRole("link", { name: "Dove trovo il codice avviso?" }).click();
  await look();
  await expect(page.getByRole("img", { name: /accanto al codice QR/ })).toBeVisible();
});

test("where the notice code stands is explained", async ({ page, guest, look }) => {
  await guest.opens();
  await page.getByRole("contentinfo").getByRole("link", { name: "Dove trovo" }).click();
  await look();
  await page.getByRole("link", { name: "Torna alla ricerca" }).click();
  await expect(page).toHaveURL(/\/comune-di-esempio$/);
});

test("a page that is not there says so, and where to go", async ({ page, look }) => {
  await page.goto("/comune-di-esempio/altro");
  await look(404);
  await expect(page.getByRole("main")).toContainText("Codice operazione");
  await page.getByRole("link", { name: "Vai alla pagina iniziale" }).click();
  await look();
});

test("a page asked for in the wrong way says so", async ({ page, look }) => {
  await page.route("**/aiuto/codice-avviso", (route) =>
    route.continue({ method: "POST", postData: "a=b" }));
  await page.goto("/comune-di-esempio/aiuto/codice-avviso");
  await look(405);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Richiesta non prevista");
});
