// The nonlinearities: value and slope as PyTorch has them, and where the slope is too small to learn.
import { short } from "../../../kit.js";

/** Under this slope almost nothing of a gradient is left. */
export const FAINT = 0.01;
export const X_END = 6;
export const X_STEP = 0.05;

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const number = (key, label, low, high, step, start) => ({ key, label, low, high, step, start });
const times = (factor) => `${short(factor, 3)}·x`;
const line = (slope, offset) => `${times(slope)} ${offset < 0 ? "−" : "+"} ${short(Math.abs(offset), 3)}`;

/**
 * `value(x, ...a)` and `slope(x, ...a)` with the numbers of `fields` (kept under `key`) as `a`; `kinks(...a)` are the places where the slope jumps.
 * At a kink the slope is the one that PyTorch's autograd takes.
 */
export const FUNCTIONS = {
  sigmoid: {
    label: "Sigmoid",
    fields: [],
    formula: () => "1 / (1 + e⁻ˣ)",
    value: sigmoid,
    slope: (x) => sigmoid(x) * sigmoid(-x), // 1 - sigmoid(x) without losing the small digits
    kinks: () => [],
  },
  tanh: {
    label: "Tanh",
    fields: [],
    formula: () => "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    value: Math.tanh,
    slope: (x) => 1 / Math.cosh(x) ** 2,
    kinks: () => [],
  },
  relu: {
    label: "ReLU",
    fields: [],
    formula: () => "max(0, x)",
    value: (x) => Math.max(0, x),
    slope: (x) => (x > 0 ? 1 : 0),
    kinks: () => [0],
  },
  leaky: {
    label: "Leaky ReLU",
    fields: [number("na", "Slope below 0", 0, 1, 0.01, 0.01)],
    formula: (a) => `x; for x < 0: ${times(a)}`,
    value: (x, a) => (x > 0 ? x : a * x),
    slope: (x, a) => (x > 0 ? 1 : a),
    kinks: (a) => (a === 1 ? [] : [0]),
  },
  maxout: {
    label: "Maxout",
    fields: [
      number("nma", "Slope of line 1", -3, 3, 0.1, 1),
      number("nmb", "Offset of line 1", -4, 4, 0.1, 0),
      number("nmc", "Slope of line 2", -3, 3, 0.1, -0.5),
      number("nmd", "Offset of line 2", -4, 4, 0.1, 1),
    ],
    formula: (w, b, v, c) => `max(${line(w, b)}, ${line(v, c)})`,
    value: (x, w, b, v, c) => Math.max(w * x + b, v * x + c),
    slope: (x, w, b, v, c) => {
      const [first, second] = [w * x + b, v * x + c];
      return first === second ? (w + v) / 2 : first > second ? w : v; // torch.maximum shares a tie
    },
    kinks: (w, b, v, c) => (w === v ? [] : [(c - b) / (w - v)]),
  },
  elu: {
    label: "ELU",
    fields: [number("ne", "Alpha", 0, 3, 0.1, 1)],
    formula: (a) => `x; for x < 0: ${short(a, 3)}·(eˣ − 1)`,
    value: (x, a) => (x > 0 ? x : a * Math.expm1(x)),
    slope: (x, a) => (x > 0 ? 1 : a * Math.exp(x)),
    kinks: (a) => (a === 1 ? [] : [0]),
  },
};

/** The function with the numbers of its fields filled in. */
export function filled(name, a) {
  const { label, formula, value, slope, kinks } = FUNCTIONS[name];
  return {
    name, label, a,
    formula: formula(...a),
    value: (x) => value(x, ...a),
    slope: (x) => slope(x, ...a),
    kinks: kinks(...a),
    stuck: stuck(name, a),
    straight: (name === "leaky" && a[0] === 1) || (name === "maxout" && a[0] === a[2]),
  };
}

