// What transfer is worth: the same head on a trunk of random weights, by layers kept and by pictures, as two charts.
import { vector } from "../architecture/vector.js";
import { csv, fileButton, save } from "../files.js";
import { element, unpack } from "../kit.js";
import { LongRun } from "../runs.js";
import { saveCharts } from "./chart_file.js";
import { Pace } from "./pace.js";

const [WIDE, TALL, LEFT, TOP, LOW] = [400, 220, 42, 26, 40];

function chart(points, title, across, chance, palette) {
  const x = (i) => LEFT + (points.length > 1 ? i / (points.length - 1) : 0.5) * (WIDE - LEFT - 16);
  const y = (share) => TOP + (1 - share) * (TALL - TOP - LOW);
  const text = (attributes) => vector("text", { "font-size": 12, fill: palette.faint, ...attributes });
  const said = points.map(({ at, trained, random }) => `${at}: ${Math.round(100 * trained)} % against ${Math.round(100 * random)} %`).join("; ");
  const svg = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img", "aria-label": `${title}, trained trunk against random trunk. ${said}.` });
  svg.append(text({ x: LEFT, y: 14, text: title, fill: palette.text, "font-size": 14, "font-weight": 650 }));
  for (const share of [0, 0.5, 1]) svg.append(vector("path", { d: `M${LEFT} ${y(share)}H${WIDE - 16}`, stroke: palette.line }), text({ x: LEFT - 6, y: y(share) + 4, "text-anchor": "end", text: `${100 * share} %` }));
  svg.append(vector("path", { d: `M${LEFT} ${y(chance)}H${WIDE - 16}`, stroke: palette.faint, "stroke-dasharray": "2 5" }));
  points.forEach(({ at }, i) => svg.append(text({ x: x(i), y: TALL - 22, "text-anchor": "middle", text: at })));
  svg.append(text({ x: (LEFT + WIDE) / 2, y: TALL - 5, "text-anchor": "middle", text: across }));
  for (const [key, stroke, dash] of [["random", palette.kernel.ink, "6 5"], ["trained", palette.output.ink, ""]]) {
    const bars = points.map((point, i) => `M${x(i)} ${y(Math.min(1, point[key] + point[`${key}_spread`]))}V${y(Math.max(0, point[key] - point[`${key}_spread`]))}`).join("");
    svg.append(vector("path", { d: bars, stroke, "stroke-width": 1.5, opacity: 0.6 }));
    svg.append(vector("path", { d: points.map((point, i) => `${i ? "L" : "M"}${x(i)} ${y(point[key])}`).join(""), fill: "none", stroke, "stroke-width": 3, "stroke-dasharray": dash }));
    points.forEach((point, i) => svg.append(vector("circle", { cx: x(i), cy: y(point[key]), r: 4, fill: stroke })));
  }
  return svg;
}

export class Worth {
  /** `about()` tells { ticket, net, settings, names }. */
  constructor(about) {
    this.about = about;
    const button = (text, onclick) => Object.assign(element("button", { type: "button", text }), { onclick });
    this.start = button("Measure", () => this.#go());
    this.stop = button("Stop", () => this.run?.stop());
    this.saving = element("span", {}, fileButton("PNG", "Download these charts as PNG", () => this.#png()), " ", fileButton("CSV", "Download these charts as CSV", () => this.#csv()));
    this.bar = element("progress", { "aria-label": "Progress of the measurement" });
    this.said = element("p", { class: "note", role: "status" });
    this.words = element("p", { class: "lead" });
    this.charts = element("div", { class: "charts" });
    const why = element("p", { class: "note" }, "The same head on the same layers, ", element("span", { class: "held", text: "solid: as trained" }), ", or ", element("span", { class: "randomly", text: "dashed: with random weights" }), "; dotted: chance. Mean of five draws of pictures, strokes their deviation. What lies between is what transfer is worth.");
    this.element = element("section", { class: "part", "aria-label": "What transfer is worth" }, element("h2", { text: "What the trained trunk is worth" }), this.words, this.charts, why, element("div", { class: "tools" }, this.start, this.stop, this.bar, this.saving), this.said);
    this.#running(false);
    this.clear();
  }

  #running(on) {
    this.start.hidden = on;
    this.stop.hidden = this.bar.hidden = !on;
  }

  /** Other pictures, another network or depth: what is shown belongs to others. */
  clear() {
    this.run?.leave();
    this.run = null;
    this.found = null;
    this.charts.replaceChildren();
    this.words.textContent = "";
    this.said.textContent = "";
    this.saving.hidden = true;
    this.start.textContent = "Measure";
    this.#running(false);
  }

  show(found, palette) {
    Object.assign(this, { found, palette });
    if (!found) return;
    const { by_depth, by_count, cut } = found;
    const chance = 1 / this.about().names.length;
    const best = by_depth.reduce((a, b) => (b.trained > a.trained ? b : a));
    const at = by_depth.find(({ at: depth }) => depth === cut.depth) ?? best;
    const per = (share) => `${Math.round(100 * share)} %`;
    const better = best.at !== at.at && best.trained - at.trained > 0.02 ? ` Cut after ${best.at} layers it is right for ${per(best.trained)}: what the last layers know does not fit these pictures.` : "";
    this.words.textContent = `With ${at.at} layers kept, the trained trunk is right for ${per(at.trained)} of new pictures, the random one for ${per(at.random)}.${better}`;
    this.charts.replaceChildren(chart(by_depth, "By layers kept", "layers kept", chance, palette), chart(by_count, "By pictures", "pictures of a class to learn from", chance, palette));
    this.saving.hidden = false;
    this.start.textContent = "Measure again";
  }

  #go() {
    const { ticket, net, settings } = this.about();
    this.run?.leave();
    const pace = new Pace();
    Object.assign(this.bar, { max: 1, value: 0 });
    this.run = new LongRun({
      name: "classes_worth",
      ticket,
      onFrames: (frames) => {
        for (const { bytes } of frames) {
          const frame = unpack(bytes);
          if (frame.kind === "result") this.show(frame, this.palette);
          else Object.assign(this.bar, { max: frame.of, value: frame.done });
        }
      },
      onState: ({ state, words }) => {
        this.said.textContent = state === "done" ? "" : state === "running" ? `Measuring: ${pace.words("all", this.bar.value, this.bar.max)}` : words;
        this.#running(state === "waiting" || state === "running");
      },
    });
    this.run.start({ net, settings });
  }

  #csv() {
    const rows = (kind, points) => points.map((point) => [kind, point.at, point.trained, point.trained_spread, point.random, point.random_spread]);
    const { by_depth, by_count } = this.found;
    save(csv([["by", "at", "trained", "deviation", "random", "deviation"], ...rows("layers kept", by_depth), ...rows("pictures", by_count)]), "transfer.csv");
  }

  #png() {
    const { net, names } = this.about();
    const caption = `What the trained trunk is worth: ${names.join(", ")}, network ${net}. Solid: as trained; dashed: with random weights; mean of five draws of pictures, strokes their deviation; dotted: chance. ${this.words.textContent}`;
    saveCharts([...this.charts.children], { beside: true, caption, palette: this.palette, name: "transfer" });
  }

  leave() {
    this.run?.leave();
  }
}
