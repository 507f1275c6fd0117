// Three curves: what is left to win against epsilon, the loss beside its straight line, the way step by step.
import { element } from "../kit.js";
import { percent, significant } from "../prediction/softmax.js";
import { Plot } from "./plot.js";
import { lineWords } from "./words.js";

const DEEP = 4; // times the photo's margin

export class Charts {
  #probes = [];

  /** `onChange({ level })` where a hand picks on a curve. */
  constructor(onChange) {
    const onPick = (at) => this.levels.length && onChange({ level: this.levels.reduce((best, each) => (Math.abs(each - at) < Math.abs(best - at) ? each : best)) });
    this.margin = new Plot({ title: "What is left to win", onPick });
    this.loss = new Plot({ title: "Why so little is enough", onPick });
    this.trace = new Plot({ title: "Step by step" });
    this.formula = element("p", { class: "formula" });
    this.line = element("p", { class: "note" });
    this.left = element("p", { class: "note" });
    this.steps = element("div", { class: "part" }, this.trace.element);
    this.parts = [element("div", { class: "part" }, this.margin.element, this.left), element("div", { class: "part" }, this.loss.element, this.formula, this.line), this.steps];
  }

  /** Probes of the search for the smallest epsilon: [[level, margin], ...]. */
  probe(probes) {
    this.#probes = probes;
    if (this.about) this.show(this.about);
  }

  show(about) {
    this.about = about;
    const { frames, look, palette } = about;
    const found = [...frames.values()].sort((a, b) => a.level - b.level);
    this.levels = found.map(({ level }) => level);
    const frame = frames.get(look.level);
    if (!found.length) return;
    const [first] = found;
    const across = look.norm === "linf" ? "epsilon, grey levels of 255" : "epsilon as root mean square, grey levels of 255";
    const whom = first.target ? `the largest logit but ${first.target.name}'s, minus ${first.target.name}'s` : `${first.label.name}'s logit minus the largest other`;
    const ends = [0, about.levels.at(-1)];
    const margins = found.map(({ level, margin }) => [level, margin]);
    const series = [{ name: "margin in logits", points: margins, colour: palette.text }];
    if (this.#probes.length) series.push({ name: "probes of the search", points: this.#probes.filter(([at]) => at <= ends[1]), colour: palette.kernel.ink, dots: true });
    const won = found.find((each) => each.won);
    const told = `Margin: ${whom}. At 0 the network is fooled${won ? `: from epsilon ${significant(won.level)} on, of those tried` : "; none of these is enough"}.`;
    const least = Math.min(-DEEP * Math.max(1, first.margin), frame?.margin ?? 0); // deeper says no more
    this.margin.show({ series, ends, across, mark: look.level, least, floor: "fooled", palette, label: `Margin against epsilon. ${margins.map(([level, margin]) => `${significant(level)}: ${significant(margin)}`).join(", ")}` });
    this.left.textContent = told;
    this.#line(found, look, palette, { ends, across }, frame);
    this.#trace(frame, palette);
  }

  #line(found, look, palette, axis, frame) {
    const [first] = found;
    const straight = found.map(({ level, line }) => [level, first.loss + line.predicted]);
    const real = found.map(({ level, loss }) => [level, loss]);
    const name = first.target ? `loss of ${first.target.name}` : `loss of ${first.label.name}`;
    this.loss.show({ series: [{ name: `${name}, cross-entropy`, points: real, colour: palette.output.ink }, { name: "the straight line", points: straight, colour: palette.input.ink, dash: "6 5", loose: true }], ...axis, mark: look.level, palette, label: `Loss against epsilon: ${real.map(([level, loss]) => `${significant(level)}: ${significant(loss)}`).join(", ")}` });
    if (!frame) return;
    const { formula, told } = lineWords(frame, look);
    this.formula.textContent = formula;
    this.line.textContent = told;
  }

  #trace(frame, palette) {
    if (!frame) return;
    const { label, top, trace } = frame;
    const other = frame.target ?? top;
    const list = (shares) => shares.map((share, step) => [step, share]);
    const series = [{ name: label.name, points: list(trace.label), colour: palette.input.ink }];
    if (other.index !== label.index) series.push({ name: other.name, points: list(trace.top), colour: palette.kernel.ink });
    this.steps.hidden = trace.label.length < 3;
    const words = series.map(({ name, points }) => `${name} from ${percent(points[0][1])} to ${percent(points.at(-1)[1])}`).join(", ");
    this.trace.show({ series, across: "step", ends: [0, trace.label.length - 1], range: [0, 1], palette, label: `Probabilities step by step: ${words}` });
  }
}
