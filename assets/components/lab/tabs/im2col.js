// im2col: the convolution as one product of matrices; a row of the first is the window of one output cell, laid flat.
import { element, grouped, short } from "../../kit.js";
import { readers } from "../geometry.js";
import { pad } from "../pad.js";
import { Field, count, named } from "../field.js";

export const TITLE = "im2col";
export const KEYS = { mo: { default: "0", low: 0, high: 8835 } }; // the output cell, from 0, row by row

const NUMBERED = 400; // numbers of the matrix; above, it is drawn in pixels
const MOST_ROWS = 480; // rows that are drawn of a tall matrix
const WRITTEN = 25; // terms written out
const BEYOND = 8; // terms written of more
const MISFIT = "There is no output with these settings, so there are no windows to lay flat; the picture above offers settings that fit.";
const BYTES = 4; // of a float32

/** The rows `cells` (output cells from 0) of the patch matrix: as `torch.nn.functional.unfold`, but with a row a window. */
export function unfold(field, width, { k, kw, s, d }, out, cells) {
  const matrix = new Float32Array(cells.length * k * kw);
  let at = 0;
  for (const cell of cells) {
    const corner = Math.floor(cell / out.w) * s * width + (cell % out.w) * s;
    for (let y = 0; y < k; y++) for (let x = 0; x < kw; x++) matrix[at++] = field[corner + y * d * width + x * d];
  }
  return matrix;
}

/** How many times each input pixel stands in the patch matrix. */
export function copies({ settings: { n, nw, k, kw, s, d }, pads, out }) {
  const down = Array.from({ length: n }, (_, row) => readers(row + pads.top, k, s, d, out.h).length);
  const across = Array.from({ length: nw }, (_, col) => readers(col + pads.left, kw, s, d, out.w).length);
  return Float32Array.from(down.flatMap((rows) => across.map((cols) => rows * cols)));
}

/** Bytes as people read them. */
function size(bytes) {
  if (bytes < 1000) return count(bytes, "byte");
  return bytes < 1e6 ? `${short(bytes / 1e3, 1)} kB` : `${short(bytes / 1e6, 1)} MB`;
}

/** Rows to draw: all of them, or so many that they can still be told apart, evenly spread. */
function sampled(length) {
  const drawn = Math.min(length, MOST_ROWS);
  return Array.from({ length: drawn }, (_, i) => Math.floor((i * length) / drawn));
}

export class Tab {
  constructor(context) {
    this.context = context;
    for (const name of ["input", "output", "times", "matrix", "kernel", "column"]) this[name] = new Field("im2col");
    this.slider = element("input", { type: "range", min: "1", "aria-label": "Output cell", class: "im2col-slider" });
    this.slider.oninput = () => this.context.set("mo", String(this.slider.value - 1));
    this.where = element("span", { class: "im2col-where" });
    this.dot = element("p", { class: "im2col-dot", role: "math" });
    this.words = element("div", { class: "im2col-words" });
    this.shape = { matrix: element("span"), kernel: element("span"), column: element("span") };
    const choose = element("label", { class: "im2col-choose" }, element("b", { text: "Output cell" }), this.slider, this.where);
    const sign = (text) => element("span", { class: "im2col-sign", "aria-hidden": "true", text });
    const [matrix, kernel, column] = ["matrix", "kernel", "column"].map((name) => named("im2col", this.shape[name], this[name]));
    const product = element("div", { class: "im2col-product" }, element("div", { class: "im2col-row" }, matrix, sign("×"), kernel, sign("="), column));
    this.times.caption = element("span");
    const maps = element(
      "div",
      { class: "im2col-maps" },
      named("im2col", "Input with its padding", this.input),
      named("im2col", "Output", this.output),
      named("im2col", this.times.caption, this.times),
    );
    this.pictures = element("div", { class: "im2col-pictures" }, choose, maps, product, this.dot);
    this.element = element("div", { class: "im2col" }, this.pictures, this.words);
    for (const [field, cellOf] of [
      [this.output, (i) => i],
      [this.matrix, (i) => this.rows[Math.floor(i / this.matrix.cols)]],
      [this.column, (i) => this.rows[i]],
    ]) {
      const cell = (event) => {
        const index = field.under(event);
        return index < 0 ? this.lit : cellOf(index); // the frame belongs to no cell
      };
      field.element.onpointermove = field.element.onpointerdown = (event) => {
        if (this.scene?.fits) this.#light(cell(event));
      };
      field.element.onpointerleave = () => this.#light(this.chosen);
      field.element.onclick = (event) => this.context.set("mo", String(cell(event)));
    }
  }

