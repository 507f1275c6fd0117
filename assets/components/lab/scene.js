// Everything that follows from the settings, computed once a change and then only read.
import { channelOf, convMacs, convOutput, convParameters, dense, kernelSpan, memory, resolvePadding } from "./geometry.js";
import { biasValue, channelValues, correlate, inputValues, kernelValues, sliceValues } from "./values.js";

/**
 * `rows` and `cols` are what `convOutput` gives for each axis, null where the kernel does not fit; unless both fit
 * there is no output, and no MACs either. `input`, `kernel` and `output` are of the first channel's slice alone, row by
 * row and without bias; of the other channels and filters `inputOf`, `kernelOf` and `responseOf` tell when asked.
 */
export function compose(settings) {
  const { n, nw, k, kw, s, p, d, cin, cout, groups, bias } = settings;
  const rows = convOutput(n, k, s, p, d);
  const cols = convOutput(nw, kw, s, p, d);
  const fits = rows !== null && cols !== null;
  const [top, bottom] = resolvePadding(p, k, d);
  const [left, right] = resolvePadding(p, kw, d);
  const pads = { top, bottom, left, right };
  const out = fits ? { h: rows.size, w: cols.size } : null;
  const input = inputValues(settings);
  const kernel = kernelValues(settings);
  const output = out && correlate(input, kernel, settings, pads, out);
  const [inputLow, inputHigh] = ends(input);
  return {
    settings,
    rows,
    cols,
    fits,
    pads,
    padded: { h: top + n + bottom, w: left + nw + right },
    span: { h: kernelSpan(k, d), w: kernelSpan(kw, d) },
    out,
    parameters: convParameters(cin, cout, [k, kw], groups, bias === 1),
    macs: out && convMacs(cin, cout, [k, kw], [out.h, out.w], groups),
    memory: memory(settings, out),
    dense: dense(settings, out),
    input,
    kernel,
    output,
    kernelLimit: largest(kernel),
    outputLimit: output ? largest(output) : 1,
    inputLow,
    inputHigh,
    ...whenAsked(settings, pads, out, input, kernel, output),
  };
}

/** The other channels and filters, computed when they are first asked for. */
function whenAsked(settings, pads, out, input, kernel, output) {
  const slices = settings.cin / settings.groups;
  const inputOf = kept((channel) => channelValues(input, settings, channel));
  const kernelOf = kept((filter, slice) => sliceValues(kernel, settings, filter, slice));
  const biasOf = (filter) => biasValue(settings, filter);
  const product = (filter, slice) => {
    if (filter === 0 && slice === 0) return output;
    return correlate(inputOf(channelOf(settings, filter, slice)), kernelOf(filter, slice), settings, pads, out);
  };
  /** The products with each slice, and their sum with the bias; null where nothing fits. */
  const responseOf = kept((filter) => {
    if (!out) return null;
    const products = Array.from({ length: slices }, (_, slice) => product(filter, slice));
    const sum = new Float32Array(out.h * out.w).fill(biasOf(filter));
    for (const values of products) for (let at = 0; at < sum.length; at++) sum[at] += values[at];
    return { products, sum };
  });
  return { inputOf, kernelOf, biasOf, responseOf };
}

function kept(compute) {
  const known = new Map();
  return (...asked) => {
    const key = asked.join();
    if (!known.has(key)) known.set(key, compute(...asked));
    return known.get(key);
  };
}

/** How far from 0 the values go, at least 1 so that a scale has a length. */
function largest(values) {
  let limit = 1;
  for (const value of values) limit = Math.max(limit, Math.abs(value));
  return limit;
}

/** The ends of the input's scale: 0 and 9, or what lies beyond them. */
function ends(values) {
  let [low, high] = [0, 9];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
