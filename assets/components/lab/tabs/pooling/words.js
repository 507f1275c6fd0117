// Pooling in sentences. People count from 1.
import { element, grouped, short } from "../../../kit.js";
import { windowOf } from "./arithmetic.js";

const TERMS = 16; // values of a window written out; of more, only how many there are

export const KINDS = { max: "Max", average: "Average", subsample: "Subsampling" };
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function aboutWindow({ scene, made, values, winners, out }, row, col) {
  const { n, nw } = scene.settings;
  const [rows, cols] = [windowOf(row, n, made), windowOf(col, nw, made)];
  const inside = [];
  for (let y = rows.from; y < rows.to; y++) inside.push(...scene.input.subarray(y * nw + cols.from, y * nw + cols.to));
  const index = row * out.w + col;
  const start = `Output row ${row + 1}, column ${col + 1}: `;
  const between = made.kind === "average" ? " + " : ", ";
  const seen = inside.length > TERMS ? plural(inside.length, "value") : inside.map((value) => short(value)).join(between);
  if (made.kind === "average") {
    const cells = rows.divisor * cols.divisor;
    const empty = cells - inside.length;
    const padding = empty > 0 ? ` (${plural(empty, "cell")} of padding ${empty === 1 ? "counts" : "count"} as 0)` : "";
    return `${start}(${seen}) / ${cells} = ${short(values[index])}${padding}.`;
  }
  const from = `row ${Math.floor(winners[index] / nw) + 1}, column ${(winners[index] % nw) + 1}`;
  if (made.kind === "subsample") return `${start}the first cell of its window, ${from}: ${short(values[index])}.`;
  const equals = inside.filter((value) => value === values[index]).length;
  const tie = equals > 1 ? `; ${equals} are equal, and the first is taken, as in PyTorch` : "";
  return `${start}the largest of ${seen} is ${short(values[index])}, from ${from}${tie}.`;
}

const term = (thing, value) => element("b", { class: `thing-${thing}`, text: value });

function removed(before, after) {
  if (after === before) return `${grouped(before)} values in, as many out: nothing is removed.`;
  const share = short((100 * Math.abs(before - after)) / before, 1);
  return `${grouped(before)} values in, ${grouped(after)} out: ${share} % of the values are ${after < before ? "removed" : "added"}.`;
}

/** `[[kind, ...parts], ...]`: the formula, what is removed and learned, the rule of the last window, and the picture in words. */
export function sentences({ scene, made, axes, out, unread: lost, hatched }) {
  const { n, nw } = scene.settings;
  const { pk, ps, pp, ceil, kind } = made;
  const [open, close] = ceil ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const formula = (side, size, axis) => {
    const end = axis.left ? ` = ${axis.size + 1}, less 1 window` : "";
    const above = [term("input", size), " + 2·", term("padding", pp), " − ", term("kernel", pk)];
    return ["formula", `Output ${side} = ${open}(`, ...above, ") / ", term("plain", ps), `${close} + 1${end} = `, term("output", axis.size)];
  };
  const said = [formula(n === nw ? "side" : "height", n, axes[0])];
  if (n !== nw) said.push(formula("width", nw, axes[1]));
  said.push(["strong", removed(n * nw, out.h * out.w)]);
  said.push(["fact", "No parameters: pooling has nothing to learn, and each channel is pooled on its own."]);
  if (ceil) {
    const left = axes.some((axis) => axis.left);
    const rule = "the last window may hang over the end, but it must start inside the input or the padding before it";
    said.push(["fact", `Rounded up, ${rule}${left ? "; here one more would start behind that, so PyTorch leaves it out" : ""}.`]);
  }
  const named = ["row", "column"].map((noun, i) => lost[i].length > 0 && `${plural(lost[i].length, noun)} of ${[n, nw][i]}`).filter(Boolean);
  if (named.length > 0) said.push(["fact", `In no window: ${named.join(" and ")}${hatched ? ", hatched" : ""}.`]);
  if (kind === "average" && pp > 0) said.push(["fact", "Cells of padding count as 0 and are divided by too (count_include_pad, PyTorch’s default)."]);
  if (kind === "max" && pp > 0) said.push(["fact", "Cells of padding never win: for the maximum they count as −∞."]);
  const lastly = named.length > 0 ? `; ${named.join(" and ")} in no window` : "";
  const name = kind === "subsample" ? "Subsampling" : `${KINDS[kind]} pooling`;
  const setting = `kernel ${pk}, stride ${ps}, padding ${pp}${ceil ? ", rounded up" : ""}`;
  said.push(["twin", `${name} of ${n}x${nw}, ${setting}: output ${out.h}x${out.w}${lastly}.`]);
  return said;
}
