// Under the pointer: the patch, the kernel, their products and the sum, for each slice; large ones as colours, exact where you point.
import { element, short, signedColour, textOn } from "../kit.js";
import { exact } from "./board.js";

const ROOM = 168; // CSS pixels for a large grid
const TINTS = { 0: [1, 0, 0], 1: [0, 1, 0], 2: [0, 0, 1] };

const LARGE = 1.5; // in front of a class

function cellSide(rows, cols, many) {
  const most = Math.max(rows, cols);
  if (most <= 3) return many ? 36 : 46;
  if (most <= 5) return many ? 32 : 38;
  return Math.max(9, Math.floor(ROOM / most));
}

/** The type of a number in a cell: as large as it fits. */
function typeSize(text, side) {
  if (side > 60) return text.length > 5 ? 17 : text.length > 4 ? 19 : 24;
  return text.length > 5 ? 10 : text.length > 4 ? 11 : side > 40 ? 15 : 12;
}

const shown = (value) => (Math.abs(value) >= 1000 ? short(value, 0) : Math.abs(value) >= 100 || Number.isInteger(value) ? short(value, Number.isInteger(value) ? 0 : 1) : short(value, 2));

class Grid {
  constructor(label, onCell) {
    this.canvas = element("canvas", { class: "grid", tabindex: 0, role: "img" });
    this.label = label;
    this.cell = [0, 0];
    const tell = () => onCell(...this.cell);
    this.canvas.onpointermove = (event) => {
      const { left, top } = this.canvas.getBoundingClientRect();
      this.cell = [(event.clientY - top) / this.side, (event.clientX - left) / this.side].map(Math.floor);
      tell();
    };
    this.canvas.onfocus = tell;
    this.canvas.onkeydown = (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      this.cell = [this.cell[0] + step[0], this.cell[1] + step[1]].map((at, i) => Math.min([this.rows, this.cols][i] - 1, Math.max(0, at)));
      tell();
    };
  }

  show(values, rows, cols, side, colour, font) {
    const ratio = devicePixelRatio || 1;
    Object.assign(this, { rows, cols, side });
    const [width, height] = [cols * side, rows * side];
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        const value = values[i * cols + j];
        const fill = colour(value);
        ctx.fillStyle = fill;
        ctx.fillRect(j * side, i * side, side - 0.5, side - 0.5);
        if (side < 30) continue;
        const text = shown(value);
        ctx.fillStyle = textOn(fill);
        ctx.font = `${typeSize(text, side)}px ${font}`;
        ctx.fillText(text, (j + 0.5) * side, (i + 0.5) * side);
      }
    }
    this.canvas.setAttribute("aria-label", `${this.label}, ${rows} by ${cols}; arrow keys read its numbers`);
  }
}

class Slice {
  constructor() {
    this.name = element("span", { class: "slice-name" });
    this.readout = element("p", { class: "cell-said", role: "status" });
    const tell = (row, col) => this.#tell(row, col);
    this.grids = ["patch of pixels", "kernel", "products"].map((label) => new Grid(label, tell));
    const [patch, kernel, products] = this.grids.map((grid, i) =>
      element("span", { class: `of-${["input", "kernel", "output"][i]}` }, grid.canvas),
    );
    this.sum = element("output", { class: "sum" });
    const sign = (text) => element("span", { class: "sign", text, "aria-hidden": "true" });
    this.element = element("div", { class: "slice" }, this.name, patch, sign("×"), kernel, sign("="), products, sign("Σ"), this.sum, this.readout);
  }

  show(slice, many, { palette, font, large }) {
    this.slice = slice;
    const { rows, cols, patch, weights, products } = slice;
    const side = Math.round(cellSide(rows, cols, many) * (large ? LARGE : 1));
    const most = (values) => Math.max(1e-9, ...values.map(Math.abs));
    const [heaviest, largest] = [most(weights), most(products)];
    const tint = TINTS[slice.plane] ?? [1, 1, 1];
    const photo = (value) => `rgb(${tint.map((share) => Math.round(value * share)).join(", ")})`;
    this.grids[0].show(patch, rows, cols, side, photo, font);
    this.grids[1].show(weights, rows, cols, side, (value) => signedColour(palette, value, heaviest), font);
    this.grids[2].show(products, rows, cols, side, (value) => signedColour(palette, value, largest), font);
    this.name.textContent = many ? slice.name : "";
    this.sum.textContent = exact(slice.sum);
    this.readout.textContent = "";
  }

  #tell(row, col) {
    const { rows, cols, patch, weights, products } = this.slice;
    if (!(row >= 0 && row < rows && col >= 0 && col < cols)) return;
    const i = row * cols + col;
    this.readout.textContent = `Row ${row + 1}, column ${col + 1}: ${short(patch[i], 4)} × ${short(weights[i], 6)} = ${short(products[i], 4)}`;
  }
}

export class Products {
  #slices = [];

  constructor() {
    this.rows = element("div", { class: "slices" });
    this.total = element("p", { class: "total" });
    this.element = element("section", { class: "products", "aria-label": "The products under the pointer" }, this.total, this.rows);
  }

  /** `found` as `pixels.probe` returns it; `aloud` where the keys have moved. */
  show(found, at, look, { offset = 0, aloud = false, titles = [] } = {}) {
    const { slices } = found;
    while (this.#slices.length < slices.length) this.#slices.push(new Slice());
    const now = this.#slices.slice(0, slices.length);
    if (this.rows.childElementCount !== now.length) this.rows.replaceChildren(...now.map((slice) => slice.element));
    now.forEach((slice, i) => slice.show(slices[i], slices.length > 1, look));
    if (found.sums.length > 1) now.forEach((slice, i) => (slice.name.textContent = `${titles[Math.floor((i * found.sums.length) / now.length)]}, ${slices[i].name}`));
    if (aloud) this.total.setAttribute("aria-live", "polite");
    else this.total.removeAttribute("aria-live");
    this.total.textContent = `Row ${at.row + 1}, column ${at.col + 1}: ${written(found, offset)}`;
  }
}

const list = (parts) => parts.join(" + ").replaceAll("+ −", "− ");

/** The sum in words and numbers: every product where there are few of them. */
export function written({ slices, sums, value, apart }, offset = 0) {
  if (sums.length > 1) {
    const of = (i) => `√(${exact(sums[0][i])}² + ${exact(sums[1][i])}²) = ${exact(value[i])}`;
    return value.length === 1 ? of(0) : value.map((_, i) => `${slices[i].name} ${of(i)}`).join("; ");
  }
  if (apart) return slices.map((slice) => `${slice.name} ${exact(slice.sum)}`).join(", ");
  if (slices.length > 1) {
    const parts = slices.map((slice) => exact(slice.sum));
    return `${list(offset ? [...parts, exact(offset)] : parts)} = ${exact(value[0])}${offset ? ", the last being what the mean colour takes away" : ""}`;
  }
  const { products } = slices[0];
  const used = products.filter((_, i) => slices[0].weights[i] !== 0).map(exact);
  return used.length <= 9 && used.length > 0 ? `${list(used)} = ${exact(value[0])}` : `${products.length} products add up to ${exact(value[0])}`;
}
