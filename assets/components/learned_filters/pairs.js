// Which filters are nearly the same, and which are nearly opposites: pairs with their pictures and the cosine between them.
import { gallery } from "../gallery.js";
import { element } from "../kit.js";
import { fixed } from "../one_unit/numbers.js";
import { paintCells } from "../one_unit/paint.js";
import { paintColour } from "./colours.js";

export class Pairs {
  constructor() {
    this.lists = ["Nearly the same", "Nearly opposite"].map((title) => {
      const list = element("ol", { class: "pairs" });
      const none = element("p", { class: "lead" });
      return { title, list, none, element: element("div", {}, element("h4", { text: title }), none, list) };
    });
    this.note = element("p", { class: "lead" });
    this.element = element("div", {}, this.note, element("div", { class: "both" }, ...this.lists.map((each) => each.element)));
  }

  show(bank, palette) {
    Object.assign(this, { bank, palette });
    let blob = 2; // behind the page's weights and the strengths
    this.items = [];
    [bank.alike, bank.opposite].forEach((pairs, i) => {
      const { list, none, title } = this.lists[i];
      none.textContent = pairs.length ? "" : `No two filters are ${i ? "opposite at all: every cosine is above 0" : "alike at all: no cosine is above 0"}.`;
      none.hidden = pairs.length > 0;
      list.replaceChildren(...pairs.map((pair) => this.#pair(pair, bank.pictures[blob++ - 2], title)));
    });
    const drawn = bank.alike[0]?.channels.length ?? bank.opposite[0]?.channels.length ?? 0;
    const few = drawn > 1 && drawn < bank.shape[1] ? ` Of each pair the ${drawn} channels are drawn on which both are strongest.` : "";
    const groups = bank.groups > 1 ? " These filters read different channels: alike are only their forms." : "";
    this.note.textContent = `The cosine of the angle between two filters' weights: 1 is the same but for its strength, 0 nothing in common, −1 the same with the other sign.${few}${groups}`;
  }

  #pair({ first, second, cosine, channels }, weights, title) {
    const { bank, palette } = this;
    const [, , h, w] = bank.shape;
    const count = bank.colour ? 3 : channels.length;
    const size = count * h * w;
    const pictures = [0, 1].map((n) => this.#picture(weights.subarray(n * size, (n + 1) * size), count, [h, w], palette));
    const text = `${first + 1} and ${second + 1}`;
    pictures.forEach((picture, n) => picture.setAttribute("aria-label", `Filter ${[first, second][n] + 1}`));
    this.items.push(...pictures.map((image, n) => ({ image, text: `${title}: filter ${[first, second][n] + 1}${n ? `, cosine ${fixed(cosine, 3)}` : ""}` })));
    return element("li", { class: bank.colour || count === 1 ? "side" : "" }, element("span", { class: "pictures" }, ...pictures), element("span", { class: "who", text }), element("strong", { text: fixed(cosine, 3) }));
  }

  /** In colour, or its slices side by side on a scale of its own. */
  #picture(weights, count, [h, w], palette) {
    const canvas = element("canvas", { role: "img" });
    if (this.bank.colour) return paintColour(canvas, weights, [h, w]);
    const limit = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const cells = Array.from({ length: count }, (_, c) => weights.subarray(c * h * w, (c + 1) * h * w));
    return paintCells(canvas, cells, count, [h, w], { limit, palette });
  }

  picture() {
    return gallery(this.items, 4, this.palette, 200);
  }
}
