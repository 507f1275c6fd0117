// Pooling over the lab's input: one number for each window, with nothing to learn.
import { element } from "../../kit.js";
import { cellAt, grid, update } from "../grid.js";
import { poolOutput, pool, settle, unread } from "./pooling/arithmetic.js";
import { KINDS, aboutWindow, sentences } from "./pooling/words.js";

export const TITLE = "Pooling";
export const KEYS = {
  pool: { default: "max", values: ["max", "average", "subsample"] },
  pk: { default: "2", low: 1, high: 8 },
  ps: { default: "2", low: 1, high: 8 },
  pp: { default: "0", low: 0, high: 4 },
  pceil: { default: "0", values: ["0", "1"] },
};

const MARKED = 400; // cells up to which all winners, or all cells in no window, are marked

function choice(context, key, label, thing, options) {
  const select = element("select", { "data-key": key });
  for (const [value, text] of options) select.append(element("option", { value, text }));
  select.onchange = () => context.set(key, select.value);
  return [select, element("label", { class: `thing-${thing}` }, `${label} `, select)];
}

const range = (key) => Array.from({ length: KEYS[key].high - KEYS[key].low + 1 }, (_, i) => [KEYS[key].low + i, KEYS[key].low + i]);

export class Tab {
  #at = { row: 0, col: 0 };

  constructor(context) {
    this.context = context;
    const choices = [
      ["pool", "Pooling", "plain", Object.entries(KINDS)],
      ["pk", "Kernel", "kernel", range("pk")],
      ["ps", "Stride", "plain", range("ps")],
      ["pp", "Padding", "padding", range("pp")],
    ];
    this.selects = {};
    const labels = choices.map(([key, ...rest]) => {
      const [select, label] = choice(context, key, ...rest);
      this.selects[key] = select;
      return label;
    });
    this.ceil = element("input", { type: "checkbox", "data-key": "pceil" });
    this.ceil.onchange = () => context.set("pceil", this.ceil.checked ? "1" : "0");
    this.boards = {};
    const figures = ["input", "output"].map((name) => {
      const board = grid([0], 1, 1, { palette: context.palette(), label: name });
      const caption = element("figcaption");
      // The window and its winner lie over the board, so that moving them redraws nothing.
      const marks = [1, 2].map(() => element("span", { hidden: "" }));
      const over = element("div", { class: "pooling-over" }, ...marks);
      this.boards[name] = { board, caption, marks };
      return element("figure", { class: `pooling-${name}` }, caption, element("div", { class: "pooling-board" }, board, over));
    });
    const { board } = this.boards.output;
    board.tabIndex = 0;
    board.onpointermove = board.onpointerdown = (event) => this.#point(cellAt(board, event, this.out.h, this.out.w));
    board.onkeydown = (event) => this.#step(event);
    this.notes = element("div", { class: "pooling-notes", role: "status" });
    this.readout = element("p", { class: "pooling-readout" });
    this.said = element("div", { class: "pooling-said" });
    this.element = element(
      "div", { class: "pooling" },
      element("div", { class: "pooling-tools" }, ...labels, element("label", {}, this.ceil, " Round up (ceil_mode)")),
      this.notes, element("div", { class: "pooling-boards" }, ...figures), this.readout, this.said,
    );
  }

