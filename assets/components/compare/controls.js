// What is compared, and with which change: choices and sliders. Those that do not matter are not shown.
import { element } from "../kit.js";
import { choice, press, segments, slider } from "../filters/parts.js";

const OF = { shift: ["right", "down", "border"], turn: ["degrees", "border"], mirror: [], blur: ["sigma"], noise: ["strength", "seed"] };
const LABELS = {
  right: ["Shift right", "pixels of the network's input"], down: ["Shift down", "pixels of the network's input"],
  degrees: ["Turn", "degrees, counterclockwise"], sigma: ["Blur", "pixels: standard deviation of the Gaussian"],
  strength: ["Noise", "grey levels: standard deviation"], seed: ["Noise pattern", "another number, another pattern"],
};
const AMOUNTS = {
  shift: ({ right, down }) => `shifted ${right} right and ${down} down`, turn: ({ degrees }) => `turned by ${degrees}°`, mirror: () => "mirrored",
  blur: ({ sigma }) => `blurred by ${sigma} pixels`, noise: ({ strength, seed }) => `with noise of ${strength} (pattern ${seed})`,
};
const KINDS = { change: "The photo, changed", photo: "Two photos", layer: "Two layers" };

/** A unit by its number, with a step back and forward. */
function stepper(label, name, onUnit) {
  const input = element("input", { type: "number", id: `compare-${name}`, min: 1, step: 1, inputmode: "numeric" });
  const of = element("span", { class: "of" });
  const settle = (number) => Number.isFinite(number) && onUnit(Math.min(Number(input.max), Math.max(1, Math.round(number))));
  input.onchange = () => settle(Number(input.value));
  const step = (delta) => settle(((Number(input.value) - 1 + delta + Number(input.max)) % Number(input.max)) + 1);
  const made = element("div", { class: "stepper" }, element("label", { for: input.id, text: label }), press("‹", `${label}: the one before`, () => step(-1)), input, press("›", `${label}: the next one`, () => step(1)), of);
  return {
    element: made,
    show: (unit, count) => {
      input.max = count;
      of.textContent = `of ${count}`;
      if (input.getRootNode().activeElement !== input || Number(input.value) !== unit) input.value = unit;
    },
  };
}

export class Controls {
  #offered = "";

  constructor(onChange) {
    this.onChange = onChange;
    this.element = element("div", { class: "controls" });
  }

  /** `{ ranges, titles, photos, layers }` of the page. */
  offer({ ranges, titles, photos, layers }) {
    const about = JSON.stringify([ranges, titles, photos, layers]);
    if (about === this.#offered) return;
    this.#offered = about;
    const { onChange } = this;
    const pick = (name) => (value) => onChange({ [name]: value });
    this.mode = segments("What to compare", { ...KINDS, ...titles.mode }, pick("mode"));
    this.kind = segments("Change", titles.kind, pick("kind"));
    this.reading = segments("Second map", titles.reading, pick("reading"));
    this.border = choice("border", "What comes in", [["", Object.entries(titles.border)]], pick("border"));
    this.photo = choice("second", "Second photo", [["", photos]], pick("photo"));
    this.other = choice("other-layer", "Second layer", [["", layers.map(({ name, kind }) => [name, `${name}  ·  ${kind}`])]], pick("other_layer"));
    this.sliders = Object.fromEntries(Object.entries(LABELS).map(([name, [label, unit]]) => [name, slider(name, label, ranges[name], unit, pick(name))]));
    for (const [name, each] of Object.entries(this.sliders)) each.element.title = `${LABELS[name][1]}; double click: back to ${ranges[name][3]}`;
    for (const [name, each] of Object.entries(this.sliders)) each.range.ondblclick = () => onChange({ [name]: ranges[name][3] });
    this.unit = stepper("Unit", "unit", (unit) => onChange({ unit }));
    this.otherUnit = stepper("Unit of the second layer", "other-unit", (unit) => onChange({ other_unit: unit }));
    this.amounts = element("div", { class: "amounts" }, ...Object.values(this.sliders).map((each) => each.element), this.border.element);
    const things = element("div", { class: "things" }, this.unit.element, this.reading.element, this.photo.element, this.other.element, this.otherUnit.element);
    this.element.replaceChildren(element("div", { class: "choosing" }, this.mode.element, this.kind.element), this.amounts, things);
  }

  show(settings, answer) {
    const { mode, kind } = settings;
    for (const name of ["mode", "kind", "reading", "border", "photo"]) this[name].show(settings[name]);
    this.other.show(settings.other_layer);
    const shown = mode === "change" ? OF[kind] : [];
    for (const [name, each] of Object.entries(this.sliders)) {
      each.element.hidden = !shown.includes(name);
      each.show(settings[name]);
    }
    this.border.element.hidden = !shown.includes("border");
    this.amounts.hidden = shown.length === 0;
    this.kind.element.hidden = mode !== "change";
    this.reading.element.hidden = mode !== "change" || kind === "blur" || kind === "noise";
    this.photo.element.hidden = mode !== "photo";
    this.other.element.hidden = this.otherUnit.element.hidden = mode !== "layer";
    if (!answer) return;
    this.unit.show(settings.unit || answer.units[0], answer.counts[0]);
    this.otherUnit.show(settings.other_unit || answer.units[1], answer.counts[1]);
  }

  /** The change in words. */
  amount(settings) {
    return AMOUNTS[settings.kind](settings);
  }
}
