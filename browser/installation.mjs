// The program as a body runs it: `iuvo serve`, and `iuvo sim` in the place of pagoPA, with wires
// between them that can be cut.

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { MARIO } from "./demo.mjs";
import { Wire } from "./wire.mjs";

const TOWN = "99000000010";
const BROKER = "99000000002";
const STATION = `${BROKER}_01`;
const HERE = ["--organization", TOWN, "--environment", "collaudo"];

/** With what the town's clerk signs in. */
export const CLERK = { email: "anna.neri@comune-di-esempio.example", password: "una frase lunga e segreta" };

export class Installation {
  #database;
  #key;
  #programs = [];
  #wires;

  /** Sets one up in a folder that it may fill; on that database, or on one of its own. */
  static async start(folder, database = null) {
    const town = new Installation();
    mkdirSync(folder, { recursive: true });
    town.#database = database ?? `sqlite:${join(folder, "iuvo.db")}`;
    town.#key = town.#setUp();
    await town.#connect(folder, database);
    return town;
  }

  async #connect(folder, database) {
    /** From the program to Checkout, where browsers go too. */
    this.toCheckout = await Wire.laid();
    /** From the Node to the program. */
    this.toStation = await Wire.laid();
    /** From the program to its database, if that is a server. */
    this.toDatabase = await Wire.laid();
    this.#wires = [this.toCheckout, this.toStation, this.toDatabase];
    const registry = join(folder, "registry.toml");
    writeFileSync(registry, `
      [[stations]]
      station_id = "${STATION}"
      endpoint = "${this.toStation.url}/node/collaudo/pa-for-node"
      [[links]]
      organization_fiscal_code = "${TOWN}"
      station_id = "${STATION}"
      segregation_code = "02"`);
    /** Where the simulators' console is. */
    this.simulators = await this.#runs(["sim", "--listen", "127.0.0.1:0", "--registry", registry],
      "stdout", (line) => line.match(/su (http:\S+)/)?.[1]);
    this.toCheckout.leadsTo(this.simulators);
    const key = join(folder, "master.key");
    writeFileSync(key, randomBytes(32).toString("base64"));
    const env = {
      IUVO_DATABASE_URL: database ? this.#wired(database) : this.#database,
      IUVO_LISTEN: "127.0.0.1:0",
      IUVO_NODE_COLLAUDO_ENABLED: "true",
      IUVO_MASTER_KEY_FILE: key,
      IUVO_CHECKOUT_COLLAUDO_URL: `${this.toCheckout.url}/checkout/ec`,
      IUVO_CHECKOUT_COLLAUDO_KEY: "chiave",
      IUVO_DRAIN_SECONDS: "0",
      IUVO_LOG_FORMAT: "json",
    };
    const served = (line) => line.includes(`"serving"`) ? JSON.parse(line).address : undefined;
    const address = await this.#runs(["serve"], "stderr", served, env);
    /** Where its pages are. */
    this.url = `http://${address}`;
    this.toStation.leadsTo(this.url);
  }

  #wired(database) {
    const url = new URL(database);
    this.toDatabase.leadsTo(`http://${url.host}`);
    url.host = this.toDatabase.host;
    url.search = "?sslmode=disable";
    return url.href;
  }

  /** What an operator does before the first day; gives the key of the town's software. */
  #setUp() {
    const { email, password } = CLERK;
    this.#administer(["broker", "add", "--fiscal-code", BROKER, "--name", "Esempio Servizi"]);
    this.#administer(["station", "add", "--code", STATION, "--environment", "collaudo"]);
    this.#administer(["organization", "add", "--fiscal-code", TOWN, "--name", "Comune di Esempio",
      "--environment", "collaudo", "--slug", "comune-di-esempio"]);
    this.#administer(["link", "add", ...HERE, "--station", STATION, "--segregation-code", "02"]);
    this.#administer(["iban", "add", ...HERE, "--iban", "IT60X0542811101000000123456"]);
    this.#administer(["operator", "add", "--email", email, "--name", "Anna Neri"]);
    this.#administer(["operator", "password", "--email", email], `${password}\n`);
    this.#administer(["operator", "grant", "--email", email, "--role", "operatore", ...HERE]);
    const key = ["key", "create", "--name", "gestionale", ...HERE, "--calls", "0", "--json"];
    return JSON.parse(this.#administer(key)).key;
  }

  #administer(words, told = "") {
    const env = { ...process.env, IUVO_DATABASE_URL: this.#database };
    const ran = spawnSync(process.env.IUVO_PROGRAM, ["admin", ...words], { env, input: told });
    if (ran.status !== 0) throw new Error(`${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout.toString();
  }

  /** Runs a program, until it says where it serves; gives that. */
  async #runs(words, stream, address, env = {}) {
    const stdio = ["ignore", "ignore", "ignore"];
    stdio[stream === "stdout" ? 1 : 2] = "pipe";
    const program = spawn(process.env.IUVO_PROGRAM, words, { env: { ...process.env, ...env }, stdio });
    this.#programs.push(program);
    const said = [];
    const lines = createInterface({ input: program[stream] });
    return new Promise((resolve, reject) => {
      lines.on("line", (line) => {
        said.push(line);
        const found = address(line);
        if (found) resolve(found);
      });
      lines.on("close", () => reject(new Error(`${words[0]} has ended:\n${said.join("\n")}`)));
    });
  }

  /** Somebody owes the town 120 euros; gives the notice code. */
  async owes(description) {
    const path = `/gpd/debt-positions-service/v1/organizations/${TOWN}/debtpositions?toPublish=true`;
    const transfer = { idTransfer: "1", amount: 12_000, remittanceInformation: description,
      category: "9/0101101IM/", iban: "IT60X0542811101000000123456" };
    const option = { amount: 12_000, description, isPartialPayment: false,
      dueDate: "2099-12-31T00:00:00", transfer: [transfer] };
    const position = { iupd: description, type: "F", fiscalCode: MARIO, fullName: "Mario Rossi",
      companyName: "Comune di Esempio", switchToExpired: false, paymentOption: [option] };
    const created = await this.#ask(`${this.url}${path}`, position);
    return created.paymentOption[0].nav;
  }

  /** What the archive tells of a notice: its kinds of events, in their order. */
  async story(code) {
    const told = await this.#ask(`${this.url}/api/v1/notices/${code}/timeline`);
    return told.items.map((it) => it.kind);
  }

  /** The receipts that the Node has made of a notice: as often as money was taken. */
  async receipts(code) {
    const made = await this.#ask(`${this.simulators}/receipts`);
    return made.items.filter((it) => it.noticeNumber === code);
  }

  /** Somebody pays a notice at a PSP; gives what the Node answers. */
  async pay(code) {
    const payment = { fiscalCode: TOWN, noticeNumber: code };
    return this.#ask(`${this.simulators}/psp/pay`, payment);
  }

  /** The Node sends the receipts of a notice again. */
  async repeatReceipts(code) {
    for (const receipt of await this.receipts(code)) {
      await this.#ask(`${this.simulators}/receipts/${receipt.receiptId}/repeat`, {});
    }
  }

  async #ask(url, question = undefined) {
    const headers = { "Content-Type": "application/json", "Authorization": `Bearer ${this.#key}`,
      "Ocp-Apim-Subscription-Key": this.#key };
    const method = question ? "POST" : "GET";
    const answer = await fetch(url, { method, headers, body: JSON.stringify(question) });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Stops it all. */
  async stop() {
    for (const program of this.#programs) {
      if (program.exitCode !== null) continue;
      const ended = once(program, "exit");
      program.kill("SIGTERM");
      await ended;
    }
    for (const wire of this.#wires) await wire.remove();
  }
}
