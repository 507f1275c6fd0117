// One method on the wall: its map over the photo with scale, time, what it says of itself, files.
import { captioned, fileName, save } from "../files.js";
import { element } from "../kit.js";
import { PALETTE } from "../palette.js";
import { drawMap, minus, npy, scaleEnd, shownValues } from "./maps.js";
import { far } from "./run.js";

const SIDE = 320; // pixels of a map's canvas

/** A number for the end of a scale: three digits. */
export function figureText(value) {
  return String(Number(value.toPrecision(3))).replace("-", "\u2212");
}

function button(text, label, onclick) {
  return Object.assign(element("button", { type: "button", text, "aria-label": label }), { onclick });
}

/** A scale bar with numbers at its ends. */
export function scaleBar() {
  const parts = { low: element("span"), bar: element("span", { class: "bar", "aria-hidden": "true" }), high: element("span") };
  const show = (signed, limit, palette) => {
    parts.low.textContent = signed ? `\u2264 ${figureText(-limit)}` : "0";
    parts.high.textContent = `\u2265 ${figureText(limit)}`;
    const colours = signed ? [palette.negative, palette.zero, palette.positive] : PALETTE.sequential;
    parts.bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  };
  return { element: element("div", { class: "scale" }, parts.low, parts.bar, parts.high), show };
}

export class MethodFigure {
  /** `onCompute(method)`, `onStop(method)` on its buttons. */
  constructor(method, { onCompute, onStop }) {
    this.method = method;
    const { title } = method;
    this.canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
    this.compute = button("Compute", `Compute ${title}`, () => onCompute(method));
    this.stop = button("Stop", `Stop ${title}`, () => onStop(method));
    this.bar = element("progress", { "aria-label": `Progress of ${title}` });
    this.said = element("p", { class: "state", role: "status" });
    this.cover = element("div", { class: "cover" }, this.said, this.bar, this.compute, this.stop);
    this.time = element("p", { class: "time" });
    this.scale = scaleBar();
    this.doubt = element("p", { class: "doubt" });
    this.check = element("p", { class: "check" });
    this.twin = element("p", { class: "check" });
    const link = element("a", { href: method.address, target: "_blank", rel: "noreferrer", text: method.paper });
    const files = element("div", { class: "files" }, button("PNG", `Download the map of ${title} as PNG`, () => this.#png()), button("NPY", `Download the map of ${title} as numbers (.npy)`, () => this.#npy()));
    this.files = files;
    const more = element("details", {}, element("summary", { text: "What it asks" }), element("p", { text: method.idea }), element("p", { text: `It misleads: ${method.misleads}` }), element("p", {}, link), this.check, this.twin, files);
    this.element = element("figure", { class: "method" }, element("figcaption", {}, element("span", { class: "name", text: title })), element("div", { class: "frame" }, this.canvas, this.cover), this.scale.element, this.time, this.doubt, more);
    this.clear();
  }

  /** Nothing is known: a skeleton, or the button where it waits for a click. */
  clear(note = "") {
    this.found = this.other = null;
    this.canvas.getContext("2d").clearRect(0, 0, SIDE, SIDE);
    this.canvas.setAttribute("aria-label", `${this.method.title}: not computed yet`);
    this.#cover(this.method.waits || note ? "asked" : "waiting", note || (this.method.waits ? "Takes many passes" : ""));
    for (const part of [this.time, this.doubt, this.check, this.twin]) part.textContent = "";
    this.scale.element.style.visibility = "hidden";
    this.files.hidden = true;
  }

  #cover(state, text) {
    this.cover.hidden = state === "done";
    this.cover.dataset.state = state;
    this.said.textContent = text;
    this.compute.hidden = state !== "asked";
    this.stop.hidden = this.bar.hidden = state !== "running";
  }

  /** In the queue, or being computed where `run` is set. */
  wait(run) {
    this.bar.removeAttribute("value");
    const shown = run && this.method.long;
    this.#cover(shown ? "running" : "waiting", "");
  }

  far(told) {
    if (told.of) Object.assign(this.bar, { max: told.of, value: told.done });
    this.said.textContent = far(told);
  }

  /** Show what was found for the class, and for the other one where two are compared. */
  show(found, other, look, about) {
    Object.assign(this, { found, other, about });
    this.#cover("done", "");
    this.time.textContent = `${grouped(found.milliseconds)} ms`;
    this.check.textContent = found.check?.sentence ?? "";
    this.doubt.textContent = found.doubt?.sentence ?? "";
    this.twin.textContent = found.said;
    this.scale.element.style.visibility = "visible";
    this.files.hidden = false;
    this.look(look, about);
  }

  get values() {
    const mine = shownValues(this.found, this.about.signs);
    return this.other ? minus(mine, shownValues(this.other, this.about.signs)) : mine;
  }

  /** Draw again: another strength, sign or theme. */
  look(look, about) {
    this.about = { ...about, signs: look.signs };
    if (!this.found) return;
    const { values } = this;
    const signed = Boolean(this.other) || (this.found.signed && look.signs === "signed");
    const limit = scaleEnd(values);
    this.drawn = { values, size: this.found.size, signed, limit, palette: about.palette };
    drawMap(this.canvas, { ...this.drawn, strength: look.strength / 100, photo: about.photo });
    this.scale.show(signed, limit, about.palette);
    const what = this.other ? `difference of ${about.names[0]} and ${about.names[1]}. ` : "";
    this.canvas.setAttribute("aria-label", what ? `${this.method.title}, ${what}${this.found.said}` : this.found.said);
  }

  get #file() {
    return fileName(this.about.network, this.method.name, ...this.about.names.filter(Boolean));
  }

  async #png() {
    const { network, photo, photoName, names, palette } = this.about;
    const { signed, limit } = this.drawn;
    const whom = this.other ? `${names[0]} minus ${names[1]}` : names[0];
    const range = `Colours ${signed ? `from ${figureText(-limit)}` : "from 0"} to ${figureText(limit)}; 99 % of the pixels lie within.`;
    const caption = `${this.method.title} for ${whom}, ${network}${this.found.layer ? `, layer ${this.found.layer}` : ""}. Photo: ${photoName}. ${range} ${this.found.said}`;
    const draw = (ctx) => ctx.drawImage(this.canvas, 0, 0, 2 * SIDE, 2 * SIDE);
    save(await captioned({ width: 2 * SIDE, height: 2 * SIDE, draw, caption, palette, photo }), `${this.#file}.png`);
  }

  #npy() {
    save(npy(Float32Array.from(this.drawn.values), this.drawn.size), `${this.#file}.npy`);
  }
}

function grouped(milliseconds) {
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds)).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
