// A contact sheet: one cell a unit. Hover enlarges a map in place, click or arrow keys pin it.
//
// Its data: { alt, columns, rows, cell: [height, width], gap, order, labels, map: [height, width] } and the bytes of a PNG; sizes are
// in pixels of the sheet, `order[i]` is the unit in the i-th cell, `labels[i]` what is said of it, `map` the size of a unit's values.
import { element } from "./kit.js";

/** Where the `index`-th cell lies, in pixels of the sheet. */
function cellBox({ columns, cell: [height, width], gap }, index) {
  return { left: gap + (index % columns) * (width + gap), top: gap + Math.floor(index / columns) * (height + gap), width, height };
}

const total = ({ columns, rows, cell: [height, width], gap }) => ({ x: columns * (width + gap) + gap, y: rows * (height + gap) + gap });

/** Put a mark around the `index`-th cell, in shares of the sheet. */
function place(mark, data, index) {
  const { x, y } = total(data);
  const { left, top, width, height } = cellBox(data, index);
  mark.style.left = `${(100 * left) / x}%`;
  mark.style.top = `${(100 * top) / y}%`;
  mark.style.width = `${(100 * width) / x}%`;
  mark.style.height = `${(100 * height) / y}%`;
}

/** The cell under a pointer and the value in it that is meant: `{ index, row, column }`, or null. */
function under(event, board, data) {
  const box = board.getBoundingClientRect();
  const { x, y } = total(data);
  const at = { x: ((event.clientX - box.left) / box.width) * x, y: ((event.clientY - box.top) / box.height) * y };
  const [height, width] = data.cell;
  const [row, column] = [Math.floor(at.y / (height + data.gap)), Math.floor(at.x / (width + data.gap))];
  const index = row * data.columns + column;
  if (row < 0 || row >= data.rows || column < 0 || column >= data.columns || index >= data.order.length) return null;
  const cell = cellBox(data, index);
  const along = (offset, side, count) => Math.max(0, Math.min(count - 1, Math.floor((offset / side) * count)));
  return { index, row: along(at.y - cell.top, height, data.map[0]), column: along(at.x - cell.left, width, data.map[1]) };
}

export class ContactSheet {
  #cell = -1; // the one that is pinned; -1 where it is on another page

  /** `onPin(unit)` with each step of the pin, `onRest(unit)` when the hand has let go, `onHover({ unit, index, row, column } or null)`. */
  constructor({ onPin = () => {}, onRest = () => {}, onHover = () => {} }) {
    Object.assign(this, { onPin, onRest, onHover });
    this.image = element("img", { alt: "" });
    this.hover = element("div", { class: "mark hover" });
    this.pin = element("div", { class: "mark pin" });
    this.board = element("div", { class: "board", tabindex: "0", role: "slider" }, this.image, this.hover, this.pin);
    this.hover.hidden = true;
    this.element = element("div", { class: "sheet" }, this.board);
    this.#listen();
  }

  /** Show a page of units; `unit` is the pinned one, wherever it is. */
  show(data, png, unit) {
    this.data = data;
    this.#picture(png);
    this.board.setAttribute("aria-label", data.alt);
    this.board.setAttribute("aria-valuemin", 1);
    this.board.setAttribute("aria-valuemax", data.order.length);
    this.hover.hidden = true;
    this.onHover(null);
    this.#mark(data.order.indexOf(unit));
  }

  /** The `index`-th cell in pixels of the sheet, and in shares of the board. */
  box(index) {
    const cell = cellBox(this.data, index);
    const { x, y } = total(this.data);
    return { ...cell, share: { left: cell.left / x, top: cell.top / y, width: cell.width / x, height: cell.height / y } };
  }

  #picture(png) {
    const address = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    this.leave();
    this.image.onload = () => this.image.classList.toggle("pixels", this.image.naturalWidth <= 1.25 * this.board.clientWidth);
    this.image.src = address;
    const { x, y } = total(this.data);
    this.image.style.aspectRatio = `${x} / ${y}`; // the place is there before the picture
  }

  #mark(index) {
    this.#cell = index;
    this.pin.hidden = index < 0;
    if (index >= 0) place(this.pin, this.data, index);
    this.board.setAttribute("aria-valuenow", index + 1);
    this.board.setAttribute("aria-valuetext", index < 0 ? "The pinned unit is on another page" : this.data.labels[index]);
  }

  #choose(index) {
    this.#mark(index);
    this.onPin(this.data.order[index]);
  }

  #listen() {
    const { board, hover } = this;
    let moved = false; // by keys that are not let go yet
    board.onpointermove = (event) => {
      const at = under(event, board, this.data);
      hover.hidden = at === null;
      if (at) place(hover, this.data, at.index);
      this.onHover(at && { ...at, unit: this.data.order[at.index] });
    };
    board.onpointerleave = () => {
      hover.hidden = true;
      this.onHover(null);
    };
    board.onclick = (event) => {
      const at = under(event, board, this.data);
      if (!at) return;
      this.#choose(at.index);
      this.onRest(this.data.order[at.index]);
    };
    board.onkeydown = (event) => (moved = this.#key(event) || moved);
    board.onkeyup = board.onblur = () => {
      if (moved) this.onRest(this.data.order[this.#cell]); // not for each step while a key is held
      moved = false;
    };
  }

  /** Whether a key has moved the pin. */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    const { columns, order } = this.data;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const targets = { Home: 0, End: order.length - 1 };
    if (!Object.hasOwn(steps, event.key) && !Object.hasOwn(targets, event.key)) return false;
    event.preventDefault();
    const next = this.#cell < 0 ? 0 : (targets[event.key] ?? this.#cell + steps[event.key]);
    if (next < 0 || next >= order.length) return false;
    this.#choose(next);
    return true;
  }

  /** Let the picture's memory go. */
  leave() {
    if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
  }
}
