// The way from the visual cortex to now: years on one line, a dot for each step; families can be opened.
import { element } from "../kit.js";

export class History {
  /** `onOpen(name)` when a network is chosen. */
  constructor({ onOpen }) {
    this.onOpen = onOpen;
    this.line = element("ol", { class: "years" });
    this.said = element("p", { class: "step-said", role: "status" });
    const frame = element("div", { class: "frame plain", tabindex: "0", role: "region", "aria-label": "Networks by year" }, this.line);
    this.element = element("div", { class: "history" }, frame, this.said);
  }

  show(years, families) {
    if (this.years === JSON.stringify(years)) return this.mark(families);
    this.years = JSON.stringify(years);
    this.line.replaceChildren(...years.map(({ year, steps }) =>
      element("li", {}, element("span", { class: "year", text: year }), element("span", { class: "dots", "aria-hidden": "true" }), ...steps.map((step) => this.#step(step)))));
    this.said.textContent = years[0]?.steps[0]?.said ?? "";
    this.mark(families);
  }

  #step({ title, said, arch }) {
    const button = element("button", { type: "button", text: title, "data-title": title, class: arch ? "" : "forerunner", title: said });
    const tell = () => (this.said.textContent = said);
    button.onfocus = button.onpointerenter = tell;
    button.onclick = () => {
      tell();
      if (arch) this.onOpen(arch);
    };
    return button;
  }

  mark(families) {
    for (const button of this.line.querySelectorAll("button")) {
      if (families.includes(button.dataset.title)) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
