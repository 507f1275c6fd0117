// First filters in colour: each as a small colour picture, and below it what it is to grey patterns.
import { gallery } from "../gallery.js";
import { element } from "../kit.js";
import { digits, percent } from "../one_unit/numbers.js";
import { paintValues } from "../one_unit/paint.js";

/** A filter `(3, h, w)` as a colour picture: grey is weight 0, each on a scale of its own. */
export function paintColour(canvas, weights, [h, w]) {
  const limit = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  canvas.width = w;
  canvas.height = h;
  const image = new ImageData(w, h);
  for (let i = 0; i < h * w; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = Math.round(127.5 + (127.5 * weights[c * h * w + i]) / limit);
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** What a filter answers to grey patterns: its three slices added up. */
export const greyOf = (weights, area) => Float32Array.from({ length: area }, (_, i) => weights[i] + weights[area + i] + weights[2 * area + i]);

function direction(angle) {
  if (angle < 11.25 || angle > 168.75) return "lying";
  if (angle > 78.75 && angle < 101.25) return "standing";
  return angle < 90 ? "rising to the right" : "falling to the right";
}

export function describe([colour, period, angle]) {
  const kind = colour > 0.5 ? "mostly colour" : colour > 0.15 ? "grey and colour" : "nearly grey";
  const form = period === null ? "a blob, without a direction" : `stripes, a light and a dark one together ${digits(period, 2)} pixels wide, ${direction(angle)} (${Math.round(angle)}°)`;
  return `${form}; ${kind} (${percent(colour)} of its energy is beyond any grey pattern)`;
}

export class Colours {
  constructor(onPick) {
    this.onPick = onPick;
    this.wall = element("div", { class: "wall", role: "group", "aria-label": "Filters" });
    this.wall.onkeydown = (event) => this.#key(event);
    this.detail = element("div", { class: "detail" });
    this.element = element("div", { class: "colours" }, this.wall, this.detail);
  }

  show(bank, chosen, palette) {
    Object.assign(this, { bank, palette });
    const [, , h, w] = bank.shape;
    const area = h * w;
    this.tiles = bank.rows.map((filter, i) => {
      const weights = this.#weights(i);
      const grey = greyOf(weights, area);
      const limit = grey.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
      const pictures = [paintColour(element("canvas"), weights, [h, w]), paintValues(element("canvas", { class: "grey" }), grey, [h, w], { limit, signed: true, palette })];
      const dead = bank.dead.includes(filter);
      const button = element("button", { type: "button", class: `tile${dead ? " dead" : ""}`, "aria-label": `Filter ${filter + 1}: ${describe(bank.stripes[filter])}`, title: `Filter ${filter + 1}` }, ...pictures, element("span", { text: filter + 1 }));
      button.onclick = () => this.pick(filter);
      return button;
    });
    this.wall.replaceChildren(...this.tiles);
    this.pick(bank.rows.includes(chosen) ? chosen : bank.rows[0], false);
  }

  #weights(i) {
    const size = 3 * this.bank.shape[2] * this.bank.shape[3];
    return this.bank.weights.subarray(i * size, (i + 1) * size);
  }

  pick(filter, told = true) {
    const { bank, palette } = this;
    const at = bank.rows.indexOf(filter);
    this.chosen = filter;
    this.tiles.forEach((tile, i) => {
      tile.setAttribute("aria-pressed", i === at);
      tile.tabIndex = i === at ? 0 : -1;
    });
    const [, , h, w] = bank.shape;
    const weights = this.#weights(at);
    const limit = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const area = h * w;
    const grey = greyOf(weights, area);
    const greatest = grey.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const slice = (values, name, end) => {
      const label = `${name} weights of filter ${filter + 1}, from ${digits(-end, 2)} to ${digits(end, 2)}`;
      const canvas = paintValues(element("canvas", { role: "img", "aria-label": label }), values, [h, w], { limit: end, signed: true, palette });
      return element("figure", {}, canvas, element("figcaption", { text: name }));
    };
    const colour = paintColour(element("canvas", { role: "img", "aria-label": `Filter ${filter + 1} as a colour picture` }), weights, [h, w]);
    const names = ["Red", "Green", "Blue"];
    this.detail.replaceChildren(
      element("figure", { class: "large" }, colour, element("figcaption", { text: `Filter ${filter + 1}` })),
      ...names.map((name, c) => slice(weights.subarray(c * area, (c + 1) * area), name, limit)),
      slice(grey, "Grey: all three", greatest),
      element("p", { class: "told", role: "status", text: `Filter ${filter + 1}: ${describe(bank.stripes[filter])}. Strength ${digits(bank.norms[filter], 3)}.` }),
    );
    if (told) this.onPick(filter);
  }

  #key(event) {
    const columns = Math.max(1, this.tiles.filter((tile) => tile.offsetTop === this.tiles[0].offsetTop).length);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const last = this.tiles.length - 1;
    const at = this.bank.rows.indexOf(this.chosen);
    const to = event.key === "Home" ? 0 : event.key === "End" ? last : event.key in steps ? at + steps[event.key] : null;
    if (to === null) return;
    event.preventDefault();
    if (to < 0 || to > last) return;
    this.pick(this.bank.rows[to]);
    this.tiles[to].focus();
  }

  picture() {
    const items = this.tiles.map((tile, i) => ({ image: tile.querySelector("canvas"), text: String(this.bank.rows[i] + 1) }));
    return gallery(items, 16, this.palette, 72);
  }
}
