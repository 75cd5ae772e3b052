// What the program serves to people, as its own list says (docs/authorization.md, which a test
// holds to the router): so a page that nobody looks at is known by name.

import { readFileSync } from "node:fs";

const LIST = new URL("../docs/authorization.md", import.meta.url);
const SECTIONS = ["## Pages for citizens", "## Pages of the back office"];

/** What is answered with something else than a page. */
const NO_PAGES = [
  /\.(pdf|xml|csv|json)$/,
  /^\/assets\/\{name\}$/,
  /\/documenti\/\{document\}$/,
  // They lead on: to the page of the payment, to that of the debt, to what is found.
  /\/ritorno\/\{outcome\}$/,
  /\/\{link\}\/(paga|e-mail)$/,
  /\/come-il-cittadino$/,
  /\/posizioni\/cerca$/,
];

function listed() {
  const sections = readFileSync(LIST, "utf8").split(/^(?=## )/m);
  const pages = sections.filter((it) => SECTIONS.some((title) => it.startsWith(`${title}\n`)));
  if (pages.length !== SECTIONS.length) throw new Error("the list of endpoints has other sections");
  const found = pages.flatMap((it) => [...it.matchAll(/^\| `GET (\S+)` \|/gm)]);
  return [...new Set(found.map(([, path]) => path))];
}

/** Every address people may ask for, with its parameters in braces. */
export const ROUTES = listed();

/** Those that are pages. */
export const PAGES = ROUTES.filter((it) => !NO_PAGES.some((pattern) => pattern.test(it)));

/** The patterns that fit no address any more. */
export const STALE = NO_PAGES.filter((pattern) => !ROUTES.some((it) => pattern.test(it)));

/** By which of them an address is served: what is spelled out goes before what is a parameter. */
export function routeOf(url) {
  const path = new URL(url).pathname.replace(/(?<=.)\/$/, "");
  const parts = path.split("/");
  const fits = (route) => {
    const own = route.split("/");
    return own.length === parts.length
      && own.every((it, place) => it.startsWith("{") ? parts[place] !== "" : it === parts[place]);
  };
  const openness = (route) => route.split("/").map((it) => it.startsWith("{") ? 1 : 0).join("");
  return ROUTES.filter(fits).sort((a, b) => openness(a).localeCompare(openness(b)))[0];
}
