// Honest maps: deletion and insertion, the spread over seeds, and the network that forgets; each on a button, with a stop.
import { vector } from "../architecture/vector.js";
import { element, short, unpack } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { scaleBar } from "./figure.js";
import { drawMap, floats, scaleEnd } from "./maps.js";
import { Run, far, sentence } from "./run.js";

const SIDE = 240;
const KINDS = [
  ["curves", "Take pixels away, bring them in", "Deletion takes the pixels that the map calls important away first: the class should go at once. Insertion brings them into a blurred photo: it should come at once."],
  ["seeds", "Five seeds", "A method that draws at random gives another map for each seed. What differs is chance."],
  ["cascade", "Let the network forget", "The last layers get random weights. A map that stays as it was does not show what these layers have learned."],
];
const STAYS = 0.7;

/** A small picture of a map with its name and scale. */
function picture(title, canvasLabel) {
  const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": canvasLabel });
  const caption = element("figcaption", { text: title });
  const scale = scaleBar();
  return { canvas, caption, scale, element: element("figure", { class: "small" }, caption, canvas, scale.element) };
}

function plot(series, palette, label) {
  const [wide, tall, left, low] = [360, 220, 40, 30];
  const x = (share) => left + share * (wide - left - 10);
  const y = (chance) => 10 + (1 - chance) * (tall - low - 10);
  const text = { "font-size": 12, fill: palette.faint };
  const svg = vector("svg", { viewBox: `0 0 ${wide} ${tall}`, width: "100%", role: "img", "aria-label": label });
  for (const at of [0, 0.5, 1]) {
    svg.append(vector("path", { d: `M${left} ${y(at)}H${wide - 10}`, stroke: palette.line }));
    svg.append(vector("text", { ...text, x: left - 6, y: y(at) + 4, "text-anchor": "end", text: `${100 * at} %` }));
    svg.append(vector("text", { ...text, x: x(at), y: tall - 8, "text-anchor": at === 1 ? "end" : "middle", text: `${100 * at} % of the pixels` }));
  }
  for (const { points, thing, dash } of series) {
    const path = points.shares.map((share, i) => `${i ? "L" : "M"}${x(share).toFixed(1)} ${y(points.probabilities[i]).toFixed(1)}`).join("");
    svg.append(vector("path", { d: path, fill: "none", stroke: palette[thing].ink, "stroke-width": 3, "stroke-dasharray": dash }));
  }
  return svg;
}

class Check {
  constructor([kind, title, why], checks) {
    Object.assign(this, { kind, checks });
    const button = (text, label, onclick) => Object.assign(element("button", { type: "button", text, "aria-label": label }), { onclick });
    this.start = button("Check", `${title}: check`, () => this.#go());
    this.end = button("Stop", `${title}: stop`, () => this.run?.stop());
    this.bar = element("progress", { "aria-label": `Progress of ${title}` });
    this.said = element("p", { class: "state", role: "status" });
    this.place = element("div", { class: "outcome" });
    this.element = element("section", { class: "check-part" }, element("h3", { text: title }), element("p", { class: "note", text: why }), element("div", { class: "tools" }, this.start, this.end, this.bar), this.said, this.place);
    this.clear();
  }

  clear() {
    this.run?.stop();
    this.run = null;
    this.said.textContent = "";
    this.place.replaceChildren();
    this.#running(false);
  }

  #running(on) {
    this.start.hidden = on;
    this.end.hidden = this.bar.hidden = !on;
    this.bar.removeAttribute("value");
  }

