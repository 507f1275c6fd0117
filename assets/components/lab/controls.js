// One row a setting: its name in its thing's colour, a number to type and a slider to drag.
import { element } from "../kit.js";
import { RANGES, divisors } from "./state.js";

export class Controls {
  #rows = {};
  #typing = null; // the setting whose number is being typed, which nothing overwrites meanwhile

  /**
   * `onChange(name, value)` with every movement, `onRest(soon)` when a finger lifts (soon = false) or a key was pressed,
   * `onGrab(name)` when a slider is taken and `onGrab(null)` when it is let go.
   */
  constructor({ onChange, onRest, onGrab }) {
    this.element = element("div", { class: "controls", role: "group", "aria-label": "Settings" });
    for (const name of Object.keys(RANGES)) this.#rows[name] = this.#row(name, onChange, onRest, onGrab);
    this.element.append(...Object.values(this.#rows).map((row) => row.element));
  }

  #row(name, onChange, onRest, onGrab) {
    const { label, low, high, thing } = RANGES[name];
    const slider = element("input", { type: "range", id: `lab-${name}`, min: low, max: high, step: 1, "data-name": name });
    const number = element("input", {
      type: "number", min: low, max: high, step: 1, inputmode: "numeric", autocomplete: "off", "aria-label": `${label}, as a number`, "data-name": name,
    });
    const row = { slider, number, choices: null };
    const value = () => (row.choices ? row.choices[Number(slider.value)] : Number(slider.value));

    let keyed = false;
    let held = false;
    slider.oninput = () => {
      onChange(name, value());
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
    slider.onkeyup = () => keyed && onRest(false); // the key is let go: no need to wait for another
    slider.onfocus = () => this.#light(name);
    slider.onblur = () => this.#light(null);
    slider.onchange = () => {
      if (!keyed) onGrab(null);
      onRest(keyed && held);
    };

    number.onfocus = () => {
      this.#typing = name;
      this.#light(name);
      number.select();
    };
    number.oninput = () => {
      const typed = number.valueAsNumber;
      if (!Number.isInteger(typed) || typed < low || typed > high) return; // half typed
      onChange(name, typed);
      onRest(true);
    };
    number.onchange = () => {
      const typed = Math.round(number.valueAsNumber);
      if (Number.isFinite(typed)) onChange(name, Math.min(high, Math.max(low, typed)));
      this.#typing = null;
      onRest(true);
      onChange(name, null);
    };
    number.onblur = () => {
      this.#typing = null;
      this.#light(null);
      onChange(name, null);
    };
    row.element = element("div", { class: `control thing-${thing}` }, element("label", { for: slider.id, text: label }), number, slider);
    return row;
  }

  /** Light up what `name` sets in the formulas. */
  #light(name) {
    const root = this.element.parentElement;
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    this.lit = name;
    if (name) for (const term of root.querySelectorAll(`[data-term="${name}"]`)) term.classList.add("lit");
  }

  relight() {
    if (this.lit) this.#light(this.lit);
  }

  show(settings) {
    for (const [name, row] of Object.entries(this.#rows)) {
      if (name === "groups") this.#offerDivisors(row, settings);
      else if (Number(row.slider.value) !== settings[name]) row.slider.value = settings[name];
      if (this.#typing !== name) row.number.value = settings[name];
    }
  }

  /** The slider of the groups steps through the divisors of both channel counts and nothing else. */
  #offerDivisors(row, { cin, cout, groups }) {
    row.choices = divisors(cin, cout);
    row.slider.min = 0;
    row.slider.max = row.choices.length - 1;
    row.slider.disabled = row.choices.length === 1;
    row.slider.value = row.choices.indexOf(groups);
    row.slider.setAttribute("aria-valuetext", `${groups} of ${row.choices.join(", ")}`);
    row.element.title = `Numbers that divide both channel counts: ${row.choices.join(", ")}`;
  }
}