  show(scene) {
    this.scene = scene;
    const { fits, settings, pads, padded, out, kernel } = scene;
    this.pictures.hidden = !fits;
    if (!fits) return this.words.replaceChildren(element("p", { text: MISFIT }));
    const [cells, taps] = [out.h * out.w, settings.k * settings.kw];
    const palette = this.context.palette();
    this.field = pad(scene.input, settings.n, settings.nw, pads);
    this.rows = sampled(cells);
    this.chosen = Math.min(cells - 1, Number(this.context.get("mo")));
    [this.slider.max, this.slider.value] = [String(cells), String(this.chosen + 1)];
    const counts = copies(scene);
    const most = counts.reduce((high, value) => Math.max(high, value), 0);
    const [values, sums] = [
      { palette, kind: "input", low: scene.inputLow, high: scene.inputHigh },
      { palette, low: -scene.outputLimit, high: scene.outputLimit },
    ];
    const small = { most: 13 };
    const shape = `${out.h} × ${out.w}`;
    this.input.show(this.field, padded.h, padded.w, { ...values, ...small, pads, label: `Input with its padding, ${padded.h} × ${padded.w}` });
    this.output.show(scene.output, out.h, out.w, { ...sums, ...small, label: `Output, ${shape}` });
    this.times.caption.textContent = `Copies of each pixel (at most ${most})`;
    const label = `How many times each of ${count(counts.length, "pixel")} is copied: at most ${most}`;
    this.times.show(counts, settings.n, settings.nw, { palette, low: -most, high: most, ...small, label });
    this.#product(taps, cells, values, sums, kernel);
    this.#light(this.chosen);
    this.#say(counts, most, cells, taps);
  }

