// The settings of one layer: numbers typed or stepped, a box to tick, a choice.
import { element } from "../kit.js";

const THINGS = { kernel: "kernel", channels: "output", outputs: "output", side: "output", padding: "padding", inputs: "input" };

let made = 0; // for ids: a label names its input

/** A number: typed, or stepped by its buttons; `change(value)` hears of each. */
export class NumberField {
  constructor(part, change) {
    this.part = part;
    this.change = change;
    const id = `build-${made++}`;
    const { label, low, high, optional } = part;
    const range = `${low} to ${high}`;
    this.input = element("input", { id, type: "number", min: low, max: high, step: 1, inputmode: "numeric", title: `${label}: ${range}` });
    if (optional) this.input.placeholder = "all";
    this.input.oninput = () => this.#typed();
    this.input.onblur = () => this.show(this.value);
    const step = (delta, sign, word) => {
      const button = element("button", { type: "button", class: "step", text: sign, "aria-label": `${word} ${label.toLowerCase()}` });
      button.onclick = () => this.#step(delta);
      return button;
    };
    this.less = step(-1, "−", "Lower");
    this.more = step(1, "+", "Raise");
    this.element = element(
      "div", { class: `setting thing-${THINGS[part.name] ?? "plain"}` },
      element("label", { for: id, text: label }), element("span", { class: "stepper" }, this.less, this.input, this.more),
    );
  }

  #typed() {
    const { low, high, optional } = this.part;
    const text = this.input.value;
    if (text === "" && optional && !this.input.validity.badInput) return this.change(null);
    const value = Number(text);
    if (text !== "" && Number.isInteger(value) && value >= low && value <= high) this.change(value);
  }

  #step(delta) {
    const { low, high } = this.part;
    this.change(Math.min(high, Math.max(low, (this.value ?? this.coming ?? low) + delta)));
  }

  /** `coming` is what a number left empty stands for. */
  show(value, coming) {
    this.value = value;
    this.coming = coming ?? this.coming;
    const focused = this.input.getRootNode().activeElement === this.input;
    if (!focused || Number(this.input.value) !== value) this.input.value = value ?? "";
    this.less.disabled = value !== null && value <= this.part.low;
    this.more.disabled = value !== null && value >= this.part.high;
  }
}

class SwitchField {
  constructor(part, change) {
    const id = `build-${made++}`;
    this.box = element("input", { id, type: "checkbox" });
    this.box.onchange = () => change(this.box.checked);
    this.element = element("div", { class: "setting switch" }, this.box, element("label", { for: id, text: part.label }));
  }

  show(value) {
    this.box.checked = value;
  }
}

class WordField {
  constructor(part, change) {
    const id = `build-${made++}`;
    const options = Object.entries(part.values).map(([value, text]) => element("option", { value, text }));
    this.select = element("select", { id }, ...options);
    this.select.onchange = () => change(this.select.value);
    this.element = element("div", { class: "setting" }, element("label", { for: id, text: part.label }), this.select);
  }

  show(value) {
    this.select.value = value;
  }
}

const FIELDS = { number: NumberField, switch: SwitchField, word: WordField };

/** A field for a setting; `change(value)` with every new value. */
export function fieldFor(part, change) {
  return new FIELDS[part.role](part, change);
}
