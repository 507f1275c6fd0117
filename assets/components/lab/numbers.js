// Four large numbers in fixed places.
import { element, grouped } from "../kit.js";

const NUMBERS = [
  { name: "shape", label: "Output shape", thing: "output", hint: "channels \u00d7 height \u00d7 width" },
  { name: "parameters", label: "Parameters, with bias", thing: "kernel", hint: "what the layer learns: weights and one bias for each output channel" },
  { name: "macs", label: "MACs", thing: "plain", hint: "multiplications for one picture, bias not counted; half of what counts as FLOPs" },
  { name: "field", label: "Receptive field", thing: "input", hint: "side, in pixels of the input, of what one output cell sees" },
];

export class Numbers {
  constructor() {
    this.values = {};
    this.element = element("dl", { class: "numbers" });
    for (const { name, label, thing, hint } of NUMBERS) {
      const value = (this.values[name] = element("dd", { class: `thing-${thing}`, "data-number": name }));
      this.element.append(element("div", { class: name, title: hint }, element("dt", { text: label }), value));
    }
  }

  show({ settings, axis, parameters, macs, field }) {
    const shape = axis ? `${settings.cout} \u00d7 ${axis.size} \u00d7 ${axis.size}` : "\u2013";
    this.#put("shape", shape, axis ? "channels \u00d7 height \u00d7 width" : "no output");
    this.#put("parameters", grouped(parameters), String(parameters));
    this.#put("macs", axis ? grouped(macs) : "\u2013", axis ? String(macs) : "no output");
    this.#put("field", `${field.size} \u00d7 ${field.size}`, `stride ${field.stride}, padding ${field.padding}`);
  }

  #put(name, text, exact) {
    this.values[name].textContent = text;
    this.values[name].title = exact;
  }
}
