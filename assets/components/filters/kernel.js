// The kernel as a grid to type in: up to 15 x 15, one slice or three; rows can be pasted, the size changed.
import { csv, fileButton, fileName, save } from "../files.js";
import { element, short, signedColour, textOn } from "../kit.js";
import { NAMES } from "./pixels.js";

const LARGEST = 15;
const TEXT_UP_TO = 7; // columns; beyond, a cell shows its number when it has the focus
const number = (value) => String(Number(value.toPrecision(6)));

export class KernelGrid {
  #slice = 0;

  /** `onText(text)` with the whole kernel as Python reads it, after any change by hand. */
  constructor(onText) {
    this.onText = onText;
    this.title = element("h2", { class: "thing-kernel" });
    this.table = element("table", { class: "weights", "aria-label": "Kernel" });
    this.table.onpaste = (event) => this.#paste(event);
    this.tabs = element("div", { class: "segments", role: "group", "aria-label": "Slice" });
    const step = (label, text, change) => Object.assign(element("button", { type: "button", text, "aria-label": label, title: label }), { onclick: () => this.#resize(...change) });
    this.sizes = element(
      "div", { class: "sizes" },
      step("One row fewer", "−", [-1, 0]), this.rows = element("output"), step("One row more", "+", [1, 0]), element("span", { text: "×" }),
      step("One column fewer", "−", [0, -1]), this.cols = element("output"), step("One column more", "+", [0, 1]),
      fileButton("CSV", "Download the kernel as CSV", () => save(csv(this.#lines()), `${fileName("kernel", this.named)}.csv`)),
    );
    this.factors = element("p", { class: "factors" });
    this.area = element("textarea", { rows: 4, "aria-label": "The kernel's rows as text", spellcheck: "false", maxlength: 6000 });
    this.area.oninput = () => this.onText(this.area.value.replaceAll("\n\n", "|").replaceAll("\n", ";"));
    this.text = element("details", { class: "rows" }, element("summary", { text: "Type or paste rows" }), this.area);
    this.note = element("p", { class: "note" });
    this.element = element("section", { class: "kernel", "aria-label": "Kernel" }, this.title, this.tabs, this.table, this.sizes, this.factors, this.note, this.text);
  }

  show({ title, kernels, titles, factors, idea }, { palette }) {
    this.palette = palette;
    this.slices = kernels[0];
    this.named = title;
    this.title.textContent = `Kernel: ${title}`;
    const two = kernels.length > 1;
    const three = this.slices.length === 3;
    this.#slice = Math.min(this.#slice, this.slices.length - 1);
    this.tabs.hidden = !three;
    if (three && this.tabs.childElementCount === 0) {
      this.tabs.replaceChildren(...NAMES.map((name, i) => Object.assign(element("button", { type: "button", class: "segment", text: name }), { onclick: () => this.#turn(i) })));
    }
    [...this.tabs.children].forEach((tab, i) => tab.setAttribute("aria-pressed", i === this.#slice));
    const f = factors?.map((part) => part.map((value) => short(value, 3)).join(" "));
    this.factors.textContent = f && this.slices[0].length <= 9 ? `Separable: column (${f[0]}) × row (${f[1]})` : f ? "Separable: a column × a row" : "";
    this.factors.title = f ? `column (${f[0]}) × row (${f[1]})` : "";
    this.note.textContent = two ? `and ${titles[1]}: this one turned. Change a cell, and it becomes your own.` : idea;
    this.#fill();
    if (this.#active() !== this.area) this.area.value = this.slices.map((rows) => rows.map((row) => row.map(number).join(" ")).join("\n")).join("\n\n");
  }

  #active() {
    return this.element.getRootNode().activeElement;
  }

  #turn(i) {
    this.#slice = i;
    [...this.tabs.children].forEach((tab, at) => tab.setAttribute("aria-pressed", at === i));
    this.#fill();
  }

  /** Cells are kept while the size stays, so that the one that is being typed in keeps focus and text. */
  #fill() {
    const rows = this.slices[this.#slice];
    const [h, w] = [rows.length, rows[0].length];
    this.rows.textContent = h;
    this.cols.textContent = w;
    if (this.table.rows.length !== h || this.table.rows[0].cells.length !== w) this.#build(h, w);
    this.table.classList.toggle("tiny", w > TEXT_UP_TO);
    const limit = Math.max(1e-9, ...this.slices.flat(2).map(Math.abs));
    rows.forEach((row, i) =>
      row.forEach((value, j) => {
        const cell = this.table.rows[i].cells[j].firstChild;
        const colour = signedColour(this.palette, value, limit);
        cell.style.background = colour;
        cell.style.color = textOn(colour);
        cell.title = number(value);
        if (cell !== this.#active()) cell.value = w > TEXT_UP_TO ? number(value) : short(value, Math.abs(value) < 1 ? 3 : 2);
      }),
    );
  }

  #build(h, w) {
    this.table.style.setProperty("--columns", w);
    this.table.replaceChildren();
    for (let i = 0; i < h; i++) {
      const line = this.table.insertRow();
      for (let j = 0; j < w; j++) {
        const cell = element("input", { type: "text", inputmode: "decimal", maxlength: 12, "aria-label": `Row ${i + 1}, column ${j + 1}`, autocomplete: "off" });
        cell.oninput = () => this.#typed(i, j, cell.value);
        cell.onfocus = () => {
          cell.value = number(this.slices[this.#slice][i][j]);
          cell.select();
        };
        cell.onblur = () => this.#fill();
        cell.onkeydown = (event) => this.#move(event, i, j);
        line.insertCell().append(cell);
      }
    }
  }

  #move(event, i, j) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] }[event.key];
    const next = step && this.table.rows[i + step[0]]?.cells[j + step[1]]?.firstChild;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #typed(i, j, text) {
    if (!/\d/.test(text)) return; // a lone minus or point: not yet a number
    const slices = this.#texts();
    slices[this.#slice][i][j] = text;
    this.#send(slices);
  }

  #texts() {
    return this.slices.map((rows) => rows.map((row) => row.map(number)));
  }

  /** All weights as a table, a row of a slice in a line. */
  #lines() {
    const names = this.slices.length === 3 ? NAMES : ["all"];
    const head = ["slice", "row", ...this.slices[0][0].map((_, j) => `column_${j + 1}`)];
    return [head, ...this.slices.flatMap((rows, n) => rows.map((row, i) => [names[n], i + 1, ...row]))];
  }

  #send(slices) {
    this.onText(slices.map((rows) => rows.map((row) => row.join(" ")).join(";")).join("|"));
  }

  /** Grow and shrink around the middle: at the end first, then at the start. */
  #resize(rows, cols) {
    const [h, w] = [this.slices[0].length, this.slices[0][0].length];
    if (h + rows < 1 || h + rows > LARGEST || w + cols < 1 || w + cols > LARGEST) return;
    const fit = (line, change, filler) => {
      if (change > 0) return line.length % 2 ? [...line, filler()] : [filler(), ...line];
      return change < 0 ? (line.length % 2 ? line.slice(1) : line.slice(0, -1)) : line;
    };
    this.#send(this.#texts().map((slice) => fit(slice, rows, () => Array(w).fill("0")).map((row) => fit(row, cols, () => "0"))));
  }

  #paste(event) {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/\S[\s,;|]+\S/.test(text.trim())) return;
    event.preventDefault();
    this.#active()?.blur();
    this.onText(text.trim().replace(/\r/g, "").replace(/\n\n+/g, "|").replaceAll("\n", ";"));
  }
}
