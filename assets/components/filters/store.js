// The filters' settings: what is on screen, and the steps before and after. Python brings them into range.

const LONGEST = 60;
const KNOBS = ["size", "sigma", "angle", "length", "wave", "phase", "amount", "dx", "dy"];
export const NO_KNOBS = Object.fromEntries(KNOBS.map((name) => [name, null]));

export const same = (a, b) => Object.keys(a).every((name) => a[name] === b[name]);

export class Store {
  #past = [];
  #future = [];

  constructor(settings) {
    this.settings = this.rested = { ...settings };
  }

  /** Change some settings; returns whether anything is different now. */
  change(changes) {
    const next = { ...this.settings, ...changes };
    if (same(next, this.settings)) return false;
    this.settings = next;
    return true;
  }

  /** The settings have come to rest; returns whether that is news. */
  rest() {
    if (same(this.settings, this.rested)) return false;
    this.#past = [...this.#past, this.rested].slice(-LONGEST);
    this.#future = [];
    this.rested = this.settings;
    return true;
  }

  adopt(settings) {
    this.settings = { ...settings };
    this.rest();
  }

  undo(forward = false) {
    this.rest();
    const [from, to] = forward ? [this.#future, this.#past] : [this.#past, this.#future];
    if (from.length === 0) return false;
    to.push(this.rested);
    this.settings = this.rested = from.pop();
    return true;
  }
}
