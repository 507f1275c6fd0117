// Epsilon under the hand, and how the noise is made: steps, norm, start; how far the computation is, and its stop.
import { element } from "../kit.js";
import { significant } from "../prediction/softmax.js";

const NORMS = [["linf", "L\u221e: each value a little"], ["l2", "L2: in all a little"]];
const STARTS = [["photo", "From the photo (BIM)"], ["random", "From a random place (PGD)"]];
const stepsText = (steps) => (steps === 1 ? "1 (FGSM)" : String(steps));

function group(label, onPick) {
  const box = element("div", { class: "group", role: "group", "aria-label": label });
  const offer = (choices) => box.replaceChildren(element("span", { class: "label", text: label }), ...choices.map(([value, text]) => Object.assign(element("button", { type: "button", text, "data-value": value }), { onclick: () => onPick(value) })));
  const show = (value) => box.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.value === String(value)));
  return { element: box, offer, show };
}

export class Controls {
  /** `onChange({ level | steps | norm | start })` with each step of a hand. */
  constructor(onChange) {
    this.slider = element("input", { type: "range", min: 0, step: 1, "aria-label": "Epsilon in grey levels of 255" });
    this.slider.oninput = () => onChange({ level: this.levels[this.slider.value] });
    this.value = element("output", { class: "epsilon" });
    this.steps = group("Steps", (steps) => onChange({ steps }));
    this.norm = group("Measured as", (norm) => onChange({ norm }));
    this.start = group("Start", (start) => onChange({ start }));
    this.norm.offer(NORMS);
    this.start.offer(STARTS);
    this.bar = element("progress", { "aria-label": "Progress" });
    this.words = element("span", { class: "far" });
    this.stop = element("button", { type: "button", text: "Stop" });
    this.running = element("div", { class: "running" }, this.bar, this.words, this.stop);
    const hand = element("label", { class: "hand" }, element("span", { class: "label", text: "Epsilon" }), this.slider, this.value);
    this.element = element("div", { class: "controls" }, hand, element("div", { class: "groups" }, this.steps.element, this.norm.element, this.start.element), this.running);
  }

  offer({ levels, steps }) {
    if (this.levels) return;
    this.levels = levels;
    this.slider.max = levels.length - 1;
    this.steps.offer(steps.map((each) => [each, stepsText(each)]));
  }

  show({ level, steps, norm, start }, { size }) {
    const epsilon = norm === "linf" ? level : level * Math.sqrt(3 * size[0] * size[1]);
    this.slider.value = this.levels.indexOf(level);
    this.slider.setAttribute("aria-valuetext", norm === "linf" ? `${level} of 255` : `${significant(epsilon)}, ${level} of 255 in the root mean square`);
    this.value.textContent = `\u03b5 = ${significant(epsilon)}`;
    this.steps.show(steps);
    this.norm.show(norm);
    this.start.show(start);
    this.start.element.classList.toggle("idle", steps === 1);
    this.start.element.querySelectorAll("button").forEach((button) => (button.disabled = steps === 1));
  }

  /** What `LongRun` tells; the line keeps its place while nothing runs. */
  state({ state, words, done, of }, { onStop, onAgain }) {
    const going = state === "running" || state === "waiting";
    const again = state === "stopped" || state === "refused";
    this.running.classList.toggle("idle", !going && !again);
    this.bar.hidden = !going;
    if (of) Object.assign(this.bar, { max: of, value: done });
    else this.bar.removeAttribute("value");
    this.words.textContent = going || again ? `${going ? "All epsilons: " : ""}${words}` : "";
    this.stop.textContent = again ? "Compute the rest" : "Stop";
    this.stop.onclick = again ? onAgain : onStop;
    this.stop.disabled = !going && !again;
  }
}
