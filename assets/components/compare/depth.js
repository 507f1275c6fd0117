// The likeness of every layer's two answers, from the first layer to the last, with bands of equal stride.
import { element } from "../kit.js";
import { Curve } from "./curve.js";

const number = (value) => (value === null ? "not known" : value.toFixed(4).replace("-", "−"));

/** Runs of layers whose units stand equally far apart. */
function bandsOf(layers) {
  const bands = [];
  layers.forEach(({ stride }, i) => {
    const text = stride ? `stride ${[...new Set(stride)].map((step) => Number(step.toFixed(1))).join("×")}` : "whole";
    if (bands.at(-1)?.text === text) bands.at(-1).to = i;
    else bands.push({ from: i, to: i, text });
  });
  return bands;
}

export class Depth {
  constructor(onLayer, about) {
    this.curve = new Curve({ onPick: (index) => onLayer(this.layers[index].name), about });
    this.note = element("p", { class: "note" });
    this.curve.element.append(this.note);
    this.element = this.curve.element;
  }

  show({ place, along }, { mode, layer }, layers, painted) {
    this.layers = layers;
    const moving = along.some((value) => value !== null);
    const [what, name] = mode === "layer" ? [`How alike each layer and ${layer} see the photo, by depth`, "likeness (linear CKA)"] : ["How alike the answers are, by depth", "in place"];
    const series = [...(moving ? [{ name: "moved along", thing: "kernel", values: along }] : []), { name, thing: "input", values: place }];
    const tell = (i) => `${layers[i].name}, ${layers[i].kind}: ${name} ${number(place[i])}${moving ? `, moved along ${number(along[i])}` : ""}`;
    const [back, choose] = ["Moved along: the second maps carried back with the picture, before they are compared.", "Click or press Enter to choose a layer."];
    this.note.textContent = moving ? `${back} ${choose}` : choose;
    const mark = layers.findIndex((each) => each.name === layer);
    const csv = () => {
      const lines = layers.map((each, i) => [each.name, each.kind, each.shape.join("x"), each.stride ? each.stride.join("x") : "", place[i] ?? "", along[i] ?? ""].join(","));
      return `${[`layer,kind,shape,stride,${mode === "layer" ? "linear_cka" : "cosine_in_place"},cosine_moved_along`, ...lines].join("\r\n")}\r\n`;
    };
    const ticks = [[0, "first layer"], [layers.length - 1, ""]];
    this.curve.show({ title: what, series, bands: bandsOf(layers), ticks, mark, count: layers.length, tell, file: `likeness-${mode}`, csv }, painted);
  }

  leave() {
    this.curve.leave();
  }
}
