// Small tables of numbers that can be typed, and sliders with their number beside them.
import { element, short } from "../../../kit.js";

const LIMIT = 99;

/** A matrix or a kernel whose cells are number fields. */
export class Table {
  #cells = [];
  #shape = "";

  /** `name` is what the cells are of, "the second kernel"; `onChange(index, value)` with every number that is typed. */
  constructor(name, onChange) {
    this.name = name;
    this.onChange = onChange;
    this.element = element("div", { class: "nonlinearity-table", role: "group", "aria-label": `Numbers of ${name}` });
  }

  show(values, rows, cols) {
    if (this.#shape !== `${rows} ${cols}`) this.#lay(rows, cols);
    this.#shape = `${rows} ${cols}`;
    const active = this.element.getRootNode().activeElement;
    this.#cells.forEach((cell, i) => {
      if (cell !== active) cell.value = Number(values[i].toFixed(3)); // nothing overwrites what is being typed
    });
  }

  #lay(rows, cols) {
    this.element.style.gridTemplateColumns = `repeat(${cols}, minmax(0, 1fr))`;
    this.element.style.setProperty("--cols", cols);
    this.#cells = Array.from({ length: rows * cols }, (_, i) => {
      const place = `${this.name}, row ${Math.floor(i / cols) + 1}, column ${(i % cols) + 1}`;
      const cell = element("input", { type: "number", min: -LIMIT, max: LIMIT, step: "any", inputmode: "text", autocomplete: "off", "aria-label": place });
      cell.onfocus = () => cell.select();
      cell.onchange = () => {
        const typed = cell.valueAsNumber;
        this.onChange(i, Number.isFinite(typed) ? Number(Math.min(LIMIT, Math.max(-LIMIT, typed)).toFixed(3)) : 0);
      };
      cell.onblur = cell.onchange;
      cell.onkeydown = (event) => this.#step(event, i, cols);
      return cell;
    });
    this.element.replaceChildren(...this.#cells);
  }

  /** Up and down walk through the rows instead of counting: a table is read like a table. */
  #step(event, at, cols) {
    const to = at + ({ ArrowUp: -cols, ArrowDown: cols }[event.key] ?? 0);
    if (event.key === "Enter") this.#cells[at].onchange();
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.#cells[to]?.focus();
  }
}

/** A slider with its label and number; `onMove(value, rest)`, `rest` once it is let go. */
export class Slider {
  constructor({ label, low, high, step }, id, onMove) {
    this.input = element("input", { type: "range", id, min: low, max: high, step });
    this.number = element("output", { for: id });
    this.element = element("div", { class: "nonlinearity-slider" }, element("label", { for: id, text: label }), this.number, this.input);
    this.input.oninput = () => onMove(this.input.valueAsNumber, false);
    this.input.onchange = () => onMove(this.input.valueAsNumber, true);
  }

  /** `words` is what is said aloud, the number unless told. */
  show(value, words = short(value, 3)) {
    if (this.input.valueAsNumber !== value) this.input.value = value;
    this.number.textContent = short(value, 3);
    this.input.setAttribute("aria-valuetext", words);
  }
}
