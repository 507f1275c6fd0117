// What a nonlinearity does: its value and slope, the lab's output through it, and why layers without it are only one.
import { element, short } from "../../kit.js";
import { ConvolutionCollapse } from "./nonlinearity/collapse.js";
import { FUNCTIONS, X_END, X_STEP, filled, kinkSentence, stuckSentence } from "./nonlinearity/functions.js";
import { Slider } from "./nonlinearity/fields.js";
import { Maps } from "./nonlinearity/maps.js";
import { MatrixCollapse } from "./nonlinearity/matrices.js";
import { Plot, precise, svg } from "./nonlinearity/plot.js";

const SECOND_KERNEL = [1, 2, 1, 2, 4, 2, 1, 2, 1];
const MATRICES = [1, -1, 1, 1, 1, 0.5, -0.5, 1];
const LAYERS = 5; // through how many layers a slope is followed

const fields = Object.values(FUNCTIONS).flatMap((about) => about.fields);
const typed = (start) => ({ default: String(start), low: -99, high: 99 });

export const TITLE = "Nonlinearity";
export const KEYS = {
  nf: { default: "relu", values: Object.keys(FUNCTIONS) },
  nx: { default: "-1.5", low: -X_END, high: X_END },
  nb: { default: "0", values: ["0", "1"] }, // whether the map is normalized first
  nc: { default: "convolution", values: ["convolution", "matrix"] },
  ...Object.fromEntries(fields.map(({ key, start, low, high }) => [key, { default: String(start), low, high }])),
  ...Object.fromEntries(SECOND_KERNEL.map((start, i) => [`nk${i + 1}`, typed(start)])),
  ...Object.fromEntries(MATRICES.map((start, i) => [`nq${i + 1}`, typed(start)])),
};

/** A row of choices of which one is on, as radio buttons. */
function choices(name, legend, options, onChoose) {
  const inputs = {};
  const labels = Object.entries(options).map(([value, content]) => {
    const input = (inputs[value] = element("input", { type: "radio", name: `nonlinearity-${name}`, value }));
    input.onchange = () => {
      if (input.checked) onChoose(value);
    };
    return element("label", { class: "nonlinearity-choice" }, input, ...[content].flat());
  });
  return { inputs, element: element("fieldset", { class: "nonlinearity-choices" }, element("legend", { text: legend }), ...labels) };
}

/** A function's name and its shape in small. */
function face(name) {
  const f = filled(name, FUNCTIONS[name].fields.map(({ key, start }) => (key === "na" ? 0.2 : start))); // 0.01 cannot be seen
  const xs = Array.from({ length: 25 }, (_, i) => i / 4 - 3);
  const ys = xs.map(f.value);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const points = xs.map((x, i) => `${((x + 3) * 30) / 6 + 1},${(19 - (18 * (ys[i] - low)) / (high - low)).toFixed(1)}`);
  return [svg("svg", { viewBox: "0 0 32 20", "aria-hidden": "true" }, svg("polyline", { points: points.join(" ") })), element("span", { text: f.label })];
}

function large(name, label) {
  const number = element("dd", { "data-number": name });
  return { number, element: element("div", { class: `nonlinearity-large-${name}` }, element("dt", { text: label }), number) };
}

export class Tab {
  room = { width: 560, em: 13.6 };
  #held = {}; // what a finger is moving, which the lab hears of once it is let go
  #frame = 0;

