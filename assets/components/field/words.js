// What is said of a unit. Words count from 1, as people do.
import { grouped } from "../kit.js";

export const sides = ([height, width]) => `${grouped(height)}\u2009×\u2009${grouped(width)}`;
const both = ([down, across], noun = "") => (down === across ? `${grouped(down)}${noun}` : `${grouped(down)} down and ${grouped(across)} across`);
const pixels = (pair) => (pair[0] === pair[1] ? `${grouped(pair[0])} pixel${pair[0] === 1 ? "" : "s"}` : `${both(pair)} pixels`);
export const channels = (number) => `${grouped(number)} channel${number === 1 ? "" : "s"}`;

/** The three large figures: what, value, the thing whose colour it wears, a hint. */
export function figures({ field }, input) {
  const none = field === null ? "not known" : "–";
  const plain = field && field !== "global";
  return [
    ["Field", field === "global" ? "whole picture" : plain ? sides(field.size) : none, "kernel", "Height and width, in pixels of the network's input"],
    ["Stride", plain ? both(field.stride) : none, "plain", "Pixels from one unit's field to its neighbour's"],
    ["Padding", plain ? both(field.padding.map((side) => Math.max(0, side))) : none, "padding", "How far the first unit's field hangs over the top and left border"],
    ["Input", sides(input), "input", "Height and width of what the network takes in"],
  ];
}

export const named = ({ layer, row, col }) => `row ${row + 1}, column ${col + 1} of ${layer.name}`;

/** One or two sentences about the unit and what it sees. */
export function sentences(unit, input, sibling) {
  const { layer, field, frame, box, row, col } = unit;
  if (field === null) return [`What a unit of ${layer.name} sees cannot be told: ${layer.why[0] ?? "its layer is of a kind that is not known."}`];
  if (field === "global") return [`Each unit of ${layer.name} sees the whole picture, however large it is: behind global pooling, a gate or attention, every pixel counts.`];
  const [top, left, bottom, right] = box;
  const where = top === bottom || left === right ? "all of it in the padding" : `rows ${top + 1} to ${bottom} and columns ${left + 1} to ${right} of ${sides(input)}`;
  const said = [`The unit in row ${row + 1}, column ${col + 1} of ${layer.name} sees ${sides(field.size)} pixels: ${where}.`];
  const over = [["the top", -frame[0]], ["the left", -frame[1]], ["the bottom", frame[2] - input[0]], ["the right", frame[3] - input[1]]].filter(([, reach]) => reach > 0);
  if (over.length > 0) said.push(`It hangs over the border: ${over.map(([side, reach]) => `${grouped(reach)} at ${side}`).join(", ")}; there it sees padding.`);
  said.push(`Its neighbour's field lies ${pixels(field.stride)} further on.`);
  if (layer.groups.length > 1) {
    const each = layer.groups.map((group) => `${grouped(group.channels)} see ${group.field === "global" ? "the whole picture" : group.field ? sides(group.field.size) : "what cannot be told"}`);
    said.push(`Not all channels see alike: ${each.length > 4 ? [...each.slice(0, 2), "…", each.at(-1)].join(", ") : each.join(", ")}.`);
  }
  const other = sibling?.fields[layer.name];
  if (other?.size && String(other.size) !== String(field.size)) said.push(`In ${sibling.title} the same unit sees ${sides(other.size)}.`);
  return said.concat(layer.remarks);
}

/** What the heat says, and what it is. */
export function heatSentence({ blank, texts }, unit) {
  if (blank) return "On this photo no small change of a pixel moves this unit: its slope is 0 everywhere.";
  const of = unit.field === "global" ? "the picture" : "the box";
  return `${texts.energy} of the energy lies in the central third (each side) of ${of}; spread evenly it would be ${texts.even}.`;
}

export const HEAT_IS =
  "Energy: the absolute gradient of the unit (all its channels summed) with respect to each pixel of this photo (Luo et al., 2016, there averaged over many pictures).";

/** The picture in a line. */
export function alt(unit, input, photo, title) {
  if (!unit.box) return `${photo}; ${title}, ${named(unit)}.`;
  const [top, left, bottom, right] = unit.box;
  const size = unit.field === "global" ? "the whole picture" : `${unit.field.size.join(" by ")} pixels`;
  return `${photo} with the field of the unit in ${named(unit)}, ${title}: ${size}; in the picture rows ${top + 1} to ${bottom}, columns ${left + 1} to ${right} of ${input.join(" by ")}. Arrow keys move the unit.`;
}
