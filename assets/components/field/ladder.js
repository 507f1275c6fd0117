// The layers in their order, each with a bar as long as the logarithm of its field: a list to choose from.
import { element, grouped } from "../kit.js";
import { fieldOf, listed, sideOf } from "./unit.js";

const said = (field) => (field === "global" ? "whole picture" : field === null ? "not known" : field.size[0] === field.size[1] ? grouped(field.size[0]) : field.size.map(grouped).join("\u2009×\u2009"));

export class Ladder {
  #chosen = -1;
  #rows = new Map();
  #layers = null;

  /** `onChoose(at)`: the number of a layer. */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.list = element("div", { class: "rungs", role: "listbox", tabindex: "0", "aria-label": "Layers and the size of their fields" });
    this.scale = element("div", { class: "rung-scale", "aria-hidden": "true" });
    this.element = element("div", { class: "ladder" }, element("p", { class: "ladder-title", text: "Field, layer by layer" }), this.scale, this.list);
    this.list.onclick = ({ target }) => {
      const row = target.closest("[data-at]");
      if (row) this.onChoose(Number(row.dataset.at));
    };
    this.list.onkeydown = (event) => {
      const shown = [...this.#rows.keys()];
      const here = shown.indexOf(this.#chosen);
      const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 10, PageUp: here - 10, Home: 0, End: shown.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.onChoose(shown[Math.min(shown.length - 1, Math.max(0, to))]);
    };
  }

  /** Show `layers` for a picture of `input`, with number `chosen` lit. */
  show(layers, input, chosen) {
    if (layers !== this.#layers || !this.#rows.has(chosen) || !listed(layers, chosen).every((at) => this.#rows.has(at))) this.#build(layers, input, chosen);
    if (chosen === this.#chosen) return;
    this.#rows.get(this.#chosen)?.setAttribute("aria-selected", "false");
    this.#chosen = chosen;
    const row = this.#rows.get(chosen);
    row.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", row.id);
    const { offsetTop, offsetHeight } = row;
    const { scrollTop, clientHeight } = this.list;
    // Scrolled by hand: scrollIntoView would move the page as well.
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight) this.list.scrollTop = offsetTop - clientHeight / 2;
  }

  #build(layers, input, chosen) {
    this.#layers = layers;
    this.#chosen = -1;
    this.#rows.clear();
    const side = Math.max(...input);
    const finite = layers.flatMap((layer) => layer.groups.map(({ field }) => sideOf(field))).filter(Number.isFinite);
    const longest = Math.log2(Math.max(side, ...finite) * 1.15);
    const share = (pixels) => `${Math.min(100, (100 * Math.log2(Math.max(1, pixels) * 1.15)) / longest)}%`;
    this.element.style.setProperty("--picture", share(side));
    this.scale.replaceChildren(element("span", { text: `the picture: ${grouped(side)}` }));
    for (const at of listed(layers, chosen)) {
      const { name, kind, groups, map } = layers[at];
      const field = fieldOf(layers[at], Infinity);
      const narrow = groups.length > 1 ? groups[0].field : null;
      const text = narrow && narrow !== "global" ? `${said(narrow)} · ${said(field)}` : said(field);
      const bar = element("span", { class: `rung-bar${field === "global" ? " whole" : ""}` });
      bar.style.width = field === "global" ? "100%" : share(sideOf(field));
      const bars = element("span", { class: "rung-bars", "aria-hidden": "true" }, bar);
      if (narrow && narrow !== "global") {
        const inner = element("span", { class: "rung-bar inner" });
        inner.style.width = share(sideOf(narrow));
        bars.append(inner);
      }
      const title = `${name}: ${kind}, map ${map.join(" × ")}, field ${text}`;
      const row = element("div", { class: "rung", role: "option", id: `rung-${at}`, "data-at": at, title, "aria-selected": "false" });
      row.append(element("span", { class: "rung-name", text: name }), element("span", { class: "rung-size", text }), bars);
      this.#rows.set(at, row);
    }
    this.list.replaceChildren(...this.#rows.values());
  }
}
