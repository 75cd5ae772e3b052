// The checks themselves: each is shown a page that it must refuse, and one that it must not.

import { expect, test } from "@playwright/test";

import { inspect, walk, Watch } from "../checks.mjs";

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'";

const PALE = `<h1><font color="#cccccc">Pagina</font></h1>`;

function html({ lang = "it", head = "", body = "", main = "<h1>Pagina</h1>" }) {
  return `<!doctype html><html lang="${lang}"><head><title>Pagina</title>
    <link rel="icon" href="/icon.svg"><meta name="viewport" content="width=device-width">${head}
    </head><body><main>${main}</main>${body}</body></html>`;
}

async function shown(page, parts, files = {}, hasScript = true) {
  const watch = new Watch(page.context(), hasScript);
  await page.route("http://planted.example/**", (route) => {
    const path = new URL(route.request().url()).pathname;
    const headers = { "content-security-policy": POLICY };
    if (path === "/") return route.fulfill({ contentType: "text/html", headers, body: html(parts) });
    if (path === "/icon.svg") return route.fulfill({ contentType: "image/svg+xml", body: "<svg/>" });
    return path in files ? route.fulfill(files[path]) : route.fulfill({ status: 404 });
  });
  await page.goto("http://planted.example/");
  return watch;
}

test("a good page is let pass", async ({ page }) => {
  const watch = await shown(page, {});
  expect(await inspect(page, watch)).toEqual([]);
});

for (const [what, parts, complaint] of [
  ["a link without a name", { main: `<h1>Pagina</h1><a href="/"></a>` }, /link-name/],
  ["pale text", { main: PALE }, /color-contrast/],
  ["a field without a label", { main: `<h1>Pagina</h1><input>` }, /label/],
  ["no heading", { main: "<p>Pagina</p>" }, /0 headings/],
  ["two headings", { main: "<h1>Una</h1><h1>Due</h1>" }, /2 headings/],
  ["another language", { lang: "en" }, /its language is "en"/],
  ["what stands outside its regions", { body: "<p>fuori</p>" }, /region/],
  ["a style of its own", { main: `<h1 style="color: red">Pagina</h1>` }, /Content Security Policy/],
  ["a script of its own", { head: "<script>1</script>" }, /Content Security Policy/],
  ["an image that is not there", { main: `<h1>Pagina</h1><img alt="" src="/no.png">` }, /404/],
  ["what is wider than the page",
    { main: `<h1>Pagina</h1><table><tr><td>${"x".repeat(500)}</td></tr></table>` }, /^at 360: it scrolls sideways/],
  ["too many bytes", { main: `<h1>Pagina</h1><!--${"x".repeat(100_000)}-->` }, /bytes of ours$/],
]) {
  test(`a page with ${what} is refused`, async ({ page }) => {
    const watch = await shown(page, parts);
    expect((await inspect(page, watch)).filter((it) => complaint.test(it))).not.toEqual([]);
  });
}

test("a page that may run no script is looked at too", async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  const watch = await shown(page, { main: `${PALE}<noscript>Senza</noscript>` }, {}, false);
  expect((await inspect(page, watch)).filter((it) => /color-contrast/.test(it))).not.toEqual([]);
  await page.close();
});

test("Tab that jumps, stays away or cannot be seen is refused", async ({ page }) => {
  const button = (attributes) => `<button ${attributes}>Premi</button>`;
  await shown(page, { main: `<h1>Pagina</h1>${button("id=a")}${button("tabindex=1")}` });
  expect((await walk(page)).complaints).not.toEqual([]);
  const style = { contentType: "text/css", body: "button { outline: none !important }" };
  await page.unrouteAll();
  await shown(page, { head: `<link rel="stylesheet" href="/x.css">`, main: `<h1>P</h1>${button("")}` },
    { "/x.css": style });
  expect((await walk(page)).complaints[0]).toMatch(/^focus is not seen/);
});
