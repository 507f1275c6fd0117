// The units of a layer on one picture, each a switch: click or the space bar turns it, arrow keys go to the next.
import { element } from "../kit.js";

const SIZE = 720; // pixels of the drawing on top, enough for any screen's share

export class Board {
  #at = 0; // the cell under the cursor

  /** `onToggle(unit)`, `onMove()` when the cursor goes to another unit. */
  constructor({ onToggle, onMove }) {
    Object.assign(this, { onToggle, onMove });
    this.image = element("img", { alt: "" });
    this.marks = element("canvas", { "aria-hidden": "true" });
    this.cursor = element("div", { class: "cursor" });
    this.element = element("div", { class: "board", tabindex: "0", role: "slider" }, this.image, this.marks, this.cursor);
    this.#listen();
  }

  get unit() {
    return this.about.order[this.#at];
  }

  /** A new layer or photo: { rows, columns, order, labels, title } and the bytes of a PNG. */
  show(about, png) {
    this.about = about;
    this.#at = Math.min(this.#at, about.order.length - 1);
    this.#release();
    this.address = this.image.src = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    this.element.setAttribute("aria-label", about.title);
    this.element.setAttribute("aria-valuemin", 1);
    this.element.setAttribute("aria-valuemax", about.order.length);
  }

  /** Show which units are off or scaled. */
  mark(scales, palette, ranks = []) {
    this.scales = scales;
    this.image.decode().catch(() => {}).then(() => this.#draw(palette, ranks));
    this.#point();
  }

  move(unit) {
    this.#at = Math.max(0, this.about.order.indexOf(unit));
    this.#point();
    this.onMove();
  }

  /** What the cursor is on, in words. */
  get said() {
    const scale = this.scales[this.unit];
    const state = scale === 0 ? "off" : scale === 1 ? "on" : `× ${scale}`;
    return `Unit ${this.unit + 1}: ${state}; ${this.about.labels[this.#at]}`;
  }

  #point() {
    const { rows, columns } = this.about;
    const row = Math.floor(this.#at / columns);
    Object.assign(this.cursor.style, {
      left: `${(100 * (this.#at % columns)) / columns}%`,
      top: `${(100 * row) / rows}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    });
    this.element.setAttribute("aria-valuenow", this.#at + 1);
    this.element.setAttribute("aria-valuetext", this.said);
  }

  #draw(palette, ranks) {
    const { rows, columns, order } = this.about;
    const wide = SIZE / columns;
    const high = wide * ((this.image.naturalHeight / this.image.naturalWidth || 1) * (columns / rows));
    this.marks.width = SIZE;
    this.marks.height = Math.round(high * rows);
    this.paint(this.marks.getContext("2d"), { wide, high, columns, order, palette, ranks });
  }

  /** Draw the lines between the units; fade what is off and cross it out; write the factor on what is scaled. */
  paint(ctx, { wide, high, columns, order, palette, ranks }) {
    ctx.strokeStyle = palette.page;
    ctx.lineWidth = Math.min(4, wide / 8);
    order.forEach((_, place) => ctx.strokeRect((place % columns) * wide, Math.floor(place / columns) * high, wide, high));
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    order.forEach((unit, place) => {
      const scale = this.scales[unit];
      const x = (place % columns) * wide;
      const y = Math.floor(place / columns) * high;
      if (scale === 0) {
        ctx.fillStyle = palette.page;
        ctx.globalAlpha = 0.85;
        ctx.fillRect(x + 1, y + 1, wide - 2, high - 2);
        ctx.globalAlpha = 1;
        ctx.strokeStyle = palette.dropped.ink;
        ctx.lineWidth = Math.max(1.5, wide / 24);
        ctx.beginPath();
        ctx.moveTo(x + wide * 0.2, y + high * 0.2);
        ctx.lineTo(x + wide * 0.8, y + high * 0.8);
        ctx.moveTo(x + wide * 0.8, y + high * 0.2);
        ctx.lineTo(x + wide * 0.2, y + high * 0.8);
        ctx.stroke();
      } else if (scale !== 1) this.#tag(ctx, `×${scale}`, x + wide / 2, y + high / 2, wide, palette.kernel, palette);
      const rank = ranks.indexOf(unit);
      if (rank >= 0) this.#tag(ctx, `${rank + 1}`, x + wide * 0.2, y + high * 0.2, wide * 0.7, palette.pinned, palette);
    });
  }

  #tag(ctx, label, x, y, wide, colour, palette) {
    const size = Math.max(9, Math.min(22, wide * 0.32));
    ctx.font = `700 ${size}px sans-serif`;
    const width = ctx.measureText(label).width + size * 0.6;
    ctx.fillStyle = palette.page;
    ctx.fillRect(x - width / 2, y - size * 0.7, width, size * 1.4);
    ctx.fillStyle = colour.ink;
    ctx.fillText(label, x, y);
  }

  #listen() {
    const { element: board } = this;
    board.onclick = (event) => {
      const box = board.getBoundingClientRect();
      const { rows, columns, order } = this.about;
      const column = Math.min(columns - 1, Math.floor(((event.clientX - box.left) / box.width) * columns));
      const at = Math.min(rows - 1, Math.floor(((event.clientY - box.top) / box.height) * rows)) * columns + column;
      if (at < 0 || at >= order.length) return;
      this.#at = at;
      this.onToggle(this.unit);
      this.onMove();
    };
    board.onkeydown = (event) => {
      const { columns, order } = this.about;
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
      const targets = { Home: 0, End: order.length - 1 };
      if (event.key === " " || event.key === "Enter") this.onToggle(this.unit);
      else if (event.key in steps || event.key in targets) {
        const next = event.key in targets ? targets[event.key] : this.#at + steps[event.key];
        if (next >= 0 && next < order.length) this.move(order[next]);
      } else return;
      event.preventDefault();
    };
  }

  #release() {
    if (this.address) URL.revokeObjectURL(this.address);
  }

  leave() {
    this.#release();
  }
}
