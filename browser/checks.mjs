// What every page must be, whoever looks at it and however.
//
// Each check gives what is wrong in words, so that a failure names the element; `checks.spec.mjs`
// shows each of them a page that it must refuse.

import axe from "axe-core";

/** WCAG 2.1 at level AA, and what is good practice besides. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** Of a page with its style and script, as they are, without what is Italia's. */
const MOST_BYTES = 100_000;

/** Files of the design system: the same for every page, and kept by browsers for ever. */
const ITALIA = /\/assets\/(italia|icons|titillium-web|roboto-mono)-/;

/** What a browser says of its pages while they are looked at. */
export class Watch {
  /** What no page may cause: errors, reports against the policy, files that do not come. */
  complaints = [];
  #documents = new Map();
  #bytes = new Map();

  constructor(context, hasScript = true) {
    this.hasScript = hasScript;
    context.on("console", (message) => this.#hear(message));
    context.on("weberror", (error) => this.complaints.push(`script: ${error.error().message}`));
    context.on("response", (response) => this.#receive(response));
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      // A navigation that becomes a download, or that another overtakes, is no failure.
      if (reason !== "net::ERR_ABORTED") this.complaints.push(`${reason}: ${request.url()}`);
    });
  }

  #hear(message) {
    if (!["error", "warning"].includes(message.type())) return;
    // That a page is answered with an error is for its journey to expect.
    const isOfDocument = this.#documents.has(message.location().url);
    if (isOfDocument && message.text().startsWith("Failed to load resource")) return;
    this.complaints.push(`${message.type()}: ${message.text()}`);
  }

  #receive(response) {
    const request = response.request();
    if (request.isNavigationRequest()) this.#documents.set(request.url(), response.status());
    const before = this.#bytes.get(request.url()) ?? 0;
    const weighed = response.body().then((body) => body.length, () => before);
    this.#bytes.set(request.url(), weighed);
  }

  /** With which status a page was answered. */
  statusOf(url) {
    return this.#documents.get(url.split("#")[0]);
  }

  /** How many bytes these are; what a browser left before it had come is not waited for. */
  async bytesOf(urls) {
    const bytes = await Promise.all(urls.map((url) => this.#bytes.get(url) ?? 0));
    return bytes.reduce((sum, it) => sum + it, 0);
  }
}

/** A telephone and a desk. */
export const WIDTHS = [360, 1280];

/** Everything that is wrong with the page as it is now, at each width. */
export async function inspect(page, watch) {
  const complaints = [];
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ ...before, width });
    const found = [...await form(page), ...await accessibility(page, watch.hasScript)];
    complaints.push(...found.map((it) => `at ${width}: ${it}`));
  }
  await page.setViewportSize(before);
  return [...complaints, ...await weight(page, watch), ...watch.complaints];
}

/** What axe finds. */
export async function accessibility(page, hasScript = true) {
  if (hasScript) return axeOn(page);
  // A page that names no script is the same without: it was looked at with.
  return await page.locator("script, noscript").count() > 0 ? onTwin(page, axeOn) : [];
}

async function axeOn(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate((values) => window.axe.run({
    runOnly: { type: "tag", values },
    resultTypes: ["violations"],
  }), AXE_TAGS);
  return found.violations.flatMap((it) => it.nodes.map((node) =>
    `${it.id} (${it.help}): ${node.html}`));
}

/** Axe needs script: a page that has none is shown to it as it stands, with none of its own. */
async function onTwin(page, task) {
  const html = (await page.content()).replace(/<\/?noscript>/g, "");
  const options = { viewport: page.viewportSize(), javaScriptEnabled: true };
  const twin = await page.context().browser().newPage(options);
  await twin.route("**", (route) => {
    const request = route.request();
    if (request.resourceType() === "script") return route.abort();
    if (!request.isNavigationRequest()) return route.continue();
    return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
  });
  try {
    await twin.goto(page.url());
    return await task(twin);
  } finally {
    await twin.close();
  }
}

async function form(page) {
  const { lang, headings, overflow } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((it) =>
      it.getBoundingClientRect().right > width + 1);
    const scrolls = document.scrollingElement.scrollWidth > width;
    return {
      lang: document.documentElement.lang,
      headings: document.querySelectorAll("h1").length,
      overflow: scrolls ? wide.map((it) => it.outerHTML.slice(0, 120)).slice(0, 3) : null,
    };
  });
  return [
    lang === "it" ? [] : `its language is "${lang}"`,
    headings === 1 ? [] : `${headings} headings of the first level`,
    overflow ? `it scrolls sideways: ${overflow.join(" ")}` : [],
  ].flat();
}

async function weight(page, watch) {
  const files = await page.evaluate(() =>
    [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")]
      .map((it) => it.href ?? it.src));
  const own = [page.url().split("#")[0], ...files].filter((url) => !ITALIA.test(url));
  const bytes = await watch.bytesOf(own);
  if (bytes === 0) return ["its bytes were not counted"];
  return bytes > MOST_BYTES ? [`${bytes} bytes of ours`] : [];
}

/**
 * Goes through the page with the Tab key. Gives what can be reached, in that order, and where that
 * differs from the order of reading.
 */
export async function walk(page) {
  const stops = [];
  const complaints = [];
  await page.evaluate(goToStart);
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(describeFocus);
    const last = stops.at(-1);
    // A date has a place for its day, its month and its year.
    if (stop?.isDate && stop.number === last?.number) continue;
    if (!stop || stop.number <= (last?.number ?? -1)) break;
    if (!stop.isSeen) complaints.push(`focus is not seen on ${stop.html}`);
    stops.push(stop);
  }
  const all = await page.evaluate(listReachable);
  const missed = all.filter((html) => !stops.some((it) => it.html === html));
  complaints.push(...missed.map((html) => `Tab does not come to ${html}`));
  return { stops, complaints };
}

/** Run in the page: whatever had the focus, the next Tab begins at the top. */
function goToStart() {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}

/** Run in the page: where the focus is, as a place in the order of the document. */
function describeFocus() {
  const focus = document.activeElement;
  if (!focus || focus === document.body) return null;
  const style = getComputedStyle(focus);
  const box = focus.getBoundingClientRect();
  return {
    number: [...document.querySelectorAll("*")].indexOf(focus),
    name: (focus.textContent || focus.getAttribute("name") || "").trim(),
    html: focus.outerHTML.slice(0, 200),
    isDate: focus.type === "date",
    isSeen: box.width > 1 && box.bottom > 0 && box.top < innerHeight
      && (style.boxShadow !== "none" || style.outlineStyle !== "none"),
  };
}

/** Run in the page: what somebody without a mouse must come to. */
function listReachable() {
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  const reachable = [...all].filter((it) => !it.disabled && it.tabIndex >= 0
    && it.checkVisibility() && !(it.type === "radio" && !it.checked));
  return reachable.map((it) => it.outerHTML.slice(0, 200));
}
