// The lab's settings: what each may be, how strange values become fair ones, and the way back (undo).
import { parseRows, resizeRows, shapeOf } from "./values.js";

/** What a number may be, and the thing whose colour it wears. The same ranges stand in `cnnviz/ui/lab_settings.py`. */
export const RANGES = {
  n: { label: "Input size", tall: "Input height", low: 1, high: 64, thing: "input" },
  nw: { label: "Input width", low: 1, high: 64, thing: "input" },
  k: { label: "Kernel", tall: "Kernel height", low: 1, high: 15, thing: "kernel" },
  kw: { label: "Kernel width", low: 1, high: 15, thing: "kernel" },
  s: { label: "Stride", low: 1, high: 8, thing: "plain" },
  p: { label: "Padding", low: 0, high: 15, thing: "padding" },
  d: { label: "Dilation", low: 1, high: 6, thing: "kernel" },
  cin: { label: "Input channels", low: 1, high: 16, thing: "input" },
  cout: { label: "Output channels", low: 1, high: 32, thing: "output" },
  groups: { label: "Groups", low: 1, high: 16, thing: "plain" },
  seed: { label: "Seed", low: 0, high: 999, thing: "plain" },
};

/** The names that padding may have instead of a number. */
export const PADDINGS = ["same", "valid", "full"];

/** What is 1 or 0: whether the input and the kernel are square, whether there is a bias. */
export const SWITCHES = ["link", "bias"];

/** What the settings that are words may be. */
export const CHOICES = {
  inp: ["disc", "ramp", "random", "edge", "photo", "typed"],
  ker: ["edges", "sobel_x", "sobel_top", "laplacian", "box", "identity", "random", "typed"],
  tab: ["", "channels", "transposed", "pooling", "dims", "im2col", "flip", "borders", "nonlinearity", "stack"],
};

/** The first screen: small enough to read every number, with padding and a stride that fits. */
export const DEFAULTS = Object.freeze({
  ...{ n: 7, nw: 7, k: 3, kw: 3, s: 2, p: 1, d: 1, cin: 3, cout: 8, groups: 1 },
  ...{ link: 1, bias: 1, inp: "disc", seed: 0, ker: "edges", xs: "", ks: "", tab: "", extra: Object.freeze({}) },
});

const LONGEST_HISTORY = 100;
const EXTRA_KEY = /^[a-z][a-z0-9]{0,7}$/;
const EXTRA_VALUE = /^[A-Za-z0-9.,;:_-]{0,120}$/;
const MOST_EXTRAS = 60;

/** The two settings that can be typed: the kind, its text, and the sides that the text decides. */
const TYPED = [
  { kind: "inp", text: "xs", tall: "n", wide: "nw" },
  { kind: "ker", text: "ks", tall: "k", wide: "kw" },
];

/** The numbers of groups that divide both channel counts, ascending. */
export function divisors(cin, cout) {
  const both = [];
  for (let count = 1; count <= Math.min(cin, cout); count++) if (cin % count === 0 && cout % count === 0) both.push(count);
  return both;
}

/** What tabs keep: short plain strings under short plain keys, nothing else. */
function fairExtra(asked) {
  if (asked === null || typeof asked !== "object") return {};
  const kept = Object.entries(asked).filter(([key, value]) => EXTRA_KEY.test(key) && typeof value === "string" && EXTRA_VALUE.test(value));
  return Object.fromEntries(kept.slice(0, MOST_EXTRAS));
}

/** Settings in range from anything at all: numbers are clamped, the rest becomes the default; typed values decide their size. */
export function fair(raw) {
  const asked = raw !== null && typeof raw === "object" ? raw : {};
  const settings = {};
  const put = (name, low, high) => {
    const value = asked[name];
    settings[name] = Number.isInteger(value) ? Math.min(high, Math.max(low, value)) : DEFAULTS[name];
  };
  for (const [name, { low, high }] of Object.entries(RANGES)) put(name, low, high);
  for (const name of SWITCHES) put(name, 0, 1);
  if (PADDINGS.includes(asked.p)) settings.p = asked.p;
  for (const [name, values] of Object.entries(CHOICES)) settings[name] = values.includes(asked[name]) ? asked[name] : DEFAULTS[name];
  if (settings.link) [settings.nw, settings.kw] = [settings.n, settings.k];
  for (const { kind, text, tall, wide } of TYPED) {
    const rows = settings[kind] === "typed" ? parseRows(asked[text], RANGES[tall].high) : null;
    settings[text] = rows ? asked[text] : "";
    if (rows) [settings[tall], settings[wide]] = shapeOf(rows);
    else if (settings[kind] === "typed") settings[kind] = DEFAULTS[kind];
  }
  if (settings.n !== settings.nw || settings.k !== settings.kw) settings.link = 0;
  settings.groups = divisors(settings.cin, settings.cout).filter((count) => count <= settings.groups).pop();
  settings.extra = fairExtra(asked.extra);
  return settings;
}

export function same(first, second) {
  const plain = Object.keys(DEFAULTS).every((name) => name === "extra" || first[name] === second[name]);
  const keys = Object.keys(first.extra);
  return plain && keys.length === Object.keys(second.extra).length && keys.every((key) => first.extra[key] === second.extra[key]);
}

/** The settings asked for by `changes`: sides follow the link, and typed values follow the sides. */
function changed(before, changes) {
  const wanted = { ...before, ...changes };
  if (wanted.link && !("xs" in changes)) wanted.nw = wanted.n;
  if (wanted.link && !("ks" in changes)) wanted.kw = wanted.k;
  for (const { kind, text, tall, wide } of TYPED) {
    if (wanted[kind] === "typed" && !(text in changes)) wanted[text] = resizeRows(wanted[text], wanted[tall], wanted[wide]);
  }
  return wanted;
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
    const next = fair(changed({ ...this.settings, groups: this.#wantedGroups }, changes));
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
