// The lab's settings: what each may be, how strange values become fair ones, and the way back (undo).

/** What a setting may be, and the thing whose colour it wears. The same ranges stand in `cnnviz/ui/lab_settings.py`. */
export const RANGES = {
  n: { label: "Input size", low: 1, high: 64, thing: "input" },
  k: { label: "Kernel", low: 1, high: 15, thing: "kernel" },
  s: { label: "Stride", low: 1, high: 8, thing: "plain" },
  p: { label: "Padding", low: 0, high: 15, thing: "padding" },
  d: { label: "Dilation", low: 1, high: 6, thing: "kernel" },
  cin: { label: "Input channels", low: 1, high: 16, thing: "input" },
  cout: { label: "Output channels", low: 1, high: 32, thing: "output" },
  groups: { label: "Groups", low: 1, high: 16, thing: "plain" },
};

/** The first screen: small enough to read every number, with padding and a stride that fits. */
export const DEFAULTS = Object.freeze({ n: 7, k: 3, s: 2, p: 1, d: 1, cin: 3, cout: 8, groups: 1 });

const LONGEST_HISTORY = 100;

/** The numbers of groups that divide both channel counts, ascending. */
export function divisors(cin, cout) {
  const both = [];
  for (let count = 1; count <= Math.min(cin, cout); count++) if (cin % count === 0 && cout % count === 0) both.push(count);
  return both;
}

/** Settings in range from anything at all: numbers are clamped, the rest becomes the default. */
export function fair(raw) {
  const asked = raw !== null && typeof raw === "object" ? raw : {};
  const settings = {};
  for (const [name, { low, high }] of Object.entries(RANGES)) {
    const value = asked[name];
    settings[name] = Number.isInteger(value) ? Math.min(high, Math.max(low, value)) : DEFAULTS[name];
  }
  settings.groups = divisors(settings.cin, settings.cout).filter((count) => count <= settings.groups).pop();
  return settings;
}

export function same(first, second) {
  return Object.keys(RANGES).every((name) => first[name] === second[name]);
}

/** The settings on screen, those the server knows of, and those before. */
export class Store {
  #past = [];
  #future = [];
  #wantedGroups; // what the visitor chose, kept while a channel slider passes counts that it does not divide

  constructor(raw) {
    this.settings = fair(raw);
    this.rested = this.settings;
    this.#wantedGroups = this.settings.groups;
  }

  /** Change some settings; returns whether anything is different now. */
  change(changes) {
    if ("groups" in changes) this.#wantedGroups = changes.groups;
    const next = fair({ ...this.settings, groups: this.#wantedGroups, ...changes });
    const different = !same(next, this.settings);
    this.settings = next;
    return different;
  }

  /** The settings have come to rest; returns whether that is news. */
  rest() {
    this.#wantedGroups = this.settings.groups;
    if (same(this.settings, this.rested)) return false;
    this.#past = [...this.#past, this.rested].slice(-LONGEST_HISTORY);
    this.#future = [];
    this.rested = this.settings;
    return true;
  }

  /** Take over settings that came from outside; they are at rest. */
  adopt(raw) {
    this.settings = fair(raw);
    this.rest();
  }

  /** One step back, or forward again; returns whether there was one. */
  undo(forward = false) {
    const [from, to] = forward ? [this.#future, this.#past] : [this.#past, this.#future];
    if (from.length === 0) return false;
    to.push(this.rested);
    this.settings = this.rested = from.pop();
    this.#wantedGroups = this.settings.groups;
    return true;
  }
}
