// The doors to the pages on whole networks, as small drawings.
import { PALETTE } from "../palette.js";
import { box, draw, grid } from "./drawing.js";

/** A sheet of feature maps, one of them pinned. */
export function inspector() {
  const colours = PALETTE.sequential;
  const maps = Array.from({ length: 15 }, (_, unit) => {
    const [x, y] = [12 + (unit % 5) * 28, 4 + Math.floor(unit / 5) * 28];
    const angle = unit * 0.72;
    const wave = (row, col) => Math.cos(((row - 2.5) * Math.sin(angle) + (col - 2.5) * Math.cos(angle)) * (0.5 + (unit % 4) * 0.35));
    return grid(x, y, 6, 6, 4.1, (row, col) => {
      const at = Math.round(((wave(row, col) + 1) / 2) * (colours.length - 1));
      return `fill: ${colours[at]}`;
    }, -0.2);
  }).flat();
  return draw(160, 90, ...maps, box(66.5, 30.5, 26.5, 26.5, "stroke: var(--cnn-pinned); stroke-width: 4"));
}

/** A photo's heart of heat: where a network looks. */
const HEAT = (row, col) => Math.exp(-((row - 4) ** 2 + (col - 6.2) ** 2) / 9);

/** Two maps of what mattered, coarse and fine, over the same place. */
export function saliency() {
  const colours = PALETTE.sequential;
  const tone = (share) => colours[Math.round(Math.max(0, Math.min(1, share)) * (colours.length - 1))];
  const speckle = (row, col) => Math.abs(Math.sin(12.9 * row + 78.2 * col));
  return draw(160, 90, ...grid(6, 10, 10, 10, 7, (row, col) => `fill: ${tone(HEAT(row, col))}`, -0.2),
    ...grid(84, 10, 10, 10, 7, (row, col) => `fill: ${tone(HEAT(row, col) * speckle(row, col))}`, -0.2));
}

/** A picture, a little noise, and another answer. */
export function fool() {
  const signs = (row, col) => ["negative", "line", "positive"][(row * 7 + col * 5 + ((row * col) % 3)) % 3];
  const face = (x, thing) => [
    ["rect", { x, y: 22, width: 46, height: 46, rx: 3, style: `fill: var(--cnn-${thing}-fill); stroke: var(--cnn-${thing})` }],
    ["path", { d: `M${x + 11} 56 v-17 l8 7 h8 l8 -7 v17 q-12 9 -24 0 Z`, style: `fill: var(--cnn-${thing})` }],
  ];
  return draw(160, 90, ...face(4, "input"), ...grid(62, 27, 6, 6, 6, (row, col) => `fill: var(--cnn-${signs(row, col)}); opacity: .75`, 0),
    ["path", { d: "M56 45 h4 m-2 -2 v4 M101 43 h5 m-5 4 h5", style: "stroke: var(--cnn-text); stroke-width: 1.6" }], ...face(110, "dropped"));
}

/** Noise that becomes rings: a class as the network imagines it. */
export function dream() {
  const colours = PALETTE.sequential;
  const noise = (row, col) => Math.abs(Math.sin(127.1 * row + 311.7 * col)) % 1;
  const rings = (row, col) => (Math.cos(Math.hypot(row - 4.5, col - 4.5) * 1.5) + 1) / 2;
  const stage = (x, share) => grid(x, 24, 10, 10, 4.4, (row, col) => {
    const value = share * rings(row, col) + (1 - share) * noise(row, col);
    return `fill: ${colours[Math.round(value * (colours.length - 1))]}`;
  }, -0.2);
  return draw(160, 90, ...stage(4, 0), ...stage(58, 0.55), ...stage(112, 1));
}

/** Two heaps of things and the line between them. */
export function classes() {
  const dots = (thing, places) => places.map(([cx, cy]) => ["circle", { cx, cy, r: 6, style: `fill: var(--cnn-${thing})` }]);
  const squares = (thing, places) => places.map(([x, y]) => ["rect", { x: x - 5.5, y: y - 5.5, width: 11, height: 11, rx: 1.5, style: `fill: var(--cnn-${thing})` }]);
  return draw(160, 90, ...dots("input", [[28, 30], [48, 20], [40, 46], [62, 36], [26, 62], [54, 60]]),
    ...squares("kernel", [[104, 58], [124, 44], [134, 68], [100, 32], [112, 76], [142, 28]]),
    ["path", { d: "M70 84 Q92 46 84 6", style: "fill: none; stroke: var(--cnn-pinned); stroke-width: 3" }]);
}
