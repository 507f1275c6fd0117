// What the visitor sets: examples, numbers, how the border is padded, what stands in the cells.
import { element } from "../kit.js";
import { resolvePadding } from "./geometry.js";
import { PRESETS, presetOf } from "./presets.js";
import { NumberRow } from "./rows.js";
import { PADDINGS, RANGES, divisors } from "./state.js";
import { TypedArea } from "./typed.js";
import { inputValues, kernelValues, parseRows, shapeOf, writeRows } from "./values.js";

const INPUTS = { disc: "Disc", ramp: "Ramp", random: "Random numbers", edge: "An edge", photo: "A photo, shrunk", typed: "Typed" };
const KERNELS = {
  ...{ edges: "Edges", sobel_x: "Sobel, left to right", sobel_top: "Sobel, from the top", laplacian: "Laplacian", box: "Box (sum)" },
  ...{ identity: "Identity", random: "Random numbers", typed: "Typed" },
};
const PADDING_HINTS = {
  same: "as much as keeps the size, with stride 1; where it is uneven, one more at the end",
  valid: "no padding",
  full: "the kernel's span less 1 on every side: each overlap counts",
};
const THREE_BY_THREE = ["sobel_x", "sobel_top", "laplacian"];
const NOTHING_CHOSEN = "Choose an example, or set everything yourself.";
const WIDTHS = { n: "nw", k: "kw" }; // which the link lights up together with the heights

export class Controls {
  #rows = {};
  #chosen = -1;

  /**
   * `onChange(name, value)` with every movement, `onChanges(changes)` where several settings change at once, `onRest(soon)` when a
   * finger lifts (soon = false) or a key was pressed, `onGrab(name)` when a slider is taken and `onGrab(null)` when it is let go.
   */
  constructor(calls) {
    this.calls = { ...calls, onLight: (name) => this.#light(name) };
    for (const name of Object.keys(RANGES)) this.#rows[name] = new NumberRow(name, this.calls);
    const { n, nw, k, kw, s, p, d, cin, cout, groups, seed } = this.#rows;
    p.element.append(this.#paddings());
    groups.element.append(this.#depthwise());
    const rows = [n, nw, k, kw, s, p, d, cin, cout, groups].map((row) => row.element);
    this.link = this.#switch("link", "Square input and kernel");
    this.bias = this.#switch("bias", "Bias");
    this.input = this.#values("inp", "Input values", "input", INPUTS, "xs", "n");
    this.kernel = this.#values("ker", "Kernel values", "kernel", KERNELS, "ks", "k");
    this.note = element("p", { class: "kind-note" });
    this.element = element(
      "div", { class: "controls", role: "group", "aria-label": "Settings" },
      ...[this.#presets(), this.link.element, ...rows, this.bias.element, this.input.element, this.kernel.element, this.note, seed.element],
    );
  }

  /** Change several settings at once; that is at rest at once. */
  #set(changes) {
    this.calls.onChanges(changes);
    this.calls.onRest(false);
  }

  #presets() {
    this.preset = element("select", { "data-name": "preset", id: "lab-preset" }, element("option", { value: -1, text: "Your own" }));
    for (const group of new Set(PRESETS.map((preset) => preset.group))) {
      const options = PRESETS.flatMap((preset, at) => (preset.group === group ? [element("option", { value: at, text: preset.name })] : []));
      this.preset.append(element("optgroup", { label: group }, ...options));
    }
    this.preset.onchange = () => {
      this.#chosen = Number(this.preset.value);
      if (this.#chosen >= 0) this.#set(PRESETS[this.#chosen].settings);
    };
    this.presetSaid = element("p", { class: "preset-said", role: "status", text: NOTHING_CHOSEN });
    return element("div", { class: "presets" }, element("label", { for: "lab-preset", text: "Example" }), this.preset, this.presetSaid);
  }

  #switch(name, label) {
    const box = element("input", { type: "checkbox", id: `lab-${name}`, "data-name": name });
    box.onchange = () => this.#set({ [name]: Number(box.checked) });
    return { box, element: element("div", { class: "switch" }, box, element("label", { for: box.id, text: label })) };
  }

  #paddings() {
    const group = element("div", { class: "segments", role: "group", "aria-label": "Padding by name" });
    this.paddings = PADDINGS.map((name) => {
      const button = element("button", { type: "button", class: "segment", "data-padding": name, title: PADDING_HINTS[name], text: name });
      button.onclick = () => this.#set({ p: this.settings.p === name ? Number(this.#rows.p.slider.value) : name });
      group.append(button);
      return button;
    });
    return group;
  }

  #depthwise() {
    this.depthwise = element("button", { type: "button", class: "depthwise segment", text: "depthwise" });
    this.depthwise.onclick = () => {
      const { cin, cout, groups } = this.settings;
      const times = Math.max(1, Math.min(Math.round(cout / cin), Math.floor(RANGES.cout.high / cin)));
      this.#set(groups === cin ? { groups: 1 } : { cout: cin * times, groups: cin });
    };
    return element("div", { class: "segments" }, this.depthwise);
  }