  /** Called with every change of the settings, its own keys, the theme and the width. */
  show(scene) {
    this.scene = scene;
    const { settings, input } = scene;
    const number = (key) => Math.round(Number(this.context.get(key)));
    const ceil = this.context.get("pceil") === "1";
    this.made = settle(settings, { kind: this.context.get("pool"), pk: number("pk"), ps: number("ps"), pp: number("pp"), ceil });
    this.axes = [poolOutput(settings.n, this.made), poolOutput(settings.nw, this.made)];
    this.out = { h: this.axes[0].size, w: this.axes[1].size };
    Object.assign(this, pool(input, settings, this.made, this.out));
    this.unread = [unread(settings.n, this.out.h, this.made), unread(settings.nw, this.out.w, this.made)];
    this.hatched = this.unread[0].length * settings.nw + this.unread[1].length * settings.n <= MARKED;
    this.selects.pool.value = this.made.kind;
    for (const key of ["pk", "ps", "pp"]) this.selects[key].value = this.made[key];
    this.ceil.checked = this.made.ceil;
    this.notes.replaceChildren(...this.made.notes.map((note) => this.#note(note)));
    this.said.replaceChildren(...sentences(this).map(([kind, ...parts]) => element("p", { class: `pooling-${kind}` }, ...parts)));
    this.#lay();
    this.#mark(this.#at);
  }

  #note({ text, label, key, value }) {
    const button = element("button", { type: "button", text: label });
    button.onclick = () => this.context.set(key, String(value));
    return element("p", { text }, " ", button);
  }

  /** What stays while the window moves: the values, the padding as empty cells, the cells in no window, the winners. */
  #lay() {
    const { n, nw } = this.scene.settings;
    const { pp, ps, pk } = this.made;
    // With rounding up the last window may hang over the padding: room for it is drawn too.
    const hang = (size, windows) => Math.max(pp, (windows - 1) * ps - pp + pk - size);
    this.padded = { h: pp + n + hang(n, this.out.h), w: pp + nw + hang(nw, this.out.w) };
    this.cells = new Float32Array(this.padded.h * this.padded.w).fill(NaN);
    this.base = new Map();
    for (let i = 0; i < this.cells.length; i++) {
      const [row, col] = [Math.floor(i / this.padded.w) - pp, (i % this.padded.w) - pp];
      if (row >= 0 && row < n && col >= 0 && col < nw) this.cells[i] = this.scene.input[row * nw + col];
      else this.base.set(i, row < n + pp && col < nw + pp ? "pooling-padding" : "pooling-beyond");
    }
    if (this.hatched) {
      for (const row of this.unread[0]) for (let col = 0; col < nw; col++) this.base.set(this.#place(row, col), "pooling-unread");
      for (const col of this.unread[1]) for (let row = 0; row < n; row++) this.base.set(this.#place(row, col), "pooling-unread");
    }
    if (this.winners.length <= MARKED) for (const at of this.winners) if (at >= 0) this.base.set(this.#place(Math.floor(at / nw), at % nw), "pooling-winner");
    const { inputLow: low, inputHigh: high } = this.scene;
    const look = { kind: "input", low, high, palette: this.context.palette() };
    this.boards.input.caption.textContent = `Input ${n} × ${nw}`;
    this.boards.output.caption.textContent = `Output ${this.out.h} × ${this.out.w}`;
    this.#size("input", this.padded.h);
    this.#size("output", this.out.h);
    const label = `Output ${this.out.h} × ${this.out.w}. Arrow keys move from window to window.`;
    update(this.boards.input.board, this.cells, this.padded.h, this.padded.w, { ...look, marks: this.base, label: `Input ${n} × ${nw}` });
    update(this.boards.output.board, this.values, this.out.h, this.out.w, { ...look, label });
  }

  #place(row, col) {
    return (row + this.made.pp) * this.padded.w + col + this.made.pp;
  }

  #point(index) {
    if (index < 0) return;
    this.readout.removeAttribute("aria-live");
    this.#mark({ row: Math.floor(index / this.out.w), col: index % this.out.w });
  }

  #step(event) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.readout.setAttribute("aria-live", "polite");
    this.#mark({ row: this.#at.row + by[0], col: this.#at.col + by[1] });
  }

  #mark(at) {
    const row = Math.max(0, Math.min(this.out.h - 1, at.row));
    const col = Math.max(0, Math.min(this.out.w - 1, at.col));
    this.#at = { row, col };
    const { nw } = this.scene.settings;
    const { pk, ps, pp } = this.made;
    const [top, left] = [row * ps, col * ps];
    this.#lie("input", 0, "window", { row: top, col: left, h: Math.min(pk, this.padded.h - top), w: Math.min(pk, this.padded.w - left) });
    const winner = this.winners[row * this.out.w + col];
    const chosen = winner >= 0 && { row: Math.floor(winner / nw) + pp, col: (winner % nw) + pp, h: 1, w: 1 };
    this.#lie("input", 1, "chosen", chosen);
    this.#lie("output", 0, "chosen", { row, col, h: 1, w: 1 });
    this.readout.textContent = aboutWindow(this, row, col);
  }

  /** Lay mark `at` of a board over the cells of `box`, or take it away. */
  #lie(name, at, kind, box) {
    const node = this.boards[name].marks[at];
    node.hidden = !box;
    if (!box) return;
    const { h, w } = name === "input" ? this.padded : this.out;
    node.className = `pooling-${kind}`;
    const share = (cells, all) => `${(100 * cells) / all}%`;
    Object.assign(node.style, { left: share(box.col, w), top: share(box.row, h), width: share(box.w, w), height: share(box.h, h) });
  }

  /** A tall board shrinks so that it stays on the screen. */
  #size(name, rows) {
    this.boards[name].board.style.setProperty("--cell", `min(2.4em, ${30 / rows}em)`);
  }

  leave() {}
}
