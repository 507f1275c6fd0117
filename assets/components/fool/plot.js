// A small line chart: axes with numbers, lines with points, a mark that the hand can move.
import { points, vector } from "../architecture/vector.js";
import { element } from "../kit.js";
import { significant } from "../prediction/softmax.js";

const [WIDE, TALL, LEFT, LOW, TOP, RIGHT] = [460, 250, 52, 40, 14, 14];

/** Three to six round numbers from `low` to `high`. */
export function ticks(low, high) {
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + 1e-9 * step; at += step) found.push(Math.abs(at) < 1e-9 * step ? 0 : at);
  return found;
}

/** A line up to where it leaves the axis. */
function within(list, low, high) {
  const found = [];
  for (const [i, [a, b]] of list.entries()) {
    if (b >= low && b <= high) found.push([a, b]);
    else if (i) {
      const [c, d] = list[i - 1];
      const edge = b < low ? low : high;
      return [...found, [c + ((edge - d) / (b - d)) * (a - c), edge]];
    }
  }
  return found;
}

export class Plot {
  /** `onPick(x)` where a hand presses or drags; may be missing. */
  constructor({ title, onPick }) {
    this.svg = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img" });
    this.key = element("p", { class: "key" });
    this.element = element("figure", { class: "plot" }, element("figcaption", { text: title }), this.svg, this.key);
    if (!onPick) return;
    this.svg.classList.add("pick");
    const pick = (event) => {
      const { left, width } = this.svg.getBoundingClientRect();
      const share = (((event.clientX - left) / width) * WIDE - LEFT) / (WIDE - LEFT - RIGHT);
      if (this.ends) onPick(this.ends[0] + share * (this.ends[1] - this.ends[0]));
    };
    this.svg.onpointerdown = (event) => {
      this.svg.setPointerCapture(event.pointerId);
      pick(event);
    };
    this.svg.onpointermove = (event) => event.buttons && this.svg.hasPointerCapture(event.pointerId) && pick(event);
  }

  /** `series`: [{ name, points: [[x, y], ...], colour, dash, dots, loose }] (`loose` does not stretch the axis);
   *  `across` names the axis, `mark` is an x, `floor` shades below 0, `least` is where the axis ends though the first line goes deeper. */
  show({ series, ends, across, mark, floor, least, palette, label, range }) {
    this.ends = ends;
    const heights = series.filter(({ loose }) => !loose).flatMap((each) => each.points.map(([, y]) => y)).filter(Number.isFinite);
    let [low, high] = range ?? [Math.max(least ?? -Infinity, Math.min(0, ...heights)), Math.max(0, ...heights)];
    if (!range) [low, high] = low === high ? [low - 1, high + 1] : [low - 0.06 * (high - low), high + 0.06 * (high - low)];
    const x = (at) => LEFT + ((at - ends[0]) / (ends[1] - ends[0] || 1)) * (WIDE - LEFT - RIGHT);
    const y = (at) => TOP + ((high - at) / (high - low)) * (TALL - TOP - LOW);
    const text = { "font-size": 13, fill: palette.faint };
    const parts = [];
    if (floor) parts.push(vector("rect", { x: LEFT, y: y(0), width: WIDE - LEFT - RIGHT, height: Math.max(0, y(low) - y(0)), fill: palette.kernel.fill }), vector("text", { ...text, x: WIDE - RIGHT - 6, y: y(0) + 17, "text-anchor": "end", fill: palette.kernel.ink, text: floor }));
    for (const at of ticks(low, high)) {
      parts.push(vector("path", { d: `M${LEFT} ${y(at)}H${WIDE - RIGHT}`, stroke: at === 0 ? palette.text : palette.line }));
      parts.push(vector("text", { ...text, x: LEFT - 6, y: y(at) + 4, "text-anchor": "end", text: significant(at) }));
    }
    for (const at of ticks(...ends)) parts.push(vector("text", { ...text, x: x(at), y: TALL - LOW + 18, "text-anchor": "middle", text: significant(at) }));
    parts.push(vector("text", { ...text, x: (LEFT + WIDE - RIGHT) / 2, y: TALL - 4, "text-anchor": "middle", text: across }));
    for (const { points: list, colour, dash, dots } of series) {
      const seen = within(list, low, high).map(([a, b]) => [x(a), y(b)]);
      if (seen.length > 1 && !dots) parts.push(vector("polyline", { points: points(seen), fill: "none", stroke: colour, "stroke-width": 3, "stroke-dasharray": dash }));
      for (const [a, b] of dash ? [] : list.filter(([, each]) => each >= low && each <= high)) parts.push(vector("circle", { cx: x(a), cy: y(b), r: dots ? 4 : 3, fill: dots ? "none" : colour, stroke: colour, "stroke-width": 2 }));
    }
    if (mark !== undefined) parts.push(vector("path", { d: `M${x(mark)} ${TOP}V${TALL - LOW}`, stroke: palette.pinned.ink, "stroke-width": 2, "stroke-dasharray": "2 3" }));
    for (const { points: list } of mark === undefined ? [] : series.slice(0, 1)) {
      const here = list.find(([at]) => at === mark);
      if (here) parts.push(vector("circle", { cx: x(mark), cy: y(here[1]), r: 7, fill: palette.pinned.fill, stroke: palette.pinned.ink, "stroke-width": 2 }));
    }
    this.svg.replaceChildren(...parts);
    this.svg.setAttribute("aria-label", label);
    this.key.replaceChildren(...series.map(({ name, colour }) => {
      const node = element("span", { text: name });
      node.style.color = colour;
      return node;
    }));
  }
}
