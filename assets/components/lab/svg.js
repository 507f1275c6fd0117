// A recorder with the part of the canvas's 2D interface that boards and marks use: real shapes and text instead of pixels.
import { drawTile } from "./textures.js";

const ANCHORS = { left: "start", center: "middle", right: "end" };
const STATE = ["fillStyle", "strokeStyle", "lineWidth", "globalAlpha", "font", "textAlign", "textBaseline", "lineJoin", "dash", "clipped"];

const ruler = document.createElement("canvas").getContext("2d"); // only a canvas knows how wide a text is

const round = (value) => Number(value.toFixed(2));

/** Text that may stand in XML: escaped, without the control characters that XML does not have. */
export const escape = (text) =>
  String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const tag = (name, attributes, content = "") => {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return `<${name}${pairs.map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escape(value)}"`).join("")}>${content}</${name}>`;
};

export class SvgContext {
  vector = true;
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign = "left";
  textBaseline = "alphabetic";
  lineJoin = "miter";
  dash = null;
  clipped = null;
  #saved = [];
  #path = [];

  /** A recorder inside a tile shares the definitions of the picture around it. */
  constructor(defs = []) {
    this.defs = defs;
    this.body = [];
  }

  #define(make) {
    const id = `d${this.defs.length}`;
    this.defs.push(make(id));
    return id;
  }

  #add(name, attributes, content) {
    this.body.push(tag(name, { ...attributes, opacity: this.globalAlpha < 1 ? this.globalAlpha : null, "clip-path": this.clipped }, content));
  }

  get #stroked() {
    return { fill: "none", stroke: String(this.strokeStyle), "stroke-width": this.lineWidth, "stroke-linejoin": this.lineJoin, "stroke-dasharray": this.dash };
  }

  save() {
    this.#saved.push(STATE.map((name) => this[name]));
  }

  restore() {
    this.#saved.pop().forEach((value, i) => (this[STATE[i]] = value));
  }

  setLineDash(lengths) {
    this.dash = lengths.length > 0 ? lengths.map(round).join(" ") : null;
  }

  beginPath() {
    this.#path = [];
  }

  moveTo(x, y) {
    this.#path.push(`M${round(x)} ${round(y)}`);
  }

  lineTo(x, y) {
    this.#path.push(`L${round(x)} ${round(y)}`);
  }

  closePath() {
    this.#path.push("Z");
  }

  rect(x, y, width, height) {
    this.#path.push(`M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`);
  }

  /** Whole circles only. */
  arc(x, y, radius) {
    const [r, across] = [round(radius), round(2 * radius)];
    this.#path.push(`M${round(x - radius)} ${round(y)}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 ${-across} 0Z`);
  }

  fill() {
    this.#add("path", { d: this.#path.join(""), fill: String(this.fillStyle) });
  }

  stroke() {
    this.#add("path", { d: this.#path.join(""), ...this.#stroked });
  }

  clip(rule) {
    const d = this.#path.join("");
    this.clipped = `url(#${this.#define((id) => tag("clipPath", { id }, tag("path", { d, "clip-rule": rule })))})`;
  }

  fillRect(x, y, width, height) {
    if (width > 0 && height > 0) this.#add("rect", { x, y, width, height, fill: String(this.fillStyle) });
  }

  strokeRect(x, y, width, height) {
    this.#add("rect", { x, y, width, height, ...this.#stroked });
  }

  #font() {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    return { "font-size": Number(size), "font-weight": weight, "font-family": family };
  }

  fillText(text, x, y) {
    const baseline = this.textBaseline === "middle" ? "central" : null;
    const set = { "text-anchor": ANCHORS[this.textAlign], "dominant-baseline": baseline };
    this.#add("text", { x, y, fill: String(this.fillStyle), ...this.#font(), ...set }, escape(text));
  }

  measureText(text) {
    ruler.font = this.font;
    return ruler.measureText(text);
  }

  createLinearGradient(x1, y1, x2, y2) {
    const stops = [];
    let known = null; // written down when it is first used: by then it has its colours
    const gradient = (id) => tag("linearGradient", { id, x1, y1, x2, y2, gradientUnits: "userSpaceOnUse" }, stops.join(""));
    return {
      addColorStop: (offset, colour) => stops.push(tag("stop", { offset, "stop-color": colour })),
      toString: () => `url(#${(known ??= this.#define(gradient))})`,
    };
  }

  /** What `createPattern` is on a canvas: a tile that repeats from `x, y`. */
  texture(kind, side, x, y, colour) {
    const inner = new SvgContext(this.defs);
    drawTile(inner, kind, side, colour, 1);
    return `url(#${this.#define((id) => tag("pattern", { id, x, y, width: side, height: side, patternUnits: "userSpaceOnUse" }, inner.body.join("")))})`;
  }

  /** The whole picture, `margin` around the recorded part, on paper. */
  document({ width, height, margin, paper, title, description }) {
    const [wide, high] = [width + 2 * margin, height + 2 * margin];
    const sheet = tag("rect", { x: -margin, y: -margin, width: wide, height: high, fill: paper });
    const said = tag("title", { id: "title" }, escape(title)) + tag("desc", { id: "description" }, escape(description));
    const attributes = { xmlns: "http://www.w3.org/2000/svg", viewBox: `${-margin} ${-margin} ${wide} ${high}`, width: wide, height: high, role: "img" };
    return tag("svg", { ...attributes, "aria-labelledby": "title description" }, `${said}<defs>${this.defs.join("")}</defs>${sheet}${this.body.join("")}`);
  }
}
