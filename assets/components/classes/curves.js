// Accuracy and loss while the head learns, then while layers are tuned; the last run stays behind as a shadow.
import { vector } from "../architecture/vector.js";
import { csv, fileButton, save } from "../files.js";
import { element } from "../kit.js";
import { saveCharts } from "./chart_file.js";

const [WIDE, TALL, LEFT, TOP, LOW] = [520, 156, 50, 20, 24];

/** A run's frames with their place on the axis: the head's epochs take the left part, tuning the rest. */
export function placed(curve) {
  const tunes = curve.some(({ phase }) => phase === "tune");
  const share = tunes ? 0.5 : 1;
  return curve.map((frame) => ({ ...frame, at: frame.phase === "head" ? (share * frame.done) / frame.of : share + ((1 - share) * frame.done) / frame.of }));
}

export class Curves {
  /** `about()` is the caption of a file. */
  constructor(about) {
    this.about = about;
    this.accuracy = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img" });
    this.loss = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img" });
    const key = element("p", { class: "note" }, element("span", { class: "held", text: "solid: held out, never learned from" }), "; ", element("span", { class: "learned", text: "dashed: learned from" }), "; grey: the run before. ", fileButton("PNG", "Download the curves as PNG", () => this.#png()), " ", fileButton("CSV", "Download the curves as CSV", () => save(csv([["phase", "step", "loss", "held-out loss", "right", "held-out right"], ...this.curve.map((f) => [f.phase, f.done, f.loss, f.held_loss, f.right, f.held_right])]), "curves.csv")));
    this.element = element("div", { class: "curves" }, this.accuracy, this.loss, key);
  }

  show(curve, before, palette) {
    Object.assign(this, { curve, before, palette });
    const [now, then] = [placed(curve), placed(before ?? [])];
    const highest = Math.max(0.1, ...[...now, ...then].flatMap(({ loss, held_loss }) => [loss, held_loss]));
    const end = now.at(-1);
    this.#draw(this.accuracy, now, then, ["held_right", "right"], 1, "Accuracy", (y) => `${Math.round(100 * y)} %`, palette);
    this.#draw(this.loss, now, then, ["held_loss", "loss"], highest, "Loss", (y) => String(Number(y.toFixed(2))), palette);
    const per = (share) => `${Math.round(100 * share)} %`;
    this.accuracy.setAttribute("aria-label", end ? `Accuracy by now: ${per(end.held_right)} of the held-out pictures, ${per(end.right)} of those learned from.` : "Accuracy: nothing learned yet.");
    this.loss.setAttribute("aria-label", end ? `Loss by now: ${end.held_loss.toFixed(3)} on held-out pictures, ${end.loss.toFixed(3)} on those learned from.` : "Loss: nothing learned yet.");
  }

  #png() {
    const caption = `${this.about()} Solid: held out, never learned from; dashed: learned from${this.before ? "; grey: the run before" : ""}. ${this.accuracy.getAttribute("aria-label")} ${this.loss.getAttribute("aria-label")}`;
    saveCharts([this.accuracy, this.loss], { caption, palette: this.palette, name: "curves" });
  }

  #draw(svg, now, then, [held, learned], highest, title, label, palette) {
    const x = (at) => LEFT + at * (WIDE - LEFT - 8);
    const y = (value) => TOP + (1 - value / highest) * (TALL - TOP - LOW);
    const text = (attributes) => vector("text", { "font-size": 12, fill: palette.faint, ...attributes });
    const line = (frames, key, stroke, dash, width) => vector("path", { d: frames.map((frame, i) => `${i ? "L" : "M"}${x(frame.at).toFixed(1)} ${y(Math.min(highest, frame[key])).toFixed(1)}`).join(""), fill: "none", stroke, "stroke-width": width, "stroke-dasharray": dash });
    const parts = [text({ x: LEFT, y: 13, text: title, fill: palette.text, "font-size": 13, "font-weight": 650 })];
    for (const at of [0, 0.5, 1]) {
      parts.push(vector("path", { d: `M${LEFT} ${y(at * highest)}H${WIDE - 8}`, stroke: palette.line }), text({ x: LEFT - 6, y: y(at * highest) + 4, "text-anchor": "end", text: label(at * highest) }));
    }
    const tuned = now.some(({ phase }) => phase === "tune");
    if (tuned) parts.push(vector("path", { d: `M${x(0.5)} ${TOP}V${TALL - LOW}`, stroke: palette.kernel.ink, "stroke-dasharray": "4 4" }), text({ x: x(0.75), y: TALL - 8, "text-anchor": "middle", text: "upper layers too", fill: palette.kernel.ink }));
    const { of } = now.find(({ phase }) => phase === "head") ?? { of: 40 };
    parts.push(text({ x: x(tuned ? 0.25 : 0.5), y: TALL - 8, "text-anchor": "middle", text: `the head learns, ${of} epochs` }));
    if (then.length) parts.push(line(then, held, palette.faint, "", 2));
    if (now.length) parts.push(line(now, learned, palette.input.ink, "6 5", 2.5), line(now, held, palette.output.ink, "", 3.5));
    svg.replaceChildren(...parts);
  }
}
