// The layers that a network can be built of, and its code: the same as in `cnnviz/arithmetic/building/`.

export const MOST_LAYERS = 64;
export const LARGEST_VOLUME = 2 ** 26; // numbers in the output of one layer; with it every count is exact here too

const number = (name, letter, label, low, high, usual) => ({ role: "number", name, letter, label, low, high, usual });
const WITH_BIAS = { role: "switch", name: "bias", letter: "n", label: "Bias", usual: true };
const POOL = [
  number("kernel", "", "Kernel", 1, 15),
  number("stride", "s", "Stride", 1, 8, 2),
  number("padding", "p", "Padding", 0, 7, 0),
];

/** The nonlinearities, by their letter in a code. */
export const FUNCTIONS = { "": "ReLU", l: "Leaky ReLU", s: "Sigmoid", t: "Tanh", g: "GELU", u: "SiLU" };

/** By its letter: what a layer is called in a sentence and on a button, and its settings; `usual` ones stay out of the code. */
export const KINDS = {
  c: {
    noun: "convolution", title: "Convolution",
    parts: [
      number("channels", "", "Output channels", 1, 4096),
      number("kernel", "k", "Kernel", 1, 15),
      number("stride", "s", "Stride", 1, 8, 1),
      number("padding", "p", "Padding", 0, 15, 0),
      number("dilation", "d", "Dilation", 1, 6, 1),
      number("groups", "g", "Groups", 1, 4096, 1),
      WITH_BIAS,
    ],
  },
  m: { noun: "max pooling", title: "Max pool", parts: POOL },
  a: { noun: "average pooling", title: "Average pool", parts: POOL },
  v: { noun: "adaptive average pooling", title: "Adaptive average pool", parts: [number("side", "", "Output side", 1, 64)] },
  r: { noun: "activation", title: "Activation", parts: [{ role: "word", name: "function", label: "Function", values: FUNCTIONS, usual: "" }] },
  n: { noun: "batch norm", title: "Batch norm", parts: [] },
  b: {
    noun: "residual block", title: "Residual block",
    parts: [number("channels", "", "Output channels", 1, 4096), number("stride", "s", "Stride", 1, 8, 1)],
  },
  d: { noun: "dropout", title: "Dropout", parts: [number("percent", "", "Percent", 0, 99)] },
  f: { noun: "flatten", title: "Flatten", parts: [] },
  l: {
    noun: "linear layer", title: "Linear",
    parts: [
      number("outputs", "", "Outputs", 1, 65536),
      { ...number("inputs", "i", "Inputs", 1, LARGEST_VOLUME, null), optional: true },
      WITH_BIAS,
    ],
  },
};

/** The sides of the pictures that go in. */
export const INPUT = [
  number("0", "", "Channels", 1, 64),
  number("1", "", "Height", 1, 1024),
  number("2", "", "Width", 1, 1024),
];

function written({ role, name, letter, usual }, layer) {
  const value = layer[name];
  if (value === usual) return "";
  return role === "number" ? letter + value : role === "switch" ? letter : value;
}

/** A layer's part of a code: `c20k5p2`. */
export function encodeLayer(layer) {
  return layer.kind + KINDS[layer.kind].parts.map((part) => written(part, layer)).join("");
}

/** A network, `{ input: [c, h, w], layers }`, as a text for addresses. */
export function encode({ input, layers }) {
  return ["1", input.join("x"), ...layers.map(encodeLayer)].join("_");
}

function decodeLayer(token) {
  const kind = token[0];
  const layer = { kind };
  for (const { name, usual } of KINDS[kind].parts) layer[name] = usual;
  for (const [piece, letter, digits] of token.slice(1).matchAll(/([a-z]?)([0-9]*)/g)) {
    if (!piece) continue;
    const part = KINDS[kind].parts.find(({ role, letter: own }) => role === "word" || (own === letter && (role === "number") === (digits !== "")));
    layer[part.name] = { number: Number(digits), switch: false, word: letter }[part.role];
  }
  return layer;
}

/** The network of a code that Python has written: what comes from an address is checked there. */
export function decode(code) {
  const [, input, ...layers] = code.split("_");
  return { input: input.split("x").map(Number), layers: layers.map(decodeLayer) };
}

/** What a new layer is like: `shape` is what comes in at its place, if anything arrives there. */
export function fresh(kind, shape) {
  const channels = shape?.length === 3 ? shape[0] : 16;
  const codes = { c: "c16k3p1", m: "m2", a: "a2", v: "v1", r: "r", n: "n", b: `b${channels}`, d: "d50", f: "f", l: "l10" };
  return decodeLayer(codes[kind]);
}
