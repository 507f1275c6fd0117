// A layer's setting as an address of the convolution lab, as near as the lab's limits allow.
import { RANGES } from "../lab/state.js";

const POOLING = { pk: 8, ps: 8, pp: 4 }; // the most that the lab's tab takes: `KEYS` of lab/tabs/pooling.js

/** The largest input that the lab can draw and that leaves over as many rows as this one. */
function drawable(side, stride) {
  const { high } = RANGES.n;
  return side <= high ? side : side - stride * Math.ceil((side - high) / stride);
}

function convolution({ channels, kernel, stride, padding, dilation, groups, bias }, came) {
  const [inside, outside] = [Math.min(RANGES.cin.high, came / groups), Math.min(RANGES.cout.high, channels / groups)];
  const most = Math.min(groups, Math.floor(RANGES.cin.high / inside), Math.floor(RANGES.cout.high / outside));
  return { k: kernel, s: stride, p: padding, d: dilation, cin: inside * most, cout: outside * most, groups: most, bias: Number(bias) };
}

function pooling({ kind, kernel, stride, padding }) {
  const asked = { pk: kernel, ps: stride, pp: padding };
  const fits = Object.entries(asked).every(([key, value]) => value <= POOLING[key]);
  return fits ? { tab: "pooling", pool: kind === "m" ? "max" : "average", ...asked } : null;
}

/** The address of a convolution or pooling on what came in, with the network's code to come back to; null for other layers. */
export function labAddress(layer, shape, code) {
  if (!"cma".includes(layer.kind)) return null;
  const setting = layer.kind === "c" ? convolution(layer, shape[0]) : pooling(layer);
  if (!setting) return null;
  const [height, width] = shape.slice(1).map((side) => drawable(side, layer.stride));
  const size = height === width ? { n: height } : { link: 0, n: height, nw: width, ...(layer.kind === "c" ? { kw: layer.kernel } : {}) };
  return `lab?${new URLSearchParams({ ...size, ...setting, b: code })}`;
}
