// The pictures of the README, taken of the demonstration on a fixed day.
//
//   node pictures.mjs FOLDER

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { Demo, MARIO } from "./demo.mjs";

/** A working day, before noon. */
const DAY = new Date("2026-11-20T09:30:00Z");

const DESK = { width: 1280, height: 800 };
const TELEPHONE = { width: 360, height: 740 };

async function finds(page, notice) {
  await page.goto("/comune-di-esempio");
  await page.getByLabel("Codice fiscale").fill(MARIO);
  await page.getByLabel("Codice Avviso").fill(notice.code);
  await page.getByRole("button", { name: "Trova pratica" }).click();
  await page.waitForURL(/\/pratica\//);
}

async function signsIn(page, address) {
  await page.goto(address);
  await page.getByLabel("E-mail").fill("operatore@comune-di-esempio.example");
  await page.getByLabel("Password").fill("Demo-2026-pagopa");
  await page.getByRole("button", { name: "Accedi" }).click();
  await page.waitForURL(`**${address}`);
}

async function opensPosition(page) {
  await signsIn(page, "/backoffice/comune-di-esempio/collaudo/posizioni");
  await page.getByRole("link", { name: "Trasporto scolastico" }).click();
  await page.waitForURL(/\/posizioni\/./);
}

const PICTURES = [
  ["portal-search", DESK, (page) => page.goto("/comune-di-esempio")],
  ["portal-debt", DESK, (page, town) => finds(page, town.notice("TARI - saldo"))],
  ["portal-plan-phone", TELEPHONE, (page, town) => finds(page, town.notice("TARI - avviso"))],
  ["desk-positions", DESK, (page) => signsIn(page, "/backoffice/comune-di-esempio/collaudo/posizioni")],
  ["desk-position", { width: 1280, height: 900 }, opensPosition],
];

async function take(browser, town, target, [name, viewport, goThere]) {
  const options = { baseURL: town.url, viewport, locale: "it-IT", reducedMotion: "reduce" };
  const page = await browser.newPage(options);
  await goThere(page, town);
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: join(target, `${name}.png`), animations: "disabled" });
  await page.close();
}

const [target] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "iuvo-pictures-"));
const town = await Demo.start(folder, DAY);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium" });
try {
  for (const picture of PICTURES) {
    await take(browser, town, target, picture);
    console.log(`${picture[0]}.png`);
  }
} finally {
  await browser.close();
  await town.stop();
  rmSync(folder, { recursive: true });
}
