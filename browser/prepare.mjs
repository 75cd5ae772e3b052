// The demonstration's town is built once; each journey begins with a copy of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Demo } from "./demo.mjs";

/** Before all journeys; gives what is done after them. */
export default async function prepare() {
  const folder = mkdtempSync(join(tmpdir(), "iuvo-town-"));
  const demo = await Demo.start(folder);
  await demo.stop();
  process.env.IUVO_PREPARED_TOWN = folder;
  return () => rmSync(folder, { recursive: true });
}
