// The smallest epsilon that works: bisection, probe by probe.
import { element } from "../kit.js";
import { percent, significant } from "../prediction/softmax.js";
import { Watched } from "./watched.js";

export class Smallest {
  #probes = [];

  /** `ask()` tells { ticket, where }; `onProbes([[level, margin], ...])` draws them. */
  constructor(ask, onProbes) {
    this.onProbes = onProbes;
    this.watched = new Watched({ name: "fool_smallest", title: "Search for the smallest epsilon", text: "Search", ask, onFrames: (found) => this.#more(found), onEnd: (state) => state === "done" && this.#end() });
    this.said = element("p", { class: "lead", role: "status" });
    this.list = element("ol", { class: "probes" });
    const why = "Doubles epsilon until the attack works, then halves the gap until it is within 2 %. It finds one border; a single step can work at 2 and fail at 4.";
    this.element = element("section", { class: "box", "aria-label": "The smallest epsilon" }, element("h2", { text: "How little is enough?" }), element("p", { class: "note", text: why }), this.watched.element, this.said, this.list);
  }

  show(frame, look) {
    const { steps } = look;
    this.watched.button.textContent = `Search the smallest \u03b5 (${steps === 1 ? "one step" : `${steps} steps`} each)`;
  }

  #more(found) {
    this.#probes.push(...found);
    this.onProbes(this.#probes.map(({ level, margin }) => [level, margin]));
    this.list.replaceChildren(...this.#probes.map(({ epsilon, won, name, share }) => element("li", { class: won ? "won" : "" }, `${significant(epsilon)}: ${won ? "works" : "too little"}, ${name} ${percent(share)}`)));
    const { low, high } = this.#probes.at(-1);
    this.said.textContent = high === null ? `More than ${significant(low)} \u2026` : `Between ${significant(low)} and ${significant(high)} \u2026`;
  }

  #end() {
    const last = this.#probes.at(-1);
    if (!last) return;
    if (last.high === null) return (this.said.textContent = `Even ${significant(last.low)} is not enough for this attack. More steps reach further.`);
    const best = this.#probes.findLast(({ epsilon }) => epsilon === last.high);
    const file = best.file.won ? "It survives rounding to 8 bits." : `Rounded to 8 bits it is ${best.file.name} again: the file needs more.`;
    this.said.textContent = `\u03b5 = ${significant(best.epsilon)} is enough: ${best.name}, ${percent(best.share)}. ${significant(last.low)} is not. ${file}`;
  }

  clear() {
    this.watched.clear();
    this.#probes = [];
    this.list.replaceChildren();
    this.said.textContent = "";
    this.onProbes([]);
  }

  leave() {
    this.watched.clear();
  }
}
