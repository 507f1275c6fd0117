// Where a layer does not fit what comes in, and what would: the sentences of `cnnviz/arithmetic/building/mismatch.py`.
import { grouped } from "../kit.js";
import { convOutput, kernelSpan } from "../lab/geometry.js";
import { divisors } from "../lab/state.js";
import { count } from "../lab/words.js";
import { KINDS, LARGEST_VOLUME, MOST_LAYERS } from "./layers.js";

const MOST_PADDING = 15;
const sides = (shape) => shape.join(" x ");
const volume = (shape) => shape.reduce((product, side) => product * side, 1);

function replaced({ input, layers }, index, ...others) {
  return { input, layers: layers.toSpliced(index, 1, ...others) };
}

/** `{ index, sentence, remedies: [{ label, network }] }`, null where the layer takes this shape. `maps` is what a flatten made it of. */
export function mismatchOf(network, index, shape, maps) {
  const layer = network.layers[index];
  if ("cmavb".includes(layer.kind) && shape.length === 1) return behindFlatten(network, index, shape[0]);
  const found = layer.kind === "l" ? linear(layer, shape, maps) : shape.length === 3 ? onMaps(layer, shape) : null;
  if (!found) return null;
  const room = ([, others]) => network.layers.length - 1 + others.length <= MOST_LAYERS;
  const remedies = found.offers.filter(room).map(([label, others]) => ({ label, network: replaced(network, index, ...others) }));
  return { index, sentence: found.sentence, remedies: [...remedies, removed(network, index)] };
}

const removed = (network, index) => ({ label: "Remove it", network: replaced(network, index) });

function onMaps(layer, [channels, height, width]) {
  if (layer.kind === "c") return groups(layer, channels) ?? kernel(layer, [height, width]) ?? tooMuch(layer, channels, [height, width]);
  if ("ma".includes(layer.kind)) return poolPadding(layer) ?? kernel(layer, [height, width]) ?? tooMuch(layer, channels, [height, width]);
  return "vb".includes(layer.kind) ? tooMuch(layer, channels, [height, width]) : null;
}

function linear(layer, shape, maps) {
  const inputs = volume(shape);
  if (shape.length > 1) {
    const sentence =
      `A linear layer takes one list of numbers; here come maps, ${sides(shape)}. ` +
      `A flatten before it makes a list of ${grouped(inputs)} of them.`;
    return { sentence, offers: [["Add a flatten", [{ kind: "f" }, layer]]] };
  }
  if (layer.inputs === null || layer.inputs === inputs) return null;
  const origin = maps ? `: ${sides(maps)}` : "";
  const sentence = `Linear expects ${count(inputs, "input")}${origin}. It is set to ${layer.inputs}.`;
  return { sentence, offers: [[`Use ${inputs}`, [{ ...layer, inputs }]]] };
}

function behindFlatten(network, index, inputs) {
  const { noun } = KINDS[network.layers[index].kind];
  const sentence =
    `${noun[0] === "a" ? "An" : "A"} ${noun} needs maps, channels x height x width; ` +
    `here comes a list of ${grouped(inputs)} ${inputs === 1 ? "number" : "numbers"}. Move it before the flatten.`;
  const layers = network.layers.toSpliced(index, 1);
  const place = network.layers.findLastIndex(({ kind }, at) => kind === "f" && at < index);
  const moved = { input: network.input, layers: layers.toSpliced(place, 0, network.layers[index]) };
  return { index, sentence, remedies: [{ label: "Move it before the flatten", network: moved }, removed(network, index)] };
}

function groups(layer, channels) {
  const fitting = divisors(channels, layer.channels);
  if (fitting.includes(layer.groups)) return null;
  const away = (count) => Math.abs(count - layer.groups);
  const nearest = fitting.reduce((best, count) => (away(count) < away(best) ? count : best));
  const sentence =
    `${layer.groups} groups do not divide ${channels} input and ${layer.channels} output channels evenly. ` +
    `The nearest number that does is ${nearest}.`;
  return { sentence, offers: [[`Use ${count(nearest, "group")}`, [{ ...layer, groups: nearest }]]] };
}

