// The likeliest classes before and after the noise.
import { element } from "../kit.js";
import { fillBeforeAfter } from "../prediction/before_after.js";

export class Bars {
  constructor() {
    this.list = element("ol", { class: "bars", "aria-label": "Probabilities after the noise" });
    this.element = element("section", { class: "part", "aria-label": "Probabilities" }, element("h2", { text: "Before and after" }), this.list, element("p", { class: "note", text: "Bars: with the noise. Outlines: the photo without." }));
  }

  show(classes) {
    fillBeforeAfter(this.list, classes, true);
  }
}
