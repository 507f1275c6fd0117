// Where the cost is: four lanes over one axis of layers, each with its bars and its running total.
import { element, grouped } from "../kit.js";
import { vector, points } from "./vector.js";
import { colourOf } from "./kinds.js";
import { exact, fieldText, large, operation, reading, shapeText } from "./words.js";

const HEAD = 26; // of a lane: its title
const PLOT = 66;
const FOOT = 20; // the layers' names
const LANES = [
  { key: "params", title: "Parameters", of: (row) => row.params, text: large },
  { key: "macs", title: "MACs", of: (row) => row.macs, text: large },
  { key: "bytes", title: "Activation memory", of: (row) => row.bytes, text: (value) => large(value, "B") },
];
const HEIGHT = (LANES.length + 1) * (HEAD + PLOT) + FOOT;

const fieldSide = ({ field }) => (field && field !== "global" ? Math.max(...field.size) : 0);

/** The largest bar of each lane over all networks shown: they share a scale. */
export function scales(networks) {
  const rows = networks.flatMap((network) => network.rows);
  const found = { field: 1.05 * Math.max(1, ...rows.map(fieldSide), ...networks.map(({ shape }) => Math.max(...shape.slice(1)))) };
  for (const { key, of } of LANES) found[key] = Math.max(1, ...rows.map((row) => of(row) ?? 0));
  return found;
}

export class Costs {
  #at = 0;
  #width = 0;

