// The pinned unit's map, large; pointer or arrow keys read its values.
import { element } from "../kit.js";
import { paintValues } from "./colours.js";
import { exact } from "./values.js";

export class Pinned {
  /** `save()` hands out the map as a picture. */
  constructor(save) {
    this.title = element("figcaption");
    this.canvas = element("canvas");
    this.cross = element("div", { class: "cross" });
    this.board = element("div", { class: "map", tabindex: "0", role: "slider" }, this.canvas, this.cross);
    this.reading = element("p", { class: "reading" });
    this.said = element("p", { class: "said", role: "status" });
    const button = Object.assign(element("button", { type: "button", text: "Map (PNG)" }), { onclick: save });
    this.element = element("figure", { class: "pinned" }, this.title, this.board, this.reading, this.said, element("div", { class: "files" }, button));
    this.element.hidden = true;
    this.board.onpointermove = (event) => this.#point(event);
    this.board.onpointerleave = () => this.#read(this.best);
    this.board.onkeydown = (event) => this.#key(event);
  }

  /** `found`: `{ unit, size, values }`; `how`: `{ signed, limit, palette }`. */
  show(found, { layer, said }, how) {
    Object.assign(this, { found, how });
    const [height, width] = found.size;
    const vector = height * width === 1;
    this.title.textContent = `Unit ${found.unit + 1} of ${layer}${vector ? "" : `: ${height} × ${width}`}`;
    this.said.textContent = said;
    this.board.style.aspectRatio = `${width} / ${height}`;
    this.board.setAttribute("aria-label", `Values of unit ${found.unit + 1}; arrow keys move`);
    this.board.setAttribute("aria-valuemin", 1);
    this.board.setAttribute("aria-valuemax", height * width);
    paintValues(this.canvas, found, how);
    this.element.hidden = false;
    this.element.classList.toggle("vector", vector);
    const best = found.values.reduce((most, value, i) => (value > found.values[most] ? i : most), 0);
    this.best = { row: Math.floor(best / width), column: best % width };
    this.#read(this.best);
  }

  #read({ row, column }) {
    const [height, width] = this.found.size;
    this.at = { row, column };
    const value = this.found.values[row * width + column];
    const text = height * width === 1 ? exact(value) : `Row ${row + 1}, column ${column + 1}: ${exact(value)}`;
    this.reading.textContent = text;
    this.board.setAttribute("aria-valuenow", row * width + column + 1);
    this.board.setAttribute("aria-valuetext", text);
    Object.assign(this.cross.style, { left: `${(100 * column) / width}%`, top: `${(100 * row) / height}%`, width: `${100 / width}%`, height: `${100 / height}%` });
  }

  #point(event) {
    const box = this.board.getBoundingClientRect();
    const [height, width] = this.found.size;
    const along = (offset, side, count) => Math.max(0, Math.min(count - 1, Math.floor((offset / side) * count)));
    this.#read({ row: along(event.clientY - box.top, box.height, height), column: along(event.clientX - box.left, box.width, width) });
  }

  #key(event) {
    const [height, width] = this.found.size;
    const step = event.shiftKey ? 8 : 1;
    const moves = { ArrowRight: [0, step], ArrowLeft: [0, -step], ArrowDown: [step, 0], ArrowUp: [-step, 0] };
    if (!Object.hasOwn(moves, event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [down, right] = moves[event.key];
    this.#read({ row: Math.max(0, Math.min(height - 1, this.at.row + down)), column: Math.max(0, Math.min(width - 1, this.at.column + right)) });
  }
}
