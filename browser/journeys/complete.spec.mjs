// Whether every page there is was looked at: asked when the walks of `pages.spec.mjs` are over.

import { expect, test } from "@playwright/test";

import { PAGES, STALE } from "../routes.mjs";
import { seenIn } from "../walker.mjs";

test("every page there is was looked at", ({}, info) => {
  const seen = seenIn(info.project.outputDir);
  expect(PAGES.filter((it) => !seen.includes(it))).toEqual([]);
  expect(STALE).toEqual([]);
});