function poolPadding(layer) {
  const most = Math.floor(layer.kernel / 2);
  if (layer.padding <= most) return null;
  const sentence =
    "The padding of a pooling is at most half its kernel, so that no window lies in padding alone: " +
    `${most} with kernel ${layer.kernel}. It is set to ${layer.padding}.`;
  return { sentence, offers: [[`Use padding ${most}`, [{ ...layer, padding: most }]]] };
}

function kernel(layer, size) {
  const { kernel: taps, padding, dilation = 1 } = layer;
  const span = kernelSpan(taps, dilation);
  const axis = size.findIndex((side) => side + 2 * padding < span);
  if (axis < 0) return null;
  const noun = ["row", "column"][axis];
  return { sentence: tooLarge(layer, size[axis] + 2 * padding, span, noun), offers: kernelOffers(layer, Math.min(...size), dilation) };
}

/** The sentence of `cnnviz.arithmetic.conv_output`. */
function tooLarge({ kernel: taps, padding, dilation = 1 }, padded, span, noun) {
  const needs = dilation > 1 ? ` with dilation ${dilation} spans ${count(span, noun)}` : ` needs at least ${count(span, noun)}`;
  const there = `there ${padded === 1 ? "is" : "are"} ${padded}${padding > 0 ? " with this padding" : ""}`;
  const widest = Math.floor((padded - 1) / (taps - 1));
  const closer = dilation > 1 && widest >= 1 ? `, or lower the dilation to ${widest}` : "";
  return `A kernel of ${taps}${needs}; ${there}. Add ${count(Math.floor((span - padded + 1) / 2), noun)} of padding on each side${closer}.`;
}

function kernelOffers(layer, side, dilation) {
  const isPool = layer.kind !== "c";
  const fitting = (taps) => (isPool ? Math.min(layer.padding, Math.floor(taps / 2)) : layer.padding);
  let taps = layer.kernel;
  while (kernelSpan(taps, dilation) > side + 2 * fitting(taps)) taps--;
  const offers = [[`Use kernel ${taps}`, [{ ...layer, kernel: taps, padding: fitting(taps) }]]];
  const padding = Math.floor((kernelSpan(layer.kernel, dilation) - side + 1) / 2);
  if (padding <= (isPool ? Math.floor(layer.kernel / 2) : MOST_PADDING)) offers.push([`Use padding ${padding}`, [{ ...layer, padding }]]);
  const closer = Math.floor((side + 2 * layer.padding - 1) / (layer.kernel - 1));
  if (!isPool && closer >= 1 && closer < dilation) offers.push([`Use dilation ${closer}`, [{ ...layer, dilation: closer }]]);
  return offers;
}

function tooMuch(layer, channels, size) {
  const { kernel: taps = 3, stride, padding = 1, dilation = 1 } = layer; // a residual block's are 3 and 1
  const [height, width] = layer.kind === "v" ? [layer.side, layer.side] : size.map((side) => convOutput(side, taps, stride, padding, dilation).size);
  const shape = [layer.channels ?? channels, height, width];
  if (volume(shape) <= LARGEST_VOLUME) return null;
  const sentence =
    `Its output would be ${sides(shape)}: ${grouped(volume(shape))} numbers for one picture. ` +
    `Networks here go up to ${grouped(LARGEST_VOLUME)}; fewer channels or a stride before it make it fit.`;
  const step = layer.groups ?? 1;
  const most = Math.floor(Math.floor(LARGEST_VOLUME / (height * width)) / step) * step;
  const offers = "cb".includes(layer.kind) && most > 0 ? [[`Use ${count(most, "channel")}`, [{ ...layer, channels: most }]]] : [];
  return { sentence, offers };
}
