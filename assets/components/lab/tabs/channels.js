// One output number, channel by channel: patch times kernel slice, the slices' sums added up, plus the bias.
import { element, short } from "../../kit.js";
import { cellAt, grid, update } from "../grid.js";
import { groupsDiagram, seen } from "./channels/groups.js";

export const TITLE = "Channels";
export const KEYS = {
  cf: { default: "0", low: 0, high: 31 }, // the filter, from 0
  cr: { default: "1", low: 0, high: 255 }, // the output cell
  cc: { default: "1", low: 0, high: 255 },
};

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const CELLS_WITH_NODES = 1500; // of all boards together; beyond, drawing them as HTML takes longer than a frame
const SPOKEN = 25; // values of a board that are read aloud one by one

const part = (name, ...children) => element("div", { class: `channels-${name}` }, ...children);
const clamp = (value, end) => Math.max(0, Math.min(end, value));
const number = (value) => short(value, 3);

/** "1, 2, 3; 4, 5, 6": a board's values by rows, for those who do not see it. */
function spoken(values, cols) {
  if (values.length > SPOKEN) return `${values.length} values`;
  const rows = [];
  for (let at = 0; at < values.length; at += cols) rows.push(Array.from(values.slice(at, at + cols), number).join(", "));
  return rows.join("; ");
}

/** Tell the style how many cells a board has, from which its cells get their side. */
function size(place, rows, cols) {
  place.style.setProperty("--rows", rows);
  place.style.setProperty("--cols", cols);
}

/** What the window at an output cell reads of one channel; cells of padding are 0 and marked. */
function patchOf(values, { settings, pads }, row, col) {
  const { n, nw, k, kw, s, d } = settings;
  const patch = new Float32Array(k * kw);
  const marks = new Map();
  for (let i = 0; i < k * kw; i++) {
    const y = row * s - pads.top + Math.floor(i / kw) * d;
    const x = col * s - pads.left + (i % kw) * d;
    if (y >= 0 && y < n && x >= 0 && x < nw) patch[i] = values[y * nw + x];
    else marks.set(i, "channels-padding");
  }
  return { patch, marks };
}

/** A number with its name under it; a negative one that follows a plus stands in brackets. */
function term(kind, value, follows, ...name) {
  const shown = follows && value < 0 ? `(${number(value)})` : number(value);
  return element("span", { class: `channels-term channels-${kind}` }, element("b", { text: shown }), element("small", {}, ...name));
}

/** The boards of one input channel, one under the other. */
class Column {
  #boards = {};
  #drawn = {};

  constructor() {
    this.title = element("p", { class: "channels-title thing-input" });
    this.window = part("window");
    this.slice = part("slice", this.window);
    this.patch = part("patch");
    this.kernel = part("kernel");
    this.sum = element("p", { class: "channels-sum" });
    const sign = (text) => element("p", { class: "channels-sign", "aria-hidden": "true", text });
    const stacked = [this.title, this.slice, this.patch, sign("×"), this.kernel, sign("="), this.sum];
    this.element = element("div", { class: "channels-column", role: "group" }, ...stacked);
  }