  /** `onRead(name)` when a layer is chosen here. */
  constructor({ onRead }) {
    this.onRead = onRead;
    this.said = element("p", { class: "reading", "aria-hidden": "true" });
    this.chart = element("div", { class: "lanes", role: "slider", tabindex: "0", "aria-label": "Layer", "aria-valuemin": "1" });
    this.element = element("div", { class: "costs" }, this.said, this.chart);
    this.chart.onpointermove = (event) => this.#point(event);
    this.chart.onpointerdown = (event) => this.#point(event);
    this.chart.onclick = () => this.onRead(this.network.rows[this.#at].name);
    this.chart.onkeydown = (event) => this.#key(event);
    this.watch = new ResizeObserver(() => {
      if (this.network && Math.abs(this.chart.clientWidth - this.#width) > 1) this.#draw();
    });
    this.watch.observe(this.chart);
  }

  show(network, scale, palette, layer) {
    Object.assign(this, { network, scale, palette });
    this.chart.setAttribute("aria-valuemax", network.rows.length);
    this.chart.setAttribute("aria-label", `Layers of ${network.title}`);
    const asked = network.rows.findIndex((row) => row.name === layer);
    this.#at = asked >= 0 ? asked : this.#costliest();
    this.#draw();
  }

  /** Read the numbers of a layer, where this network has it. */
  read(layer) {
    const at = this.network.rows.findIndex((row) => row.name === layer);
    if (at >= 0) this.#move(at);
  }

  /** The layer to begin with: the one with the most parameters. */
  #costliest() {
    const counts = this.network.rows.map((row) => row.params ?? 0);
    return counts.indexOf(Math.max(...counts));
  }

  #draw() {
    const { rows } = this.network;
    const width = (this.#width = Math.max(200, this.chart.clientWidth));
    const step = width / rows.length;
    const svg = vector("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, width, "aria-hidden": "true" });
    LANES.forEach((lane, i) => svg.append(...this.#lane(lane, i * (HEAD + PLOT), width, step)));
    svg.append(...this.#fields(LANES.length * (HEAD + PLOT), width, step), ...this.#names(step, width));
    this.mark = vector("rect", { y: 0, height: HEIGHT - FOOT, width: Math.max(2, step), fill: this.palette.pinned.fill, "fill-opacity": 0.4, stroke: this.palette.pinned.ink });
    svg.prepend(this.mark);
    this.chart.replaceChildren(svg);
    this.#move(this.#at);
  }

  #title(title, said, top, width) {
    const look = { y: top + 15, "font-size": 13, fill: this.palette.text };
    return [
      vector("text", { ...look, x: 2, "font-weight": 700, text: title }),
      vector("text", { ...look, x: width - 2, "text-anchor": "end", fill: this.palette.faint, text: said }),
    ];
  }

  #lane({ key, title, of, text }, top, width, step) {
    const { rows } = this.network;
    const [floor, total] = [top + HEAD + PLOT - 4, rows.reduce((sum, row) => sum + (of(row) ?? 0), 0)];
    const high = PLOT - 6;
    const narrow = width < 480;
    const parts = this.#title(title, `${text(total)}${narrow ? "" : " in all"}; largest ${text(Math.max(...rows.map((row) => of(row) ?? 0)))}`, top, width);
    parts.push(vector("line", { x1: 0, x2: width, y1: floor, y2: floor, stroke: this.palette.line }));
    let running = 0;
    const path = [[0, floor]];
    rows.forEach((row, i) => {
      const value = of(row);
      if (value) {
        const tall = Math.max(1, (high * value) / this.scale[key]);
        parts.push(vector("rect", { x: i * step + step * 0.1, y: floor - tall, width: Math.max(0.8, step * 0.8), height: tall, fill: colourOf(row.kind, this.palette).ink }));
      }
      running += value ?? 0;
      path.push([(i + 1) * step, floor - (high * running) / (total || 1)]);
    });
    parts.push(vector("polyline", { points: points(path), fill: "none", stroke: this.palette.text, "stroke-width": 1.4, "stroke-dasharray": "4 3", "stroke-opacity": 0.75 }));
    return parts;
  }

  /** How much a unit sees: a bar a layer, up to the picture's side and beyond; full and pale where it sees everything. */
  #fields(top, width, step) {
    const { rows, shape } = this.network;
    const { input, faint, line } = this.palette;
    const floor = top + HEAD + PLOT - 4;
    const high = PLOT - 6;
    const side = Math.max(...shape.slice(1));
    const parts = this.#title("Receptive field", width < 480 ? `dashed: picture, ${side} px` : `side in pixels; dashed: the picture's ${side}; pale: the whole picture`, top, width);
    parts.push(vector("line", { x1: 0, x2: width, y1: floor, y2: floor, stroke: line }));
    rows.forEach((row, i) => {
      const whole = row.field === "global";
      const tall = whole ? high : (high * fieldSide(row)) / this.scale.field;
      if (!tall) return;
      parts.push(vector("rect", { x: i * step + step * 0.1, y: floor - tall, width: Math.max(0.8, step * 0.8), height: tall, fill: whole ? input.fill : input.ink }));
    });
    const edge = floor - (high * side) / this.scale.field;
    parts.push(vector("line", { x1: 0, x2: width, y1: edge, y2: edge, stroke: faint, "stroke-dasharray": "5 4" }));
    return parts;
  }

  /** Names of layers where there is room; those with weights first. */
  #names(step, width) {
    const { rows } = this.network;
    const taken = [];
    const parts = [];
    for (const weighted of [true, false]) {
      rows.forEach((row, i) => {
        if (Boolean(row.params) !== weighted) return;
        const half = row.name.length * 3.2 + 4;
        const x = Math.min(Math.max((i + 0.5) * step, half), width - half);
        if (taken.some((other) => Math.abs(other.x - x) < other.half + half)) return;
        if (!weighted && rows.length > 60) return;
        taken.push({ x, half });
        parts.push(vector("text", { x, y: HEIGHT - 6, "text-anchor": "middle", "font-size": 11, fill: this.palette.faint, text: row.name }));
      });
    }
    return parts;
  }

  #point(event) {
    const { left, width } = this.chart.getBoundingClientRect();
    this.#move(Math.floor(((event.clientX - left) / width) * this.network.rows.length));
  }

  #key(event) {
    const far = Math.max(1, Math.round(this.network.rows.length / 10));
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: far, PageDown: -far, Home: -Infinity, End: Infinity };
    if (event.key === "Enter" || event.key === " ") this.onRead(this.network.rows[this.#at].name);
    else if (event.key in steps) this.#move(this.#at + steps[event.key]);
    else return;
    event.preventDefault();
  }

  #move(wanted) {
    const { rows } = this.network;
    const at = (this.#at = Math.max(0, Math.min(rows.length - 1, wanted)));
    const row = rows[at];
    this.mark.setAttribute("x", (at * this.#width) / rows.length);
    this.chart.setAttribute("aria-valuenow", at + 1);
    this.chart.setAttribute("aria-valuetext", reading(row));
    const numbers = [`${exact(row.params)} parameters`, `${exact(row.macs)} MACs`, `${row.bytes === null ? "–" : grouped(row.bytes)} B`, `field ${fieldText(row.field)}`];
    const spans = [shapeText(row.out), ...numbers].map((text) => element("span", { text }));
    this.said.replaceChildren(element("b", { text: row.name }), element("span", { class: "kind", text: operation(row) }), ...spans);
  }

  leave() {
    this.watch.disconnect();
  }
}
