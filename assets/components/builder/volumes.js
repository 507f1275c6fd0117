// The network as blocks whose sides are channels, height and width, as papers draw LeNet and AlexNet.
import { shapeText, titleOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const HIGHEST = 132; // pixels of the tallest block
const DEEPEST = 46; // pixels that its depth reaches to the right, and up
const LONGEST = 84; // of the channels
const LEAST = 5;
const GAP = 14;
const WIDEST_GAP = 64;
const MARGIN = 10;
const LETTERS = 14; // pixels high: the shapes below
const WIDTH = 0.56; // of a figure in a label, for its height
const FLATTER = 0.62; // a map of 7 beside one of 224 would vanish if sides were to scale

function node(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What is drawn: the input, and each layer that makes another shape or has a window or weights; `index` is the layer's. */
export function volumesOf({ input, layers }, { rows, mismatch }) {
  const volumes = [{ index: -1, shape: input, title: "Input", thing: "input" }];
  rows.forEach((row, index) => {
    const same = String(row.out) === String(row.ins[0]);
    if (same && ["activation", "norm", "dropout", "flatten"].includes(row.kind)) return;
    volumes.push({ index, shape: row.out, title: titleOf(layers[index]), thing: "output" });
  });
  if (mismatch) volumes.push({ index: mismatch.index, shape: null, title: `${titleOf(layers[mismatch.index])} does not fit`, thing: "dropped" });
  return volumes;
}

/** Each block's `{ long, high, deep }` in pixels; a list of numbers is a thin upright bar. */
function blocks(volumes) {
  const maps = volumes.filter(({ shape }) => shape?.length === 3).map(({ shape }) => shape);
  const lists = volumes.filter(({ shape }) => shape?.length === 1).map(({ shape }) => shape[0]);
  const most = (values) => Math.max(1, ...values);
  const [channels, side] = [most(maps.map(([c]) => c)), most(maps.flatMap(([, h, w]) => [h, w]))];
  const longest = Math.log(most(lists) + 1);
  const part = (value, of, pixels) => LEAST + (pixels - LEAST) * (value / of) ** FLATTER;
  return volumes.map(({ shape }) => {
    if (!shape) return { long: 30, high: 60, deep: 0 };
    if (shape.length === 1) return { long: 8, high: 14 + (HIGHEST - 14) * (Math.log(shape[0] + 1) / longest), deep: 4 };
    const [c, h, w] = shape;
    return { long: part(c, channels, LONGEST), high: part(h, side, HIGHEST), deep: part(w, side, DEEPEST) };
  });
}

/** Where each block stands on a width; blocks shrink together where they would not fit. */
function arrange(volumes, width) {
  const sized = blocks(volumes);
  const wanted = sized.reduce((sum, { long, deep }) => sum + long + deep, 0);
  const room = width - 2 * MARGIN;
  const gaps = Math.max(1, sized.length - 1);
  const scale = Math.min(1, room / (wanted + gaps * GAP));
  const gap = Math.min(WIDEST_GAP, (room - wanted * scale) / gaps);
  let x = MARGIN + Math.max(0, (room - wanted * scale - gap * gaps) / 2);
  return sized.map(({ long, high, deep }) => {
    const block = { x, long: long * scale, high: high * Math.max(scale, 0.45), deep: deep * scale };
    x += block.long + block.deep + gap;
    return block;
  });
}

function paths({ x, long, high, deep }, floor) {
  const top = floor - high;
  const rise = deep * 0.8;
  return [
    ["front", `M${x} ${floor}V${top}H${x + long}V${floor}Z`],
    ["roof", `M${x} ${top}l${deep} ${-rise}h${long}l${-deep} ${rise}Z`],
    ["side", `M${x + long} ${floor}V${top}l${deep} ${-rise}V${floor - rise}Z`],
  ];
}

/** Labels that do not meet: those of the chosen block and the two ends first. */
function labelled(volumes, places, chosen, width, letters) {
  const order = [chosen, 0, volumes.length - 1, ...volumes.keys()].filter((at) => at >= 0);
  const kept = new Map();
  for (const at of order) {
    if (kept.has(at)) continue;
    const text = volumes[at].shape ? shapeText(volumes[at].shape).replaceAll(" × ", "×") : "?";
    const half = (text.length * WIDTH * letters) / 2;
    const middle = Math.min(width - half, Math.max(half, places[at].x + (places[at].long + places[at].deep) / 2));
    const free = [...kept.values()].every((other) => Math.abs(other.middle - middle) >= other.half + half + 4);
    if (free) kept.set(at, { text, middle, half });
  }
  return kept;
}

/** What the blocks say, in words. */
export function describe(volumes) {
  const said = volumes.map(({ shape, title }) => (shape ? `${title} ${shapeText(shape)}` : title));
  return `Blocks from left to right: ${said.join("; ")}.`;
}

/**
 * The figure as an SVG element of this width, in the colours of `palette`, its letters `type` times as large; `current` is the layer chosen,
 * `onChoose(index)` hears of a click.
 */
export function draw(network, analysis, { width, palette, font, type = 1, current, onChoose }) {
  const volumes = volumesOf(network, analysis);
  const places = arrange(volumes, width);
  const tall = Math.max(...places.map(({ high, deep }) => high + deep * 0.8));
  const floor = MARGIN + tall;
  const letters = LETTERS * type;
  const height = floor + 2.2 * letters;
  const chosen = volumes.findLastIndex(({ index }) => index <= current);
  const groups = volumes.map(({ index, thing, shape, title }, at) => {
    const { ink, fill } = palette[at === chosen ? "pinned" : thing];
    const dashes = shape ? {} : { "stroke-dasharray": "4 3" };
    const look = { stroke: ink, "stroke-width": at === chosen ? 2 : 1, "stroke-linejoin": "round", ...dashes };
    const shade = { front: 1, roof: 0.6, side: 0.8 };
    const faces = paths(places[at], floor).map(([face, d]) => node("path", { d, fill, "fill-opacity": shade[face], ...look }));
    const title_ = node("title", {}, shape ? `${title}: ${shapeText(shape)}` : title);
    const group = node("g", { "data-layer": index }, title_, ...faces);
    if (onChoose) group.onclick = () => onChoose(index);
    return group;
  });
  const labels = [...labelled(volumes, places, chosen, width, letters)].map(([at, { text, middle }]) => {
    const weight = at === chosen ? 700 : 400;
    const set = { x: middle, y: floor + 1.5 * letters, "text-anchor": "middle", "font-size": letters, "font-weight": weight, "font-family": font, fill: palette.text };
    return node("text", set, text);
  });
  const attributes = { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": describe(volumes) };
  return node("svg", attributes, ...groups, ...labels);
}