  /** Draw a board anew, unless its values are the very same ones: a scene's are computed once and never written again. */
  #put(name, values, rows, cols, options) {
    const place = this[name];
    const drawn = this.#drawn[name];
    if (drawn?.values === values && drawn.palette === options.palette && drawn.canvas === options.canvas) return;
    this.#drawn[name] = { values, palette: options.palette, canvas: options.canvas };
    if (name !== "slice") size(place, rows, cols);
    if (this.#boards[name]) update(this.#boards[name], values, rows, cols, options);
    else place.prepend((this.#boards[name] = grid(values, rows, cols, options)));
  }

  show(scene, { filter, slice, channel, row, col, value, palette, canvas }) {
    const { n, nw, k, kw, s } = scene.settings;
    const { pads, padded, span } = scene;
    const input = scene.inputOf(channel);
    this.element.setAttribute("aria-label", `Input channel ${channel + 1}`);
    this.title.textContent = `Input channel ${channel + 1}`;
    const scale = { kind: "input", low: scene.inputLow, high: scene.inputHigh, palette };
    this.#put("slice", input, n, nw, { ...scale, numbers: false, canvas: true, label: `Input channel ${channel + 1}, ${n} by ${nw}` });
    size(this.slice, padded.h, padded.w);
    this.slice.style.padding = [pads.top, pads.right, pads.bottom, pads.left].map((cells) => `calc(var(--cell) * ${cells})`).join(" ");
    const place = { left: (col * s) / padded.w, top: (row * s) / padded.h, width: span.w / padded.w, height: span.h / padded.h };
    for (const [name, share] of Object.entries(place)) this.window.style[name] = `${100 * share}%`;
    const { patch, marks } = patchOf(input, scene, row, col);
    const weights = scene.kernelOf(filter, slice);
    this.#put("patch", patch, k, kw, { ...scale, marks, canvas, label: `Patch of input channel ${channel + 1}: ${spoken(patch, kw)}` });
    const limit = scene.kernelLimit;
    const told = `Slice ${slice + 1} of filter ${filter + 1}: ${spoken(weights, kw)}`;
    this.#put("kernel", weights, k, kw, { kind: "signed", low: -limit, high: limit, palette, canvas, label: told });
    this.sum.replaceChildren(element("i", { text: "s" }), element("sub", { text: slice + 1 }), ` = ${number(value)}`);
  }
}

export class Tab {
  #columns = [];
  #at = { filter: 0, row: 0, col: 0 };

  constructor(context) {
    this.context = context;
    this.range = element("input", { type: "range", id: "channels-filter", min: 0, step: 1 });
    this.range.oninput = () => context.set("cf", this.range.value);
    this.which = element("output", { for: "channels-filter" });
    const label = element("label", { for: "channels-filter", text: "Output channel" });
    const control = element("div", { class: "control thing-output" }, label, this.which, this.range);
    this.said = element("p", { class: "channels-said" });
    this.diagram = part("diagram");
    this.none = element("p", { text: "There is no output cell to add up: this kernel does not fit. The picture above offers settings that do." });
    this.row = part("row");
    this.region = element("div", { class: "channels-region", role: "region", tabindex: "0", "aria-label": "Input channels side by side" }, this.row);
    this.region.onkeydown = (event) => {
      if (event.key in MOVES) event.stopPropagation(); // they scroll here
    };
    this.map = element("div", { class: "channels-map", tabindex: "0", role: "application" });
    this.map.onkeydown = (event) => this.#step(event);
    this.map.onclick = (event) => this.#pick(event);
    this.where = element("p", { class: "channels-where", "aria-live": "polite" });
    this.mapTitle = element("p", { class: "channels-title thing-output" });
    this.total = part("total");
    this.total.setAttribute("role", "math");
    const output = part("output", this.mapTitle, this.map, this.where);
    this.sheet = part("sheet", part("add", this.region, this.total), output);
    this.element = part("tab", part("top", control, part("who", this.diagram, this.said)), this.none, this.sheet);
  }

  #step(event) {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(this.#at.row + move[0], this.#at.col + move[1]);
  }

  #pick(event) {
    const { h, w } = this.scene.out;
    const at = cellAt(this.board, event, h, w);
    if (at >= 0) this.#go(Math.floor(at / w), at % w);
  }

