// The program under test: `iuvo demo`, on a folder and ports of its own.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

import { zipped } from "./zip.mjs";

const LAST_LINE = /Ctrl-C per fermare/;
const ADDRESS = /^ {2}(Iuvo|simulatori) +(http:\S+)/;
const NOTICE = /^ {2}(\d{18}) +(\S+ €) +(da pagare|pagato|scaduto) +(\S+ \S+) +(.+)$/;

/** The invented citizens' fiscal codes. */
export const MARIO = "RSSMRA80A01H501U";
export const LAURA = "BNCLRA85M41A944N";

/** With which the town's software calls, and the account that it names. */
const KEY = "demo-key-comune-di-esempio";
const IBAN = "IT60X0542811101000000123456";

/** A running demonstration. */
export class Demo {
  #process;
  #folder;

  constructor(process, folder, lines) {
    this.#process = process;
    this.#folder = folder;
    const rows = (pattern) => lines.map((line) => line.match(pattern)).filter(Boolean);
    const addresses = Object.fromEntries(rows(ADDRESS).map(([, name, url]) => [name, url]));
    /** Where its pages are. */
    this.url = addresses.Iuvo;
    /** Where the simulators' console is. */
    this.simulators = addresses.simulatori;
    /** What is owed to the town. */
    this.notices = rows(NOTICE).map(([, code, amount, state, debtor, description]) =>
      ({ code, amount, state, debtor, description }));
  }

  /** Starts one, in a folder that it may fill; for it, it is now that moment. */
  static async start(folder, now = null) {
    const program = process.env.IUVO_PROGRAM;
    if (!program) throw new Error("run `cargo xtask test`, which names the program it built");
    mkdirSync(folder, { recursive: true });
    const prepared = process.env.IUVO_PREPARED_TOWN;
    if (prepared) cpSync(prepared, folder, { recursive: true });
    if (now) writeFileSync(join(folder, "clock"), `${(now - Date.now()) * 1000}`);
    const anywhere = ["--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"];
    const child = spawn(program, ["demo", "--data", folder, ...anywhere],
      { stdio: ["ignore", "pipe", "inherit"] });
    const lines = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (LAST_LINE.test(line)) return new Demo(child, folder, lines);
    }
    throw new Error(`the demonstration did not start:\n${lines.join("\n")}`);
  }

  /** The notice that is described so. */
  notice(description) {
    const found = this.notices.find((it) => it.description.startsWith(description));
    if (!found) throw new Error(`nobody owes "${description}"`);
    return found;
  }

  /** Pays a notice at the simulated PSP; something may go wrong, for instance "twoPsps". */
  async pay(code, misbehavior = undefined) {
    await this.#ask("/psp/pay", { fiscalCode: "99000000010", noticeNumber: code, misbehavior });
  }

  /**
   * Mario owes the town a position: its items are one payment of the whole for each amount of
   * `cents`, and a plan of `installments`. Gives their notice codes.
   */
  async owes({ iupd, description, cents = [], installments = [] }, method = "POST") {
    const item = (isPartialPayment) => (amount) => ({
      amount, description, isPartialPayment, dueDate: "2099-12-31T00:00:00",
      transfer: [{ idTransfer: "1", amount, remittanceInformation: description,
        category: "9/0101101IM/", iban: IBAN }],
    });
    const position = { iupd, type: "F", fiscalCode: MARIO, fullName: "Mario Rossi",
      companyName: "Comune di Esempio", switchToExpired: false,
      paymentOption: [...cents.map(item(false)), ...installments.map(item(true))] };
    const positions = `${this.url}/gpd/debt-positions-service/v1/organizations/99000000010/debtpositions`;
    const address = `${positions}${method === "PUT" ? `/${iupd}` : ""}?toPublish=true`;
    const headers = { "Content-Type": "application/json", "Ocp-Apim-Subscription-Key": KEY };
    const answer = await fetch(address, { method, headers, body: JSON.stringify(position) });
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).paymentOption.map((it) => it.nav);
  }

  /** The town's software sends positions in a file, and waits until they have been done. */
  async sendsFile(name, paymentPositions) {
    const of = "brokers/99000000002/organizations/99000000010/debtpositions/file";
    const uploads = `${this.url}/upload/gpd/debt-positions-service/v2`;
    const headers = { "Ocp-Apim-Subscription-Key": KEY };
    const body = new FormData();
    body.set("file", new Blob([zipped("posizioni.json", JSON.stringify({ paymentPositions }))]), name);
    const taken = await fetch(`${uploads}/${of}`, { method: "POST", headers, body });
    if (taken.status !== 202) throw new Error(`${name}: ${taken.status} ${await taken.text()}`);
    for (let status = "IN_PROGRESS"; status === "IN_PROGRESS";) {
      await setTimeout(100);
      const answer = await fetch(`${uploads}/${taken.headers.get("Location")}`, { headers });
      status = (await answer.json()).operationStatus;
    }
  }

  /** Moves everybody's clock forward, for instance by "1h". */
  async advance(by) {
    await this.#ask("/clock", { advance: by });
  }

  /** Runs a command of who administers the program; it may be told something to read. */
  administer(words, told = "") {
    const env = { ...process.env, IUVO_DATABASE_URL: `sqlite:${join(this.#folder, "iuvo.db")}` };
    const ran = spawnSync(process.env.IUVO_PROGRAM, ["admin", ...words], { env, input: told });
    if (ran.status !== 0) throw new Error(`${words.join(" ")}: ${ran.stderr}`);
  }

  async #ask(path, question) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(question);
    const answer = await fetch(`${this.simulators}${path}`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Stops it, and waits until it has. */
  async stop() {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
  }
}
