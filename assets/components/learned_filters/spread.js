// How a layer's weights are spread, and how strong its filters are: two small plots with their numbers.
import { gallery } from "../gallery.js";
import { element, grouped } from "../kit.js";
import { digits, percent } from "../one_unit/numbers.js";

const [WIDE, HIGH] = [560, 200]; // pixels of a plot

function plot(label) {
  const canvas = element("canvas", { width: WIDE, height: HIGH, role: "img", "aria-label": label });
  const title = element("figcaption");
  const ends = element("div", { class: "ends" }, element("span"), element("span"), element("span"));
  const said = element("p", { class: "lead" });
  return { element: element("figure", {}, title, canvas, ends, said), canvas, title, ends: [...ends.children], said };
}

export class Spread {
  constructor() {
    this.histogram = plot("");
    this.strengths = plot("");
    this.element = element("div", { class: "spread" }, this.histogram.element, this.strengths.element);
  }

  show(bank, palette) {
    Object.assign(this, { bank, palette });
    this.#histogram(bank, palette);
    this.#strengths(bank, palette);
  }

  #fresh({ canvas }, palette) {
    const ctx = canvas.getContext("2d");
    ctx.clearRect(0, 0, WIDE, HIGH);
    ctx.fillStyle = palette.line;
    ctx.fillRect(0, HIGH - 1, WIDE, 1);
    return ctx;
  }

  #histogram({ counts, limit, mean, std, near, shape }, palette) {
    const ctx = this.#fresh(this.histogram, palette);
    const most = Math.max(...counts, 1);
    const middle = (counts.length - 1) / 2;
    counts.forEach((count, i) => {
      ctx.fillStyle = i === middle ? palette.faint : i < middle ? palette.negative : palette.positive;
      const high = (count / most) * (HIGH - 8);
      ctx.fillRect((i * WIDE) / counts.length + 1, HIGH - 1 - high, WIDE / counts.length - 2, high);
    });
    const all = shape.reduce((product, side) => product * side, 1);
    const said = `${grouped(all)} weights: mean ${digits(mean, 3)}, standard deviation ${digits(std, 3)}; ${percent(near)} are nearly 0 (below a hundredth of the largest, ${digits(limit, 3)}).`;
    this.histogram.title.textContent = "How the weights are spread";
    this.histogram.said.textContent = said;
    [-limit, 0, limit].forEach((value, i) => (this.histogram.ends[i].textContent = digits(value, 3)));
    this.histogram.canvas.setAttribute("aria-label", `Histogram of ${said}`);
  }

  #strengths({ norms, dead, layer }, palette) {
    const ctx = this.#fresh(this.strengths, palette);
    const sorted = [...norms].sort((a, b) => b - a);
    const most = sorted[0] || 1;
    const step = WIDE / sorted.length;
    const alive = sorted.length - dead.length;
    sorted.forEach((strength, i) => {
      const high = (strength / most) * (HIGH - 8);
      ctx.fillStyle = i < alive ? palette.kernel.ink : palette.dropped.ink;
      ctx.fillRect(i * step, HIGH - 1 - Math.max(high, 1), Math.max(step - (step > 4 ? 1 : 0), 0.5), Math.max(high, 1));
    });
    const median = sorted[sorted.length >> 1];
    const weak = dead.length ? `${grouped(dead.length)} nearly dead (below a hundredth of the middle one): ${dead.slice(0, 12).map((filter) => filter + 1).join(", ")}${dead.length > 12 ? " …" : ""}.` : "None is nearly dead (below a hundredth of the middle one).";
    const said = `${grouped(sorted.length)} filters of ${layer}: the strongest ${digits(most, 3)}, the middle one ${digits(median, 3)}, the weakest ${digits(sorted.at(-1), 3)}. ${weak}`;
    this.strengths.title.textContent = "How strong the filters are";
    this.strengths.said.textContent = said;
    this.strengths.ends[0].textContent = "strongest";
    this.strengths.ends[2].textContent = "weakest";
    this.strengths.canvas.setAttribute("aria-label", `Strengths, sorted. ${said}`);
  }

  picture() {
    const items = [this.histogram, this.strengths].map(({ canvas, title, said }) => ({ image: canvas, text: `${title.textContent}. ${said.textContent}` }));
    return gallery(items, 2, this.palette, WIDE);
  }
}