  /** The kind of the input's or the kernel's values, and the field for those that are typed. */
  #values(name, label, thing, kinds, text, side) {
    const options = Object.entries(kinds).map(([value, said]) => element("option", { value, text: said }));
    const select = element("select", { "data-name": name, id: `lab-${name}` }, ...options);
    const settle = (soon) => this.calls.onRest(soon);
    const typed = new TypedArea(text, `${label}, rows on lines`, RANGES[side].high, (rows) => this.calls.onChange(text, rows), settle);
    select.onchange = () => {
      if (select.value === "typed") this.#startTyping(name, text, side, typed);
      else if (THREE_BY_THREE.includes(select.value)) this.#set({ ker: select.value, k: 3, kw: 3 });
      else this.#set({ [name]: select.value });
    };
    const body = element("div", { class: `kinds thing-${thing}` }, element("label", { for: select.id, text: label }), select, typed.element);
    return { select, typed, element: body };
  }

  /** Typing starts with the values of now, as many of them as there is room for. */
  #startTyping(name, text, side, typed) {
    const { settings } = this;
    const [values, height, width] = [(side === "n" ? inputValues : kernelValues)(settings), settings[side], settings[WIDTHS[side]]];
    const rows = writeRows(values, height, width);
    this.#set({ [name]: "typed", [text]: rows });
    typed.show(rows);
    const [kept, across] = shapeOf(parseRows(rows, RANGES[side].high));
    if (kept < height || across < width) typed.say(`There is room for the ${kept}×${across} values at the top left.`);
  }

  /** Light up what `name` sets in the formulas. */
  #light(name) {
    const root = this.element.parentElement;
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    this.lit = name;
    if (!name) return;
    const names = this.settings?.link && name in WIDTHS ? [name, WIDTHS[name]] : [name];
    for (const one of names) for (const term of root.querySelectorAll(`[data-term="${one}"]`)) term.classList.add("lit");
  }

  relight() {
    if (this.lit) this.#light(this.lit);
  }

  show(settings) {
    this.settings = settings;
    const { n, k, kw, d, cin, cout, groups, link, inp, ker } = settings;
    const rows = this.#rows;
    rows.groups.offer(divisors(cin, cout), groups);
    rows.groups.element.title = `Numbers that divide both channel counts: ${rows.groups.choices.join(", ")}`;
    for (const [name, row] of Object.entries(rows)) if (name !== "p") row.show(settings[name]);
    this.#showPadding(settings.p, resolvePadding(settings.p, k, d));
    for (const name of ["n", "k"]) {
      rows[name].call(link ? RANGES[name].label : RANGES[name].tall);
      rows[WIDTHS[name]].element.hidden = link === 1;
    }
    this.link.box.checked = link === 1;
    this.bias.box.checked = settings.bias === 1;
    const depthwise = groups === cin && cin > 1;
    this.depthwise.setAttribute("aria-pressed", depthwise);
    this.depthwise.disabled = cin === 1;
    this.depthwise.title = cin === 1 ? "With one input channel there is nothing to keep apart" : "Each filter sees one channel alone";
    rows.seed.element.hidden = inp !== "random" && ker !== "random";
    for (const [{ select, typed }, kind, text] of [[this.input, inp, settings.xs], [this.kernel, ker, settings.ks]]) {
      select.value = kind;
      typed.element.hidden = kind !== "typed";
      typed.show(text);
    }
    this.note.textContent = THREE_BY_THREE.includes(ker) && (k !== 3 || kw !== 3) ? `This kernel is 3×3; here its pattern is stretched to ${k}×${kw}.` : "";
    this.note.hidden = this.note.textContent === "";
    this.#showPreset(presetOf(settings, this.#chosen));
  }

  #showPadding(p, [before, after]) {
    const { slider, element: row } = this.#rows.p;
    this.#rows.p.show(before);
    for (const button of this.paddings) button.setAttribute("aria-pressed", button.dataset.padding === p);
    const sides = before === after ? `${before} on each side` : `${before} before and ${after} after`;
    slider.setAttribute("aria-valuetext", typeof p === "number" ? String(p) : `${p}: ${sides}`);
    row.title = typeof p === "number" ? "" : `${p}: ${sides}`;
  }

  #showPreset(at) {
    if (Number(this.preset.value) !== at) this.preset.value = at;
    const said = at < 0 ? NOTHING_CHOSEN : PRESETS[at].said;
    if (this.presetSaid.textContent !== said) this.presetSaid.textContent = said;
  }
}
