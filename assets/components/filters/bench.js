// The first part: before, kernel, after, and under the pointer the products.
import { element, short } from "../kit.js";
import { Board, exact } from "./board.js";
import { coloured } from "./colours.js";
import { Controls } from "./controls.js";
import { Products } from "./grids.js";
import { KernelGrid } from "./kernel.js";
import { probe, windowOf } from "./pixels.js";

export class Bench {
  constructor({ shelf, change, about, said }) {
    this.change = change;
    this.controls = new Controls(shelf, change);
    const options = (on) => ({ onAt: on, about: (what) => about(what) });
    this.before = new Board("before", "input", options((row, col, how) => this.#over(row, col, how)));
    this.after = new Board("after", "output", options((row, col, how) => this.#at(row, col, how)));
    this.kernel = new KernelGrid((typed) => change({ typed, from: "typed", flip: 0, norm: 0, ...(typed.includes("|") ? { mode: "full" } : {}) }, true));
    this.products = new Products();
    this.said = said;
    const pictures = element("div", { class: "pictures" }, this.before.element, this.kernel.element, this.after.element);
    this.element = element("div", { class: "bench" }, pictures, this.controls.element, this.products.element);
  }

  settle(settings, photo, name, look) {
    this.settings = settings;
    this.look = look;
    this.controls.show(settings, this.meta?.knobs);
    if (photo === this.photo) return;
    this.photo = photo;
    if (photo) {
      const { height, width } = photo;
      if (photo.channels === 1) name = "Typed picture";
      this.before.show({
        height, width, colours: photo.rgba(), title: "Before", alt: `${name}, before: ${width} by ${height} pixels`,
        note: `${name}, ${width} × ${height} pixels`, file: "photo",
      });
      this.#probe();
    }
  }

  show(meta, [bytes], settings, look) {
    this.meta = meta;
    this.asked = settings;
    this.look = look;
    this.bytes = bytes;
    const [row, col] = (settings.at || `${meta.strongest}`).split(",").map(Number);
    this.at = { row: Math.min(row, meta.height - 1), col: Math.min(col, meta.width - 1) };
    this.paint(look);
    this.kernel.show(meta, look);
    this.controls.show(settings, meta.knobs);
    this.#probe();
  }

  paint(look) {
    const { meta } = this;
    if (!meta) return;
    this.look = look;
    const { height, width, kind, scale, note, said } = meta;
    const colours = coloured(kind, this.bytes, height * width, look.palette);
    this.after.show({ height, width, colours, title: `After: ${meta.title}`, alt: said, scale, note, file: `filter-${meta.title.replace(/\W+/g, "-").toLowerCase()}` });
  }

  #how() {
    const { border, stride, dilation } = this.asked;
    return { kernels: this.meta.kernels, mode: this.meta.mode, border, stride, dilation };
  }

  /** A pixel of the photo: the window that is centred nearest to it. */
  #over(row, col, how) {
    const { stride } = this.asked ?? { stride: 1 };
    if (how === "keys") [row, col] = [this.at.row + Math.sign(row - this.before.at.row), this.at.col + Math.sign(col - this.before.at.col)];
    else [row, col] = [Math.round(row / stride), Math.round(col / stride)];
    this.#at(row, col, how);
  }

  #at(row, col, how) {
    if (!this.meta) return;
    this.at = { row: Math.min(Math.max(row, 0), this.meta.height - 1), col: Math.min(Math.max(col, 0), this.meta.width - 1) };
    this.#probe(how === "keys");
    this.change({ at: `${this.at.row},${this.at.col}` }, true, true);
  }

  #probe(aloud = false) {
    if (!this.meta || !this.photo || !this.look) return;
    const { at, meta } = this;
    const found = probe(this.photo, this.#how(), at);
    this.found = found;
    const taps = [meta.kernels[0][0].length, meta.kernels[0][0][0].length];
    const { stride, dilation } = this.asked;
    const window = windowOf(at, taps, { stride, dilation });
    this.before.mark({ ...window, atRow: at.row * stride, atCol: at.col * stride });
    this.after.mark(at);
    this.products.show(found, at, this.look, { aloud, titles: meta.titles });
    const [row, col] = meta.strongest;
    const peak = probe(this.photo, this.#how(), { row, col }).value;
    this.after.say(`${meta.said} Strongest at row ${row + 1}, column ${col + 1}: ${peak.map(exact).join(", ")}.`);
    this.said(`${this.after.alt} Under the mark, at row ${at.row + 1}, column ${at.col + 1}: ${found.value.map((value) => short(value, 3)).join(", ")}.`);
  }
}
