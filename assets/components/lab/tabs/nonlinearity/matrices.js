// Two 2 x 2 matrices in a row are one; what they do to a straight grid, and how a nonlinearity between them folds it.
import { element, short } from "../../../kit.js";
import { difference, figure } from "./collapse.js";
import { largestDifference, mapped, product } from "./compose.js";
import { Table } from "./fields.js";
import { svg } from "./plot.js";

const END = 2; // the grid reaches from -2 to 2
const FINE = 60; // pieces of a line of the grid, short enough for a bend
const SIDE = 200;

const whole = Array.from({ length: 2 * END + 1 }, (_, i) => i - END);
export const POINTS = whole.flatMap((y) => whole.map((x) => [x, y]));

/** The ways through both layers: in a row, as their product, and with `f` between. */
export function ways(first, second, f) {
  const one = product(second, first);
  return {
    one,
    row: (point) => mapped(second, mapped(first, point)),
    single: (point) => mapped(one, point),
    between: (point) => mapped(second, mapped(first, point).map((value) => f.value(value))),
  };
}

/** How many different places the points land on. */
export function places(way) {
  return new Set(POINTS.map((point) => way(point).map((value) => (Math.round(value * 1e6) / 1e6 || 0)).join())).size;
}

/** The grid's lines and points after `way`, on a plane that reaches from -`reach` to `reach`. */
function drawing(way, reach, label) {
  const at = ([x, y]) => [((x / reach + 1) * SIDE) / 2, ((1 - y / reach) * SIDE) / 2];
  const fine = Array.from({ length: FINE + 1 }, (_, i) => -END + (2 * END * i) / FINE);
  const path = (points) => `M${points.map((point) => at(way(point)).map((value) => value.toFixed(1)).join(" ")).join("L")}`;
  const lines = (name, point) => whole.map((fixed) => svg("path", { class: name, d: path(fine.map((free) => point(fixed, free))) }));
  const dots = POINTS.map((point) => {
    const [cx, cy] = at(way(point));
    return svg("circle", { class: "nonlinearity-point", cx: cx.toFixed(1), cy: cy.toFixed(1), r: 3 });
  });
  const axes = [[[-reach, 0], [reach, 0]], [[0, -reach], [0, reach]]].map((ends) => {
    const [[x1, y1], [x2, y2]] = ends.map(at);
    return svg("line", { class: "nonlinearity-line", x1, y1, x2, y2 });
  });
  const shapes = [...axes, ...lines("nonlinearity-across", (y, x) => [x, y]), ...lines("nonlinearity-upright", (x, y) => [x, y]), ...dots];
  return svg("svg", { class: "nonlinearity-plane", role: "img", "aria-label": label, viewBox: `-6 -6 ${SIDE + 12} ${SIDE + 12}` }, ...shapes);
}

const numbers = (values) => `${values.slice(0, 2).map((value) => short(value)).join(" ")}; ${values.slice(2).map((value) => short(value)).join(" ")}`;

export class MatrixCollapse {
  /** `onChange(index, value)`: 0 to 3 are the first matrix, 4 to 7 the second, row by row. */
  constructor(onChange) {
    this.first = new Table("the first matrix", onChange);
    this.second = new Table("the second matrix", (i, value) => onChange(4 + i, value));
    this.product = element("div", { class: "nonlinearity-table", role: "img" });
    const tables = { "Layer 1: matrix A": this.first.element, "Layer 2: matrix B": this.second.element, "Their product B·A": this.product };
    this.planes = Object.fromEntries(["before", "row", "single", "between"].map((name) => [name, figure("", name === "before" ? "input" : "output")]));
    this.words = element("div", { class: "nonlinearity-words" });
    this.element = element(
      "div",
      { class: "nonlinearity-collapse" },
      element("div", { class: "nonlinearity-row" }, ...Object.entries(tables).map(([title, table]) => figure(title, "kernel", table).element)),
      this.words,
      element("div", { class: "nonlinearity-row" }, ...Object.values(this.planes).map((plane) => plane.element)),
    );
  }

  show(values, f) {
    const drawn = `${values} ${f.name} ${f.a}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const [first, second] = [values.slice(0, 4), values.slice(4)];
    const { one, row, single, between } = ways(first, second, f);
    this.first.show(first, 2, 2);
    this.second.show(second, 2, 2);
    this.product.replaceChildren(...one.map((value) => element("span", { text: short(value) })));
    this.product.setAttribute("aria-label", `Product of the matrices: ${numbers(one)}`);
    const every = (way) => POINTS.flatMap(way);
    const largest = (way) => every(way).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const reach = Math.max(1, 1.05 * largest(row));
    const apart = largestDifference(every(row), every(between));
    const [straight, folded] = [places(single), places(between)];
    this.#plane("before", (point) => point, 1.05 * END, "The grid", "A straight grid of 25 points");
    this.#plane("row", row, reach, "A, then B", `The grid after A and then B: ${straightWords(one)}`);
    this.#plane("single", single, reach, "B·A at once", `The grid after the product: ${straightWords(one)}`);
    const landed = `The grid after A, ${f.label} and B: its 25 points lie at ${folded} different places`;
    this.#plane("between", between, Math.max(1, 1.05 * largest(between)), `A, ${f.label}, B`, landed);
    const same = difference(largestDifference(every(row), every(single)), reach);
    this.words.replaceChildren(
      element("p", { text: `A and then B is the one matrix B·A: ${straightWords(one)}. Largest difference over 25 points: ${same}.` }),
      element("p", { text: apart < 1e-9 * reach ? unbent(f) : bentWords(f, apart, reach, straight, folded) }),
    );
  }

  #plane(name, way, reach, title, label) {
    const { element: holder, caption } = this.planes[name];
    caption.replaceChildren(title, element("span", { class: "nonlinearity-ends", text: `axes to ±${short(reach, 1)}` }));
    holder.replaceChildren(caption, drawing(way, reach, label));
  }

  leave() {}
}

function straightWords([a, b, c, d]) {
  const flat = Math.abs(a * d - b * c) < 1e-12;
  return flat ? "a straight grid pressed flat" : "a straight grid stays straight";
}

function bentWords(f, apart, reach, straight, folded) {
  const differ = `With ${f.label} between them they differ. Largest difference: ${difference(apart, reach)}.`;
  if (f.straight) return `${differ} But with these values ${f.label} is a straight line, and the grid stays straight.`;
  if (folded < straight) return `${differ} The grid folds: its 25 points now lie at ${folded} different places.`;
  return `${differ} The grid bends: no matrix does that.`;
}

function unbent({ label, straight }) {
  if (straight) return `With these values ${label} is a straight line: the grid stays straight.`;
  return `Here ${label} changes nothing: none of the points lies where it bends.`;
}
