// A picture's way through a network, as in `cnnviz/arithmetic/building/follow.py`; rows are as `ui.layer_data.as_data` gives them.
import { convMacs, convOutput, convParameters, kernelSpan } from "../lab/geometry.js";
import { axisSentences } from "../lab/words.js";
import { mismatchOf } from "./mismatch.js";

const FLOAT32 = 4; // bytes a value
const UNEVEN = "Its windows differ in size, so its units do not all see as much.";
const INPUT_FIELD = { size: [1, 1], stride: [1, 1], padding: [0, 0] };
const both = (value) => [value, value];
const volume = (shape) => shape.reduce((product, side) => product * side, 1);

/** The field behind one more window, `kernel` and `stride` as `[h, w]`; what is global or unknown stays so. */
function then(field, kernel, stride, padding = 0, dilation = 1) {
  if (field === null || field === "global") return field;
  const axes = (make) => [0, 1].map(make);
  return {
    size: axes((axis) => field.size[axis] + (kernelSpan(kernel[axis], dilation) - 1) * field.stride[axis]),
    stride: axes((axis) => field.stride[axis] * stride[axis]),
    padding: axes((axis) => field.padding[axis] + padding * field.stride[axis]),
  };
}

function windowOf({ kernel, stride, padding, dilation = 1, groups = 1 }) {
  return { kernel: both(kernel), stride: both(stride), padding: [both(padding), both(padding)], dilation: both(dilation), groups };
}

function remarksOf([height, width], { kernel, stride, padding, dilation = 1 }) {
  const say = (side, noun) => axisSentences(side, kernel, stride, padding, dilation, noun).map(({ text }) => text);
  return height === width ? say(height, "row") : [...say(height, "row"), ...say(width, "column")];
}

function sizesOf(sides, { kernel, stride, padding, dilation = 1 }) {
  return sides.map((side) => convOutput(side, kernel, stride, padding, dilation).size);
}

function convolution(layer, [channels, ...sides], field) {
  const { kernel, stride, padding, dilation, groups, bias } = layer;
  const size = sizesOf(sides, layer);
  return {
    kind: "convolution",
    out: [layer.channels, ...size],
    field: then(field, both(kernel), both(stride), padding, dilation),
    params: convParameters(channels, layer.channels, both(kernel), groups, bias),
    macs: convMacs(channels, layer.channels, both(kernel), size, groups),
    window: windowOf(layer),
    remarks: remarksOf(sides, layer),
  };
}

function pooling(layer, [channels, ...sides], field) {
  const behind = then(field, both(layer.kernel), both(layer.stride), layer.padding);
  return { kind: "pool", out: [channels, ...sizesOf(sides, layer)], field: behind, window: windowOf(layer), remarks: remarksOf(sides, layer) };
}

function adaptive({ side }, [channels, ...sides], field) {
  const out = [channels, side, side];
  if (side === 1) return { kind: "pool", out, field: "global" };
  if (sides.some((came) => came % side > 0)) return { kind: "pool", out, field: field === "global" ? field : null, why: UNEVEN };
  const kernel = sides.map((came) => came / side);
  const window = { kernel, stride: kernel, padding: [both(0), both(0)], dilation: both(1), groups: 1 };
  return { kind: "pool", out, field: then(field, kernel, kernel), window };
}

function residual({ channels: made, stride }, [came, ...sides], field) {
  const first = { kernel: 3, stride, padding: 1 };
  const size = sizesOf(sides, first);
  const projected = stride > 1 || came !== made;
  const parts = [[came, 3], [made, 3], ...(projected ? [[came, 1]] : [])];
  const sum = (make) => parts.reduce((total, [from, kernel]) => total + make(from, both(kernel)), 0);
  const inside = projected ? 9 : 7;
  return {
    kind: "other",
    out: [made, ...size],
    field: then(then(field, both(3), both(stride), 1), both(3), both(1), 1),
    params: sum((from, kernel) => convParameters(from, made, kernel, 1, false) + 2 * made),
    macs: sum((from, kernel) => convMacs(from, made, kernel, size)),
    values: inside * made * volume(size),
    remarks: [`Its memory counts the ${inside} outputs inside it.`, ...remarksOf(sides, first)],
  };
}

const STEPS = {
  c: convolution,
  m: pooling,
  a: pooling,
  v: adaptive,
  b: residual,
  n: (_, shape, field) => ({ kind: "norm", out: shape, field, params: 2 * shape[0] }),
  r: (_, shape, field) => ({ kind: "activation", out: shape, field }),
  d: (_, shape, field) => ({ kind: "dropout", out: shape, field }),
  f: (_, shape, field) => ({ kind: "flatten", out: [volume(shape)], field }),
  l: ({ outputs, bias }, [inputs]) => ({
    kind: "linear", out: [outputs], field: "global",
    params: convParameters(inputs, outputs, both(1), 1, bias), macs: inputs * outputs,
  }),
};

function rowOf(index, shape, step, why) {
  const { kind, out, field, params = 0, macs = 0, values = volume(out), window = null, remarks = [] } = step;
  return {
    name: String(index), kind, inputs: [index === 0 ? "input" : String(index - 1)], ins: [shape], out, params, macs, bytes: FLOAT32 * values,
    field, groups: [{ channels: out[0], field }], why: field === null ? [why] : [], remarks, window, lab: null,
  };
}

/** `{ rows, mismatch }`: the layers that fit, in order, and the first that does not. */
export function analyse(network) {
  let [shape, field, maps, why] = [network.input, INPUT_FIELD, null, null];
  const rows = [];
  for (const [index, layer] of network.layers.entries()) {
    const mismatch = mismatchOf(network, index, shape, maps);
    if (mismatch) return { rows, mismatch };
    const step = STEPS[layer.kind](layer, shape, field);
    if (shape.length > step.out.length) maps = shape;
    else if (layer.kind === "l") maps = null;
    why = step.why ?? why;
    rows.push(rowOf(index, shape, step, why));
    ({ out: shape, field } = step);
  }
  return { rows, mismatch: null };
}

/** Sums over the layers that fit. */
export function totals({ rows }) {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  return { params: sum("params"), macs: sum("macs"), bytes: sum("bytes") };
}
