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
  /** `onCompute(method)`, `onStop(method)` on its buttons; `onChoose(method)` where it is to be told more of. */
  constructor(method, { onCompute, onStop, onChoose }) {
    this.method = method;
    const { title } = method;
    this.canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
    this.canvas.onclick = () => onChoose(method);
    this.name = Object.assign(button(title, `${title}: what it asks`, () => onChoose(method)), { className: "name" });
    this.compute = button("Compute", `Compute ${title}`, () => onCompute(method));
    this.stop = button("Stop", `Stop ${title}`, () => onStop(method));
    this.bar = element("progress", { "aria-label": `Progress of ${title}` });
    this.said = element("p", { class: "state", role: "status" });
    this.cover = element("div", { class: "cover" }, this.said, this.bar, this.compute, this.stop);
    this.mark = element("span", { class: "mark", text: "Doubtful: see below" });
    this.time = element("span", { class: "time" });
    this.scale = scaleBar();
    const under = element("div", { class: "under" }, this.time, this.scale.element);
    this.element = element("figure", { class: "method" }, element("figcaption", {}, this.name), element("div", { class: "frame" }, this.canvas, this.mark, this.cover), under);
    this.doubt = element("p", { class: "doubt" });
    this.check = element("p", { class: "check" });
    this.twin = element("p", { class: "check" });
    const link = element("a", { href: method.address, target: "_blank", rel: "noreferrer", text: method.paper });
    this.files = element("div", { class: "tools" }, button("Save as PNG", `Download the map of ${title} as PNG`, () => this.#png()), button("Save the numbers (.npy)", `Download the map of ${title} as numbers (.npy)`, () => this.#npy()));
    const asks = element("div", {}, element("p", { class: "lead", text: method.idea }), element("p", { class: "check" }, element("strong", { text: "It misleads: " }), method.misleads), element("p", { class: "check" }, link));
    this.more = element("section", { class: "chosen" }, element("h2", { text: title }), element("div", { class: "halves" }, asks, element("div", {}, this.doubt, this.check, this.twin, this.files)));
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
    this.files.hidden = this.mark.hidden = true;
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
    Object.assign(this, { found, other });
    this.#cover("done", "");
    this.time.textContent = `${grouped(found.milliseconds)} ms`;
    this.check.textContent = found.check?.sentence ?? "";
    this.doubt.textContent = found.doubt?.sentence ?? "";
    this.mark.hidden = !found.doubt;
    this.scale.element.style.visibility = "visible";
    this.files.hidden = false;
    this.look(look, about);
  }

  /** What is shown: the map of the class, of the other one, or the first minus the second. */
  get values() {
    const [mine, other] = [this.found, this.other].map((map) => map && shownValues(map, this.about.signs));
    if (!other || this.about.side === "first") return mine;
    return this.about.side === "second" ? other : minus(mine, other);
  }

  /** Whose map that is, in words. */
  get whom() {
    const { names, side } = this.about;
    if (!this.other || side === "first") return names[0];
    return side === "second" ? names[1] : `${names[0]} minus ${names[1]}`;
  }

  /** Draw again: another strength, sign or theme. */
  look(look, about) {
    this.about = { ...about, signs: look.signs, side: look.side };
    if (!this.found) return;
    const { values } = this;
    const differs = Boolean(this.other) && look.side === "difference";
    const signed = differs || (this.found.signed && look.signs === "signed");
    const limit = scaleEnd(values);
    this.drawn = { values, size: this.found.size, signed, limit, palette: about.palette };
    drawMap(this.canvas, { ...this.drawn, strength: look.strength / 100, photo: about.photo });
    this.scale.show(signed, limit, about.palette);
    this.told = this.other && look.side === "second" ? this.other.said : this.found.said;
    const words = this.other ? this.told.replace(":", `, ${differs ? "difference of " : ""}${this.whom}:`) : this.told;
    this.canvas.setAttribute("aria-label", words);
    this.twin.textContent = words;
  }

  get #file() {
    return fileName(this.about.network, this.method.name, this.whom);
  }

  async #png() {
    const { network, photoName, palette } = this.about;
    const { signed, limit } = this.drawn;
    const range = `Colours ${signed ? `from ${figureText(-limit)}` : "from 0"} to ${figureText(limit)}; 99 % of the pixels lie within.`;
    const caption = `${this.method.title} for ${this.whom}, ${network}${this.found.layer ? `, layer ${this.found.layer}` : ""}. Photo: ${photoName}. ${range} ${this.told}`;
    const draw = (ctx) => ctx.drawImage(this.canvas, 0, 0, 2 * SIDE, 2 * SIDE);
    save(await captioned({ width: 2 * SIDE, height: 2 * SIDE, draw, caption, palette }), `${this.#file}.png`);
  }

  #npy() {
    save(npy(Float32Array.from(this.drawn.values), this.drawn.size), `${this.#file}.npy`);
  }
}

function grouped(milliseconds) {
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds)).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
