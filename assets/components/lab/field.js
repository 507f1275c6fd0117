// A board of values that some tabs share: numbered cells while they are few, pixels when they are many.
import { element, grouped } from "../kit.js";
import { cellAt, grid, update } from "./grid.js";
import { inks, step } from "./inks.js";

const NUMBERED = 400; // cells; above, one canvas of pixels
const made = new WeakMap(); // palette -> colours as pixels

/** 256 opaque colours as 32-bit pixels; `grey` takes their hue away, as the style sheets do with the cells of the padding. */
function pixels(palette, kind, grey) {
  if (!made.has(palette)) made.set(palette, {});
  const { ramp } = inks(palette)[kind];
  return (made.get(palette)[kind + grey] ??= Uint32Array.from({ length: 256 }, (_, i) => {
    let [r, g, b] = ramp.subarray(3 * i, 3 * i + 3);
    if (grey) r = g = b = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    return (255 << 24) | (b << 16) | (g << 8) | r;
  }));
}

/** A board of values: cells with numbers while they are few, a canvas of pixels when they are many; classes begin with `prefix`. */
export class Field {
  constructor(prefix) {
    this.prefix = prefix;
    this.element = element("div", { class: `${prefix}-field` });
    this.over = element("div", { class: `${prefix}-over`, "aria-hidden": "true" });
  }

  /**
   * Options: those of `grid`; `pads` of which the values wear another tint; `cell` the longest side of a cell in CSS, `most` of
   * a whole board in em; `drawn` for a canvas however few the cells; `stretch` a CSS height that rows share evenly.
   */
  show(values, rows, cols, { palette, kind = "signed", low = 0, high = 1, pads, label, cell = "2em", most = 20, drawn = false, stretch }) {
    [this.rows, this.cols] = [rows, cols];
    this.element.style.setProperty("--cell", `min(${cell}, ${most / (stretch ? cols : Math.max(rows, cols))}em)`);
    this.element.style.setProperty("--cols", cols);
    const inside = (i) => !pads || this.#inside(i, pads);
    if (!drawn && !stretch && rows * cols <= NUMBERED) {
      const marks = new Map();
      if (pads) for (let i = 0; i < rows * cols; i++) if (!inside(i)) marks.set(i, `${this.prefix}-pad`);
      const options = { low, high, kind, palette, marks, label };
      if (this.board) update(this.board, values, rows, cols, options);
      else this.board = grid(values, rows, cols, options);
      this.#put(this.board);
      return;
    }
    this.canvas ??= element("canvas", { role: "img" });
    const { canvas } = this;
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    canvas.setAttribute("aria-label", label);
    canvas.style.height = stretch ?? "auto";
    const reach = Math.max(Math.abs(low), Math.abs(high));
    const [from, to] = kind === "signed" ? [-reach, reach] : [low, high > low ? high : low + 1];
    const [own, lent] = [pixels(palette, kind, false), pixels(palette, kind, true)];
    const image = new ImageData(cols, rows);
    const paper = new Uint32Array(image.data.buffer);
    for (let i = 0; i < paper.length; i++) paper[i] = (inside(i) ? own : lent)[Math.max(0, Math.min(255, step(values[i], from, to)))];
    canvas.getContext("2d").putImageData(image, 0, 0);
    this.#put(canvas);
  }

  #inside(i, { top, bottom, left, right }) {
    const [row, col] = [Math.floor(i / this.cols), i % this.cols];
    return row >= top && row < this.rows - bottom && col >= left && col < this.cols - right;
  }

  #put(picture) {
    if (this.element.firstChild !== picture) this.element.replaceChildren(picture, this.over);
  }

  /** Frame parts of the board: `[{ row, col, h, w, kind }]`, in cells. */
  light(boxes) {
    const percent = (share, whole) => `${(100 * share) / whole}%`;
    const frames = boxes.map(({ row, col, h = 1, w = 1, kind = "lit" }) => {
      const place = `left:${percent(col, this.cols)};top:${percent(row, this.rows)};width:${percent(w, this.cols)};height:${percent(h, this.rows)}`;
      return element("span", { class: `${this.prefix}-${kind}`, style: place });
    });
    this.over.replaceChildren(...frames);
  }

  /** The index of the cell under a pointer event, or -1. */
  under(event) {
    return cellAt(this.element.firstChild, event, this.rows, this.cols);
  }
}

/** A picture with its name above. */
export function named(prefix, title, field) {
  return element("figure", { class: `${prefix}-figure` }, element("figcaption", {}, title), field.element);
}

export const count = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
