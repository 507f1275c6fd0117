// "Find the five units whose loss hurts this class most": each unit switched off alone, slice after slice.
//
// The server answers one slice at a time and computes nothing that is not asked for: to stop is to ask no more.
import { element } from "../kit.js";
import { percent, significant } from "../prediction/softmax.js";

const BEST = 5;

/** The units that leave the class least, by log-odds. */
export function worst(rows, count = BEST) {
  return [...rows].sort((a, b) => a[3] - b[3] || a[0] - b[0]).slice(0, count);
}

export class Search {
  #running = null;

  /** `ask()` tells { ticket, asked, name } of the class; `onApply(units)`, `onLook(unit)`, `onFound(units)`. */
  constructor({ ask, onApply, onLook, onFound, onSave }) {
    Object.assign(this, { ask, onApply, onLook, onFound });
    const button = (text, onclick) => Object.assign(element("button", { type: "button", text }), { onclick });
    this.start = button("", () => this.#run());
    this.stop = button("Stop", () => this.leave());
    this.apply = button("Switch these off", () => this.onApply(this.best.map(([unit]) => unit)));
    this.save = button("CSV of all units", () => onSave());
    this.progress = element("progress", { "aria-label": "Units tried" });
    this.said = element("span", { class: "said", role: "status" });
    this.list = element("ol", { class: "found", "aria-label": "Units whose loss hurts most" });
    this.note = element("p", { class: "note" });
    this.rows = [];
    this.element = element("section", { class: "search", "aria-label": "Search for the units that matter" },
      element("div", { class: "tools" }, this.start, this.progress, this.stop, this.said), this.list,
      element("div", { class: "tools" }, this.apply, this.save), this.note);
    this.clear();
  }

  /** Another layer, photo or class: what was found is no longer true. */
  clear() {
    this.leave();
    this.rows = [];
    this.best = [];
    this.said.textContent = "";
    this.start.textContent = `Find the five units whose loss hurts ${this.ask()?.name ?? "the class"} most`;
    this.#show();
    this.#buttons(false);
  }

  async #run() {
    const running = (this.#running = new AbortController());
    const { ticket, asked } = this.ask();
    const began = performance.now();
    this.rows = [];
    this.#buttons(true);
    this.said.textContent = "Starting";
    try {
      for (let start = 0, of = 1; start < of; ) {
        const slice = await this.#slice(ticket, { ...asked, start }, running.signal);
        this.rows.push(...slice.rows);
        start = slice.stop;
        of = slice.of;
        const left = ((performance.now() - began) / start) * (of - start) / 1000;
        Object.assign(this.progress, { max: of, value: start });
        this.said.textContent = start < of ? `${start} of ${of} tried, about ${Math.max(1, Math.round(left))} s left` : `All ${of} tried`;
        this.#show();
      }
      this.onFound(this.best.map(([unit]) => unit));
    } catch (reason) {
      if (reason.name === "AbortError") this.said.textContent = this.rows.length ? `Stopped after ${this.rows.length}; the worst so far:` : "Stopped.";
      else this.said.textContent = reason instanceof TypeError ? "The server could not be reached. Try again in a moment." : reason.message;
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.#buttons(false);
      }
    }
  }

  async #slice(ticket, asked, signal) {
    const body = JSON.stringify({ ticket, asked });
    const answer = await fetch("/answers/losses", { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  #show() {
    this.best = worst(this.rows);
    this.list.replaceChildren(...this.best.map(([unit, logit, share]) => {
      const row = Object.assign(element("button", { type: "button", text: `Unit ${unit + 1}: ${percent(share)} left, logit ${significant(logit)}` }), { onclick: () => this.onLook(unit) });
      return element("li", {}, row);
    }));
    this.apply.hidden = this.save.hidden = !this.best.length;
    this.note.textContent = this.best.length ? "Each unit was off alone, all others on. Together they may do more, or less, than the sum: switch them off and see." : "";
  }

  #buttons(running) {
    this.start.hidden = running;
    this.progress.hidden = this.stop.hidden = !running;
    if (running) this.progress.removeAttribute("value");
  }

  /** Ask no more. */
  leave() {
    this.#running?.abort();
  }
}
