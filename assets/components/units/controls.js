// What can be chosen of a sheet, its pages, its colour scale, and what it can be taken along as.
import { element, grouped } from "../kit.js";
import { digits } from "../one_unit/numbers.js";
import { scaleBar } from "../scale.js";

const PAGE = 256; // units
const CHOICES = {
  order: ["Sort by", { mean: "mean", maximum: "maximum", sparsity: "sparsity", channel: "channel" }],
  scale: ["Colour scale per", { unit: "unit", layer: "layer", network: "network" }],
  signs: ["Colours", { auto: "auto", signed: "signed", magnitude: "magnitude" }],
};
const KEYS = [
  ["← →", "previous, next layer; on the sheet: the unit"],
  ["↑ ↓", "on the sheet: a row of units"],
  ["Home, End", "on the sheet: the first, the last unit; on the map: layer"],
  ["N, P", "next, previous page of units"],
  ["O", "another order"],
  ["S", "another colour scale"],
  ["M", "colours signed, of the magnitude, or as the values need"],
  ["?", "shows these keys"],
];

export class Controls {
  #selects = {};

  /** `change({ order | scale | signs | page })`, `save()`, `table()`. */
  constructor({ change, save, table }) {
    this.change = change;
    const fields = Object.entries(CHOICES).map(([name, [title, options]]) => {
      const select = element("select", { id: `sheet-${name}` }, ...Object.entries(options).map(([value, text]) => element("option", { value, text })));
      select.onchange = () => change({ [name]: select.value });
      this.#selects[name] = select;
      return element("div", { class: "field" }, element("label", { for: select.id, text: title }), select);
    });
    this.element = element("div", { class: "controls" }, ...fields);
    const button = (text, act, label) => Object.assign(element("button", { type: "button", text, "aria-label": label }), { onclick: act });
    this.previous = button("‹", () => this.turn(-1), "Previous page of units");
    this.next = button("›", () => this.turn(1), "Next page of units");
    this.where = element("span", { class: "where", role: "status" });
    this.pages = element("div", { class: "pages" }, this.previous, this.where, this.next);
    this.bar = element("div");
    this.note = element("p", { class: "note" });
    this.cost = element("span", { class: "cost" });
    const lines = KEYS.flatMap(([key, does]) => [element("dt", {}, element("kbd", { text: key })), element("dd", { text: does })]);
    this.keys = element("details", { class: "keys" }, element("summary", { text: "Keys" }), element("dl", {}, ...lines));
    const files = element("div", { class: "files" }, button("Picture (PNG)", save), button("Numbers of all units (CSV)", table), this.cost, this.keys);
    this.foot = element("div", { class: "under" }, this.bar, this.note, files);
  }

  /** One of a choice's options further. */
  another(name) {
    const options = Object.keys(CHOICES[name][1]);
    this.change({ [name]: options[(options.indexOf(this.#selects[name].value) + 1) % options.length] });
  }

  turn(by) {
    const page = this.page + by;
    if (page >= 0 && page < this.count) this.change({ page });
  }

  help() {
    this.keys.open = !this.keys.open;
  }

  show({ chosen, page, pages, count, order, note }, cost) {
    for (const [name, value] of Object.entries(chosen)) this.#selects[name].value = value;
    Object.assign(this, { page, count: pages });
    this.pages.hidden = pages === 1;
    const first = page * PAGE + 1;
    this.where.textContent = `${grouped(first)} to ${grouped(first + order.length - 1)} of ${grouped(count)}`;
    this.previous.disabled = page === 0;
    this.next.disabled = page === pages - 1;
    this.note.textContent = note;
    this.cost.textContent = cost;
  }

  /** The scale's ends for the unit that is looked at. */
  ends(signed, limit) {
    const ends = signed ? { kind: "signed", low: digits(-limit, 3) } : { kind: "magnitude", low: "0" };
    this.bar.replaceChildren(scaleBar({ ...ends, high: digits(limit, 3) }));
  }
}
