// A contact sheet: one cell a unit. Hover names the unit, click or arrow keys pin it.
//
// Its data: { title, alt, columns, rows, cell: [height, width], gap, order, unit, labels, file } and the bytes of a PNG; sizes
// are in pixels of the sheet, `order[i]` is the unit in the i-th cell, `labels[i]` what is said of it.
import { element } from "./kit.js";

/** Put a mark around the `index`-th cell, in shares of the sheet. */
function place(mark, data, index) {
  const [height, width] = data.cell;
  const total = { x: data.columns * (width + data.gap) + data.gap, y: data.rows * (height + data.gap) + data.gap };
  const left = data.gap + (index % data.columns) * (width + data.gap);
  const top = data.gap + Math.floor(index / data.columns) * (height + data.gap);
  mark.style.left = `${(100 * left) / total.x}%`;
  mark.style.top = `${(100 * top) / total.y}%`;
  mark.style.width = `${(100 * width) / total.x}%`;
  mark.style.height = `${(100 * height) / total.y}%`;
}

function cellAt(event, board, data) {
  const box = board.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * data.columns);
  const row = Math.floor(((event.clientY - box.top) / box.height) * data.rows);
  const index = row * data.columns + column;
  return column >= 0 && column < data.columns && index >= 0 && index < data.order.length ? index : null;
}

export class ContactSheet {
  #cell = 0; // the one that is pinned
  #meant; // what the pin was last told
  #moved = false; // by keys that are not let go yet

  /** `onPin(unit)` with each step of the pin, `onRest(unit)` when the hand has let go. */
  constructor({ onPin = () => {}, onRest }) {
    Object.assign(this, { onPin, onRest });
    this.title = element("strong", { class: "title" });
    this.link = element("a", { class: "download", text: "Download" });
    this.image = element("img", { alt: "" });
    this.hover = element("div", { class: "mark hover" });
    this.pin = element("div", { class: "mark pin" });
    this.board = element("div", { class: "board", tabindex: "0", role: "slider" }, this.image, this.hover, this.pin);
    this.label = element("p", { class: "label" });
    this.hover.hidden = true;
    const head = element("div", { class: "head" }, this.title, this.link);
    this.element = element("div", { class: "sheet" }, head, this.board, this.label);
    this.#listen();
  }

  /** The unit that is pinned. */
  get unit() {
    return this.data.order[this.#cell];
  }

  show(data, png) {
    this.data = data;
    const meant = `${data.file} ${data.order} ${data.unit}`;
    if (this.#meant !== meant) this.#cell = Math.max(0, data.order.indexOf(data.unit)); // else the pin is where it was put
    this.#meant = meant;
    this.title.textContent = data.title;
    this.#picture(png);
    this.link.download = data.file;
    this.link.setAttribute("aria-label", `Download ${data.title} as ${data.file}`);
    this.board.setAttribute("aria-label", data.alt);
    this.board.setAttribute("aria-valuemin", 1);
    this.board.setAttribute("aria-valuemax", data.order.length);
    this.#show();
  }

  #picture(png) {
    const address = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    this.leave();
    this.image.onload = () => this.image.classList.toggle("pixels", this.image.naturalWidth <= this.board.clientWidth);
    this.link.href = this.image.src = address;
  }

  #show() {
    place(this.pin, this.data, this.#cell);
    this.board.setAttribute("aria-valuenow", this.#cell + 1);
    this.board.setAttribute("aria-valuetext", this.data.labels[this.#cell]);
    this.#say(this.#cell);
  }

  #say(index) {
    this.label.textContent = this.data.labels[index];
  }

  #choose(index) {
    this.#cell = index;
    this.onPin(this.unit);
    this.#show();
  }

  #listen() {
    const { board, hover } = this;
    board.onpointermove = (event) => {
      const index = cellAt(event, board, this.data);
      hover.hidden = index === null;
      if (index === null) return;
      place(hover, this.data, index);
      this.#say(index);
    };
    board.onpointerleave = () => {
      hover.hidden = true;
      this.#say(this.#cell);
    };
    board.onclick = (event) => {
      const index = cellAt(event, board, this.data);
      if (index === null) return;
      this.#choose(index);
      this.onRest(this.unit);
    };
    board.onkeydown = (event) => this.#key(event);
    board.onkeyup = board.onblur = () => {
      if (this.#moved) this.onRest(this.unit); // not for each step while a key is held
      this.#moved = false;
    };
  }

  #key(event) {
    const { columns, order } = this.data;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const targets = { Home: 0, End: order.length - 1 };
    if (!(event.key in steps || event.key in targets)) return;
    event.preventDefault();
    const next = event.key in targets ? targets[event.key] : this.#cell + steps[event.key];
    if (next < 0 || next >= order.length) return;
    this.#choose(next);
    this.#moved = true;
  }

  /** Let the picture's memory go. */
  leave() {
    if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
  }
}