  async #go() {
    const { ticket, asked, method } = this.checks.about();
    if (this.kind === "seeds" && !method.seeds) {
      this.said.textContent = `${method.title} draws nothing at random: each seed gives the same map. SmoothGrad and RISE draw.`;
      return;
    }
    const onFar = (told) => {
      if (told.of) Object.assign(this.bar, { max: told.of, value: told.done });
      this.said.textContent = far(told);
    };
    const run = (this.run = new Run({ name: "wall_check", kind: this.kind, ticket, asked: { ...asked, kind: this.kind }, onFar }));
    this.#running(true);
    this.said.textContent = "Starting";
    try {
      const found = unpack(await run.go());
      if (this.run !== run) return;
      this[`_${this.kind}`](found, method);
    } catch (reason) {
      if (this.run === run) this.said.textContent = sentence(reason) || "Stopped.";
    } finally {
      if (this.run === run) this.#running(false);
    }
  }

  _curves({ deletion, insertion, drop }) {
    const { palette } = this.checks.painted;
    const label = `Probability of the class while pixels go or come; area of deletion ${short(deletion.area, 3)}, of insertion ${short(insertion.area, 3)}`;
    const svg = plot([{ points: deletion, thing: "kernel", dash: "" }, { points: insertion, thing: "input", dash: "7 5" }], palette, label);
    const less = drop.increased ? "the class even grows surer" : `the class loses ${percent(drop.percent / 100)} of its confidence`;
    this.said.textContent = `Area below deletion ${short(deletion.area, 3)} (small is good), below insertion ${short(insertion.area, 3)} (large is good). With only what the map shows left, ${less} (${percent(drop.whole)} to ${percent(drop.left)}).`;
    const key = element("p", { class: "note" }, element("span", { class: "deletion", text: "solid: deletion" }), ", ", element("span", { class: "insertion", text: "dashed: insertion" }), "; across, the share of pixels; up, the class's probability.");
    this.place.replaceChildren(svg, key);
  }

  _seeds({ blobs, size, agreement, count }, method) {
    const { palette } = this.checks.painted;
    const [mean, spread] = blobs.map(floats);
    const shown = [picture(`Mean of ${count}`, `The mean of ${count} seeds' maps`), picture("Spread", `The standard deviation between ${count} seeds, pixel by pixel`)];
    const values = [mean, spread];
    const limit = scaleEnd(values[0]);
    shown.forEach(({ canvas, scale }, i) => {
      drawMap(canvas, { values: values[i], size, signed: false, limit, palette, photo: null });
      scale.show(false, limit, palette);
    });
    const word = agreement >= STAYS ? "The seeds mostly agree" : "Much of a single map is chance";
    this.said.textContent = `${word}: two seeds' maps of ${method.title} correlate ${short(agreement)} on average. Both pictures share one scale.`;
    this.place.replaceChildren(element("div", { class: "pair" }, ...shown.map((each) => each.element)));
  }

  _cascade({ blobs, size, steps }, method) {
    const { palette } = this.checks.painted;
    const maps = blobs.map(floats);
    const shown = [picture("As it has learned", `${method.title} of the trained network`), picture("", "")];
    const draw = ({ canvas, scale }, values) => {
      const limit = scaleEnd(values);
      drawMap(canvas, { values, size, signed: false, limit, palette, photo: null });
      scale.show(false, limit, palette);
    };
    const slider = element("input", { type: "range", min: 0, max: steps.length - 1, step: 1, "aria-label": "Layers forgotten" });
    slider.value = Math.min(2, steps.length - 1);
    const turn = () => {
      const { count, layer, correlation, similarity } = steps[slider.value];
      const words = count ? `Last ${count} layer${count > 1 ? "s" : ""} random` : "Nothing forgotten";
      slider.setAttribute("aria-valuetext", words);
      shown[1].caption.textContent = words;
      shown[1].canvas.setAttribute("aria-label", `${method.title}: ${words}`);
      draw(shown[1], maps[slider.value]);
      this.said.textContent = `${words}${layer ? `, from ${layer} on` : ""}: rank correlation with the trained network's map ${short(correlation)}, structural similarity ${short(similarity)}.`;
    };
    slider.oninput = turn;
    draw(shown[0], maps[0]);
    turn();
    const last = steps.at(-1);
    const verdict = last.correlation >= STAYS
      ? `The map hardly changes although ${last.count} layers know nothing: it shows edges of the photo, not what the network has learned of the class. Guided backprop is known for this.`
      : `With ${last.count} layers forgotten ${short(last.correlation)} is left: the map does depend on what the network has learned.`;
    this.place.replaceChildren(element("div", { class: "pair" }, ...shown.map((each) => each.element)), element("label", { class: "slide" }, "Layers forgotten", slider), element("p", { class: "verdict", text: verdict }));
  }
}

export class Checks {
  /** `ask()` tells { ticket, where } of the wall; `onChoose(name)` where another method is to be checked. */
  constructor({ ask, onChoose }) {
    Object.assign(this, { ask, onChoose });
    this.choice = element("select", { "aria-label": "Method to check" });
    this.choice.onchange = () => {
      this.clear();
      onChoose(this.choice.value);
    };
    this.parts = KINDS.map((kind) => new Check(kind, this));
    const label = element("label", { class: "slide" }, "Method", this.choice);
    this.element = element("details", { class: "honest" }, element("summary", { text: "Can you believe it? Three checks of a map" }), label, element("div", { class: "checks" }, ...this.parts.map((part) => part.element)));
  }

  about() {
    const method = this.methods.find(({ name }) => name === this.choice.value);
    const { ticket, where } = this.ask();
    return { ticket, method, asked: { ...where, method: method.name } };
  }

  show(methods, of, painted) {
    this.painted = painted;
    if (this.methods?.length !== methods.length) this.choice.replaceChildren(...methods.map(({ name, title }) => element("option", { value: name, text: title })));
    this.methods = methods;
    if (this.choice.value !== of) {
      this.choice.value = of;
      this.clear();
    }
  }

  clear() {
    for (const part of this.parts) part.clear();
  }
}
