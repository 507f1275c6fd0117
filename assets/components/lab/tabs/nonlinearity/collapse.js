// Two convolution layers without a nonlinearity between them are one; with it they are not.
import { element, short } from "../../../kit.js";
import { grid, update } from "../../grid.js";
import { SECOND, composed, convolve, largestDifference, padded, tableText } from "./compose.js";
import { Table } from "./fields.js";

const MOST_TYPED = 25; // cells of a first kernel that is still typed by hand
const MOST_AT_ONCE = 4e6; // multiplications that a frame has time for
const REST = 120; // milliseconds until larger ones are done

/** A title over a picture. */
export function figure(title, thing, ...children) {
  const caption = element("figcaption", { class: `thing-${thing}`, text: title });
  return { caption, element: element("figure", { class: "nonlinearity-figure" }, caption, ...children) };
}

/** The largest difference in words; sums of fractions in another order differ in their last digits. */
export function difference(most, largest) {
  if (most === 0) return "0";
  return most < 1e-9 * Math.max(1, largest) ? "0, up to rounding" : short(most, most < 0.01 ? 6 : 2);
}

function largest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
}

const size = ({ h, w }) => `${h} × ${w}`;

/** Both ways through two layers: `{ first, one, row, single, between, biggest }`, or null where the second kernel does not fit. */
export function compare(scene, second, f) {
  const { n, nw, k, kw, s, d } = scene.settings;
  const first = { values: scene.kernel, h: k, w: kw };
  const field = padded(scene.input, [n, nw], scene.pads);
  const middle = scene.fits ? convolve(field, first, s, d) : null;
  const row = middle && convolve(middle, second);
  if (!row) return null;
  const one = composed(first, second, s, d);
  const single = convolve(field, one, s);
  const bent = { ...middle, values: Float64Array.from(middle.values, f.value) };
  const untouched = largestDifference(bent.values, middle.values) === 0;
  return { one, row, single, between: convolve(bent, second), untouched, biggest: largest(row.values) };
}

export class ConvolutionCollapse {
  #boards = {};
  #timer = 0;

  /** `onSecond(index, value)` for the second kernel; `change(settings)` for the lab's own. */
  constructor(onSecond, change) {
    this.change = change;
    this.first = new Table("the first kernel", (i, value) => this.#retype(i, value));
    this.second = new Table("the second kernel", onSecond);
    const figures = {
      first: figure("Layer 1: the lab's kernel", "kernel", this.first.element),
      second: figure("Layer 2", "kernel", this.second.element),
      one: figure("The one kernel that they make", "kernel"),
      row: figure("Layer 1, then layer 2", "output"),
      single: figure("The one layer", "output"),
      between: figure("", "output"),
    };
    this.figures = figures;
    this.words = element("div", { class: "nonlinearity-words" });
    this.mend = element("button", { type: "button", class: "mend" });
    const line = (...names) => element("div", { class: "nonlinearity-row" }, ...names.map((name) => figures[name].element));
    this.results = line("row", "single", "between");
    this.element = element("div", { class: "nonlinearity-collapse" }, line("first", "second", "one"), this.words, this.mend, this.results);
  }

  #retype(i, value) {
    const { kernel, settings } = this.scene;
    if (kernel[i] === value) return;
    const values = Float64Array.from(kernel);
    values[i] = value;
    this.change({ ker: "typed", ks: tableText(values, settings.kw) });
  }

