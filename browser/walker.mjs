// Goes from page to page by their links, and looks at one page of each kind.

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "@playwright/test";

import { walk, WIDTHS } from "./checks.mjs";
import { PAGES, routeOf } from "./routes.mjs";

/** A folder for pictures of every page, for whoever wants to look at them. */
const ALBUM = process.env.IUVO_ALBUM;

/** Where the walkers, which run side by side, note the routes they came to and what they saw. */
const NOTES = "pages-seen.txt";

function notesIn(folder) {
  const notes = join(folder, NOTES);
  return existsSync(notes) ? readFileSync(notes, "utf8").split("\n") : [];
}

/** The routes whose pages were looked at, as the walkers noted in that folder. */
export function seenIn(folder) {
  return notesIn(folder).map((it) => it.split(" ")[0]);
}

/** Where each address is of another kind: what can be done with a position, a position itself. */
const EACH_APART = ["{step}", "{id}"];

export class Walker {
  #page;
  #look;
  #name;
  #folder;
  #kinds = new Set();

  constructor(page, look, { name, folder }) {
    this.#page = page;
    this.#look = look;
    this.#name = name;
    this.#folder = folder;
  }

  /** Looks at the page as it is now. */
  async sees(what, status = 200) {
    const route = routeOf(this.#page.url());
    const note = `${route} ${await this.#signature()}`;
    const notes = notesIn(this.#folder);
    if (notes.includes(note)) return;
    appendFileSync(join(this.#folder, NOTES), `${note}\n`);
    await this.#look(status);
    await this.#keepsPicture(`${notes.length}-${what}`);
    // What names no script is the same with script and without.
    await expect(this.#page.locator("script"), this.#page.url()).toHaveCount(0);
    const { complaints } = await walk(this.#page);
    expect.soft(complaints, this.#page.url()).toEqual([]);
  }

  /** Opens an address and looks at it. */
  async opens(address, status = 200) {
    await this.#page.goto(address);
    await this.sees(new URL(this.#page.url()).pathname, status);
  }

  /** Looks at the page as it is now, and at one of each kind that can be reached from it. */
  async explores(what) {
    await this.sees(what);
    const rest = await this.#links();
    for (let next = rest.shift(); next; next = rest.shift()) {
      if (this.#kinds.has(kindOf(next))) continue;
      this.#kinds.add(kindOf(next));
      await this.opens(next);
      rest.push(...await this.#links());
    }
  }

  /** Pages of several people are often the same, but for numbers: those are looked at once. */
  async #signature() {
    const main = await this.#page.locator("main").innerHTML();
    const words = main.replace(/(href|value)="[^"]*"/g, "").replace(/\d+/g, "");
    return createHash("sha256").update(words).digest("hex");
  }

  /** The pages of the same program that this one leads to. */
  async #links() {
    const here = new URL(this.#page.url());
    const all = await this.#page.locator("a[href]").evaluateAll((links) => links.map((it) => it.href));
    return all.filter((it) => {
      const url = new URL(it);
      return url.origin === here.origin && url.pathname !== here.pathname && isPage(url);
    });
  }

  async #keepsPicture(what) {
    if (!ALBUM) return;
    mkdirSync(ALBUM, { recursive: true });
    const name = `${this.#name}-${what}`.replace(/[^\p{L}\d]+/gu, "-").slice(0, 90);
    const before = this.#page.viewportSize();
    for (const width of WIDTHS) {
      await this.#page.setViewportSize({ ...before, width });
      await this.#page.screenshot({ path: join(ALBUM, `${name}-${width}.png`), fullPage: true });
    }
    await this.#page.setViewportSize(before);
  }
}

/** What the list does not know, like the simulators' pages, is a page if it has no extension. */
function isPage(url) {
  const route = routeOf(url);
  return route ? PAGES.includes(route) : !/\.\w+$/.test(url.pathname);
}

function kindOf(address) {
  const url = new URL(address);
  const route = routeOf(url)?.split("/");
  if (!route) return `${url.host}${url.pathname}`;
  const parts = url.pathname.split("/");
  return route.map((it, place) => EACH_APART.includes(it) && isLast(route, it) ? parts[place] : it)
    .join("/");
}

/** A position is a page of its own; what is below it is of the same kind for all. */
function isLast(route, part) {
  return route.at(-1) === part;
}
