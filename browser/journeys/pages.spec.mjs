// Every page there is, by construction: whoever comes to the program follows every link they are
// shown; then `complete.spec.mjs` compares what was seen with the program's own list.
//
// The pages run no script, which the walker demands of each: so they are walked through once.

import { createHmac } from "node:crypto";

import { expect } from "@playwright/test";

import { BROKER, CONTACT, DESK, LAURA, MARIO, PASSWORD, TECHNICIAN, test, TOWN } from "../fixtures.mjs";
import { Walker } from "../walker.mjs";

test.describe.configure({ timeout: 240_000 });

const UNKNOWN = "302000000000099987";

/** Walks somebody's way. */
function everyPage(title, way) {
  test(`every page ${title}`, async ({ page, look, town, guest, clerk }, info) => {
    const walker = new Walker(page, look, { name: title, folder: info.project.outputDir });
    await way({ page, walker, town, guest, clerk });
  });
}

const main = (page) => page.getByRole("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();

/** Opens an address in another way than pages are. */
async function posts(page, address) {
  const asks = (route) => route.continue({ method: "POST", postData: "a=b" });
  await page.route(address, asks);
  await page.goto(address);
  await page.unroute(address, asks);
}

everyPage("of the portal", async ({ page, walker, town, guest }) => {
  await walker.opens("/?nome=Atlantide");
  await page.goto("/");
  await walker.explores("enti");
  await page.goto("/");
  await main(page).getByText("Ho un avviso").click();
  const notice = page.getByLabel("Codice Avviso, o il testo del codice QR");
  await notice.fill(UNKNOWN);
  await press(page, "Continua");
  await walker.sees("avviso-senza-ente", 422);
  await notice.fill(`PAGOPA|002|${UNKNOWN}|${TOWN}|100`);
  await press(page, "Continua");
  await page.waitForURL(/avviso=/);
  await walker.sees("ricerca-con-avviso");
  await guest.opens();
  await guest.searches("", "");
  await walker.sees("ricerca-vuota", 422);
  await guest.searches("RSSMRA80A01H501X", "30200000000000014");
  await walker.sees("ricerca-errata", 422);
  await guest.searches(MARIO, UNKNOWN);
  await walker.sees("ricerca-senza-esito");
  for (const notice of town.notices) {
    await guest.finds(notice.debtor === "Laura Bianchi" ? LAURA : MARIO, notice);
    await walker.explores(notice.description);
  }
  const dear = { iupd: "CAMMINO-PREZZO", description: "Mensa di maggio", cents: [2_000] };
  const [code] = await town.owes(dear);
  await guest.finds(MARIO, { code });
  await town.owes({ ...dear, cents: [2_350] }, "PUT");
  await press(page, "Paga");
  await page.waitForURL(/visto=/);
  await walker.sees("importo-cambiato");
  const [atOnce, part] = await town.owes({ iupd: "CAMMINO-MODI", description: "TARI 2026",
    cents: [8_000], installments: [4_100, 4_100] });
  for (const code of [atOnce, part]) {
    await guest.finds(MARIO, { code });
    await walker.sees("due-modi");
  }
  await town.advance("1h");
  await press(page, "Paga");
  await page.waitForURL(/motivo=/);
  await walker.sees("pagina-scaduta");
  await town.advance("40d");
  await guest.finds(MARIO, town.notice("TARI - saldo"));
  await walker.explores("scaduta-e-pagabile");
  for (let search = 0; search < 7; search += 1) {
    await guest.opens();
    await guest.searches(LAURA, UNKNOWN);
  }
  await walker.sees("troppe-ricerche", 429);
  await walker.opens("/comune-di-esempio/altro", 404);
  await posts(page, `${town.url}/comune-di-esempio/aiuto/codice-avviso`);
  await walker.sees("non-prevista", 405);
});

everyPage("of the portal before a stop", async ({ page, walker, town, guest }) => {
  const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  town.administer(["maintenance", "add", "--station", "99000000002_01", "--environment", "collaudo",
    "--start", `${inDays(5)}T00:00`, "--end", `${inDays(6)}T06:00`]);
  for (const [by, said] of [["3d", "Fermo programmato da"], ["2d", "È in corso un fermo"]]) {
    await town.advance(by);
    // Within a second the program knows what was written beside it.
    await expect(async () => {
      await guest.opens();
      await expect(main(page)).toContainText(said, { timeout: 1 });
    }).toPass();
    await walker.sees(said);
  }
});

everyPage("of a payment", async ({ page, walker, town, guest }) => {
  for (const [button, debt, debtor] of [
    ["Lascia in sospeso", "TARI - saldo", MARIO],
    ["Annulla", "TARI - avviso di accertamento", MARIO],
    ["Fallisci", "TARI - avviso di accertamento", MARIO],
    ["Paga", "Mensa", LAURA],
  ]) {
    await guest.finds(debtor, town.notice(debt));
    await press(page, "Paga");
    await page.waitForURL(`${town.simulators}/**`);
    await walker.sees("checkout");
    const checkout = page.url();
    await press(page, button);
    await page.waitForURL(`${town.url}/**`);
    await walker.explores(`ritorno-${button}`);
    await page.goto(checkout);
    await walker.sees(`checkout-dopo-${button}`);
  }
});

everyPage("of signing in", async ({ page, walker, town, clerk }) => {
  await walker.opens("/backoffice");
  await clerk.gives("non è questa");
  await walker.sees("rifiutato", 422);
  await clerk.signsIn(BROKER);
  await walker.opens("/backoffice/profilo");
  await walker.opens("/backoffice/profilo/password");
  await press(page, "Cambia la password");
  await walker.sees("password-mancante", 422);
  await page.goto("/backoffice/profilo/secondo-fattore");
  await press(page, "Conferma");
  await walker.sees("codice-errato", 422);
  const secret = await page.locator("strong.iv-number").textContent();
  const [recovery] = await page.locator(".iv-codes li").allTextContents();
  await page.getByRole("textbox", { name: "Codice" }).fill(codeOf(secret, Date.now()));
  await press(page, "Conferma");
  await page.waitForURL("**/profilo?fatto=secondo-fattore");
  await walker.sees("secondo-fattore-attivo");
  await page.getByRole("banner").getByRole("button", { name: "Esci" }).click();
  await walker.sees("uscito");
  await clerk.gives(PASSWORD, BROKER);
  await page.waitForURL("**/accedi/codice**");
  await walker.sees("codice");
  await page.getByRole("textbox", { name: "Codice" }).fill("000000");
  await press(page, "Continua");
  await walker.sees("codice-sbagliato", 422);
  await page.getByRole("textbox", { name: "Codice" }).fill(recovery);
  await press(page, "Continua");
  await page.waitForURL(/backoffice$/);
  await page.goto("/backoffice/profilo");
  await walker.sees("profilo-con-secondo-fattore");
  await page.goto("/backoffice/profilo/password");
  await page.getByLabel("Password attuale").fill(PASSWORD);
  for (const field of ["Nuova password", "Conferma la nuova password"]) {
    await page.getByLabel(field, { exact: true }).fill("una frase che nessuno indovina");
  }
  await press(page, "Cambia la password");
  await page.waitForURL("**/profilo?fatto=password-cambiata");
  await walker.sees("password-cambiata");
});

everyPage("of the clerk", async ({ page, walker, town, clerk }) => {
  await clerk.signsIn();
  await walker.opens(`${DESK}/file`);
  await town.sendsFile("tari-2026.zip", [{ iupd: "TARI-2026-1" }, { iupd: "W".repeat(60) }]);
  await walker.explores("panoramica");
  await page.goto(`${DESK}/posizioni/nuova`);
  await press(page, "Salva e pubblica");
  await walker.sees("posizione-vuota", 422);
  await walker.opens(`${DESK}/posizioni?scadenza_dal=ieri+mattina`);
  await walker.opens(`${DESK}/posizioni?scadenza_dal=7g`);
  await walker.opens(`${DESK}/incassi?dal=ieri+mattina`);
  await walker.opens(`${DESK}/posizioni?stato=invalidata`);
  await walker.opens(`${DESK}/avvisi/${UNKNOWN}`, 404);
  await walker.opens(`${DESK}/configurazione/ente`, 403);
  await walker.opens(`${DESK}/altro`, 404);
  await posts(page, `${town.url}${DESK}/anomalie`);
  await walker.sees("non-prevista", 405);
});

everyPage("of a clerk of one service", async ({ page, walker, town, clerk }) => {
  const email = "mensa@comune-di-esempio.example";
  town.administer(["operator", "add", "--email", email, "--name", "Elsa Viola"]);
  town.administer(["operator", "password", "--email", email], `${PASSWORD}\n`);
  town.administer(["operator", "grant", "--email", email, "--role", "operatore",
    "--organization", TOWN, "--environment", "collaudo", "--service", "MENSA"]);
  await clerk.signsIn(email);
  await walker.explores("panoramica");
  await walker.opens(`${DESK}/incassi`, 403);
});

everyPage("where money is real", async ({ page, walker, town, clerk }) => {
  town.administer(["organization", "add", "--fiscal-code", TOWN, "--name", "Comune di Esempio",
    "--environment", "produzione", "--slug", "comune-di-esempio-vero"]);
  town.administer(["operator", "grant", "--email", CONTACT, "--role", "referente-pagamenti",
    "--organization", TOWN, "--environment", "produzione"]);
  await page.goto("/backoffice");
  await clerk.gives(PASSWORD, CONTACT);
  await walker.sees("ambienti");
  await page.goto("/backoffice/comune-di-esempio/produzione");
  await walker.explores("panoramica");
});

everyPage("of the Referente dei Pagamenti", async ({ page, walker, town, clerk }) => {
  // A case to be decided.
  await town.pay(town.notice("Mensa").code, "twoPsps");
  await clerk.signsIn(CONTACT);
  await clerk.writes("Mensa di dicembre", "Salva bozza");
  const draft = page.url().split("?")[0];
  await walker.sees("bozza-creata");
  await page.goto(DESK);
  await walker.explores("panoramica");
  for (const [step, button] of [["elimina", "Elimina"], ["modifica", "Salva bozza"]]) {
    await page.goto(`${draft}/${step}`);
    await main(page).locator("input:not([type=hidden])").evaluateAll((all) =>
      all.filter((it) => it.type === "text").forEach((it) => { it.value = ""; }));
    await press(page, button);
    await walker.sees(`${step}-senza-dati`, 422);
  }
  await page.goto(`${draft}/pubblica`);
  await press(page, "Pubblica");
  await walker.explores("pubblicata");
  for (const [step, button] of [["proroga", "Proroga"], ["invalida", "Invalida"],
    ["pagata-altrove", "Segna come pagata altrove"]]) {
    await page.goto(`${draft}/${step}`);
    await press(page, button);
    await walker.sees(`${step}-senza-dati`, 422);
  }
  await page.goto(`${DESK}/configurazione/iban`);
  await press(page, "Aggiungi un conto");
  await walker.sees("iban-vuoto", 422);
  await page.goto(`${DESK}/configurazione/ente/modifica`);
  for (const field of await main(page).getByRole("textbox").all()) await field.fill("?\u4e2d");
  await press(page, "Salva");
  await walker.sees("dati-errati", 422);
  await page.goto(`${DESK}/configurazione/operatori`);
  await press(page, "Dai un ruolo");
  await walker.sees("ruolo-vuoto", 422);
  await page.goto(`${DESK}/configurazione/servizi`);
  await main(page).getByRole("link", { name: "TARI" }).click();
  await walker.explores("servizio");
  const service = await page.evaluate(() => location.pathname.split("/").slice(0, 7).join("/"));
  await page.goto(`${service}/contabilita`);
  await press(page, "Salva");
  await walker.sees("anno-vuoto", 422);
  await page.getByLabel("Anno").fill("2026");
  await page.getByLabel("Capitolo").fill("3001/2");
  await press(page, "Salva");
  await walker.explores("contabilita");
});

everyPage("of the Referente Tecnico", async ({ page, walker, clerk }) => {
  await clerk.signsIn(TECHNICIAN);
  await walker.explores("panoramica");
  await page.goto(`${DESK}/configurazione/chiavi`);
  await press(page, "Crea una chiave");
  await walker.sees("chiave-senza-nome", 422);
  await page.getByLabel("Programma").fill("Gestionale dei tributi");
  await press(page, "Crea una chiave");
  await walker.sees("chiave-nuova");
  await press(page, "L’ho copiata: attivala");
  await page.waitForURL("**/chiavi?fatto=chiave-attiva");
  await expect(page.getByRole("status")).toBeFocused();
  await walker.explores("chiave-attiva");
});

everyPage("of the broker", async ({ page, walker, clerk }) => {
  await page.goto("/backoffice");
  await clerk.gives(PASSWORD, BROKER);
  await walker.explores("enti");
  await walker.opens("/backoffice?nome=Atlantide");
  await walker.opens("/backoffice/enti?nome=Atlantide");
  // A body in which nothing has happened yet.
  await page.goto("/backoffice/unione-terre-di-prova/collaudo");
  const voices = page.getByRole("navigation", { name: "Sezioni" }).getByRole("link");
  for (const address of await voices.evaluateAll((links) => links.map((it) => it.href))) {
    await walker.opens(address);
  }
});

everyPage("of the simulators", async ({ page, walker, town }) => {
  await walker.opens(`${town.simulators}/ricevute`);
  await page.goto(town.simulators);
  await walker.explores("simulatori");
  await page.goto(`${town.simulators}/psp`);
  await press(page, "Verifica");
  await walker.sees("senza-dati", 422);
  for (const code of [town.notice("TARI - saldo").code, UNKNOWN]) {
    for (const button of ["Verifica", "Paga"]) {
      await page.getByLabel("Codice fiscale dell’ente").fill("99000000010");
      await page.getByLabel("Codice avviso").fill(code);
      await press(page, button);
      await walker.sees(`${button}-${code}`);
    }
  }
  await walker.opens(`${town.simulators}/traffico`);
  await walker.opens(`${town.simulators}/traffico?operazione=paSendRTV2`);
  await walker.opens(`${town.simulators}/traffico?operazione=altro`);
  await page.goto(`${town.simulators}/ricevute`);
  await main(page).getByText("Piano per i prossimi pagamenti").click();
  await press(page, "Imposta il piano");
  await walker.sees("piano-senza-seme", 422);
  await page.getByLabel("Seme").fill("7");
  await press(page, "Imposta il piano");
  await page.waitForURL(/ricevute$/);
  await expect(main(page)).toContainText("si comporta male da sé");
  await walker.sees("piano");
  await walker.opens(`${town.simulators}/altro`, 404);
});

/** The code that a telephone with that secret shows (RFC 6238). */
function codeOf(secret, now) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const signs = [...secret.replace(/[^A-Z2-7]/g, "")];
  const bits = signs.map((it) => letters.indexOf(it).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((it) => parseInt(it, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const code = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, "0");
}
