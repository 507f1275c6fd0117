// From the layers of a network to the few volumes that a figure draws.
//
// A volume is what a layer makes of the whole network so far: the places where all paths meet. What lies between two
// of them on several paths (a residual block, an Inception module) is one volume, made by a block.
import { operation } from "./words.js";

const IN_PLACE = new Set(["norm", "bias", "activation", "dropout", "identity", "flatten"]);
const STRONG = ["attention", "convolution"]; // what names a stage that has other layers as well
const MOST = 17; // volumes beside each other that still have room for their shapes

/** Rows cut at the places where all paths meet: the last row of each piece is one. */
export function pieces(rows) {
  const last = new Map(); // name of a layer: the last row that reads it
  rows.forEach((row, i) => row.inputs.forEach((name) => last.set(name, i)));
  const found = [];
  let from = 0;
  let reach = last.get("input") ?? 0;
  rows.forEach((row, i) => {
    if (reach <= i) {
      found.push(rows.slice(from, i + 1));
      from = i + 1;
    }
    reach = Math.max(reach, last.get(row.name) ?? 0);
  });
  if (from < rows.length) found.push(rows.slice(from)); // ends that never meet
  return found;
}

/** Maps as channels, height, width, also where a transformer keeps its channels last: the sides are those that are equal. */
function channelsFirst(shape) {
  const [a, b, c] = shape;
  return shape.length === 3 && a === b && b !== c ? [c, a, b] : shape;
}

/** What is drawn of one piece: the row that says its kernel, its kind, whether it is a block. */
function volume(piece) {
  const shape = channelsFirst(piece.at(-1).out);
  if (piece.length === 1) return { shape, rows: piece, kind: piece[0].kind, main: piece[0], block: false };
  const attention = piece.some((row) => row.kind === "attention");
  const main = piece.find((row) => row.window && row.kind !== "pool") ?? piece[0];
  return { shape, rows: piece, kind: attention ? "attention" : main.kind, main, block: true };
}

const size = (shape) => shape.reduce((product, side) => product * side, 1);

/** Whether a piece makes no volume of its own: it changes values in place, or hands on as many in another order. */
function passes(piece) {
  if (piece.length === 1 && IN_PLACE.has(piece[0].kind)) return true;
  const moves = (row) => ["other", "identity", "flatten"].includes(row.kind) && !row.params && !row.macs;
  return piece.every(moves) && size(piece[0].ins[0] ?? []) === size(piece.at(-1).out);
}

/** The volumes in order; norms, activations and their like belong to the volume that they change. */
function volumes(rows) {
  const found = [];
  for (const piece of pieces(rows)) {
    const before = found.at(-1);
    if (before && passes(piece)) before.rows.push(...piece);
    else found.push(volume(piece));
  }
  return found;
}

const same = (a, b) => a.length === b.length && a.every((side, i) => side === b[i]);

/** Join neighbours where `fits(run, next)`; a run has the shape of its last volume and counts how many it holds. */
function joined(list, fits, shapeOf = (run, next) => next.shape) {
  const runs = [];
  for (const next of list) {
    const run = runs.at(-1);
    if (run && fits(run, next)) {
      const alike = run.block ? next.block : !next.block && operation(run.main) === operation(next.main);
      run.mixed ||= next.mixed || !alike;
      Object.assign(run, { shape: shapeOf(run, next), count: run.count + next.count });
      run.rows.push(...next.rows);
      run.kind = STRONG.find((kind) => [run.kind, next.kind].includes(kind)) ?? run.kind;
    } else runs.push({ ...next, rows: [...next.rows] });
  }
  return runs;
}

/** The runs of a figure: `{ shape, count, kind, main, rows, block, mixed }`, the picture not among them. */
export function plan(rows) {
  const single = volumes(rows).map((each) => ({ ...each, count: 1, mixed: false }));
  const alike = (run, next) => run.kind === next.kind && run.block === next.block && (run.block || operation(run.main) === operation(next.main));
  const runs = joined(single, (run, next) => alike(run, next) && same(run.shape, next.shape));
  if (runs.length <= MOST) return runs;
  const maps = (run) => run.shape.length === 3 && run.shape[1] > 1;
  const stages = joined(runs, (run, next) => (maps(run) && maps(next) ? same(run.shape.slice(1), next.shape.slice(1)) : run.shape.length > 1 && same(run.shape, next.shape)));
  if (stages.length <= MOST) return stages;
  return joined(stages, (run, next) => maps(run) && size(run.shape) === size(next.shape), (run) => run.shape); // maps cut into windows and back
}