  show(scene, seconds, f, palette) {
    this.scene = scene;
    const { k, kw, s, d } = scene.settings;
    const second = { values: seconds, h: SECOND, w: SECOND };
    this.palette = palette;
    const typed = k * kw <= MOST_TYPED;
    this.first.element.hidden = !typed;
    if (typed) this.first.show(scene.kernel, k, kw);
    this.#board("first", typed ? null : { values: scene.kernel, h: k, w: kw }, "The first kernel");
    this.second.show(seconds, SECOND, SECOND);
    const one = composed({ values: scene.kernel, h: k, w: kw }, second, s, d);
    this.figures.one.caption.textContent = `The one kernel that they make: ${size(one)}`;
    this.#board("one", one, `The equivalent kernel, ${size(one)}`);
    clearTimeout(this.#timer);
    const out = scene.out ?? { h: 0, w: 0 };
    const work = (k * kw + one.h * one.w) * out.h * out.w;
    if (work > MOST_AT_ONCE) this.#timer = setTimeout(() => this.#compare(second, f, one), REST);
    else this.#compare(second, f, one);
  }

  #compare(second, f, one) {
    const found = compare(this.scene, second, f);
    this.results.hidden = found === null;
    this.mend.hidden = true;
    if (!found) return this.#explain();
    const { row, single, between, biggest } = found;
    this.figures.between.caption.textContent = `${f.label} between the layers`;
    this.#board("row", row, `Output of the two layers in a row, ${size(row)}`, biggest);
    this.#board("single", single, `Output of the one layer, ${size(single)}`, biggest);
    this.#board("between", between, `Output with ${f.label} between the layers, ${size(between)}`);
    const same = difference(largestDifference(row.values, single.values), biggest);
    const { s, p, k, kw } = this.scene.settings;
    const how = `stride ${s}${p === 0 || p === "valid" ? "" : " and layer 1's padding"}`;
    const bent = largestDifference(row.values, between.values);
    const differs = `With ${f.label} between them they differ. Largest difference: ${difference(bent, biggest)}.${f.straight ? straightNote(f) : ""}`;
    this.#say(
      `Without a nonlinearity, ${size({ h: k, w: kw })} and then 3 × 3 is one ${size(one)} convolution with ${how}. Largest difference: ${same}.`,
      bent < 1e-9 * biggest ? unbent(f, found.untouched) : differs,
      "There is no padding and no stride between the two layers: padding in the middle would change the border.",
    );
  }

  #explain() {
    const { out, span, pads, settings } = this.scene;
    if (!out) return this.#say("The first kernel does not fit the input, so there is nothing to pass on.");
    const need = (reach, before, after) => Math.max(1, settings.s * (SECOND - 1) + reach - before - after);
    const rows = Math.max(settings.n, need(span.h, pads.top, pads.bottom));
    const cols = Math.max(settings.nw, need(span.w, pads.left, pads.right));
    this.#say(`The second kernel needs at least 3 × 3 values; the first layer gives ${size(out)}.`);
    const square = Math.max(rows, cols);
    const [n, nw] = settings.link ? [square, square] : [rows, cols];
    if (Math.max(n, nw) > 64) return undefined;
    this.mend.hidden = false;
    this.mend.textContent = `Use an input of ${n} × ${nw}`;
    this.mend.onclick = () => this.change({ n, nw });
    return undefined;
  }

  #say(...sentences) {
    this.words.replaceChildren(...sentences.map((text) => element("p", { text })));
  }

  /** Draw a board under its figure's title; `null` takes it away. */
  #board(name, field, label, limit) {
    const board = this.#boards[name];
    if (!field) {
      if (board) board.hidden = true;
      return;
    }
    const end = limit ?? largest(field.values);
    const options = { low: -end, high: end, kind: "signed", palette: this.palette, label: `${label}: ${spoken(field)}` };
    if (board) update(board, field.values, field.h, field.w, options);
    else this.figures[name].element.append((this.#boards[name] = grid(field.values, field.h, field.w, options)));
    this.#boards[name].style.setProperty("--cell", `${Math.max(0.3, Math.min(2.4, 13 / field.w))}em`);
  }

  leave() {
    clearTimeout(this.#timer);
  }
}

/** The numbers of a small board, the ends of a large one. */
export function spoken({ values, h, w }) {
  if (h * w > 49) return `values from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
  return Array.from({ length: h }, (_, row) => Array.from(values.slice(row * w, (row + 1) * w), (value) => short(value)).join(" ")).join("; ");
}

function unbent({ label, straight }, untouched) {
  if (straight) return `With these values ${label} is a straight line: it bends nothing, and the layers still collapse.`;
  if (untouched) return `Here ${label} changes nothing: no value between the layers lies where it bends.`;
  return `Here the outputs with ${label} happen to be the same: the second kernel weighs what it changed with 0.`;
}

function straightNote({ label }) {
  return ` But with these values ${label} is a straight line: one layer with a bias could still do the same.`;
}
