// A part of the page that computes on a button: the button, how far it is, its stop.
import { element } from "../kit.js";
import { LongRun } from "../runs.js";

export class Watched {
  #run = null;

  /** `ask()` tells { ticket, where }; `onFrames(list)` gets what JSON each frame holds, `onEnd(state)` when it is over. */
  constructor({ name, title, text, ask, onFrames, onEnd }) {
    Object.assign(this, { name, ask, onFrames, onEnd });
    this.button = Object.assign(element("button", { type: "button", text }), { onclick: () => this.start() });
    this.bar = element("progress", { "aria-label": title });
    this.stop = Object.assign(element("button", { type: "button", text: "Stop", "aria-label": `Stop: ${title}` }), { onclick: () => this.#run?.stop() });
    this.said = element("span", { class: "far", role: "status" });
    this.element = element("div", { class: "running" }, this.button, this.bar, this.said, this.stop);
    this.#state({ state: "none", words: "" });
  }

  start(more = {}) {
    this.#run?.leave();
    const { ticket, where } = this.ask();
    this.#run = new LongRun({
      name: this.name,
      ticket,
      onFrames: (found) => this.onFrames(found.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)))),
      onState: (told) => this.#state(told),
    });
    this.#run.start({ ...where, ...this.extra?.(), ...more });
  }

  #state({ state, words, done, of }) {
    const going = state === "running" || state === "waiting";
    this.bar.hidden = this.stop.hidden = !going;
    this.button.hidden = going;
    if (of) Object.assign(this.bar, { max: of, value: Math.min(done, of) });
    else this.bar.removeAttribute("value");
    this.said.textContent = state === "done" || state === "none" ? "" : words;
    if (state === "done" || state === "stopped") this.onEnd?.(state);
  }

  /** Another photo or attack: what was computed belongs to the last one. */
  clear() {
    this.#run?.leave();
    this.#run = null;
    this.#state({ state: "none", words: "" });
  }
}