  constructor(context) {
    this.context = context;
    const set = (key) => (value) => this.#set(key, value);
    this.functions = choices("function", "Function", Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, face(name)])), set("nf"));
    this.plot = new Plot((x, rest) => this.#move("nx", x, rest));
    this.x = new Slider({ label: "x", low: -X_END, high: X_END, step: X_STEP }, "nonlinearity-x", (x, rest) => this.#move("nx", x, rest));
    const slider = (field) => new Slider(field, `nonlinearity-${field.key}`, (value, rest) => this.#move(field.key, value, rest));
    this.sliders = Object.fromEntries(fields.map((field) => [field.key, slider(field)]));
    this.numbers = { x: large("x", "x"), value: large("value", "value at x"), slope: large("slope", "slope at x") };
    this.maps = new Maps((on) => this.#set("nb", on ? "1" : "0"));
    this.ways = choices("collapse", "Layers", { convolution: "Two convolutions", matrix: "Two matrices" }, set("nc"));
    const change = (changes) => this.context.change(changes);
    this.collapses = {
      convolution: new ConvolutionCollapse((i, value) => this.#type(`nk${i + 1}`, value), change),
      matrix: new MatrixCollapse((i, value) => this.#type(`nq${i + 1}`, value)),
    };
    this.#build();
    this.element.onkeydown = (event) => {
      if (event.key === " " && event.target.closest("input")) event.stopPropagation(); // in the lab space plays
    };
    this.observer = new ResizeObserver(() => this.#measure());
    this.observer.observe(this.stage);
  }

  #build() {
    const part = (name, ...children) => element("div", { class: `nonlinearity-${name}` }, ...children);
    const section = (title, ...children) => element("section", {}, element("h3", { text: title }), ...children);
    this.formula = element("p", { class: "nonlinearity-formula" });
    this.stuck = element("p", { class: "nonlinearity-sentence" });
    this.here = element("p", { class: "nonlinearity-here" });
    this.stage = part("stage", this.plot.element);
    this.settings = part("settings", this.x.element, ...Object.values(this.sliders).map((slider) => slider.element));
    const numbers = element("dl", { class: "nonlinearity-numbers" }, ...Object.values(this.numbers).map((number) => number.element));
    const side = part("side", this.formula, numbers, this.settings, this.stuck, this.here);
    this.element = part(
      "tab",
      this.functions.element,
      part("pair", this.stage, side),
      section("The lab's output through it", this.maps.element),
      section("Without it, two layers are one", this.ways.element, ...Object.values(this.collapses).map((collapse) => collapse.element)),
    );
  }

  #get(key) {
    return this.#held[key] ?? this.context.get(key);
  }

  #number(key) {
    return Number(this.#get(key));
  }

  #set(key, value) {
    delete this.#held[key];
    this.context.set(key, String(value));
  }

  /** A finger moves: the tab follows with the next frame, the lab hears of it at rest. */
  #move(key, value, rest) {
    const { low, high } = KEYS[key];
    const text = String(Number(Math.min(high, Math.max(low, value)).toFixed(2)));
    if (rest) return this.#set(key, text);
    this.#held[key] = text;
    return this.#soon();
  }

  #type(key, value) {
    if (this.#number(key) !== value) this.#set(key, value);
  }

  /** Room and size of text for the plot, measured when they change: to ask with every movement would lay out the page twice. */
  #measure() {
    this.room = { width: Math.max(240, Math.round(this.stage.clientWidth)), em: 0.85 * parseFloat(getComputedStyle(this.stage).fontSize) };
    if (this.scene) this.#soon();
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  show(scene) {
    this.scene = scene;
    this.#draw();
  }

  #draw() {
    const { scene } = this;
    const palette = this.context.palette();
    const name = this.#get("nf");
    const f = filled(name, FUNCTIONS[name].fields.map(({ key }) => this.#number(key)));
    this.functions.inputs[name].checked = true;
    this.#drawPlot(f);
    const fresh = `${name} ${f.a} ${this.#get("nb")} ${this.#get("nc")} ${SECOND_KERNEL.map((_, i) => this.#get(`nk${i + 1}`))}`;
    const nc = this.#get("nc");
    for (const [way, collapse] of Object.entries(this.collapses)) collapse.element.hidden = way !== nc;
    this.ways.inputs[nc].checked = true;
    if (nc === "matrix") this.collapses.matrix.show(MATRICES.map((_, i) => this.#number(`nq${i + 1}`)), f);
    if (this.drawn?.scene === scene && this.drawn.fresh === fresh && this.drawn.palette === palette) return; // only x has moved
    this.drawn = { scene, fresh, palette };
    this.maps.show(scene, f, this.#get("nb") === "1", palette);
    if (nc === "convolution") this.collapses.convolution.show(scene, SECOND_KERNEL.map((_, i) => this.#number(`nk${i + 1}`)), f, palette);
  }

  #drawPlot(f) {
    const x = this.#number("nx");
    this.plot.show(f, x, this.room.width, this.room.em);
    this.x.show(x, this.plot.words);
    for (const [key, slider] of Object.entries(this.sliders)) {
      slider.element.hidden = !FUNCTIONS[f.name].fields.some((field) => field.key === key);
      slider.show(this.#number(key));
    }
    const slope = f.slope(x);
    this.formula.textContent = `f(x) = ${f.formula}`;
    this.numbers.x.number.textContent = short(x);
    this.numbers.value.number.textContent = precise(f.value(x));
    this.numbers.slope.number.textContent = precise(slope);
    this.stuck.textContent = stuckSentence(f);
    this.stuck.classList.toggle("nonlinearity-free", f.stuck.length === 0);
    this.here.textContent = [
      `${LAYERS} layers with this slope in a row multiply the gradient by ${precise(slope ** LAYERS)}.`, kinkSentence(f, x),
    ].join(" ").trim();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.observer.disconnect();
    for (const collapse of Object.values(this.collapses)) collapse.leave();
  }
}
