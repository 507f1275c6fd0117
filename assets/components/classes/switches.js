// How the head learns: switches with a sentence each, the blocks that learn too, and the draw.
import { element } from "../kit.js";

const SWITCHES = [
  ["momentum", "Momentum", "Each step keeps nine tenths of the last one's direction: the loss falls sooner."],
  ["dropout", "Dropout", "Half of the channels are left out by chance at each step: none is relied on alone."],
  ["augment", "Augmentation", "Pictures also come cut closer, mirrored, lighter or darker: four variants of each."],
];
const TUNE = ["No block: the head learns alone, in a blink.", "The last kept block learns too, at a tenth of the rate; the network of all visitors stays as it is.", "The last two kept blocks learn too: more to fit, slower, easier to spoil.", "The last three kept blocks learn too: more to fit, slower, easier to spoil."];

export class Switches {
  /** `onChange({ key: value })`. */
  constructor(onChange) {
    this.boxes = SWITCHES.map(([key, title, why]) => {
      const box = element("input", { type: "checkbox" });
      box.onchange = () => onChange({ [key]: box.checked });
      return { key, box, element: element("label", { class: "switch" }, box, element("span", {}, element("strong", { text: title }), ` ${why}`)) };
    });
    this.tune = element("select", { "aria-label": "Unfreeze: blocks that learn too" });
    this.tune.onchange = () => onChange({ tune: Number(this.tune.value) });
    this.why = element("span");
    const unfreeze = element("label", { class: "switch" }, this.tune, element("span", {}, element("strong", { text: "Unfreeze " }), this.why));
    this.element = element("div", { class: "switches" }, ...this.boxes.map((each) => each.element), unfreeze);
  }

  show(settings, most) {
    for (const { key, box } of this.boxes) box.checked = settings[key];
    const count = Math.min(3, most);
    if (this.tune.options.length !== count + 1) this.tune.replaceChildren(...Array.from({ length: count + 1 }, (_, i) => element("option", { value: i, text: String(i) })));
    this.tune.value = settings.tune;
    this.why.textContent = TUNE[settings.tune];
  }
}
