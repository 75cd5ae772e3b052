// The network is cut at each step of a payment: every page tells the truth, and nothing is paid
// twice. Nothing in the program helps: it is the one that bodies run, with wires that can be cut.

import { DESK, expect, MARIO, test as base } from "../fixtures.mjs";
import { CLERK, Installation } from "../installation.mjs";

/** What says that a message is a receipt. */
const RECEIPT = "paSendRTV2";

/** Seconds in which pressing again is the same click. */
const SAME_CLICK_S = 10;

const installed = (database) => base.extend({
  town: async ({}, use, info) => {
    const town = await Installation.start(info.outputPath("town"), database());
    await use(town);
    await town.stop();
  },
});

const test = installed(() => null);

/** On the server that was started for this run: one test at a time. */
const onServer = installed(() => {
  const url = process.env.IUVO_TEST_POSTGRES_URL;
  if (!url) throw new Error("run `cargo xtask test`, which starts PostgreSQL");
  return url;
});

const heading = (page) => page.getByRole("heading", { level: 1 });
const main = (page) => page.getByRole("main");
const pay = (page) => page.getByRole("button", { name: "Paga", exact: true });

/** Owes something, and has found its page. */
async function findsDebt(guest, town) {
  const code = await town.owes("TARI 2026");
  await guest.finds(MARIO, { code });
  return code;
}

/** Goes on to Checkout; gives the address of its page. */
async function goesToCheckout(page, town) {
  await pay(page).click();
  await page.waitForURL(`${town.toCheckout.url}/**`);
  return page.url();
}

/** Presses a button whose answer reaches the browser no more; gives where it would have led. */
async function losesAnswer(page, address, button) {
  let lost;
  await page.route(address, async (route) => {
    // What the browser says of where a form comes from, it adds after this.
    const headers = { ...route.request().headers(), "sec-fetch-site": "same-origin" };
    const answer = await route.fetch({ headers, maxRedirects: 0 });
    lost = answer.headers().location;
    await route.abort("aborted");
  }, { times: 1 });
  await button.click();
  await expect.poll(() => lost).toBeTruthy();
  return lost;
}

/** Presses a button, and waits until that is answered. */
async function presses(page, button) {
  const answered = page.waitForResponse((it) => it.request().method() === "POST");
  await button.click();
  await answered;
  await page.waitForLoadState();
}

const count = (story, kind) => story.filter((it) => it === kind).length;

test("a Checkout that is not reached, or hangs, is told, and what else there is", async ({ page, guest, town, look }) => {
  const code = await findsDebt(guest, town);
  const saysSo = async () => {
    await expect(heading(page)).toHaveText("Il servizio pagoPA non risponde");
    await expect(main(page)).toContainText("Il tuo pagamento non è partito");
  };
  await town.toCheckout.cut();
  await presses(page, pay(page));
  await saysSo();
  await look(502);
  const notice = page.getByRole("link", { name: "Stampa bollettino (PDF)" });
  const pdf = await page.request.get(await notice.getAttribute("href"));
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  const again = page.getByRole("button", { name: "Riprova" });
  await town.toCheckout.mend();
  town.toCheckout.fallSilent();
  await presses(page, again);
  await saysSo();
  await town.toCheckout.mend();
  await again.click();
  await page.waitForURL(`${town.toCheckout.url}/**`);
  expect(await town.receipts(code)).toEqual([]);
});

test("who lost the answer of the hand-over comes to the same cart", async ({ page, guest, town }) => {
  const code = await findsDebt(guest, town);
  const lost = await losesAnswer(page, "**/paga", pay(page));
  await expect(heading(page)).toHaveText("TARI 2026");
  expect(await goesToCheckout(page, town)).toBe(lost);
  expect(count(await town.story(code), "cart_opened")).toBe(1);
});

test("who never comes back from Checkout finds the receipt, and may still come back", async ({ page, guest, town, look }) => {
  const code = await findsDebt(guest, town);
  const checkout = await goesToCheckout(page, town);
  await losesAnswer(page, checkout, pay(page));
  await guest.finds(MARIO, { code });
  await expect(main(page)).toContainText(/Pagata (il |l’)/);
  await expect(pay(page)).toHaveCount(0);
  await look();
  // The receipt came before the browser does.
  await page.goto(checkout);
  await page.getByRole("link", { name: "Torna al sito dell’ente" }).click();
  await expect(heading(page)).toHaveText("Pagamento confermato");
  await look();
  expect(await town.receipts(code)).toHaveLength(1);
});

