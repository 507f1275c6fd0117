// The dot product at the cursor, written out: each product of an input value and a weight in their colours, and the sum.
import { element, short } from "../kit.js";

const MOST = 25; // products written in full
const FIRST = 8; // of more: the first and the last
const LAST = 2;
const CLOSE = 1e-5; // float32 holds 0.1 only about so well

/** The products of output cell (row, col), row by row of the kernel: `{ value, weight, padding }`. */
function terms(scene, row, col) {
  const { n, nw, k, kw, s, d } = scene.settings;
  const found = [];
  for (let y = 0; y < k; y++) {
    for (let x = 0; x < kw; x++) {
      const [down, across] = [row * s + y * d - scene.pads.top, col * s + x * d - scene.pads.left];
      const padding = down < 0 || across < 0 || down >= n || across >= nw;
      found.push({ value: padding ? 0 : scene.input[down * nw + across], weight: scene.kernel[y * kw + x], padding });
    }
  }
  return found;
}

const braced = (value) => (value < 0 ? `(${short(value)})` : short(value));

function product({ value, weight, padding }) {
  const first = element("span", { class: padding ? "pad" : "value", text: braced(value) });
  return element("span", { class: "term" }, first, "·", element("span", { class: "weight", text: braced(weight) }));
}

/** The products between plus signs; of many the first and the last ones. */
function line(all) {
  const hidden = all.length > MOST ? all.length - FIRST - LAST : 0;
  const pieces = [];
  all.forEach((term, i) => {
    if (hidden && i >= FIRST && i < all.length - LAST) {
      if (i === FIRST) pieces.push(" + ", element("span", { class: "more", text: `… ${hidden} more …` }));
      return;
    }
    pieces.push(i > 0 ? " + " : "", product(term));
  });
  return pieces;
}

const aloud = (value) => short(value).replace("−", "minus ");

/** For those who listen: products that are 0 add nothing and are only counted. */
function spoken(all, sum) {
  const total = `The sum is ${aloud(sum)}.`;
  const counting = all.filter(({ value, weight }) => value * weight !== 0);
  const zeros = all.length - counting.length;
  if (counting.length === 0) return `All ${all.length === 1 ? "" : `${all.length} `}products are 0. ${total}`;
  if (counting.length > MOST) return `${all.length} products, ${zeros} of them 0. ${total}`;
  const said = counting.map(({ value, weight }) => `${aloud(value)} times ${aloud(weight)}`).join(", plus ");
  const rest = zeros === 0 ? "" : zeros === 1 ? "; 1 more product is 0" : `; ${zeros} more products are 0`;
  return `${said}${rest}. ${total}`;
}

/** What the layer adds to this sum; "" where it is the whole output. */
function context({ cin, groups, bias }) {
  const slices = cin / groups;
  const seen = groups > 1 ? " that the filter sees" : "";
  if (slices > 1) return `This is channel 1 of ${slices}${seen}: the layer adds the sums of all ${slices}${bias ? " and the bias" : ""}.`;
  return bias ? "The layer adds the bias to this sum." : "";
}

export class Dot {
  #shown = {};

  constructor() {
    this.where = element("span", { class: "where" });
    this.products = element("span", { class: "products" });
    this.sum = element("strong", { class: "sum" });
    this.context = element("p", { class: "context" });
    this.live = element("p", { class: "spoken" });
    const written = element("p", { class: "written", "aria-hidden": "true" }, this.where, " = ", this.products, this.sum);
    this.element = element("div", { class: "dot" }, written, this.live, this.context);
    this.element.hidden = true;
  }

  /** Write the sum of the output cell at `at`; over another board the last one stays. Said aloud only where `announced` is true. */
  show(scene, at, announced = false) {
    this.element.hidden = !scene.fits;
    if (!scene.fits) return;
    const place = at.board === "output" ? at : this.#shown;
    const row = Math.max(0, Math.min(scene.out.h - 1, Math.round(place.row ?? 0)));
    const col = Math.max(0, Math.min(scene.out.w - 1, Math.round(place.col ?? 0)));
    if (this.#shown.scene === scene && this.#shown.row === row && this.#shown.col === col) return;
    this.#shown = { scene, row, col };
    // Before the words change: only then they are read out.
    if (announced && at.board === "output") this.live.setAttribute("aria-live", "polite");
    else this.live.removeAttribute("aria-live");
    this.#write(scene, row, col);
  }

  #write(scene, row, col) {
    const all = terms(scene, row, col);
    const sum = scene.output[row * scene.out.w + col];
    const exact = [sum, ...all.flatMap(({ value, weight }) => [value, weight])].every((value) => Math.abs(value - Number(value.toFixed(2))) < CLOSE);
    this.where.textContent = `Output (row ${row + 1}, column ${col + 1})`;
    this.products.replaceChildren(...line(all));
    this.sum.textContent = ` ${exact ? "=" : "≈"} ${short(sum)}`;
    this.live.textContent = spoken(all, sum);
    this.context.textContent = context(scene.settings);
    this.context.hidden = this.context.textContent === "";
  }
}

/** The dot product of one output cell, as an element that stays as it is. */
export function dotProduct(scene, row, col) {
  const dot = new Dot();
  dot.show(scene, { board: "output", row, col });
  return dot.element;
}
