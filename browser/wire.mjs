// A wire between two programs, which can be cut, fall silent, or lose what passes through it.

import { once } from "node:events";
import { connect, createServer } from "node:net";

export class Wire {
  #server;
  #port;
  #end;
  #sockets = new Set();
  /** What becomes of what is sent through it: a text, and what is done when it passes. */
  #watched = null;
  #isSilent = false;

  /** Lays a wire, whose far end is told later. */
  static async laid() {
    const wire = new Wire();
    await wire.#listen(0);
    return wire;
  }

  /** Where its near end is. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where its near end is, for who writes addresses otherwise. */
  get host() {
    return `127.0.0.1:${this.#port}`;
  }

  /** From now on it leads there. */
  leadsTo(address) {
    const { hostname, port } = new URL(address);
    this.#end = { host: hostname, port: Number(port) };
  }

  /** Nobody listens any more, and whoever was speaking is cut off. */
  async cut() {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#hangUp();
    await closed;
  }

  /** Whoever calls is heard by nobody, and never told so. */
  fallSilent() {
    this.#isSilent = true;
    this.#hangUp();
  }

  /** The call in which that text is said is cut off before anybody hears it. */
  loseCallsWith(text) {
    this.#watched = { text, isHeard: false };
  }

  /** The call in which that text is said is heard, and its answer lost. */
  loseAnswersTo(text) {
    this.#watched = { text, isHeard: true };
  }

  /** Wherever the one word is said the other one, as long, is heard. */
  garble(word, heard) {
    this.#watched = { text: word, heard };
    this.#hangUp();
  }

  /** It works again. */
  async mend() {
    this.#watched = null;
    this.#isSilent = false;
    this.#hangUp();
    if (!this.#server.listening) await this.#listen(this.#port);
  }

  /** Takes it away. */
  async remove() {
    if (this.#server.listening) await this.cut();
  }

  async #listen(port) {
    this.#server = createServer((near) => this.#relay(near));
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = this.#server.address().port;
  }

  #hangUp() {
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // Whoever hangs up first is no failure of this program.
    socket.on("error", () => socket.destroy());
  }

  #relay(near) {
    this.#keep(near);
    if (this.#isSilent) return void near.resume();
    const far = connect(this.#end);
    this.#keep(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    let isLost = false;
    near.on("data", (said) => {
      const { text, isHeard, heard } = this.#watched ?? {};
      if (!text || !said.includes(text)) return void far.write(said);
      if (heard) return void far.write(replaced(said, text, heard));
      isLost = true;
      if (isHeard) far.write(said);
      else near.destroy();
    });
    far.on("data", (answer) => isLost ? near.destroy() : near.write(answer));
  }
}

function replaced(bytes, word, heard) {
  return Buffer.from(bytes.toString("latin1").replaceAll(word, heard), "latin1");
}
