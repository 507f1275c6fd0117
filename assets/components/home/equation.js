// The window's pixels x the kernel = the products, and their sum: the numbers of one place, large.
import { element, grouped, short, signedColour, textOn } from "../kit.js";
import { colourOf } from "./convolve.js";
import { reach, weightColour } from "./kernels.js";

/** A whole number where it is one, else what fits a small cell. */
export function tidy(value) {
  if (Number.isInteger(value)) return grouped(short(value));
  return short(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** Whether the numbers fit their cells: one plane of few weights. */
function plain({ planes, size }) {
  return planes.length === 1 && size <= 3;
}

/** What still happens to the sum. */
function rest({ divisor, bias }) {
  return (divisor === 1 ? "" : ` ÷ ${divisor}`) + (bias ? ` + (${tidy(bias)})` : "");
}

export class Equation {
  #size = 0;
  #kernel = null;
  #mode = "";

  constructor() {
    this.patch = element("div", { class: "grid input" });
    this.kernelGrid = element("div", { class: "grid kernel" });
    this.products = element("div", { class: "grid products" });
    this.swatch = element("div", { class: "swatch" });
    this.under = element("p", { class: "label output" });
    this.labels = {};
    this.node = element("div", { class: "equation", "aria-hidden": "true" },
      this.#part("input", "pixels", this.patch),
      element("span", { class: "sign", text: "×" }),
      this.#part("kernel", "kernel", this.kernelGrid),
      element("span", { class: "sign", text: "=" }),
      this.#part("faint", "products", this.products),
      element("span", { class: "sign", text: "Σ" }),
      element("div", { class: "part result" }, this.swatch, this.under),
    );
  }

  #part(colour, text, content) {
    this.labels[text] = element("p", { class: `label ${colour}`, text });
    return element("div", { class: "part" }, content, this.labels[text]);
  }

  /** Lay the grids out for `kernel`; its weights do not move while the window does. */
  #prepare(kernel, palette, mode) {
    if (this.#kernel === kernel && this.#mode === mode) return;
    if (this.#size !== kernel.size) {
      for (const node of [this.patch, this.kernelGrid, this.products]) fill(node, kernel.size);
      this.#size = kernel.size;
    }
    this.#kernel = kernel;
    this.#mode = mode;
    [...this.kernelGrid.children].forEach((cell, i) => {
      put(cell, weightColour(kernel, i, palette), plain(kernel) ? short(kernel.planes[0][i]) : "");
    });
    this.labels.pixels.textContent = plain(kernel) ? "grey pixels" : "pixels";
    this.labels.products.textContent = `${kernel.size ** 2 * kernel.planes.length} products`;
  }

  /** Show `place` (from `placeAt`), painted as `response` colours it. */
  show(kernel, place, response, { palette, mode, ramp }) {
    this.#prepare(kernel, palette, mode);
    const limit = reach(kernel) * 150 * kernel.planes.length; // a mid-grey pixel already colours its product well
    place.cells.forEach(({ pixels, product }, i) => {
      const [r, g = r, b = r] = pixels;
      put(this.patch.children[i], `rgb(${r}, ${g}, ${b})`, plain(kernel) ? short(r) : "");
      put(this.products.children[i], signedColour(palette, product, limit), plain(kernel) ? tidy(product) : "");
    });
    const [r, g, b] = colourOf(place.value, kernel, response, ramp);
    put(this.swatch, `rgb(${r}, ${g}, ${b})`, tidy(place.value));
    this.swatch.title = String(place.value);
    this.under.textContent = rest(kernel) ? tidy(place.sum) + rest(kernel) : "= 1 pixel";
  }
}

function fill(node, size) {
  node.style.setProperty("--k", size);
  node.replaceChildren(...Array.from({ length: size * size }, () => element("span")));
}

function put(cell, colour, text) {
  cell.style.backgroundColor = colour;
  cell.style.color = text ? textOn(colour) : "";
  if (cell.textContent !== text) cell.textContent = text;
}

/** The same numbers in words, for the line below and for screen readers. */
export function sentence(kernel, place) {
  const at = `Row ${place.row + 1}, column ${place.col + 1}`;
  if (!plain(kernel)) return `${at}: the sum of ${place.count} products is ${tidy(place.value)}.`;
  const terms = place.cells.map(({ pixels, weights }) => `${pixels[0]}×${short(weights[0])}`).join(" + ");
  return `${at}: ${terms} = ${tidy(place.sum)}${rest(kernel) && `${rest(kernel)} = ${tidy(place.value)}`}`;
}
