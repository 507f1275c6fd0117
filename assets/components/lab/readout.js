// One line about what is under the pointer, and who uses what.
import { readers } from "./geometry.js";
import { short } from "../kit.js";

const LISTED = 4; // rows named one by one; of more, the first ones and the last

/** "row 2", "rows 2–4", "rows 1, 3 and 5", "rows 1, 3, 5, … and 13"; rows arrive counted from 0, ascending. */
function named(noun, rows) {
  const numbers = rows.map((row) => row + 1);
  const [from, to] = [numbers[0], numbers.at(-1)];
  if (from === to) return `${noun} ${from}`;
  if (to - from === numbers.length - 1) return `${noun}s ${from}–${to}`;
  if (numbers.length <= LISTED) return `${noun}s ${numbers.slice(0, -1).join(", ")} and ${to}`;
  return `${noun}s ${numbers.slice(0, LISTED - 1).join(", ")}, … and ${to}`;
}

/** The real rows that a window starting at padded row `start` reaches across, as first and last; null when all are padding. */
function inside(start, span, before, count) {
  const from = Math.max(0, start - before);
  const to = Math.min(count, start - before + span) - 1;
  return from <= to ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : null;
}

const placed = (row, col) => `(row ${row + 1}, column ${col + 1})`;

function aboutOutput(scene, row, col) {
  const { s, n, nw } = scene.settings;
  const rows = inside(row * s, scene.span.h, scene.pads.top, n);
  const cols = inside(col * s, scene.span.w, scene.pads.left, nw);
  const where = rows && cols ? `its window is over input ${named("row", rows)}, ${named("column", cols)}` : "its window lies in the padding";
  return `Output ${placed(row, col)} is ${short(scene.output[row * scene.out.w + col])}: ${where}.`;
}

function aboutInput(scene, row, col) {
  const { n, nw } = scene.settings;
  const { rows, cols } = usersOf(scene, row, col);
  const count = rows.length * cols.length;
  const times = count === 1 ? "used once" : `used ${count} times`;
  const used = count === 0 ? "never used" : `${times}, by output ${named("row", rows)}, ${named("column", cols)}`;
  if (row < 0 || col < 0 || row >= n || col >= nw) return `Padding is 0: ${used}.`;
  return `Input ${placed(row, col)} is ${short(scene.input[row * nw + col])}: ${used}.`;
}

function aboutWeight(scene, row, col) {
  const { n, nw, kw } = scene.settings;
  const { rows, cols } = touchedBy(scene, row, col);
  const count = rows.length * cols.length;
  const real = rows.filter((at) => at >= 0 && at < n).length * cols.filter((at) => at >= 0 && at < nw).length;
  const touches = count === 1 ? "it touches 1 input cell, for the only output" : `it touches ${count} input cells, one for each output`;
  const empty = real === count ? "" : real === 0 ? "; all are padding" : `; ${count - real} of them ${count - real === 1 ? "is" : "are"} padding`;
  return `Weight ${placed(row, col)} is ${short(scene.kernel[row * kw + col])}: ${touches}${empty}.`;
}

/** Of a place on a board (from 0; on the input padding is negative or beyond), in one sentence. */
export function about(scene, { board, row, col }) {
  if (!scene.fits) return "";
  const say = { input: aboutInput, kernel: aboutWeight, output: aboutOutput }[board];
  return say(scene, Math.round(row), Math.round(col));
}

/** The output rows and columns whose windows have a tap on this input cell. */
export function usersOf({ settings: { k, kw, s, d }, pads, out }, row, col) {
  return { rows: readers(row + pads.top, k, s, d, out.h), cols: readers(col + pads.left, kw, s, d, out.w) };
}

/** The input rows and columns (from 0, padding outside) that this weight touches, one for each output row and column. */
export function touchedBy({ settings: { s, d }, pads, out }, row, col) {
  const touched = (tap, before, count) => Array.from({ length: count }, (_, at) => at * s + tap * d - before);
  return { rows: touched(row, pads.top, out.h), cols: touched(col, pads.left, out.w) };
}
