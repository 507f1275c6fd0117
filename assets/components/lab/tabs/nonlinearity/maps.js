// The lab's own output map before and after the function.
import { element, short } from "../../../kit.js";
import { grid, update } from "../../grid.js";
import { figure, spoken } from "./collapse.js";
import { applied, normalized } from "./functions.js";

const percent = (part, all) => `${short((100 * part) / all, 1)} %`;

/** How many cells the function silences, in one sentence. */
export function share(f, { zeros, still, after }) {
  const all = after.length;
  const cells = `of ${all} ${all === 1 ? "cell" : "cells"}`;
  const silent = still.length;
  if (f.stuck.some(({ dead }) => dead)) {
    const learn = silent === zeros ? "nothing is learned through them" : `through ${silent} of them nothing is learned`;
    if (zeros > 0) return `${zeros} ${cells} (${percent(zeros, all)}) become 0: ${silent === 0 ? "the slope there is not 0" : learn}.`;
  }
  if (silent > 0) return `${silent} ${cells} (${percent(silent, all)}) ${silent === 1 ? "saturates" : "saturate"}: the slope there is under 0.01.`;
  return `0 ${cells} ${f.name === "relu" ? "become 0" : "saturate"}: something is learned through every one.`;
}

export class Maps {
  #boards = {};

  constructor(onNormalize) {
    this.normalize = element("input", { type: "checkbox", id: "nonlinearity-normalize" });
    this.normalize.onchange = () => onNormalize(this.normalize.checked);
    const label = element("label", { for: this.normalize.id }, this.normalize, "Normalize the map first: mean 0, variance 1, as batch normalization does");
    this.before = figure("Before", "output");
    this.after = figure("After", "output");
    this.words = element("p", { class: "nonlinearity-share" });
    this.pair = element("div", { class: "nonlinearity-row" }, this.before.element, this.after.element);
    this.element = element("div", { class: "nonlinearity-maps" }, this.words, this.pair, element("div", { class: "nonlinearity-check" }, label));
  }

  show(scene, f, normalize, palette) {
    this.normalize.checked = normalize;
    this.pair.hidden = !scene.output;
    if (!scene.output) {
      this.words.textContent = "The kernel does not fit the input, so there is no output map.";
      return;
    }
    const before = normalize ? normalized(scene.output) : scene.output;
    const found = applied(f, before);
    this.words.textContent = share(f, found);
    const marks = new Map(found.still.map((i) => [i, "nonlinearity-stuck"]));
    this.before.caption.textContent = normalize ? "Before, normalized" : "Before";
    this.after.caption.textContent = `After ${f.label}`;
    const words = found.still.length > 0 ? `; hatched ${found.still.length} cells whose slope is under 0.01` : "";
    this.#board("before", this.before, scene.out, before, "Output map before", palette);
    this.#board("after", this.after, scene.out, found.after, `Output map after ${f.label}`, palette, marks, words);
  }

  #board(name, { element: holder }, { h, w }, values, label, palette, marks, words = "") {
    const end = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const said = `${label}, ${h} × ${w}: ${spoken({ values, h, w })}${words}`;
    const few = h * w <= 400 ? marks : undefined; // beyond, the sentence has to do
    const options = { low: -end, high: end, kind: "signed", palette, marks: few, label: said };
    if (this.#boards[name]) update(this.#boards[name], values, h, w, options);
    else holder.append((this.#boards[name] = grid(values, h, w, options)));
    this.#boards[name].style.setProperty("--cell", `${Math.max(0.3, Math.min(2.4, 14 / w))}em`);
  }
}
