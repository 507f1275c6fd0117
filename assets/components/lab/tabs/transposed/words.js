// The transposed convolution in sentences. People count from 1.
import { element, short } from "../../../kit.js";

const TERMS = 9; // products written out; of more, only their sum

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const signed = (value) => (value < 0 ? `(${short(value)})` : short(value));
const range = (noun, first, last) => (first === last ? `${noun} ${first + 1}` : `${noun}s ${first + 1} to ${last + 1}`);

/** The products of input cells and weights that add up to one output cell: `[[value, weight], ...]`, in the window's order. */
export function products({ settings, input, kernel }, { top, left }, row, col) {
  const { n, nw, k, kw, s, d } = settings;
  const found = [];
  for (let y = k - 1; y >= 0; y--) {
    const from = (row + top - y * d) / s;
    if (!Number.isInteger(from) || from < 0 || from >= n) continue;
    for (let x = kw - 1; x >= 0; x--) {
      const across = (col + left - x * d) / s;
      if (Number.isInteger(across) && across >= 0 && across < nw) found.push([input[from * nw + across], kernel[y * kw + x]]);
    }
  }
  return found;
}

export function aboutWindow(scene, plan, row, col, value) {
  const met = products(scene, plan, row, col);
  const start = `Output row ${row + 1}, column ${col + 1}: `;
  if (met.length === 0) return `${start}the window meets only zeros; the output is 0.`;
  const covered = `${met.length} of the window’s ${scene.kernel.length} weights ${met.length === 1 ? "meets" : "meet"} an input cell: `;
  const terms = met.length > TERMS ? plural(met.length, "product") : met.map(([x, w]) => `${short(x)} × ${signed(w)}`).join(" + ");
  return `${start}${covered}${terms} = ${short(value)}.`;
}

export function aboutStamp({ settings, span, input }, { top, left, out }, row, col) {
  const { nw, s, d } = settings;
  const [down, right] = [row * s - top, col * s - left];
  const start = `Input row ${row + 1}, column ${col + 1} is ${short(input[row * nw + col])}: `;
  const [firstRow, lastRow] = [Math.max(0, down), Math.min(out.h, down + span.h) - 1];
  const [firstCol, lastCol] = [Math.max(0, right), Math.min(out.w, right + span.w) - 1];
  if (firstRow > lastRow || firstCol > lastCol) return `${start}its whole stamp falls into the padding that is taken away.`;
  const cut = lastRow - firstRow + 1 < span.h || lastCol - firstCol + 1 < span.w ? "; padding takes the rest of the stamp away" : "";
  const apart = d > 1 ? `, ${d} apart` : "";
  const where = `output ${range("row", firstRow, lastRow)}, ${range("column", firstCol, lastCol)}`;
  return `${start}it adds ${short(input[row * nw + col])} × the kernel to ${where}${apart}${cut}.`;
}

/** How many stamps fall on the cells of one axis: the fewest and the most. */
function overlaps(inputs, outputs, kernel, { s, d }, padding) {
  const counts = new Uint16Array(outputs);
  for (let at = 0; at < inputs; at++) {
    for (let tap = 0; tap < kernel; tap++) {
      const place = at * s - padding + tap * d;
      if (place >= 0 && place < outputs) counts[place]++;
    }
  }
  return [Math.min(...counts), Math.max(...counts)];
}

/** Whether, away from the borders, every cell of one axis gets as many stamps as its neighbours. */
function evenly(kernel, { s, d }) {
  const counts = new Array(s).fill(0);
  for (let tap = 0; tap < kernel; tap++) counts[(tap * d) % s]++;
  return counts.every((count) => count === counts[0]);
}

const term = (thing, value) => element("b", { class: `thing-${thing}`, text: value });

/** The size with the numbers put in, each in the colour of its control. */
function formula(side, n, { s, d }, padding, k, op, out) {
  const spread = [`Output ${side} = (`, term("input", n), " − 1)·", term("plain", s), " − 2·", term("padding", padding), " + "];
  return [...spread, term("kernel", d), "·(", term("kernel", k), " − 1) + ", term("output", op), " + 1 = ", term("output", out)];
}

function border(before, op) {
  if (before < 0) return `padding beyond span − 1 cuts ${plural(-before, "row")} off at each side`;
  const more = op > 0 ? ` (and ${op} more at the end, the output padding)` : "";
  return `a border of ${before} around it, span − 1 − padding${more}`;
}

/** `[[kind, ...parts], ...]`: the formula, why it is called transposed, how evenly the stamps fall, and the picture in words. */
export function sentences({ settings, span }, { op, top, left, out, before, field }) {
  const { n, nw, k, kw, s, d } = settings;
  const square = n === nw && k === kw && top === left;
  const said = [["formula", ...formula(square ? "side" : "height", n, settings, top, k, op, out.h)]];
  if (!square) said.push(["formula", ...formula("width", nw, settings, left, kw, op, out.w)]);
  const zeros = s > 1 ? `${plural(s - 1, "zero")} between the cells (stride − 1)` : "no zeros between the cells (stride − 1 = 0)";
  said.push(["fact", `Spread out: ${zeros}, ${border(before.h, op)}; then an ordinary window of stride 1.`]);
  const size = `${out.h} × ${out.w}`;
  if (op < s) said.push(["fact", `A convolution with the same kernel, stride and padding turns ${size} back into ${n} × ${nw}: the size, not the values.`]);
  const [down, across] = [overlaps(n, out.h, k, settings, top), overlaps(nw, out.w, kw, settings, left)];
  const [fewest, most] = [down[0] * across[0], down[1] * across[1]];
  const even = evenly(k, settings) && evenly(kw, settings);
  const uneven = even ? "" : "; the stamps overlap unevenly, which can show as a checkerboard";
  said.push(["fact", `Each output cell gets ${fewest === most ? plural(fewest, "product") : `${fewest} to ${plural(most, "product")}`}${uneven}.`]);
  const kernel = `kernel ${k}x${kw}${d > 1 ? ` with dilation ${d}, reaching over ${span.h}x${span.w}` : ""}`;
  const setting = `${kernel}, stride ${s}, padding ${top === left ? top : `${top} and ${left}`}, output padding ${op}`;
  said.push(["twin", `Input ${n}x${nw}, ${setting}: spread out to ${field.h}x${field.w}, output ${out.h}x${out.w}.`]);
  return said;
}
