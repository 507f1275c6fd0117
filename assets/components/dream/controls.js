// The settings of a dream: what is made, and what keeps it like a picture.
import { element } from "../kit.js";

export const MODES = [["class", "A class"], ["channel", "A channel"], ["photo", "DeepDream"], ["layers", "What layers keep"], ["style", "Style"]];
const VISUALIZED = ["class", "channel"];
const ALL = MODES.map(([mode]) => mode);
const per100 = (value) => `${value} %`;
const weight = (value) => (value ? String(value / 100) : "off");

// key, title, modes in which it matters, step, how its value is written, what it does
const SLIDERS = [
  ["robust", "Robustness", VISUALIZED, 10, (value) => (value ? per100(value) : "off"), "Scales and turns the picture a little before each step: only what survives that is kept. 100 %: up to 30 % larger or smaller, 15 degrees."],
  ["jitter", "Jitter", VISUALIZED, 1, (value) => (value ? `${value} px` : "off"), "Moves the picture by up to so many pixels before each step."],
  ["tv", "Total variation", VISUALIZED, 1, weight, "Pulls neighbouring pixels together: less noise, flat areas."],
  ["l2", "L2", VISUALIZED, 1, weight, "Pulls each pixel towards grey: no glaring colours."],
  ["blur", "Blur", VISUALIZED, 10, weight, "Pulls the picture towards itself, blurred: fewer fine lines."],
  ["octaves", "Octaves", ["photo"], 1, String, "Sizes at which it dreams, each 1.4 times the last: more of them, larger shapes."],
  ["strength", "Strength", ["photo"], 1, (value) => `${value / 10} %`, "How much of the range from black to white a pixel moves a step, on average."],
  ["weight", "Weight of the style", ["style"], 1, String, "How much the style counts against the content."],
  ["steps", "Steps", ALL, 2, String, "More steps, more of it; each costs the same time."],
];
const CHOICES = [
  ["aim", "Raise", ["channel"], [["channel", "The whole channel"], ["unit", "One unit in its middle"]]],
  ["start", "Start from", VISUALIZED, [["noise", "Noise"], ["grey", "Grey"], ["photo", "Your photo"]]],
  ["basis", "What moves", VISUALIZED, [["frequencies", "Frequencies"], ["pixels", "Pixels"]]],
];

function slider([key, title, modes, step, written, why], [low, high], onChange) {
  const input = element("input", { type: "range", min: low, max: high, step, "aria-label": title });
  const output = element("output");
  const show = (value) => {
    input.value = value;
    output.textContent = written(value);
    input.setAttribute("aria-valuetext", written(value));
  };
  input.oninput = () => {
    show(Number(input.value));
    onChange({ [key]: Number(input.value) });
  };
  const label = element("label", { class: "slide", title: why }, element("span", { text: title }), input, output);
  return { key, modes, show, element: label };
}

function choice([key, title, modes, options], onChange) {
  const select = element("select", { "aria-label": title }, ...options.map(([value, text]) => element("option", { value, text })));
  select.onchange = () => onChange({ [key]: select.value });
  return { key, modes, show: (value) => (select.value = value), select, element: element("label", { class: "pick" }, element("span", { text: title }), select) };
}

/** Options of a select, set anew only where they differ. */
function fill(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.options === key) return;
  select.dataset.options = key;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value, text })));
}

export class Controls {
  /** `onChange(part)` of the look. */
  constructor({ onChange }) {
    this.onChange = onChange;
    this.what = element("div", { class: "what" });
    this.how = element("div", { class: "how" });
    const reset = Object.assign(element("button", { type: "button", text: "As at first" }), { onclick: () => this.#reset() });
    this.more = element("details", { class: "more" }, element("summary", { text: "What keeps it like a picture" }), this.how, reset);
    this.element = element("section", { class: "controls" }, this.what, this.more);
  }

  build({ classes, ranges, styles }) {
    if (!this.parts) this.#make(ranges, styles);
    const names = classes.map((name, i) => [String(i), name]).sort((a, b) => a[1].localeCompare(b[1]));
    fill(this.cls.select, names);
  }

  #make(ranges, styles) {
    const act = (part) => this.onChange(part);
    this.cls = choice(["cls", "Class", ["class"], []], ({ cls }) => act({ cls: Number(cls) }));
    this.layer = choice(["layer", "Layer", ["channel", "photo"], []], ({ layer }) => act({ layer, unit: 0 }));
    this.unit = { key: "unit", modes: ["channel"], input: element("input", { type: "number", min: 0, step: 1, "aria-label": "Channel" }) };
    this.unit.input.onchange = () => act({ unit: this.#whole(this.unit.input) });
    this.unit.element = element("label", { class: "pick" }, element("span", { text: "Channel" }), this.unit.input);
    this.unit.show = (value) => (this.unit.input.value = value);
    this.other = choice(["other", "In the style of", ["style"], styles], act);
    this.seed = { key: "seed", modes: ALL, input: element("input", { type: "number", min: ranges.seed[0], max: ranges.seed[1], step: 1, "aria-label": "Seed" }) };
    this.seed.input.onchange = () => act({ seed: this.#whole(this.seed.input) });
    const dice = Object.assign(element("button", { type: "button", text: "Another", "aria-label": "Another seed" }), { onclick: () => act({ seed: Math.floor(Math.random() * (ranges.seed[1] + 1)) }) });
    this.seed.element = element("label", { class: "pick", title: "The same seed gives the same picture." }, element("span", { text: "Seed" }), element("span", { class: "tools" }, this.seed.input, dice));
    this.seed.show = (value) => (this.seed.input.value = value);
    this.side = choice(["side", "Picture", [...VISUALIZED, "style"], []], ({ side }) => act({ side: Number(side) }));
    const sliders = SLIDERS.map((row) => slider(row, ranges[row[0]], act));
    const choices = CHOICES.map((row) => choice(row, act));
    this.parts = [this.cls, this.layer, this.unit, this.other, this.seed, this.side, ...choices, ...sliders];
    this.what.replaceChildren(...[this.cls, this.layer, this.unit, this.other, this.seed].map((part) => part.element));
    this.how.replaceChildren(...[...choices, this.side, ...sliders].map((part) => part.element));
  }

  #whole(input) {
    const [low, high] = [Number(input.min), Number(input.max)];
    const value = Math.round(Number(input.value));
    return (input.value = Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : low), Number(input.value);
  }

  show(look, about) {
    this.about = about;
    const { mode } = look;
    const names = mode === "photo" ? about.ends : about.layers.map(([name]) => name);
    fill(this.layer.select, [...new Set([...names, look.layer])].map((name) => [name, name]));
    this.unit.input.max = (about.layers.find(([name]) => name === look.layer)?.[1] ?? 1) - 1;
    const sides = [...new Set([0, 64, 96, 128, 160, 192, 224])].filter((side) => side !== about.side);
    if (!sides.includes(look.side)) sides.push(look.side);
    const smallest = mode === "style" ? 128 : about.side; // as `synthesis.style` has it
    fill(this.side.select, sides.map((side) => [String(side), side ? `${side} px` : `${smallest} px, as at first`]));
    for (const part of this.parts) {
      part.element.hidden = !part.modes.includes(mode);
      part.show(part.key === "steps" ? look.steps || about.steps[mode] : look[part.key]);
    }
  }

  #reset() {
    const { mode, cls, layer, unit } = this.about.first;
    const kept = { mode, cls, layer, unit };
    const first = Object.fromEntries(Object.entries(this.about.first).filter(([key]) => !(key in kept)));
    this.onChange(first);
  }
}
