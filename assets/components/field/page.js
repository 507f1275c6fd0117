// The words and numbers around the picture.
import { element } from "../kit.js";
import { PALETTE } from "../palette.js";
import { keyList } from "./keys.js";
import { HEAT_IS, figures, heatSentence } from "./words.js";

const WAIT = 700; // milliseconds of quiet before it is said aloud
const NOT_HERE = "Its weights are not on this machine: shown is the theoretical field, which needs none.";

export class Page {
  #timer = 0;
  #numbers = [];

  constructor(root, stage, controls, ladder) {
    this.numbers = element("dl", { class: "numbers" });
    this.words = element("p", { class: "sentence" });
    this.aloud = element("p", { class: "aloud", role: "status" });
    this.heat = element("div", { class: "heat" });
    this.heatWords = element("p", { class: "heat-words" });
    const bar = element("span", { class: "bar", "aria-hidden": "true" });
    bar.style.background = `linear-gradient(to right, ${PALETTE.sequential.join(", ")})`;
    [this.low, this.high] = [element("span"), element("span")];
    this.scale = element("div", { class: "scale", title: HEAT_IS }, element("span", { text: "Gradient" }), this.low, bar, this.high);
    this.heat.append(this.scale, element("p", { class: "note", text: HEAT_IS }));
    controls.kinds.append(this.heatWords);
    this.measured = element("p", { class: "measured", role: "status" });
    this.keys = keyList();
    const below = element("div", { class: "below" }, controls.rest, this.keys);
    const said = [this.words, this.heat, below, this.measured, this.aloud];
    const left = element("div", { class: "main" }, stage, controls.place, this.numbers, controls.kinds, ...said);
    this.element = element("div", { class: "field" }, left, ladder);
    root.replaceChildren(this.element);
  }

  toggleKeys() {
    this.keys.open = !this.keys.open;
  }

  /** `said` null keeps quiet while the film runs; the numbers follow all the same. */
  show(unit, input, said) {
    const rows = figures(unit, input);
    if (this.#numbers.length === 0) {
      this.#numbers = rows.map(([what, , thing, hint]) => {
        const value = element("dd", { class: `thing-${thing}`, title: hint, "data-number": what.toLowerCase() });
        this.numbers.append(element("div", {}, element("dt", { text: what }), value));
        return value;
      });
    }
    rows.forEach(([, value], i) => (this.#numbers[i].textContent = value));
    this.words.textContent = said ? said.join(" ") : unit.layer.name;
    clearTimeout(this.#timer);
    if (said) this.#timer = setTimeout(() => (this.aloud.textContent = said[0]), WAIT);
  }

  showHeat({ on, here, heat, unit }) {
    this.heat.hidden = !here || !on;
    this.scale.hidden = !heat || heat.blank;
    const waiting = here && !heat;
    for (const part of [this.heat, this.heatWords]) part.classList.toggle("waiting", waiting);
    this.heatWords.classList.toggle("off", here && !on); // its place stays
    if (!here) this.heatWords.textContent = NOT_HERE;
    else if (heat) {
      this.heatWords.textContent = heatSentence(heat, unit);
      [this.low.textContent, this.high.textContent] = heat.scale;
    }
  }

  /** Why there is no heat. */
  sayHeat(text) {
    this.heatWords.classList.remove("waiting");
    this.heatWords.textContent = text;
  }

  /** What the measurement says; `agrees` is unknown while it runs. */
  sayMeasure(text, agrees) {
    this.measured.textContent = text && agrees !== undefined ? `${agrees ? "✓ " : ""}${text}` : text;
    this.measured.classList.toggle("agrees", agrees === true);
  }

  leave() {
    clearTimeout(this.#timer);
  }
}
