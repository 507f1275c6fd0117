// What the maps agree on: Spearman's rank correlation of each pair that is there, as a table.
import { csv, fileButton, save } from "../files.js";
import { element, short, signedColour, textOn } from "../kit.js";
import { correlation, ranks, shownValues } from "./maps.js";

const LIKE = 0.7;
const UNLIKE = 0.3;

export class Agreement {
  #ranks = new WeakMap(); // by map: sorting a large one takes milliseconds

  constructor() {
    this.said = element("p", { class: "lead", role: "status" });
    this.table = element("table", { class: "agree" });
    const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rank correlation of the maps" }, this.table);
    const note = "Each number: do two maps put the pixels in the same order? 1 yes, 0 no more than by chance. Signs do not count. Agreement is no proof: methods of a family share their blind spots.";
    this.element = element("section", { class: "agreement" }, element("h2", { text: "What they agree on" }), this.said, scroll, element("p", { class: "note" }, `${note} `, fileButton("CSV", "Download the rank correlations as CSV", () => this.#csv())));
  }

  #ranked({ map }) {
    if (!this.#ranks.has(map)) this.#ranks.set(map, ranks(shownValues(map, "magnitude")));
    return this.#ranks.get(map);
  }

  /** `maps` are [{ title, map }] in the wall's order. */
  show(maps, palette) {
    const found = maps.map((a, i) => maps.map((b, j) => (i === j ? 1 : j < i ? correlation(this.#ranked(a), this.#ranked(b)) : null)));
    found.forEach((row, i) => row.forEach((value, j) => value === null && (row[j] = found[j][i])));
    const cell = (value) => {
      const node = element("td", { text: short(value) });
      node.style.background = signedColour(palette, value, 1);
      node.style.color = textOn(node.style.background);
      return node;
    };
    const head = element("tr", {}, element("td"), ...maps.map(({ title }) => element("th", { scope: "col", text: title })));
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...found.map((row, i) => element("tr", {}, element("th", { scope: "row", text: maps[i].title }), ...row.map(cell)))));
    this.rows = [["", ...maps.map(({ title }) => title)], ...found.map((row, i) => [maps[i].title, ...row])];
    this.said.textContent = this.#words(maps, found);
    this.element.hidden = maps.length < 2;
  }

  #csv() {
    save(csv(this.rows), "agreement.csv");
  }

  #words(maps, found) {
    const pairs = maps.flatMap((a, i) => maps.slice(i + 1).map((b, j) => [found[i][i + 1 + j], a.title, b.title])).sort((a, b) => b[0] - a[0]);
    if (!pairs.length) return "";
    const [best, worst] = [pairs[0], pairs.at(-1)];
    const middle = pairs[Math.floor(pairs.length / 2)][0];
    const word = middle >= LIKE ? "The maps mostly agree" : middle >= UNLIKE ? "The maps agree in part" : "The maps hardly agree";
    return `${word} (the middle pair at ${short(middle)}): most alike are ${best[1]} and ${best[2]} (${short(best[0])}), least ${worst[1]} and ${worst[2]} (${short(worst[0])}).`;
  }
}
