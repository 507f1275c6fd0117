// Correlation, which PyTorch computes, against true convolution, which flips the kernel first.
import { element, grouped, short } from "../../kit.js";
import { Field, count, named } from "../field.js";
import { correlate } from "../values.js";

export const TITLE = "Flip";
export const KEYS = { fi: { default: "lab", values: ["lab", "impulse"] } };

const GLIDE = 1400; // milliseconds from a weight's place to its place in the flipped kernel
const SAME = 5e-5; // typed values have two decimals
const SYMMETRIC = "This kernel is its own flip (it looks the same turned half round), so both agree for every input.";
const MISFIT = "There is no output with these settings, so there is nothing to compare yet; the picture above offers settings that fit.";

/** The kernel turned half round: both of its axes run the other way. */
export function flipped(kernel) {
  return Float32Array.from(kernel).reverse();
}

/** A single 1 in the middle of zeros, and where it is. */
function impulse(n, nw) {
  const [row, col] = [Math.floor((n - 1) / 2), Math.floor((nw - 1) / 2)];
  const values = new Float32Array(n * nw);
  values[row * nw + col] = 1;
  return { values, row, col };
}

const largest = (...lists) => lists.flatMap((list) => Array.from(list)).reduce((most, value) => Math.max(most, Math.abs(value)), 1);

export class Tab {
  constructor(context) {
    this.context = context;
    for (const name of ["input", "kernel", "turned", "correlation", "convolution", "difference"]) this[name] = new Field("flip");
    this.radios = [["lab", "The lab's input"], ["impulse", "An impulse: a single 1"]].map(([value, text]) => this.#radio(value, text));
    const choice = element("div", { class: "flip-choice", role: "radiogroup", "aria-label": "Input" }, ...this.radios.map(({ label }) => label));
    this.button = element("button", { type: "button", class: "flip-button", text: "Flip the kernel" });
    this.button.onclick = () => this.#glide();
    this.words = element("div", { class: "flip-words" });
    const lane = (title, formula, here, ...figures) => {
      const [head, row] = [element("h3", { text: title }), element("div", { class: "flip-row" }, ...figures)];
      return element("section", { class: "flip-lane" }, head, element("p", { class: "flip-formula", text: formula }), here, row);
    };
    this.here = [0, 1].map(() => element("p", { class: "flip-here" }));
    this.lanes = element(
      "div",
      { class: "flip-lanes" },
      named("flip", "Input", this.input),
      lane("Correlation: what PyTorch computes", "y[i, j] = Σ w[u, v] · x[i + u, j + v]", this.here[0],
        named("flip", "Kernel w", this.kernel), named("flip", "Output", this.correlation)),
      lane("Convolution: the kernel flipped", "y[i, j] = Σ w[u, v] · x[i − u, j − v]", this.here[1],
        named("flip", "Kernel flipped", this.turned), named("flip", "Output", this.convolution)),
      named("flip", "Difference: correlation − convolution", this.difference),
    );
    this.element = element("div", { class: "flip" }, element("div", { class: "flip-tools" }, choice, this.button), this.words, this.lanes);
  }

  #radio(value, text) {
    const radio = element("input", { type: "radio", name: "flip-input", value });
    radio.onchange = () => this.context.set("fi", value);
    return { radio, label: element("label", {}, radio, text) };
  }

