// Layers and their numbers in words.
import { grouped } from "../kit.js";

const UNITS = [[1e9, "G"], [1e6, "M"], [1e3, "k"]];

/** `96 × 55 × 55`: channels, height, width. */
export const shapeText = (shape) => shape.map(grouped).join(" × ");

/** Two sides as one number where they are equal. */
export const sides = ([tall, wide]) => (tall === wide ? grouped(tall) : `${grouped(tall)} × ${grouped(wide)}`);

/** Three digits of a number: 61.0 M. */
export function large(value, unit = "") {
  for (const [size, letter] of UNITS) {
    if (value < size) continue;
    const part = value / size;
    return `${part.toFixed(part < 10 ? 2 : part < 100 ? 1 : 0)} ${letter}${unit}`;
  }
  return `${grouped(value)} ${unit}`.trim();
}

/** A number or a dash where it cannot be known. */
export const exact = (value) => (value === null ? "–" : grouped(value));

/** What a field is, in a few words. */
export function fieldText(field) {
  if (field === "global") return "whole picture";
  return field ? `${grouped(field.size[0])} × ${grouped(field.size[1])}` : "–";
}

/** What a layer does: "convolution 11 × 11, stride 4". */
export function operation({ kind, window }) {
  if (!window) return kind;
  const { kernel, stride, dilation, groups } = window;
  const said = [`${kind} ${kernel.join(" × ")}`];
  if (Math.max(...stride) > 1) said.push(`stride ${sides(stride)}`);
  if (Math.max(...dilation) > 1) said.push(`dilation ${sides(dilation)}`);
  if (groups > 1) said.push(`${groups} groups`);
  return said.join(", ");
}

/** All numbers of a layer in one sentence, as a reading aloud needs it. */
export function reading(row) {
  const field = row.field === "global" ? "sees the whole picture" : row.field ? `field ${fieldText(row.field)}` : "field not known";
  return `${row.name}, ${operation(row)}: ${shapeText(row.out)}, ${exact(row.params)} parameters, ${exact(row.macs)} MACs, ${exact(row.bytes)} bytes, ${field}`;
}
