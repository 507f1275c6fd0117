// A board of cells on a canvas that stays quick for the hundreds of rows that a spread-out input can have.
import { element, rgb, short } from "../../../kit.js";
import { step } from "../../inks.js";
import { BORDER } from "./arithmetic.js";

const NUMBERS_FROM = 15; // CSS pixels of a cell from which its number can be read
const LINES_FROM = 5;

/** A board of cells on a canvas, with boxes laid over it as marks. */
export class Field {
  #canvas = element("canvas", { "aria-hidden": "true" });
  #scratch = document.createElement("canvas");

  constructor(name, title) {
    this.board = element("div", { class: "transposed-board", role: "img" }, this.#canvas);
    this.caption = element("figcaption");
    this.title = title;
    this.element = element("figure", { class: `transposed-field transposed-${name}` }, this.caption, this.board);
  }

  /** Values `h * w` on `ramp` from `low` to `high`; NaN stays empty, `kinds` colours zeros that are no input. */
  draw(values, { h, w }, { ink, low, high, kinds, palette, font }) {
    this.size = { h, w };
    this.caption.textContent = `${this.title} ${h} × ${w}`;
    this.board.style.setProperty("--rows", h);
    this.board.style.setProperty("--cols", w);
    const width = this.board.clientWidth;
    if (width === 0) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const cell = width / w;
    const plainest = [...rgb(palette.page), ...rgb(palette.padding.fill)];
    this.#scratch.width = w;
    this.#scratch.height = h;
    const image = new ImageData(w, h);
    const pixels = new Uint32Array(image.data.buffer);
    const pack = (from, at) => ((255 << 24) | (from[at + 2] << 16) | (from[at + 1] << 8) | from[at]) >>> 0;
    const colours = Uint32Array.from({ length: 256 }, (_, i) => pack(ink.ramp, 3 * i));
    const [page, padding] = [pack(plainest, 0), pack(plainest, 3)];
    for (let i = 0; i < values.length; i++) {
      if (kinds?.[i]) pixels[i] = kinds[i] === BORDER ? padding : page;
      else pixels[i] = Number.isNaN(values[i]) ? page : colours[step(values[i], low, high)];
    }
    this.#scratch.getContext("2d").putImageData(image, 0, 0);
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(cell * h * ratio);
    const ctx = this.#canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.#scratch, 0, 0, width, cell * h);
    if (kinds && cell >= LINES_FROM) this.#dots(ctx, kinds, w, cell, palette.padding.ink);
    if (cell >= LINES_FROM) this.#lines(ctx, h, w, cell, palette.line);
    if (cell < NUMBERS_FROM) return;
    const words = Array.from(values, (value, i) => (Number.isNaN(value) || kinds?.[i] === BORDER ? "" : short(value)));
    const size = Math.min(cell * 0.5, (cell * 1.5) / words.reduce((most, word) => Math.max(most, word.length), 2));
    if (size < 7) return;
    ctx.font = `${size}px ${font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    words.forEach((word, i) => {
      if (word === "") return;
      ctx.fillStyle = kinds?.[i] ? palette.faint : ink.texts[step(values[i], low, high)];
      ctx.fillText(word, ((i % w) + 0.5) * cell, (Math.floor(i / w) + 0.5) * cell + size * 0.05);
    });
  }

  /** One dot in each cell of the border. */
  #dots(ctx, kinds, w, cell, colour) {
    ctx.fillStyle = colour;
    const side = Math.max(1, cell / 9);
    for (let i = 0; i < kinds.length; i++) {
      if (kinds[i] === BORDER) ctx.fillRect(((i % w) + 0.5) * cell - side / 2, (Math.floor(i / w) + 0.5) * cell - side / 2, side, side);
    }
  }

  #lines(ctx, h, w, cell, colour) {
    ctx.strokeStyle = colour;
    ctx.beginPath();
    for (let row = 0; row <= h; row++) ctx.moveTo(0, row * cell), ctx.lineTo(w * cell, row * cell);
    for (let col = 0; col <= w; col++) ctx.moveTo(col * cell, 0), ctx.lineTo(col * cell, h * cell);
    ctx.stroke();
  }

  /** Lay boxes `{ row, col, h, w, mark }` over the cells; the nodes stay, so that they can glide. */
  mark(boxes) {
    while (this.board.children.length > boxes.length + 1) this.board.lastChild.remove();
    while (this.board.children.length < boxes.length + 1) this.board.append(element("span"));
    boxes.forEach(({ row, col, h, w, mark }, i) => {
      const node = this.board.children[i + 1];
      node.className = `transposed-mark transposed-mark-${mark}`;
      const across = (cells) => `${(100 * cells) / this.size.w}%`;
      const down = (cells) => `${(100 * cells) / this.size.h}%`;
      Object.assign(node.style, { left: across(col), top: down(row), width: across(w), height: down(h) });
    });
  }

  at(event) {
    const box = this.board.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.size.h);
    const col = Math.floor(((event.clientX - box.left) / box.width) * this.size.w);
    return row >= 0 && col >= 0 && row < this.size.h && col < this.size.w ? { row, col } : null;
  }
}
