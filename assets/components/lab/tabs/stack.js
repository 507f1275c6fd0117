// A stack of layers on one axis: what a unit of the last one sees, layer by layer back to the pixels.
import { element } from "../../kit.js";
import { kernelSpan } from "../geometry.js";
import { draw, node } from "./stack/drawing.js";
import { chain, trace } from "./stack/fields.js";
import { tooLarge, twoFields, whereItLooks } from "./stack/words.js";

export const TITLE = "Stack";

const MOST = 3;
const PARTS = {
  k: { name: "kernel", label: "Kernel", thing: "kernel", usual: "3", low: 1, high: 11 },
  s: { name: "stride", label: "Stride", thing: "plain", usual: "1", low: 1, high: 4 },
  p: { name: "padding", label: "Padding", thing: "padding", usual: "1", low: 0, high: 5 },
  d: { name: "dilation", label: "Dilation", thing: "kernel", usual: "1", low: 1, high: 4 },
};

/** `sl` layers in all, `su` the unit of the last one from 0, then kernel, stride, padding, dilation of layers 2 and 3. */
export const KEYS = { sl: { default: "2", low: 1, high: MOST }, su: { default: "1", low: 0, high: 255 } };
for (const layer of [2, 3]) for (const [letter, { usual, low, high }] of Object.entries(PARTS)) KEYS[`s${letter}${layer}`] = { default: usual, low, high };

/** Known stacks; a pooling layer sees as a convolution of its size does. */
const EXAMPLES = {
  "LeNet-5: conv, pool, conv": { own: { n: 32, k: 5, s: 1, p: 0 }, more: { sk2: 2, ss2: 2, sp2: 0, sk3: 5, ss3: 1, sp3: 0 } },
  "VGG: conv, conv, pool": { own: { n: 32, k: 3, s: 1, p: 1 }, more: { sk2: 3, ss2: 1, sp2: 1, sk3: 2, ss3: 2, sp3: 0 } },
  "AlexNet: conv, pool, conv": { own: { n: 64, k: 11, s: 4, p: 2 }, more: { sk2: 3, ss2: 2, sp2: 0, sk3: 5, ss3: 1, sp3: 2 } },
};

const part = (name, ...children) => element("div", { class: `stack-${name}` }, ...children);
const coloured = (kind, text) => element("b", { class: `stack-${kind}`, text });

/** A labelled slider with its number; `read()` shows what is kept. */
function slider(context, key, { label, thing, low, high }) {
  const range = element("input", { type: "range", id: `stack-${key}`, min: low, max: high, step: 1 });
  const value = element("output", { for: range.id });
  range.oninput = () => context.set(key, range.value);
  const made = element("div", { class: `control thing-${thing}` }, element("label", { for: range.id, text: label }), value, range);
  return { element: made, range, value, label: made.firstChild, read: () => (value.textContent = range.value = context.get(key)) };
}

export class Tab {
  constructor(context) {
    this.context = context;
    this.count = slider(context, "sl", { label: "Layers", thing: "output", low: 1, high: MOST });
    this.unit = slider(context, "su", { label: "Unit", thing: "pinned", low: 0, high: 0 });
    this.own = element("p", { class: "stack-own" });
    this.sets = [2, 3].map((layer) => {
      const sliders = Object.entries(PARTS).map(([letter, rule]) => slider(context, `s${letter}${layer}`, rule));
      const set = element("fieldset", { class: "stack-set" }, element("legend", { text: `Layer ${layer}` }), ...sliders.map((made) => made.element));
      return { layer, set, sliders };
    });
    const examples = Object.entries(EXAMPLES).map(([name, example]) => {
      const button = element("button", { type: "button", text: name });
      button.onclick = () => this.#take(example);
      return button;
    });
    this.svg = node("svg", { role: "img", class: "stack-svg" });
    this.svg.onpointerdown = (event) => this.#pick(event);
    this.svg.onpointermove = (event) => {
      if (event.buttons > 0) this.#pick(event);
    };
    this.picture = part("picture", this.svg);
    this.misfit = part("misfit");
    this.said = part("said");
    this.said.setAttribute("aria-live", "polite");
    this.lines = part("lines");
    const controls = part("controls", this.count.element, this.own, ...this.sets.map(({ set }) => set));
    this.chooser = part("unit-of", this.unit.element);
    const drawn = part("drawn", this.picture, this.chooser, this.misfit, this.said, this.lines);
    this.element = part("tab", part("examples", ...examples), part("sheet", controls, drawn));
  }

