// What the network says before and after: the five likeliest classes with both probabilities and the change.
import { element, short } from "../kit.js";

const percent = (share) => (share > 0 && share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`);
const points = (change) => `${change > 0 ? "+" : ""}${short(100 * change, 1)}`;

export class Chances {
  constructor() {
    this.said = element("p", { class: "lead" });
    this.list = element("ol");
    this.one = element("span");
    this.two = element("span");
    this.key = element("p", { class: "legend" }, element("span", { class: "sample" }, element("span", { class: "dot before" }), this.one), element("span", { class: "sample" }, element("span", { class: "dot after" }), this.two));
    this.element = element("section", { class: "chances", "aria-label": "What the network says" }, this.said, this.list, this.key);
  }

  show({ guesses, said }, { mode }) {
    this.element.hidden = mode === "layer";
    this.said.textContent = said.guess;
    const [one, two] = mode === "photo" ? ["first photo", "second photo"] : ["before", "after"];
    this.one.textContent = one;
    this.two.textContent = `${two}, and the change in points`;
    this.list.replaceChildren(
      ...guesses.map(({ name, before, after }) => {
        const bar = (kind, share) => {
          const made = element("span", { class: `bar ${kind}`, "aria-hidden": "true" });
          made.style.width = `${Math.max(0.5, 100 * share)}%`;
          return made;
        };
        const text = element("span", { class: "value", text: `${percent(before)} → ${percent(after)} (${points(after - before)})` });
        return element("li", {}, element("span", { class: "name", text: name }), text, element("span", { class: "tracks" }, bar("before", before), bar("after", after)));
      }),
    );
  }
}
