// Deeper filters: a row for each filter, a column for each channel that it reads, and in each cell the slice of weights. Filters
// that read one channel each stand side by side.
import { gallery } from "../gallery.js";
import { element, grouped } from "../kit.js";
import { digits } from "../one_unit/numbers.js";
import { paintCells } from "../one_unit/paint.js";

const WIDE = 16; // filters side by side that read one channel each
const MANY = 1e6; // more cells than a page has

export class Matrix {
  #at = [0, 0];

  /** `onPage(rows, columns)`: so many pages further down or across. */
  constructor(onPage) {
    this.onPage = onPage;
    const button = (text, label, rows, columns) => {
      const made = element("button", { type: "button", text, "aria-label": label, title: label });
      made.onclick = () => onPage(rows, columns);
      return made;
    };
    this.up = button("↑", "Earlier filters", -1, 0);
    this.down = button("↓", "Later filters", 1, 0);
    this.left = button("←", "Earlier channels", 0, -1);
    this.right = button("→", "Later channels", 0, 1);
    this.which = [element("span", { class: "which" }), element("span", { class: "which" })];
    const pager = element("div", { class: "pager", role: "group", "aria-label": "Pages" }, element("span", {}, "Filters ", this.up, this.which[0], this.down), (this.across = element("span", {}, "Channels ", this.left, this.which[1], this.right)));
    this.canvas = element("canvas", { role: "img", tabindex: "0" });
    this.mark = element("div", { class: "mark", "aria-hidden": "true" });
    this.board = element("div", { class: "board" }, this.canvas, this.mark);
    this.rows = element("div", { class: "row-names", "aria-hidden": "true" });
    this.heads = element("div", { class: "column-names", "aria-hidden": "true" });
    this.told = element("p", { class: "told", role: "status" });
    this.element = element("div", { class: "matrix" }, pager, element("div", { class: "frame" }, this.heads, this.rows, this.board), this.told);
    this.canvas.onpointermove = (event) => this.#point(event);
    this.canvas.onclick = (event) => this.#point(event);
    this.canvas.onkeydown = (event) => this.#key(event);
  }

  show(bank, palette) {
    Object.assign(this, { bank, palette });
    const [count, channels, h, w] = bank.shape;
    this.single = channels === 1;
    this.columns = this.single ? Math.min(WIDE, bank.rows.length) : bank.columns;
    const cells = Array.from({ length: bank.rows.length * bank.columns }, (_, i) => bank.weights.subarray(i * h * w, (i + 1) * h * w));
    this.lines = Math.ceil(cells.length / this.columns);
    paintCells(this.canvas, cells, this.columns, [h, w], { limit: bank.end, palette });
    this.board.style.aspectRatio = `${this.canvas.width} / ${this.canvas.height}`;
    this.board.style.maxWidth = `${Math.max(this.columns * 52, 120)}px`;
    const dead = (filter) => (bank.dead.includes(filter) ? " †" : "");
    const starts = this.single ? bank.rows.filter((_, i) => i % this.columns === 0) : bank.rows;
    this.rows.replaceChildren(...starts.map((filter) => element("span", { text: `${filter + 1}${dead(filter)}` })));
    this.heads.replaceChildren(...Array.from({ length: this.columns }, (_, c) => element("span", { text: bank.groups > 1 || this.single ? "" : bank.column + c + 1 })));
    this.across.hidden = this.single;
    this.heads.style.maxWidth = this.board.style.maxWidth;
    this.which[0].textContent = ` ${bank.row + 1} to ${bank.row + bank.rows.length} of ${grouped(count)} `;
    this.which[1].textContent = ` ${bank.column + 1} to ${bank.column + bank.columns} of ${grouped(channels)} `;
    const off = (button, yes) => button.setAttribute("aria-disabled", yes); // not disabled: the keys would lose their place
    off(this.up, bank.row === 0);
    off(this.down, bank.row + bank.rows.length >= count);
    off(this.left, bank.column === 0);
    off(this.right, bank.column + bank.columns >= channels);
    this.canvas.setAttribute("aria-label", `Weights of filters ${this.which[0].textContent.trim()} on channels ${bank.column + 1} to ${bank.column + bank.columns}; arrow keys read them`);
    this.#at = [Math.min(this.#at[0], this.lines - 1), Math.min(this.#at[1], this.columns - 1)];
    this.#say();
  }

  #point({ offsetX, offsetY }) {
    const { canvas, lines, columns } = this;
    const row = Math.floor((offsetY / canvas.clientHeight) * lines);
    const col = Math.floor((offsetX / canvas.clientWidth) * columns);
    this.#at = [Math.min(lines - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, col))];
    this.#say();
  }

  #key(event) {
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    const pages = { PageDown: [1, 0], PageUp: [-1, 0] };
    if (event.key in pages) this.onPage(...pages[event.key]);
    else if (event.key in steps) this.#step(...steps[event.key]);
    else return;
    event.preventDefault();
  }

  #step(down, across) {
    const to = [this.#at[0] + down, this.#at[1] + across];
    const limits = [this.lines, this.columns];
    const out = to.findIndex((at, axis) => at < 0 || at >= limits[axis]);
    if (out >= 0) {
      if (this.single && out === 1) return;
      if ((down + across > 0 ? [this.down, this.right] : [this.up, this.left])[out].ariaDisabled === "true") return;
      this.#at[out] = to[out] < 0 ? MANY : 0; // goes on where the next page begins, or the one before ends
      return this.onPage(out === 0 ? down : 0, out === 1 ? across : 0);
    }
    this.#at = to;
    this.#say();
  }

  #say() {
    const { bank } = this;
    const [, , h, w] = bank.shape;
    const [row, col] = this.#at;
    const { lines, columns } = this;
    Object.assign(this.mark.style, { left: `${(100 * col) / columns}%`, top: `${(100 * row) / lines}%`, width: `${100 / columns}%`, height: `${100 / lines}%` });
    const cell = Math.min(row * columns + col, bank.rows.length * bank.columns - 1);
    const filter = bank.rows[Math.floor(cell / bank.columns)];
    const first = bank.groups > 1 ? Math.floor(filter / (bank.shape[0] / bank.groups)) * bank.shape[1] : 0;
    const start = cell * h * w;
    const weights = bank.weights.subarray(start, start + h * w);
    const numbers = Array.from({ length: h }, (_, y) => [...weights.subarray(y * w, (y + 1) * w)].map((value) => digits(value, 2)).join("  ")).join(" | ");
    const source = bank.source === "input" ? "the picture" : bank.source;
    this.told.textContent = `Filter ${filter + 1} on unit ${first + bank.column + (cell % bank.columns) + 1} of ${source}: ${numbers}`;
  }

  picture() {
    return gallery([{ image: this.canvas, text: "" }], 1, this.palette, 900);
  }
}
