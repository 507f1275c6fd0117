// One number: its name in its thing's colour, a field to type in and a slider to drag.
import { element } from "../kit.js";
import { RANGES } from "./state.js";

export class NumberRow {
  #typing = false; // nothing overwrites a number that is being typed
  choices = null; // where not every number will do: those that will, one for each step of the slider

  /** The lab's `onChange`, `onRest` and `onGrab`, and `onLight(name)`, null when the eye leaves. */
  constructor(name, { onChange, onRest, onGrab, onLight }) {
    const { label, low, high, thing } = RANGES[name];
    this.name = name;
    this.slider = element("input", { type: "range", id: `lab-${name}`, min: low, max: high, step: 1, "data-name": name });
    this.number = element("input", {
      type: "number", min: low, max: high, step: 1, inputmode: "numeric", autocomplete: "off", "aria-label": `${label}, as a number`, title: `${low} to ${high}`, "data-name": name,
    });
    this.label = element("label", { for: this.slider.id, text: label });
    this.element = element("div", { class: `control thing-${thing}` }, this.label, this.number, this.slider);
    this.#slide(onChange, onRest, onGrab, onLight);
    this.#type(onChange, onRest, onLight);
  }

  #slide(onChange, onRest, onGrab, onLight) {
    const { name, slider } = this;
    let keyed = false;
    let held = false;
    slider.oninput = () => {
      const at = Number(slider.value);
      onChange(name, this.choices ? this.choices[at] : at);
      if (keyed) onRest(held); // one press is told at once, a key that is held when it is let go
    };
    slider.onpointerdown = () => {
      keyed = false;
      onGrab(name);
    };
    slider.onkeydown = (event) => {
      keyed = true;
      held = event.repeat;
    };
    slider.onkeyup = () => {
      if (keyed) onRest(false); // the key is let go: no need to wait for another
    };
    slider.onfocus = () => onLight(name);
    slider.onblur = () => onLight(null);
    slider.onchange = () => {
      if (!keyed) onGrab(null);
      onRest(keyed && held);
    };
  }

  #type(onChange, onRest, onLight) {
    const { name, number } = this;
    const { low, high } = RANGES[name];
    number.onfocus = () => {
      this.#typing = true;
      onLight(name);
      number.select();
    };
    number.oninput = () => {
      this.#typing = true; // also after Enter, which leaves the field open
      const typed = number.valueAsNumber;
      if (!Number.isInteger(typed) || typed < low || typed > high) return; // half typed
      onChange(name, typed);
      onRest(true);
    };
    number.onchange = () => {
      const typed = Math.round(number.valueAsNumber);
      if (Number.isFinite(typed)) onChange(name, Math.min(high, Math.max(low, typed)));
      this.#typing = false;
      onRest(true);
      onChange(name, null);
    };
    number.onblur = () => {
      this.#typing = false;
      onLight(null);
      onChange(name, null);
    };
  }

  show(value) {
    const at = this.choices ? this.choices.indexOf(value) : value;
    if (Number(this.slider.value) !== at) this.slider.value = at;
    if (!this.#typing) this.number.value = value;
  }

  /** Step through `choices` and nothing else. */
  offer(choices, value) {
    this.choices = choices;
    this.slider.min = 0;
    this.slider.max = choices.length - 1;
    this.slider.disabled = choices.length === 1;
    this.slider.setAttribute("aria-valuetext", `${value} of ${choices.join(", ")}`);
  }

  call(label) {
    if (this.label.textContent === label) return;
    this.label.textContent = label;
    this.number.setAttribute("aria-label", `${label}, as a number`);
  }
}