  show(scene) {
    this.leave();
    const { settings, kernel, pads, out, fits } = (this.scene = scene);
    const { n, nw, k, kw } = settings;
    for (const { radio } of this.radios) radio.checked = radio.value === this.context.get("fi");
    this.lanes.hidden = !fits;
    this.button.disabled = !fits;
    if (!fits) return this.words.replaceChildren(element("p", { text: MISFIT }));
    const single = this.context.get("fi") === "impulse" ? impulse(n, nw) : null;
    const input = single?.values ?? scene.input;
    const turned = flipped(kernel);
    const correlation = single ? correlate(input, kernel, settings, pads, out) : scene.output;
    const convolution = correlate(input, turned, settings, pads, out);
    const difference = correlation.map((value, i) => value - convolution[i]);
    const palette = this.context.palette();
    const sums = largest(correlation, convolution);
    const scale = (limit) => ({ palette, low: -limit, high: limit, most: 15 });
    const shape = `${out.h} × ${out.w}`;
    const ends = single ? { high: 1 } : { low: scene.inputLow, high: scene.inputHigh };
    const first = single ? `zeros and a single 1 in row ${single.row + 1}, column ${single.col + 1}` : "channel 1 of the lab";
    this.input.show(input, n, nw, { palette, kind: "input", ...ends, most: 15, label: `Input ${n} × ${nw}: ${first}` });
    this.kernel.show(kernel, k, kw, { ...scale(scene.kernelLimit), most: 9, label: `The kernel, ${k} × ${kw}: ${rowsOf(kernel, kw)}` });
    this.turned.show(turned, k, kw, { ...scale(scene.kernelLimit), most: 9, label: `The kernel flipped in both axes: ${rowsOf(turned, kw)}` });
    this.correlation.show(correlation, out.h, out.w, { ...scale(sums), label: `Output of the correlation, ${shape}` });
    this.convolution.show(convolution, out.h, out.w, { ...scale(sums), label: `Output of the convolution, ${shape}` });
    this.difference.show(difference, out.h, out.w, { ...scale(largest(difference)), label: `Correlation minus convolution, ${shape}` });
    const read = `x[${place("i", "u", settings, pads.top)}, ${place("j", "v", settings, pads.left)}]`;
    this.here[0].textContent = `Here: y[i, j] = Σ w[u, v] · ${read}`;
    this.here[1].textContent = `Here: y[i, j] = Σ w[${k - 1} − u, ${kw - 1} − v] · ${read}`;
    const stamp = single ? [{ row: single.row + pads.top - scene.span.h + 1, col: single.col + pads.left - scene.span.w + 1, ...scene.span }] : [];
    this.#say(turned, difference, stamp[0]);
    for (const field of [this.correlation, this.convolution]) field.light(stamp.filter((box) => this.#whole(box)));
  }

  /** Whether a copy of the kernel stands in the output unbroken. */
  #whole({ row, col, h, w }) {
    const { out, settings } = this.scene;
    return settings.s === 1 && row >= 0 && col >= 0 && row + h <= out.h && col + w <= out.w;
  }

  #say(turned, difference, stamp) {
    const { kernel, settings } = this.scene;
    const said = [agreement(kernel, turned, difference)];
    const strided = settings.s > 1;
    const whole = stamp && this.#whole(stamp);
    const apart = settings.d > 1 ? `, its weights ${settings.d} cells apart` : "";
    const partly = strided ? `stride ${settings.s} keeps only a part of it` : "here the border cuts off a part of it";
    if (whole) said.push(`The impulse response of the convolution is the kernel itself${apart}; the correlation gives the flipped one.`);
    else if (stamp) said.push(`An impulse gives back the kernel under convolution, and the flipped one under correlation; ${partly}.`);
    this.words.replaceChildren(...said.map((text) => element("p", { text })));
    if (!stamp || whole) return;
    const button = element("button", { type: "button", class: "mend", text: strided ? "Use stride 1" : "Use full padding" });
    button.onclick = () => this.context.change(strided ? { s: 1 } : { p: "full" });
    this.words.append(button);
  }

  /** Every weight travels from its place in the kernel to its place in the flipped one. */
  #glide() {
    this.leave();
    if (this.context.calm()) return;
    const [from, to] = [this.kernel, this.turned].map((field) => Array.from(field.element.firstChild.children, (cell) => cell.getBoundingClientRect()));
    const cells = Array.from(this.turned.element.firstChild.children);
    this.turned.element.firstChild.classList.add("flip-gliding");
    this.gliding = cells.map((cell, i) => {
      const start = from[from.length - 1 - i];
      const way = `translate(${start.left - to[i].left}px, ${start.top - to[i].top}px)`;
      return cell.animate([{ transform: way }, { transform: "none" }], { duration: GLIDE, easing: "ease-in-out" });
    });
    this.gliding.at(-1)?.finished.then(() => this.leave(), () => {});
  }

  leave() {
    for (const motion of this.gliding ?? []) motion.cancel();
    this.gliding = null;
    this.turned.element.firstChild?.classList.remove("flip-gliding");
  }
}

/** The place that tap `u` of output `i` reads, as a formula: `2i + u − 1`. */
function place(i, u, { s, d }, before) {
  return `${s > 1 ? s : ""}${i} + ${d > 1 ? d : ""}${u}${before > 0 ? ` − ${before}` : ""}`;
}

function rowsOf(values, cols) {
  if (values.length > 25) return `${values.length} weights`;
  const words = Array.from(values, (value) => short(value));
  return Array.from({ length: values.length / cols }, (_, row) => words.slice(row * cols, (row + 1) * cols).join(" ")).join(" / ");
}

/** When both agree, told from this kernel and these outputs. */
function agreement(kernel, turned, difference) {
  if (kernel.every((value, i) => value === turned[i])) return SYMMETRIC;
  const differ = Array.from(difference, Math.abs).filter((value) => value > SAME);
  const most = differ.reduce((high, value) => Math.max(high, value), 0);
  const those = `${grouped(differ.length)} of ${count(difference.length, "output")} ${differ.length === 1 ? "differs" : "differ"}`;
  const outcome = differ.length === 0
    ? "This kernel changes when it is flipped; for this input both happen to agree."
    : `This kernel changes when it is flipped: ${those}, by up to ${short(most)}.`;
  const negative = kernel.every((value, i) => value === -turned[i]);
  const turns = negative ? " Flipped, it is its own negative, so the convolution is the correlation with the sign turned." : "";
  return `${outcome}${turns} Both agree where a kernel looks the same turned half round.`;
}
