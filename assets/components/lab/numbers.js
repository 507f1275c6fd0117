// Four large numbers in fixed places.
import { element, grouped } from "../kit.js";

const NUMBERS = {
  shape: ["Output shape", "output", "channels × height × width"],
  parameters: ["Parameters, with bias", "kernel", "what the layer learns: weights and one bias for each output channel"],
  macs: ["MACs", "plain", "multiplications for one picture, bias not counted; half of what counts as FLOPs"],
  field: ["Receptive field", "input", "side, in pixels of the input, of what one output cell sees"],
};

export class Numbers {
  constructor() {
    this.values = {};
    this.element = element("dl", { class: "numbers" });
    for (const [name, [label, thing, hint]] of Object.entries(NUMBERS)) {
      const value = (this.values[name] = element("dd", { class: `thing-${thing}`, "data-number": name }));
      this.element.append(element("div", { class: name, title: hint }, element("dt", { text: label }), value));
    }
  }

  show({ settings, axis, parameters, macs, span }) {
    const shape = axis ? `${settings.cout} × ${axis.size} × ${axis.size}` : "–";
    this.#put("shape", shape, axis ? "channels × height × width" : "no output");
    this.#put("parameters", grouped(parameters), String(parameters));
    this.#put("macs", axis ? grouped(macs) : "–", axis ? String(macs) : "no output");
    this.#put("field", `${span} × ${span}`, `stride ${settings.s}, padding ${settings.p}`);
  }

  #put(name, text, exact) {
    this.values[name].textContent = text;
    this.values[name].title = exact;
  }
}