  /** The lab's own layer and the others at once, so that one step back undoes it. */
  #take({ own, more }) {
    const extra = { ...this.scene.settings.extra, sl: "3", su: "1", sd2: "1", sd3: "1" };
    for (const [key, value] of Object.entries(more)) extra[key] = String(value);
    const typed = this.scene.settings.inp === "typed" ? { inp: "disc" } : {}; // typed values would keep their own size
    this.context.change({ ...own, ...typed, d: 1, link: 1, extra });
  }

  #pick(event) {
    const box = this.svg.getBoundingClientRect();
    const unit = this.unitAt?.(event.clientX - box.left, event.clientY - box.top) ?? -1;
    if (unit >= 0 && String(unit) !== this.context.get("su")) this.context.set("su", String(unit));
  }

  #layers({ settings, pads }) {
    const first = { kernel: settings.k, stride: settings.s, dilation: settings.d, before: pads.top, after: pads.bottom };
    const wanted = Number(this.context.get("sl"));
    const others = this.sets.slice(0, wanted - 1).map(({ layer }) => {
      const [kernel, stride, padding, dilation] = ["k", "s", "p", "d"].map((letter) => Number(this.context.get(`s${letter}${layer}`)));
      return { kernel, stride, dilation, before: padding, after: padding };
    });
    return [first, ...others];
  }

  show(scene) {
    this.scene = scene;
    const layers = this.#layers(scene);
    this.count.read();
    for (const { layer, set, sliders } of this.sets) {
      set.hidden = layer > layers.length;
      for (const made of sliders) made.read();
    }
    const { k, s, d, p } = scene.settings;
    this.own.textContent = `Layer 1 is the lab's own: kernel ${k}, stride ${s}, padding ${p}, dilation ${d}.`;
    const rows = scene.rows ? chain(scene.settings.n, layers) : [];
    this.#explain(rows, layers);
    for (const made of [this.picture, this.chooser, this.said, this.lines]) made.hidden = rows.length < 2;
    if (rows.length > 1) this.#draw(rows, layers);
  }

  #draw(rows, layers) {
    const last = rows.at(-1);
    const unit = Math.min(last.size - 1, Number(this.context.get("su")));
    this.unit.label.textContent = `Unit of layer ${rows.length - 1}`;
    this.unit.range.max = last.size - 1;
    this.unit.range.value = unit;
    this.unit.range.disabled = last.size === 1;
    this.unit.value.textContent = `${unit + 1} of ${last.size}`;
    this.unit.range.setAttribute("aria-valuetext", this.unit.value.textContent);
    const traced = trace(rows, layers, unit);
    const sentences = [twoFields(rows, layers), ...whereItLooks(rows, traced, unit)];
    this.said.replaceChildren(...sentences.map((text) => element("p", { text })));
    const rule = element("p", { class: "stack-rule", text: "lₖ = lₖ₋₁ + (fₖ − 1) · Π sᵢ" });
    this.lines.replaceChildren(rule, ...rows.slice(1).map((_, at) => line(rows, layers, at + 1)));
    const em = parseFloat(getComputedStyle(this.picture).fontSize) || 16;
    const width = Math.max(200, this.picture.clientWidth || 320);
    this.unitAt = draw(this.svg, rows, layers, traced, { width, em, label: sentences.join(" ") });
  }

  /** The first layer that does not fit, with what would. */
  #explain(rows, layers) {
    this.misfit.hidden = rows.length > layers.length;
    if (this.misfit.hidden) return this.misfit.replaceChildren();
    if (rows.length === 0) {
      return this.misfit.replaceChildren(element("p", { text: "Layer 1, the lab's own, does not fit its input. The picture above offers settings that do." }));
    }
    const number = rows.length; // of the layer that does not fit: row 0 is the input
    const { text, mends } = tooLarge(number, rows.at(-1).size, layers[number - 1]);
    const buttons = mends.map(({ label, ...mend }) => {
      const button = element("button", { type: "button", class: "mend", text: label });
      const [letter] = Object.entries(PARTS).find(([, { name }]) => name in mend);
      button.onclick = () => this.context.set(`s${letter}${number}`, String(Object.values(mend)[0]));
      return button;
    });
    const until = rows.length > 1 ? " Drawn is what comes before it." : "";
    return this.misfit.replaceChildren(element("p", { text: text + until }), part("mends", ...buttons));
  }

  leave() {
    this.unitAt = null;
  }
}

/** One step of the recursion with its numbers: `l₂ = 3 + (3 − 1) · 2 = 7`. */
function line(rows, layers, number) {
  const { kernel, dilation } = layers[number - 1];
  const span = kernelSpan(kernel, dilation);
  const strides = layers.slice(0, number - 1).map(({ stride }) => stride);
  const name = (letter, at) => [element("i", { text: letter }), element("sub", { text: at })];
  const factors = strides.length > 0 ? strides : [1]; // the empty product
  const product = factors.flatMap((stride, at) => [at > 0 ? " · " : "", element("b", { text: stride })]);
  const [before, now] = [rows[number - 1].field, rows[number].field];
  const grown = [coloured("field", before), " + (", coloured("span", span), " − 1) · ", ...product];
  const sum = element("span", {}, ...name("l", number), " = ", ...grown, " = ", coloured("field", now));
  const spread = [...name("f", number), " = ", coloured("span", dilation), " · (", coloured("span", kernel), ` − 1) + 1 = ${span}`];
  const said = `l ${number} is ${before} plus (${span} minus 1) times ${factors.join(" times ")}, which is ${now}`;
  const dilated = dilation > 1 ? [element("small", {}, ...spread)] : [];
  return element("p", { class: "stack-line", role: "math", "aria-label": said, "data-layer": number }, sum, ...dilated);
}
