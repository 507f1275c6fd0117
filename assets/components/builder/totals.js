// The network's large numbers in fixed places.
import { element, grouped } from "../kit.js";
import { bytesText, fieldText, large, shapeText } from "./words.js";

const NUMBERS = {
  out: ["Output", "output", "channels × height × width, or so many numbers"],
  params: ["Parameters", "kernel", "what the network learns: weights and biases, and two numbers a channel in batch norms"],
  macs: ["MACs", "plain", "multiplications of convolutions and linear layers for one picture, bias not counted; half of what counts as FLOPs"],
  bytes: ["Activations", "plain", "memory of all outputs for one picture, four bytes a number"],
  field: ["Receptive field", "input", "height and width, in pixels of the input, of what a unit of the last maps sees"],
};

export class Totals {
  constructor() {
    this.parts = {};
    this.element = element("dl", { class: "totals" });
    for (const [name, [label, thing, hint]] of Object.entries(NUMBERS)) {
      const value = element("dd", { class: `thing-${thing}`, "data-number": name });
      const title = element("dt", { text: label });
      this.parts[name] = { value, title };
      this.element.append(element("div", { class: name, title: hint }, title, value));
    }
  }

  show({ input }, { rows, mismatch }, sums) {
    const soFar = mismatch ? " so far" : "";
    const local = rows.findLast(({ field }) => field !== null && field !== "global");
    this.#put("out", mismatch ? "–" : shapeText(rows.at(-1)?.out ?? input), mismatch ? "no output yet" : undefined);
    for (const name of ["params", "macs"]) this.#put(name, large(sums[name]), grouped(sums[name]), soFar);
    this.#put("bytes", bytesText(sums.bytes), `${grouped(sums.bytes)} bytes`, soFar);
    this.#put("field", local ? fieldText(local.field) : "–", local ? `of the last maps; stride ${local.field.stride.join(" × ")}` : "no maps yet", soFar);
  }

  #put(name, text, exact, soFar = "") {
    const { value, title } = this.parts[name];
    if (value.textContent !== text) value.textContent = text;
    if (exact) value.title = exact;
    else value.removeAttribute("title");
    title.textContent = NUMBERS[name][0] + soFar;
  }
}