test("a receipt that is late is waited for, and who paid is told not to pay again", async ({ page, guest, town, look }) => {
  const code = await findsDebt(guest, town);
  const debt = page.url();
  await goesToCheckout(page, town);
  town.toStation.loseCallsWith(RECEIPT);
  await pay(page).click();
  await page.waitForURL(`${town.url}/**`);
  await expect(heading(page)).toHaveText("Stiamo aspettando la ricevuta");
  await expect(main(page)).toContainText("Non pagare di nuovo");
  await look();
  const back = page.url();
  await page.goto(debt);
  await expect(main(page)).toContainText("è in corso di conferma. Non pagare di nuovo.");
  await expect(pay(page)).toHaveCount(0);
  await look();
  expect(count(await town.story(code), "receipt_recorded")).toBe(0);
  await town.toStation.mend();
  await town.repeatReceipts(code);
  await page.goto(back);
  await expect(heading(page)).toHaveText("Pagamento confermato");
  expect(count(await town.story(code), "receipt_recorded")).toBe(1);
  expect(await town.receipts(code)).toHaveLength(1);
});

test("a receipt whose answer was lost comes again and counts once", async ({ page, guest, town }) => {
  const code = await findsDebt(guest, town);
  await goesToCheckout(page, town);
  town.toStation.loseAnswersTo(RECEIPT);
  await pay(page).click();
  await page.waitForURL(`${town.url}/**`);
  await expect(heading(page)).toHaveText("Pagamento confermato", { timeout: 30_000 });
  await town.toStation.mend();
  const [{ deliveries: [before] }] = await town.receipts(code);
  expect(before.outcome).toBe(null);
  await town.repeatReceipts(code);
  const [{ deliveries: [after] }] = await town.receipts(code);
  expect(after.outcome).toBe("OK");
  expect(count(await town.story(code), "receipt_recorded")).toBe(1);
});

test("who paid, never came back and pays again pays once", async ({ page, guest, town, look }) => {
  const code = await findsDebt(guest, town);
  const debt = page.url();
  const checkout = await goesToCheckout(page, town);
  town.toStation.loseCallsWith(RECEIPT);
  await losesAnswer(page, checkout, pay(page));
  // Nobody has told the town anything; Checkout knows.
  await page.goto(debt);
  await page.waitForTimeout(SAME_CLICK_S * 1000);
  await presses(page, pay(page));
  await expect(heading(page)).toHaveText("pagoPA non accetta il pagamento");
  await expect(main(page)).toContainText("forse qualcuno lo sta già pagando");
  await look(409);
  await town.toStation.mend();
  expect((await town.pay(code)).outcome).toBe("KO");
  await town.repeatReceipts(code);
  await page.goto(debt);
  await expect(main(page)).toContainText(/Pagata (il |l’)/);
  expect(await town.receipts(code)).toHaveLength(1);
  expect(count(await town.story(code), "receipt_recorded")).toBe(1);
});

onServer("a database that is away, or refuses what it is asked, is told", async ({ page, guest, clerk, town, look }) => {
  const code = await findsDebt(guest, town);
  const debt = page.url();
  await page.goto(DESK);
  await clerk.gives(CLERK.password, CLERK.email);
  await page.waitForURL(`**${DESK}`);
  const says = async (address, title) => {
    await expect(async () => {
      await page.goto(address);
      await expect(heading(page)).toHaveText(title, { timeout: 1 });
    }).toPass();
  };
  await town.toDatabase.cut();
  for (const address of [debt, DESK]) {
    await says(address, "Il servizio è in manutenzione o sovraccarico");
    await expect(main(page)).toContainText("I pagamenti già fatti sono al sicuro");
    await look(503);
  }
  await guest.opens();
  await guest.searches(MARIO, code);
  await look(503);
  await town.toDatabase.mend();
  await says(debt, "TARI 2026");
  town.toDatabase.garble("debt_position", "debt_absition");
  await says(debt, "Qualcosa non ha funzionato");
  await expect(main(page)).toContainText("Codice operazione");
  await look(500);
  await says(`${DESK}/posizioni`, "Qualcosa non ha funzionato");
  // Who is known to work there keeps the menu.
  await expect(page.getByRole("navigation", { name: "Sezioni" })).toBeVisible();
  await look(500);
  await town.toDatabase.mend();
  await says(debt, "TARI 2026");
  // What was typed is sent again as it was.
  await page.goto(`${DESK}/avvisi/${code}`);
  await page.getByRole("link", { name: "Proroga", exact: true }).click();
  await page.getByLabel(/Nuova scadenza/).fill("31/12/2100");
  await page.getByLabel("Motivo").fill("chiesta da \"Mario\" & figli");
  await town.toDatabase.cut();
  await presses(page, main(page).getByRole("button", { name: "Proroga" }));
  await expect(heading(page)).toHaveText("Il servizio è in manutenzione o sovraccarico");
  await expect(main(page)).toContainText("Quello che hai scritto non è andato perso");
  await look(503);
  await town.toDatabase.mend();
  const told = page.getByRole("status");
  await expect(async () => {
    await main(page).getByRole("button", { name: "Riprova" }).click();
    await expect(told).toHaveText("Scadenza prorogata.", { timeout: 1000 });
  }).toPass();
  await expect(told).toBeFocused();
  await expect(main(page)).toContainText("chiesta da \"Mario\" & figli");
  await look();
});
