// Occlusion by hand: paint over the photo and watch the classes; each stroke is asked of the server directly.
import { element } from "../kit.js";
import { fillBeforeAfter } from "../prediction/before_after.js";
import { percent } from "../prediction/softmax.js";
import { Quick } from "../quick.js";

const CELLS = 16;
const SIDE = 320;
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Cells as hexadecimal digits, row by row, the first cell the highest bit. */
export function written(cells) {
  let text = "";
  for (let i = 0; i < cells.length; i += 4) text += (8 * cells[i] + 4 * cells[i + 1] + 2 * cells[i + 2] + cells[i + 3]).toString(16);
  return text;
}

export class Hand {
  #cells = new Uint8Array(CELLS * CELLS);
  #at = [CELLS / 2, CELLS / 2];
  #brush = 1; // what a stroke leaves: 1 covers, 0 uncovers

  /** `ask()` tells { ticket, where } of the wall. */
  constructor({ ask }) {
    this.ask = ask;
    this.canvas = element("canvas", { width: SIDE, height: SIDE, tabindex: 0, role: "application", "aria-label": "Photo to paint over: arrow keys move, space covers or uncovers a cell" });
    this.clearing = Object.assign(element("button", { type: "button", text: "Uncover all" }), { onclick: () => this.clear() });
    this.said = element("p", { class: "state", role: "status" });
    this.list = element("ol", { class: "bars", "aria-label": "Classes with what is covered" });
    const left = element("div", { class: "paint" }, this.canvas, element("div", { class: "tools" }, this.clearing, this.said));
    this.element = element("details", { class: "honest" }, element("summary", { text: "Cover it yourself, and watch the classes" }), element("p", { class: "note", text: "Paint over what the maps call important. A stroke that begins on a covered cell uncovers. Outlines are the photo uncovered; covered cells have the network's mean colour." }), element("div", { class: "hand" }, left, this.list));
    this.element.ontoggle = () => this.element.open && this.#ask();
    this.quick = new Quick("wall_hand", async (answer, asked) => this.#answer(await answer.json(), asked), (sentence) => (this.said.textContent = sentence));
    const { canvas } = this;
    canvas.onpointerdown = (event) => {
      const cell = this.#cellOf(event);
      this.#brush = this.#cells[cell] ? 0 : 1;
      canvas.setPointerCapture(event.pointerId);
      this.#set(cell);
    };
    canvas.onpointermove = (event) => event.buttons && canvas.hasPointerCapture(event.pointerId) && this.#set(this.#cellOf(event));
    canvas.onfocus = canvas.onblur = () => this.#draw();
    canvas.onkeydown = (event) => this.#press(event);
  }

  #cellOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const place = (at, length) => Math.max(0, Math.min(CELLS - 1, Math.floor((CELLS * at) / length)));
    this.#at = [place(event.clientY - top, height), place(event.clientX - left, width)];
    return this.#at[0] * CELLS + this.#at[1];
  }

  #press(event) {
    const step = STEPS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || (!step && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) {
      this.#at = this.#at.map((at, i) => Math.max(0, Math.min(CELLS - 1, at + step[i])));
      return this.#draw();
    }
    const cell = this.#at[0] * CELLS + this.#at[1];
    this.#brush = this.#cells[cell] ? 0 : 1;
    this.#set(cell);
  }

  #set(cell) {
    if (this.#cells[cell] === this.#brush) return;
    this.#cells[cell] = this.#brush;
    this.#draw();
    this.#ask();
  }

  clear() {
    this.#cells.fill(0);
    this.#draw();
    if (this.element.open) this.#ask();
  }

  /** Another photo, network or class. */
  show(image, mean) {
    Object.assign(this, { image, mean });
    this.#draw();
    if (this.element.open) this.#ask();
  }

  #ask() {
    const { ticket, where } = this.ask();
    this.quick.ask(ticket, { ...where, cells: written(this.#cells) });
  }

  #answer({ classes }, asked) {
    const { where } = this.ask();
    if (Object.entries(where).some(([name, value]) => asked[name] !== value)) return;
    const count = this.#cells.reduce((sum, cell) => sum + cell, 0);
    this.said.textContent = count ? `${percent(count / this.#cells.length)} of the photo is covered.` : "Nothing is covered.";
    fillBeforeAfter(this.list, classes);
  }

  #draw() {
    if (!this.image) return;
    const ctx = this.canvas.getContext("2d");
    ctx.drawImage(this.image, 0, 0, SIDE, SIDE);
    const side = SIDE / CELLS;
    ctx.fillStyle = `rgb(${this.mean.join(", ")})`;
    this.#cells.forEach((cell, i) => cell && ctx.fillRect((i % CELLS) * side, Math.floor(i / CELLS) * side, side, side));
    if (this.canvas.getRootNode().activeElement !== this.canvas) return;
    ctx.strokeStyle = "#ffc94d";
    ctx.lineWidth = 3;
    ctx.strokeRect(this.#at[1] * side + 1.5, this.#at[0] * side + 1.5, side - 3, side - 3);
  }

  leave() {
    this.quick.leave();
  }
}
