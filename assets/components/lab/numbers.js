// Four large numbers in fixed places.
import { element, grouped } from "../kit.js";

const NUMBERS = {
  shape: ["Output shape", "output", "channels × height × width"],
  parameters: ["Parameters, with bias", "kernel", "what the layer learns: weights and one bias for each output channel"],
  macs: ["MACs", "plain", "multiplications for one picture, bias not counted; half of what counts as FLOPs"],
  field: ["Receptive field", "input", "height and width, in pixels of the input, of what one output cell sees"],
};

export class Numbers {
  constructor() {
    this.values = {};
    this.labels = {};
    this.element = element("dl", { class: "numbers" });
    for (const [name, [label, thing, hint]] of Object.entries(NUMBERS)) {
      const value = (this.values[name] = element("dd", { class: `thing-${thing}`, "data-number": name }));
      this.labels[name] = element("dt", { text: label });
      this.element.append(element("div", { class: name, title: hint }, this.labels[name], value));
    }
  }

  show({ settings, out, pads, parameters, macs, span }) {
    this.#put("shape", out ? `${settings.cout} × ${out.h} × ${out.w}` : "–", out ? "channels × height × width" : "no output");
    this.#put("parameters", grouped(parameters), String(parameters));
    this.#put("macs", out ? grouped(macs) : "–", out ? String(macs) : "no output");
    const overhang = pads.top === pads.left ? pads.top : `${pads.top} above and ${pads.left} left`;
    this.#put("field", `${span.h} × ${span.w}`, `stride ${settings.s}, padding ${overhang}`);
    this.labels.parameters.textContent = settings.bias ? NUMBERS.parameters[0] : "Parameters, no bias";
  }

  #put(name, text, exact) {
    this.values[name].textContent = text;
    this.values[name].title = exact;
  }
}