/** Where the slope's size is under `FAINT`: `[{ from, to, dead }]`, `dead` where it is exactly 0; ends may be infinite. */
export function stuck(name, a) {
  if (name === "sigmoid" || name === "tanh") {
    // s(1 - s) = 0.01 at x = ln((1 - q) / q) with q = (1 - sqrt(1 - 4 * 0.01)) / 2; 1 - t^2 = 0.01 at x = artanh(sqrt(0.99))
    const q = (1 - Math.sqrt(1 - 4 * FAINT)) / 2;
    const end = name === "sigmoid" ? Math.log((1 - q) / q) : Math.atanh(Math.sqrt(1 - FAINT));
    return [{ from: -Infinity, to: -end, dead: false }, { from: end, to: Infinity, dead: false }];
  }
  if (name === "maxout") return stuckLines(...a);
  const below = name === "relu" ? 0 : a[0];
  if (below === 0) return [{ from: -Infinity, to: 0, dead: true }];
  if (name === "leaky") return below < FAINT ? [{ from: -Infinity, to: 0, dead: false }] : [];
  return [{ from: -Infinity, to: Math.min(0, Math.log(FAINT / below)), dead: false }];
}

function stuckLines(w, b, v, c) {
  const whole = { from: -Infinity, to: Infinity };
  if (w === v) return Math.abs(w) < FAINT ? [{ ...whole, dead: w === 0 }] : [];
  const cross = (c - b) / (w - v);
  const flat = (slope, zone) => (Math.abs(slope) < FAINT ? [{ ...whole, ...zone, dead: slope === 0 }] : []);
  return [...flat(Math.min(w, v), { to: cross }), ...flat(Math.max(w, v), { from: cross })];
}

/** Where learning gets stuck, in one sentence. */
export function stuckSentence({ name, label, a, stuck: zones, straight }) {
  if (name === "sigmoid" || name === "tanh") return `${label}: beyond ±${zones[1].from.toFixed(1)} the slope is under 0.01: almost nothing is learned there.`;
  if (straight && zones.length === 0) return `${label} with these values is a straight line: it bends nothing, and layers around it collapse into one.`;
  if (name === "maxout") return maxoutSentence(zones, a);
  const [zone] = zones;
  if (!zone) return `${label}: below 0 the slope is still ${short(a[0], 3)}: a unit that is never above 0 learns slowly, but is not dead.`;
  const start = name === "relu" ? label : `${label} with these values is ReLU`;
  if (zone.dead) return `${start}: for every x below 0 the slope is 0: a unit that is never above 0 is dead.`;
  return `${label}: below ${short(zone.to, 1)} the slope is under 0.01: almost nothing is learned there.`;
}

function maxoutSentence(zones, [w, , v]) {
  if (zones.length === 0) return `Maxout: the slope is that of the higher line, ${short(w, 3)} or ${short(v, 3)}: it is never under 0.01 in size.`;
  const places = zones.map(({ from, to }) => (from > -Infinity ? `above ${short(from, 1)}` : to < Infinity ? `below ${short(to, 1)}` : "everywhere"));
  const sizes = zones.every(({ dead }) => dead) ? "is 0: nothing" : "is under 0.01 in size: almost nothing";
  return `Maxout: ${places.join(" and ")} the slope of the higher line ${sizes} is learned there.`;
}

/** What a kink does to the slope at x, or "". */
export function kinkSentence({ kinks, slope }, x) {
  if (!kinks.some((kink) => Math.abs(kink - x) < 1e-9)) return "";
  return `At this kink the slope jumps from ${short(slope(x - 1e-6), 2)} to ${short(slope(x + 1e-6), 2)}; PyTorch takes ${short(slope(x), 3)}.`;
}

/** What `f` does to a map: values after, how many of them are 0 and at how many the slope is under `FAINT`, and where. */
export function applied(f, values) {
  const after = Float64Array.from(values, (value) => f.value(value));
  const still = [];
  let zeros = 0;
  for (let i = 0; i < after.length; i++) {
    if (after[i] === 0) zeros++;
    if (Math.abs(f.slope(values[i])) < FAINT) still.push(i);
  }
  return { after, zeros, still };
}

/** Mean 0 and variance 1, the biased one, as batch normalization does in training. */
export function normalized(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Float64Array.from(values, (value) => (value - mean) / Math.sqrt(variance + 1e-5));
}