  #go(row, col) {
    const { h, w } = this.scene.out;
    const next = { cr: clamp(row, h - 1), cc: clamp(col, w - 1) };
    if (next.cr !== this.#at.row) this.context.set("cr", String(next.cr));
    if (next.cc !== this.#at.col) this.context.set("cc", String(next.cc));
  }

  show(latest) {
    const scene = (this.scene = this.#known(latest));
    const { cin, cout, groups } = scene.settings;
    const filter = clamp(Number(this.context.get("cf")), cout - 1);
    this.range.max = cout - 1;
    this.range.value = filter;
    this.range.disabled = cout === 1;
    this.range.setAttribute("aria-valuetext", `${filter + 1} of ${cout}`);
    this.which.textContent = `${filter + 1} of ${cout}`;
    const told = seen({ cin, cout, groups }, filter);
    this.said.textContent = told.text;
    this.#whoSeesWhom(scene.settings, filter);
    this.none.hidden = scene.fits;
    this.sheet.hidden = !scene.fits;
    if (scene.fits) this.#add(scene, filter, told);
  }

  /** The scene shown before, if only the chosen cell or filter is another: what it has computed need not be done again. */
  #known(latest) {
    const { extra, ...plain } = latest.settings;
    const key = JSON.stringify(plain);
    const sameInput = () => this.scene.input.every((value, i) => value === latest.input[i]); // a photo may have arrived
    const known = key === this.key && sameInput();
    this.key = key;
    return known ? this.scene : latest;
  }

  #whoSeesWhom({ cin, cout, groups }, filter) {
    const drawn = [cin, cout, groups, filter, this.diagram.clientWidth].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const choose = (chosen) => this.context.set("cf", String(chosen));
    this.diagram.replaceChildren(groupsDiagram({ cin, cout, groups }, filter, this.diagram.clientWidth, choose));
  }

  #add(scene, filter, { first, slices }) {
    const palette = this.context.palette();
    const { h, w } = scene.out;
    const row = clamp(Number(this.context.get("cr")), h - 1);
    const col = clamp(Number(this.context.get("cc")), w - 1);
    this.#at = { filter, row, col };
    const { products, sum } = scene.responseOf(filter);
    const values = products.map((product) => product[row * w + col]);
    const canvas = 2 * slices * scene.settings.k * scene.settings.kw > CELLS_WITH_NODES;
    while (this.#columns.length > slices) this.#columns.pop().element.remove();
    while (this.#columns.length < slices) {
      this.#columns.push(new Column());
      this.row.append(this.#columns.at(-1).element);
    }
    this.#columns.forEach((column, slice) => {
      column.show(scene, { filter, slice, channel: first + slice, row, col, value: values[slice], palette, canvas });
    });
    const bias = scene.settings.bias ? scene.biasOf(filter) : null;
    this.#sum(values, bias, sum[row * w + col]);
    this.#output(scene, sum, { filter, row, col }, palette);
  }

  #sum(values, bias, total) {
    const terms = values.map((value, slice) => term("part", value, slice > 0, "s", element("sub", { text: slice + 1 })));
    if (bias !== null) terms.push(term("bias", bias, true, "bias"));
    const piece = (sign, shown) => element("span", { class: "channels-piece" }, element("span", { class: "channels-plus", text: sign }), shown);
    const result = term("result", total, false, bias === null ? "output, no bias" : "output");
    this.total.replaceChildren(...terms.map((shown, i) => piece(i > 0 ? "+" : "", shown)), piece("=", result));
    const added = values.map(number).join(" plus ");
    this.total.setAttribute("aria-label", `${added}${bias === null ? ", no bias," : ` plus bias ${number(bias)}`} is ${number(total)}`);
  }

  #output({ out, settings }, sum, { filter, row, col }, palette) {
    const { h, w } = out;
    let limit = 1;
    for (const value of sum) limit = Math.max(limit, Math.abs(value));
    const marks = new Map([[row * w + col, "channels-cell"]]);
    const options = { kind: "signed", low: -limit, high: limit, palette, marks, label: `Output channel ${filter + 1}, ${h} by ${w}` };
    size(this.map, h, w);
    this.map.setAttribute("aria-label", `Output channel ${filter + 1}: arrow keys choose the cell`);
    if (this.board) update(this.board, sum, h, w, options);
    else this.map.append((this.board = grid(sum, h, w, options)));
    this.mapTitle.textContent = `Output channel ${filter + 1} of ${settings.cout}`;
    this.where.textContent = `Row ${row + 1} of ${h}, column ${col + 1} of ${w}: ${number(sum[row * w + col])}`;
  }

  leave() {
    this.region.scrollLeft = 0;
  }
}
