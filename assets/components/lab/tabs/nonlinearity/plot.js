// Value and slope of a function over x, with a line at x that follows the finger.
import { short } from "../../../kit.js";
import { X_END, X_STEP } from "./functions.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const STEPS = 160; // points of a curve
const BIG = 1; // how far x jumps with Page Up and Page Down
const TINY = 1e-9; // just beside a kink
const TANGENT = 1.2; // half the length of the tangent, in x

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A number in full where it is short, with three digits that count where it is close to 0. */
export function precise(value) {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.001) return short(value, 4);
  if (size >= 1e-6) return short(value, 2 - Math.floor(Math.log10(size)));
  const [digits, power] = value.toExponential(1).split("e-");
  return `${digits.replace("-", "−")} × 10⁻${Array.from(power, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}

/** `[[x, y], ...]` a piece, from one kink to the next; the slope is taken beside a kink, not at it. */
function pieces(f, read) {
  const cuts = [-X_END, ...f.kinks.filter((x) => Math.abs(x) < X_END), X_END];
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i];
    return Array.from({ length: STEPS + 1 }, (_, at) => {
      const x = from + ((to - from) * at) / STEPS;
      return [x, read(Math.min(to - TINY, Math.max(from + TINY, x)))];
    });
  });
}

/** Ticks of a scale from `low` to `high`, about `count` of them, at 1, 2 or 5 times a power of ten. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((times) => times * power >= rough * 0.999) * power;
  const found = [];
  for (let at = Math.ceil(low / step - TINY); at * step <= high + TINY; at++) found.push(at * step);
  return found;
}

export class Plot {
  #drawn = "";
  #held = false;

  /** `onMove(x, rest)`: x under the finger or after a key; `rest` when it has been let go. */
  constructor(onMove) {
    this.onMove = onMove;
    this.still = svg("g");
    this.moving = svg("g");
    this.element = svg("svg", {
      class: "nonlinearity-plot", role: "slider", tabindex: 0, "aria-label": "x on the plot", "aria-valuemin": -X_END, "aria-valuemax": X_END,
    }, this.still, this.moving);
    this.#listen();
  }

  #listen() {
    const { element } = this;
    const under = (event, rest) => this.onMove(this.#xAt(event), rest);
    element.onpointerdown = (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      this.#held = true;
      under(event, false);
    };
    element.onpointermove = (event) => {
      if (this.#held) under(event, false);
    };
    element.onpointerup = (event) => {
      if (this.#held) under(event, true);
      this.#held = false;
    };
    element.onpointercancel = () => {
      if (this.#held) this.onMove(this.x, true);
      this.#held = false;
    };
    element.onkeydown = (event) => {
      const { x } = this;
      const to = {
        ArrowLeft: x - 0.1, ArrowDown: x - 0.1, ArrowRight: x + 0.1, ArrowUp: x + 0.1, PageDown: x - BIG, PageUp: x + BIG, Home: -X_END, End: X_END,
      }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the lab has arrow keys of its own
      this.onMove(to, true);
    };
  }

  #xAt(event) {
    const box = this.element.getBoundingClientRect();
    const { left, right, width } = this.frame;
    const at = ((event.clientX - box.left) * width) / box.width;
    return Math.round((X_END * ((2 * (at - left)) / (right - left) - 1)) / X_STEP) * X_STEP;
  }

  /** Draw `f` with its line at `x`, `width` CSS pixels wide; `em` is the height of the text. */
  show(f, x, width, em) {
    const drawn = `${f.name} ${f.a} ${width} ${em}`;
    if (drawn !== this.#drawn) this.#drawStill(f, width, em);
    this.#drawn = drawn;
    this.x = x;
    const [value, slope] = [f.value(x), f.slope(x)];
    this.#drawMoving(f, x, value, slope);
    this.element.setAttribute("aria-valuenow", Number(x.toFixed(2)));
    this.words = `x ${short(x)}: value ${precise(value)}, slope ${precise(slope)}`;
    this.element.setAttribute("aria-valuetext", this.words);
  }

  #drawStill(f, width, em) {
    const value = pieces(f, f.value);
    const slope = pieces(f, f.slope);
    const heights = [...value, ...slope].flat().map(([, y]) => y);
    const [lowest, highest] = [Math.min(0, ...heights), Math.max(1, ...heights)];
    const spare = (highest - lowest) * 0.06;
    const height = Math.round(Math.min(22 * em, Math.max(13 * em, width * 0.55)));
    const frame = { width, height, left: 2.8 * em, right: width - em, top: 0.8 * em, bottom: height - 2 * em };
    const low = lowest - spare;
    const high = highest + spare;
    this.frame = frame;
    this.toX = (x) => frame.left + ((x + X_END) / (2 * X_END)) * (frame.right - frame.left);
    this.toY = (y) => frame.bottom - ((y - low) / (high - low)) * (frame.bottom - frame.top);
    this.ends = [low, high];
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.element.style.height = `${height}px`;
    const path = (parts) => parts.map((points) => `M${points.map(([x, y]) => `${this.toX(x).toFixed(1)} ${this.toY(y).toFixed(1)}`).join("L")}`).join("");
    this.still.replaceChildren(
      hatching(),
      ...f.stuck.map((zone) => this.#zone(zone)),
      ...this.#axes(em, width),
      svg("path", { class: "nonlinearity-slope", d: path(slope) }),
      svg("path", { class: "nonlinearity-value", d: path(value) }),
    );
  }

  #zone({ from, to }) {
    const { top, bottom } = this.frame;
    const left = this.toX(Math.max(-X_END, Math.min(X_END, from)));
    const right = this.toX(Math.max(-X_END, Math.min(X_END, to)));
    return svg("rect", { class: "nonlinearity-zone", x: left, y: top, width: right - left, height: bottom - top, fill: "url(#nonlinearity-hatch)" });
  }

  #axes(em, width) {
    const { left, right, top, bottom } = this.frame;
    const nodes = [];
    for (const x of ticks(-X_END, X_END, width > 26 * em ? 12 : 6)) {
      const at = this.toX(x);
      nodes.push(svg("line", { class: x === 0 ? "nonlinearity-axis" : "nonlinearity-line", x1: at, x2: at, y1: top, y2: bottom }));
      nodes.push(svg("text", { x: at, y: bottom + 1.3 * em, "text-anchor": "middle" }, short(x)));
    }
    for (const y of ticks(...this.ends, 6)) {
      const at = this.toY(y);
      nodes.push(svg("line", { class: Math.abs(y) < TINY ? "nonlinearity-axis" : "nonlinearity-line", x1: left, x2: right, y1: at, y2: at }));
      nodes.push(svg("text", { x: left - 0.4 * em, y: at + 0.33 * em, "text-anchor": "end" }, short(y)));
    }
    return nodes;
  }

  /** The line at x, a dot on each curve, and the tangent that has the slope. */
  #drawMoving(f, x, value, slope) {
    const { top, bottom } = this.frame;
    const at = this.toX(x);
    const dot = (name, y) => svg("circle", { class: `nonlinearity-dot-${name}`, cx: at, cy: this.toY(y), r: 6 });
    const end = (to) => [this.toX(to), this.toY(value + (to - x) * slope)];
    const [[x1, y1], [x2, y2]] = [end(Math.max(-X_END, x - TANGENT)), end(Math.min(X_END, x + TANGENT))];
    this.moving.replaceChildren(
      svg("line", { class: "nonlinearity-at", x1: at, x2: at, y1: top, y2: bottom }),
      svg("line", { class: "nonlinearity-tangent", x1, y1, x2, y2 }),
      dot("slope", slope),
      dot("value", value),
    );
  }
}

function hatching() {
  const ground = svg("rect", { class: "nonlinearity-hatch-fill", width: 8, height: 8 });
  const line = svg("line", { class: "nonlinearity-hatch-line", x1: 0, x2: 0, y1: 0, y2: 8 });
  const tile = { id: "nonlinearity-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return svg("defs", {}, svg("pattern", tile, ground, line));
}
