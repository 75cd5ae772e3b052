// How the browser tests run: every journey with script and without. Pages are looked at on a
// telephone and on a desk whichever way one came to them.

import { defineConfig } from "@playwright/test";

/** What is tried once: it concerns the checks themselves. */
const CHECKS = "checks.spec.mjs";

/** What is walked through once: no page there runs script, which it demands of each. */
const PAGES = "pages.spec.mjs";

/** What is tried once: the network is cut, whatever runs in the browser. */
const CUT = "cut.spec.mjs";

/** What asks whether that was all. */
const COMPLETE = "complete.spec.mjs";

/** Without script on a telephone, where menus are what pages need script for first. */
const WAYS = [
  { name: "script", use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: true } },
  { name: "no script", use: { viewport: { width: 360, height: 740 }, javaScriptEnabled: false } },
];

export default defineConfig({
  testDir: "journeys",
  globalSetup: "./prepare.mjs",
  outputDir: "../target/browser",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: "100%",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    // The distribution's: nothing is downloaded.
    launchOptions: { executablePath: "/usr/bin/chromium" },
    locale: "it-IT",
    timezoneId: "Europe/Rome",
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "checks", testMatch: CHECKS },
    { ...WAYS[0], name: "cut", testMatch: CUT },
    { ...WAYS[0], name: "every page", testMatch: PAGES },
    { name: "no page missed", testMatch: COMPLETE, dependencies: ["every page"] },
    ...WAYS.map((way) => ({ ...way, testIgnore: [CHECKS, CUT, PAGES, COMPLETE] })),
  ],
});
