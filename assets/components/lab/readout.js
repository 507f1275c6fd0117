// One line about what is under the pointer.
import { readers } from "./geometry.js";
import { short } from "../kit.js";

const named = (noun, [from, to]) => (from === to ? `${noun} ${from + 1}` : `${noun}s ${from + 1}–${to + 1}`);

/** The input rows that a window starting at padded row `start` reaches across, clipped; null when all are padding. */
function inside(start, span, p, n) {
  const from = Math.max(0, start - p);
  const to = Math.min(n, start - p + span) - 1;
  return from <= to ? [from, to] : null;
}

/** Of an output cell (from 0): its value and its window. */
export function aboutOutput(scene, row, col) {
  const { s, p, n } = scene.settings;
  const value = short(scene.output[row * scene.axis.size + col]);
  const rows = inside(row * s, scene.span, p, n);
  const cols = inside(col * s, scene.span, p, n);
  const where = rows && cols ? `its window is over input ${named("row", rows)}, ${named("column", cols)}` : "its window lies in the padding";
  return `Output (row ${row + 1}, column ${col + 1}) is ${value}: ${where}.`;
}

/** Of an input cell (from 0; padding is negative or beyond): its value and how many outputs use it. */
export function aboutInput(scene, row, col) {
  const { n, p } = scene.settings;
  const users = usersOf(scene, row, col);
  const count = users.rows.length * users.cols.length;
  const used = count === 0 ? "no output uses it" : count === 1 ? "1 output uses it" : `${count} outputs use it`;
  if (row < 0 || col < 0 || row >= n || col >= n) return `Padding = 0: ${used}.`;
  return `Input (row ${row + 1}, column ${col + 1}) is ${scene.input[row * n + col]}: ${used}.`;
}

/** The output rows and columns whose windows have a tap on this input cell. */
export function usersOf(scene, row, col) {
  const { k, s, p, d } = scene.settings;
  const size = scene.axis.size;
  return { rows: readers(row + p, k, s, d, size), cols: readers(col + p, k, s, d, size) };
}
