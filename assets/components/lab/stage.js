// The canvas and its cursor: a still picture below, marks above, so that a gliding window redraws only the marks.
import { element } from "../kit.js";
import { drawBoards } from "./boards.js";
import { arrange, hit, stageHeight } from "./layout.js";
import { drawMarks } from "./marks.js";

const DRAG = 8; // CSS pixels that a finger may move and still tap

const sameCell = (first, second) => first.board === second.board && first.row === second.row && first.col === second.col;

export class Stage {
  #width = 0;
  #down = null;

  /** `onSize()` when the width has changed and everything must be drawn again; `onAt(at, how)` after every change of place or pin. */
  constructor({ onSize, onAt }) {
    this.onAt = onAt;
    this.at = { board: "output", row: 1, col: 1 };
    this.home = this.at; // the last output cell, to which the marks return when the pointer leaves
    this.pinned = false;
    this.still = element("canvas", { "aria-hidden": "true" });
    this.moving = element("canvas", { class: "moving", role: "img", tabindex: "0", "aria-describedby": "lab-keys" });
    this.misfit = element("div", { class: "misfit", role: "status" });
    this.misfit.hidden = true;
    this.element = element("div", { class: "stage" }, this.still, this.moving, this.misfit);
    this.observer = new ResizeObserver(() => {
      if (Math.round(this.element.clientWidth) !== this.#width) onSize();
    });
    this.observer.observe(this.element);
    this.#point();
  }

  /** Hovering moves the cursor; a click or tap pins it, there or elsewhere, and a second one on the same cell lets go. */
  #point() {
    const { moving } = this;
    moving.onpointerdown = (event) => {
      this.#down = event;
      if (event.pointerType === "touch") this.#hover(event);
    };
    moving.onpointermove = (event) => this.#hover(event);
    moving.onpointerleave = (event) => {
      // A finger that lifts has not gone elsewhere: what it touched stays.
      if (event.pointerType !== "touch" && !this.pinned && this.at.board !== "output") this.go(this.home, "pointer");
    };
    moving.onclick = (event) => {
      const found = this.under(event);
      const moved = this.#down ? Math.hypot(event.clientX - this.#down.clientX, event.clientY - this.#down.clientY) : 0;
      if (!found || moved > DRAG) return;
      if (this.pinned && sameCell(found, this.at)) return this.unpin("pointer");
      this.pinned = true;
      this.go(found, "pointer");
    };
  }

  #hover(event) {
    const found = this.pinned ? null : this.under(event);
    if (found && !sameCell(found, this.at)) this.go(found, "pointer");
  }

  /** Draw the boards; `look` is `{ palette, font, type }`. The cursor moves to a place that exists on them. */
  draw(scene, look) {
    this.#width = Math.round(this.element.clientWidth);
    if (this.#width === 0) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const height = stageHeight(this.#width, look.type);
    this.scene = scene;
    this.look = { ...look, ratio };
    this.layout = arrange(scene, this.#width, height, look.type, ratio);
    this.element.style.height = `${height}px`;
    for (const canvas of [this.still, this.moving]) {
      const [across, down] = [Math.round(this.#width * ratio), Math.round(height * ratio)];
      if (canvas.width === across && canvas.height === down) continue;
      canvas.width = across;
      canvas.height = down;
    }
    drawBoards(this.#clear(this.still), scene, this.layout, this.look);
    this.home = this.#inside(this.home);
    this.go(this.pinned ? this.#inside(this.at) : this.home, "settings");
  }

  #clear(canvas) {
    const ctx = canvas.getContext("2d");
    ctx.setTransform(this.look.ratio, 0, 0, this.look.ratio, 0, 0);
    ctx.clearRect(0, 0, this.layout.width, this.layout.height);
    return ctx;
  }

  /** Move the cursor to `at`: `{ board, row, col }`; on "input" counted without the padding, on "output" maybe between cells. */
  go(at, how) {
    this.at = at;
    if (at.board === "output") this.home = { board: "output", row: Math.round(at.row), col: Math.round(at.col) };
    if (!this.layout) return;
    drawMarks(this.#clear(this.moving), this.scene, this.layout, at, this.look, this.pinned);
    this.onAt(at, how);
  }

  /** By keys, on the board where the cursor is. */
  move(rows, cols) {
    if (!this.scene?.fits) return;
    const { board, row, col } = this.at;
    this.go(this.#inside({ board, row: Math.floor(row) + rows, col: Math.floor(col) + cols }), "keys");
  }

  /** Take the cursor to another board: home on the output, the middle of the window on the input, the first weight. */
  board(name) {
    if (!this.scene?.fits || name === this.at.board) return;
    const { settings, pads, span } = this.scene;
    const middle = (at, before, length) => at * settings.s - before + Math.floor((length - 1) / 2);
    const { row, col } = this.home;
    const first = { output: [row, col], kernel: [0, 0], input: [middle(row, pads.top, span.h), middle(col, pads.left, span.w)] }[name];
    this.go(this.#inside({ board: name, row: first[0], col: first[1] }), "keys");
  }

  /** Hold the cursor where it is, in amber, or let it go. */
  pin() {
    if (this.pinned) return this.unpin();
    if (!this.scene?.fits) return false;
    this.pinned = true;
    this.go(this.#inside(this.at), "keys");
    return true;
  }

  /** Let go; returns whether there was a pin. */
  unpin(how = "keys") {
    if (!this.pinned) return false;
    this.pinned = false;
    this.go(this.at, how);
    return true;
  }

  /** The nearest place that exists on the boards of now. */
  #inside({ board, row, col }) {
    const { settings, pads, out } = this.scene;
    const between = (low, high, value) => Math.max(low, Math.min(high, Math.floor(value)));
    if (board === "kernel") return { board, row: between(0, settings.k - 1, row), col: between(0, settings.kw - 1, col) };
    if (board === "output") return { board, row: between(0, (out?.h ?? 1) - 1, row), col: between(0, (out?.w ?? 1) - 1, col) };
    return { board, row: between(-pads.top, settings.n + pads.bottom - 1, row), col: between(-pads.left, settings.nw + pads.right - 1, col) };
  }

  /** What the pointer is over: a cell of a board (padding of the input negative or beyond), or null. */
  under(event) {
    if (!this.layout || !this.scene.fits) return null;
    const { left, top } = this.moving.getBoundingClientRect();
    return hit(this.layout, event.clientX - left, event.clientY - top);
  }

  /** Show why nothing fits, with a button a remedy, instead of the picture; `null` takes it away. */
  explain(reason, onMend) {
    this.misfit.hidden = reason === null;
    this.moving.tabIndex = reason === null ? 0 : -1;
    const offered = JSON.stringify(reason);
    if (reason === null || offered === this.misfit.dataset.offered) return;
    this.misfit.dataset.offered = offered;
    const buttons = reason.mends.map(({ label, change }) => {
      const button = element("button", { type: "button", class: "mend", text: label });
      button.onclick = () => onMend(change);
      return button;
    });
    this.misfit.replaceChildren(element("p", { text: reason.text }), element("div", { class: "mends" }, ...buttons));
  }
}
