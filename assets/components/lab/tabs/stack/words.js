// The stack in sentences. People count from 1.
import { kernelSpan } from "../../geometry.js";

const MOST_PADDING = 5;
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const rowsOf = (from, to) => (from === to ? `row ${from + 1}` : `rows ${from + 1} to ${to + 1}`);

/** The field in the layer below told apart from the field in the input. */
export function twoFields(rows, layers) {
  const last = rows.length - 1;
  const { kernel, dilation } = layers[last - 1];
  const span = kernelSpan(kernel, dilation);
  const spread = dilation > 1 && kernel > 1 ? ` (spread over ${span})` : "";
  const pixels = count(rows[last].field, "pixel");
  if (last === 1) return `One unit of layer 1 sees ${spread ? `${kernel} pixels${spread}` : pixels} of the input: with one layer both fields are the same.`;
  const alike = kernel === rows[last].field ? "and" : "but";
  return `One unit of layer ${last} sees ${count(kernel, "unit")} of layer ${last - 1}${spread}, ${alike} ${pixels} of the input.`;
}

/** Where the chosen unit looks, what the border cuts off, and what lies in holes. */
export function whereItLooks(rows, traced, unit) {
  const last = rows.length - 1;
  const { field, size, jump, start } = rows[last];
  const name = `Unit ${unit + 1} of ${size} in layer ${last}`;
  const pixels = traced[0].seen;
  if (pixels.length === 0) return [`${name} sees nothing of the input: its whole field lies in padding.`];
  const [from, to] = [pixels[0], pixels.at(-1)];
  const said = [`${name} looks at ${rowsOf(from, to)} of the input's ${rows[0].size}.`];
  const begin = start + unit * jump;
  const inside = Math.min(rows[0].size, begin + field) - Math.max(0, begin);
  const cut = field - inside;
  if (cut > 0) said.push(`The border cuts its field: ${cut} of its ${field} rows ${cut === 1 ? "lies" : "lie"} beyond it, where there is only padding.`);
  if (pixels.length < inside) {
    const behind = to - from + 1 < inside ? ", or behind the border of a layer in between" : "";
    said.push(`Of the ${count(inside, "row")} inside it reads ${pixels.length}; the rest lies in holes between the taps${behind}.`);
  }
  if (size > 1) said.push(`The fields of neighbouring units lie ${count(jump, "pixel")} apart.`);
  return said;
}

/** Why layer `number` does not fit on `size` units, and what would: `{ text, mends: [{ label, kernel | padding | dilation }] }`. */
export function tooLarge(number, size, { kernel, dilation, before, after }) {
  const span = kernelSpan(kernel, dilation);
  const padded = size + before + after;
  const has = `layer ${number - 1} has ${count(size, "unit")}${padded > size ? `, ${padded} with padding` : ""}`;
  const text = `Layer ${number} does not fit: its kernel reaches across ${count(span, "unit")}, and ${has}.`;
  const mends = [];
  const smaller = Math.floor((padded - 1) / dilation) + 1;
  mends.push({ label: `Use kernel ${smaller}`, kernel: smaller });
  const padding = Math.ceil((span - size) / 2);
  if (padding <= MOST_PADDING) mends.push({ label: `Use padding ${padding}`, padding });
  const closer = kernel > 1 ? Math.floor((padded - 1) / (kernel - 1)) : dilation;
  if (closer >= 1 && closer < dilation) mends.push({ label: `Use dilation ${closer}`, dilation: closer });
  return { text, mends };
}