  /** The three matrices: numbers of one size in all of them while they are few, else pixels, stretched to one height. */
  #product(taps, cells, values, sums, kernel) {
    const { scene, rows, field } = this;
    const { settings, padded, out, kernelLimit } = scene;
    const matrix = unfold(field, padded.w, settings, out, rows);
    const few = cells * taps <= NUMBERED;
    const cell = `min(1.9em, ${few ? 26 / Math.max(cells, taps) : 1.9}em, (100cqw - 11em) / ${taps})`;
    // A board of one column has a border a column, the matrix shares its two: the difference keeps the rows level.
    const level = `${cell} + ${1 - 1 / taps}px`;
    const paper = (side, wide) => ({ cell: few ? side : wide, most: few ? 400 : 16, stretch: few ? undefined : "22em" });
    const wide = `min(2em, (100cqw - 13em) / ${taps})`;
    const patches = `Patch matrix, ${cells} × ${taps}: one row an output cell, one column a tap`;
    const weights = { palette: values.palette, low: -kernelLimit, high: kernelLimit };
    this.matrix.show(matrix, rows.length, taps, { ...values, ...paper(cell, wide), label: patches });
    this.kernel.show(kernel, taps, 1, { ...weights, ...paper(level, "2em"), label: `The kernel as a column, ${taps} × 1` });
    const column = Float32Array.from(rows, (row) => scene.output[row]);
    this.column.show(column, rows.length, 1, { ...sums, ...paper(level, "2em"), label: `The output as a column, ${cells} × 1` });
    this.shape.matrix.textContent = `Patches ${grouped(cells)} × ${taps}`;
    this.shape.kernel.textContent = `Kernel ${taps}\u00a0×\u00a01`;
    this.shape.column.textContent = `Output ${grouped(cells).replaceAll("\u2009", "\u202f")}\u00a0×\u00a01`;
  }

  /** Light one output cell, its row of the matrix and its window, and write its product out. */
  #light(cell) {
    if (!this.scene?.fits) return;
    this.lit = cell;
    const { settings, padded, out, span, kernel, output } = this.scene;
    const { k, kw, s, d } = settings;
    const [row, col] = [Math.floor(cell / out.w), cell % out.w];
    const line = this.rows.findLastIndex((drawn) => drawn <= cell);
    const tapAt = (tap) => ({ row: row * s + Math.floor(tap / kw) * d, col: col * s + (tap % kw) * d, kind: "tap" });
    const taps = d > 1 ? Array.from({ length: k * kw }, (_, tap) => tapAt(tap)) : []; // without holes the frame says it
    this.input.light([{ row: row * s, col: col * s, h: span.h, w: span.w }, ...taps]);
    this.output.light([{ row, col }]);
    this.matrix.light([{ row: line, col: 0, w: k * kw }]);
    this.column.light([{ row: line, col: 0 }]);
    this.where.textContent = `${grouped(cell + 1)} of ${grouped(out.h * out.w)}: row ${row + 1}, column ${col + 1}`;
    this.slider.setAttribute("aria-valuetext", this.where.textContent);
    const patch = unfold(this.field, padded.w, settings, out, [cell]);
    const written = patch.length > WRITTEN ? BEYOND : patch.length;
    const terms = Array.from(patch.subarray(0, written), (value, i) => `${short(value)}·${kernel[i] < 0 ? `(${short(kernel[i])})` : short(kernel[i])}`);
    const rest = patch.length > written ? ` + … (${patch.length} terms)` : "";
    this.dot.textContent = `Row ${grouped(cell + 1)} times the kernel: ${terms.join(" + ")}${rest} = ${short(output[cell])}`;
  }

  #say(counts, most, cells, taps) {
    const { settings: { n, nw, cin, cout, groups } } = this.scene;
    const copied = counts.reduce((sum, value) => sum + value, 0);
    const zeros = cells * taps - copied;
    const never = counts.filter((value) => value === 0).length;
    const all = cin * taps;
    const shapes = (rows, inner, filters) => `${grouped(rows)} × ${grouped(inner)} times ${grouped(inner)} × ${filters}`;
    const channels = `${cin === 1 ? "the 1 channel" : `all ${cin} channels`} and ${count(cout, "filter")}`;
    const each = shapes(cells, all / groups, cout / groups);
    const mean = copied / counts.length;
    const [matrix, input] = [BYTES * cells * all, BYTES * cin * n * nw];
    const become = `${count(n * nw, "value")} become ${grouped(cells * taps)}`;
    const lent = zeros > 0 ? `, ${grouped(zeros)} of them zeros of the padding` : "";
    const unread = `${count(never, "pixel")} ${never === 1 ? "is" : "are"} never copied: no window reads ${never === 1 ? "it" : "them"}.`;
    const said = [
      `Each pixel is copied ${short(mean, 1)} times on average, at most ${count(most, "time")}: ${become}${lent}.`,
      ...(never > 0 ? [unread] : []),
      groups === 1 ? `For ${channels}: ${each}.` : `For ${channels} in ${groups} groups: ${groups} products, each ${each}.`,
      `In float32 the patch matrix of all channels takes ${size(matrix)}, the input ${size(input)}: ${short(matrix / input, 1)} times as much.`,
      `torch.nn.functional.unfold gives the same numbers with a column a window: (1, ${all}, ${cells}).`,
    ];
    if (cells > this.rows.length) said.push(`The matrix has ${grouped(cells)} rows; ${this.rows.length} of them, evenly spread, are drawn.`);
    else if (cells * taps > NUMBERED) said.push(`The patch matrix is drawn in pixels: ${grouped(cells)} rows, ${count(taps, "column")}.`);
    this.words.replaceChildren(...said.map((text) => element("p", { text })));
  }

  leave() {}
}
