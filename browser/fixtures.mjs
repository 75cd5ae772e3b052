// What the journeys are told with: a demonstration of its own for each, and a look at its pages.

import { test as base, expect } from "@playwright/test";

import { inspect, Watch } from "./checks.mjs";
import { Demo, MARIO } from "./demo.mjs";

export { expect };
export { LAURA, MARIO } from "./demo.mjs";

/** With which everybody of the demonstration signs in. */
export const PASSWORD = "Demo-2026-pagopa";

/** Who answers for the town's payments, and may withdraw them. */
export const CONTACT = "rp@comune-di-esempio.example";

/** Who answers for the town's connections. */
export const TECHNICIAN = "rt@comune-di-esempio.example";

/** Who administers the broker of several bodies. */
export const BROKER = "admin@esempio-servizi.example";

/** The fiscal code of the town. */
export const TOWN = "99000000010";

/** Where the town's clerks work. */
export const DESK = "/backoffice/comune-di-esempio/collaudo";

export const test = base.extend({
  /** The demonstration, fresh: what one journey does, no other sees. */
  town: async ({}, use, info) => {
    const demo = await Demo.start(info.outputPath("demo"));
    await use(demo);
    await demo.stop();
  },

  baseURL: async ({ town }, use) => use(town.url),

  /** Looks at the page as it stands: it was answered so, and nothing is wrong with it. */
  look: [async ({ context, page, javaScriptEnabled }, use) => {
    const watch = new Watch(context, javaScriptEnabled);
    await use(async (status = 200) => {
      await page.waitForLoadState();
      expect(await inspect(page, watch), page.url()).toEqual([]);
      expect(watch.statusOf(page.url()), page.url()).toBe(status);
    });
    expect(watch.complaints).toEqual([]);
  }, { auto: true }],

  /** Somebody who has not signed in. */
  guest: async ({ page }, use) => use(new Guest(page)),

  /** Somebody who works for the town. */
  clerk: async ({ page }, use) => use(new Clerk(page)),
});

class Guest {
  constructor(page) {
    this.page = page;
  }

  /** Opens the pages of the town. */
  async opens() {
    await this.page.goto("/comune-di-esempio");
  }

  /** Fills the search in and sends it. */
  async searches(fiscalCode, noticeCode) {
    await this.page.getByLabel("Codice fiscale").fill(fiscalCode);
    await this.page.getByLabel("Codice Avviso").fill(noticeCode);
    await this.page.getByRole("button", { name: "Trova pratica" }).click();
  }

  /** Finds a debt. */
  async finds(fiscalCode, notice) {
    await this.opens();
    await this.searches(fiscalCode, notice.code);
    await this.page.waitForURL(/\/pratica\//);
  }
}

class Clerk {
  constructor(page) {
    this.page = page;
  }

  /** Fills in who they are, and sends it. */
  async gives(password, email = "operatore@comune-di-esempio.example") {
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Accedi" }).click();
  }

  /** Comes to the town's desk in collaudo. */
  async signsIn(email = undefined) {
    await this.page.goto(DESK);
    await this.gives(PASSWORD, email);
    await this.page.waitForURL(`**${DESK}`);
  }

  /** Follows a voice of the menu, which is opened first where it does not stand there. */
  async goesTo(voice) {
    const menu = this.page.getByRole("navigation", { name: "Sezioni", includeHidden: true });
    await menu.waitFor({ state: "attached" });
    if (await menu.isHidden()) await this.page.getByRole("button", { name: /^Menu/ }).click();
    await menu.getByRole("link", { name: voice }).click();
  }

  /** Writes a new position; it is shown then. */
  async writes(description, button) {
    await this.page.goto(`${DESK}/posizioni/nuova`);
    const form = this.page.getByRole("main");
    await form.getByLabel("Codice fiscale").fill(MARIO);
    await form.getByLabel("Nome e cognome").fill("Mario Rossi");
    await form.getByLabel("Servizio").selectOption({ label: "Mensa scolastica" });
    await form.getByLabel("Causale").fill(description);
    await form.getByLabel("Importo 1").fill("25,00");
    await form.getByLabel("Scadenza 1").fill("31/12/2099");
    await form.getByRole("button", { name: button }).click();
    await this.page.waitForURL(/\/posizioni\/(?!nuova)/);
  }
}
