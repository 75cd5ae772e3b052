// A guest pays: from the debt to the simulated Checkout, back, and to the receipt.

import { expect, MARIO, test } from "../fixtures.mjs";

const heading = (page) => page.getByRole("heading", { level: 1 });

/** Finds the waste tax and goes to Checkout with it. */
async function goesToCheckout(page, guest, town) {
  await guest.finds(MARIO, town.notice("TARI - saldo"));
  await page.getByRole("button", { name: "Paga" }).click();
  await page.waitForURL(`${town.simulators}/**`);
}

test("the guest pays and keeps the receipt", async ({ page, guest, town, look }) => {
  await goesToCheckout(page, guest, town);
  await look();
  await expect(page.getByRole("main")).toContainText("126,00");
  await page.getByRole("button", { name: "Paga" }).click();
  await page.waitForURL(`${town.url}/**`);
  await expect(heading(page)).toHaveText("Pagamento confermato", { timeout: 30_000 });
  await look();
  await expect(page.getByRole("main")).toContainText("Commissione");
  const receipt = page.getByRole("link", { name: /quietanza/i });
  const pdf = await page.request.get(await receipt.getAttribute("href"));
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect(pdf.headers()["content-disposition"]).toContain("quietanza-");
  await page.getByRole("main").getByRole("link", { name: "TARI - saldo" }).click();
  await expect(page.getByRole("main")).toContainText(/Pagata (il |l’)/);
  await look();
  await expect(page.getByRole("button", { name: "Paga" })).toHaveCount(0);
});

test("the guest asks for the receipt by e-mail and opens it in the mailbox", async ({ page, guest, town, look }) => {
  await goesToCheckout(page, guest, town);
  await page.getByRole("button", { name: "Paga" }).click();
  await page.waitForURL(`${town.url}/**`);
  await expect(heading(page)).toHaveText("Pagamento confermato", { timeout: 30_000 });
  const asks = async (address) => {
    await page.getByLabel("E-mail").fill(address);
    await page.getByRole("button", { name: "Invia la quietanza" }).click();
  };
  await asks("mario.rossi");
  await expect(page.getByRole("main")).toContainText("non è corretto");
  await look(422);
  await asks("mario.rossi@example.org");
  await expect(page.getByRole("main")).toContainText("Ti stiamo mandando la quietanza");
  await look();
  const subject = /Comune di Esempio: quietanza di TARI - saldo/;
  await expect(async () => {
    await page.goto(`${town.simulators}/mailbox`);
    await expect(page.getByRole("link", { name: subject })).toHaveCount(1, { timeout: 1 });
  }).toPass({ timeout: 30_000 });
  await look();
  await page.getByRole("link", { name: subject }).click();
  await expect(heading(page)).toHaveText(subject);
  await expect(page.getByRole("main")).toContainText("Conserva questa e-mail");
  await look();
  const file = page.getByRole("link", { name: /^quietanza-.*\.pdf$/ });
  const address = new URL(await file.getAttribute("href"), town.simulators).href;
  const pdf = await page.request.get(address);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

for (const [button, said, advice] of [
  ["Annulla", "Pagamento annullato", "torna alla pratica"],
  ["Fallisci", "Pagamento non riuscito", "riprova"],
  ["Lascia in sospeso", "Esito non ancora noto", "Non pagare di nuovo"],
]) {
  test(`the guest who presses "${button}" is told the truth`, async ({ page, guest, town, look }) => {
    await goesToCheckout(page, guest, town);
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL(`${town.url}/**`);
    await expect(heading(page)).toHaveText(said);
    await expect(page.getByRole("main")).toContainText(advice);
    await look();
  });
}

test("the guest asks for a receipt that has not come, and loses nothing of what is typed",
  async ({ page, guest, town, look }) => {
    await goesToCheckout(page, guest, town);
    await page.getByRole("button", { name: "Lascia in sospeso" }).click();
    await page.waitForURL(`${town.url}/**`);
    await page.getByRole("link", { name: "per e-mail quando arriva" }).click();
    await page.getByLabel("E-mail").fill("mario.rossi");
    // Longer than the page would have waited.
    await page.waitForTimeout(6_000);
    await expect(page.getByLabel("E-mail")).toHaveValue("mario.rossi");
    await look();
    await page.getByLabel("E-mail").fill("mario.rossi@example.org");
    await page.getByRole("button", { name: "Invia quando arriva" }).click();
    await expect(page.getByRole("main")).toContainText("appena arriva");
    await look();
  });

test("the guest whose debt costs something else by now is told before anything is sent",
  async ({ page, guest, town, look }) => {
    const position = { iupd: "BROWSER-PREZZO", description: "Mensa di maggio", cents: [2_000] };
    const [code] = await town.owes(position);
    await guest.finds(MARIO, { code });
    await town.owes({ ...position, cents: [2_350] }, "PUT");
    await page.getByRole("button", { name: "Paga" }).click();
    await page.waitForURL(/visto=/);
    await expect(page.getByRole("alert")).toContainText("da 20,00 € a 23,50 €");
    await expect(page.getByRole("alert")).toBeFocused();
    await look();
    await page.getByRole("button", { name: "Paga" }).click();
    await page.waitForURL(`${town.simulators}/**`);
    await expect(page.getByRole("main")).toContainText("23,50");
  });

test("the guest pays by keyboard only", async ({ page, guest, town }) => {
  await guest.finds(MARIO, town.notice("TARI - saldo"));
  for (const place of [town.simulators, town.url]) {
    const button = page.getByRole("button", { name: "Paga" });
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (await button.evaluate((it) => it === document.activeElement)) break;
    }
    await expect(button).toBeFocused();
    await page.keyboard.press("Enter");
    await page.waitForURL(`${place}/**`);
  }
  await expect(heading(page)).toHaveText("Pagamento confermato", { timeout: 30_000 });
});
