// The network on screen, the way back (undo), and its way to the server.
import { decode, encode } from "./layers.js";

const LONGEST_HISTORY = 200;
const ONE_TOUCH = 800; // milliseconds within which steps of one number count as one change
const REST = 300; // milliseconds without a change, after which the server hears

export class Store {
  #past = [];
  #future = [];
  #touched = { what: "", at: 0 };

  constructor(code) {
    this.code = code;
    this.network = decode(code);
  }

  /** Take another network; `what` names the number under the finger, whose steps are undone together. */
  change(network, what = "") {
    const code = encode(network);
    if (code === this.code) return false;
    const now = performance.now();
    const goesOn = what !== "" && what === this.#touched.what && now - this.#touched.at < ONE_TOUCH;
    if (!goesOn) this.#past = [...this.#past, this.code].slice(-LONGEST_HISTORY);
    this.#touched = { what, at: now };
    this.#future = [];
    this.#show(code);
    return true;
  }

  #show(code) {
    this.code = code;
    this.network = decode(code);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** One step back, or forward again; returns whether there was one. */
  undo(forward = false) {
    const [from, to] = forward ? [this.#future, this.#past] : [this.#past, this.#future];
    if (from.length === 0) return false;
    to.push(this.code);
    this.#touched = { what: "", at: 0 };
    this.#show(from.pop());
    return true;
  }
}

/** Tells the server when the network rests, and knows its echoes. */
export class Wire {
  #timer = 0;
  #sent = [];
  #heard;

  /** `onTell(code)` when it rests, `onAdopt(code)` when another network came from outside. */
  constructor(code, onTell, onAdopt) {
    this.#heard = this.told = code;
    Object.assign(this, { onTell, onAdopt });
  }

  hear(code) {
    const news = code !== this.#heard;
    this.#heard = code;
    const echo = this.#sent.indexOf(code);
    if (echo >= 0) this.#sent.splice(0, echo + 1);
    if (!news || echo >= 0 || this.#timer) return;
    this.#sent = [];
    this.told = code;
    this.onAdopt(code);
  }

  rest(code) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(code), REST);
  }

  #tell(code) {
    this.#timer = 0;
    if (code === this.told) return;
    this.told = code;
    this.#sent.push(code);
    this.onTell(code);
  }

  leave() {
    clearTimeout(this.#timer);
  }
}
