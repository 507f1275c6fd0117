// One unit and all that is known of it, from the layers that the page was given.
import { boxOf, frameOf, middleOf, overhang, unitNear } from "./geometry.js";

const QUIET = ["norm", "activation", "dropout", "identity", "bias", "flatten", "other"]; // they see what the layer before sees

/** The field of a layer's channel group; null where it cannot be known. */
export const fieldOf = (layer, group) => (layer.groups[group] ?? layer.groups.at(-1))?.field ?? null;

/** The larger side of a field; Infinity of one that is the whole picture. */
export const sideOf = (field) => (field === "global" ? Infinity : field ? Math.max(...field.size) : 0);

/** A unit `{ at, row, col, group }` (`at` counts the layers) that exists, with `layer`, `field`, `frame`, `box`, and `others` (the boxes of other groups). */
export function unitOf(layers, input, { at, row, col, group }) {
  const layer = layers[at];
  const place = {
    at,
    row: Math.min(Math.max(row, 0), layer.map[0] - 1),
    col: Math.min(Math.max(col, 0), layer.map[1] - 1),
    group: Math.min(Math.max(group, 0), Math.max(0, layer.groups.length - 1)),
  };
  const field = fieldOf(layer, place.group);
  const known = field ?? "global"; // of what cannot be known no box is drawn, but the middle is asked for
  const others = layer.groups.flatMap((each, i) => (i === place.group || !each.field ? [] : [frameOf(each.field, place.row, place.col, input)]));
  return {
    ...place, layer, field, others,
    frame: field && frameOf(field, place.row, place.col, input),
    box: field && boxOf(field, place.row, place.col, input),
    reach: overhang(known, layer.map, input),
    middle: middleOf(known, place.row, place.col, layer.map, input),
  };
}

/** The unit of another layer that looks at the same point of the picture, of the group that sees most. */
export function sameSpot(layers, input, at, point) {
  const layer = layers[at];
  const group = Math.max(0, layer.groups.length - 1);
  const [row, col] = unitNear(fieldOf(layer, group) ?? "global", point, layer.map, input);
  return unitOf(layers, input, { at, row, col, group });
}

/** The layers of the film: each at which the field grows, up to the first that sees the whole picture. */
export function filmSteps(layers) {
  const steps = [];
  let largest = 0;
  for (const [at, layer] of layers.entries()) {
    const side = sideOf(fieldOf(layer, Infinity));
    if (side > largest && layer.groups.length > 0) {
      if (side === Infinity && layer.map[0] * layer.map[1] === 1 && gates(layers, at)) continue;
      steps.push(at);
      largest = side;
    }
    if (side === Infinity && steps.at(-1) === at) break;
  }
  return steps;
}

/** Whether maps follow behind a single place: then that belongs to a gate beside the trunk. */
const gates = (layers, at) => layers.slice(at + 1).some(({ map }) => map[0] * map[1] > 1);

/** The layers that a list shows: those that look at something themselves, and the chosen one. */
export const listed = (layers, chosen) => layers.flatMap(({ kind }, at) => (QUIET.includes(kind) && at !== chosen ? [] : [at]));
