// The runs so far, as a table to compare and take along; and the classifier as a file with the lines that read it.
import { csv, save } from "../files.js";
import { element, grouped } from "../kit.js";
import { bytesOf } from "./ask.js";

const MOST = 12;
const yes = (on) => (on ? "yes" : "no");

export class History {
  #rows = [];

  constructor() {
    this.table = element("table", { class: "agree" });
    this.saving = Object.assign(element("button", { type: "button", text: "CSV", "aria-label": "Download the runs as CSV" }), { onclick: () => save(csv([this.#head(), ...this.#rows]), "runs.csv") });
    this.element = element("section", { class: "part" }, element("h2", { text: "Runs so far" }), element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs so far" }, this.table), element("div", { class: "tools" }, this.saving));
    this.element.hidden = true;
  }

  #head() {
    return ["pictures", "layers kept", "momentum", "dropout", "augmentation", "blocks tuned", "draw", "held out", "right", "learned right"];
  }

  add({ told, hits, held, curve }, depth, title) {
    const row = [title, depth, yes(told.momentum), yes(told.dropout), yes(told.augment), told.tune, told.draw, held, `${Math.round((100 * hits) / held)} %`, `${Math.round(100 * curve.at(-1).right)} %`];
    this.#rows = [row, ...this.#rows].slice(0, MOST);
    this.element.hidden = this.#rows.length < 2;
    const line = (cells, tag) => element("tr", {}, ...cells.map((text) => element(tag, tag === "th" ? { scope: "col", text } : { text })));
    this.table.replaceChildren(element("thead", {}, line(this.#head(), "th")), element("tbody", {}, ...this.#rows.map((cells) => line(cells, "td"))));
  }
}

export class TakeAlong {
  /** `about()` tells { ticket, net, trained } or null. */
  constructor(about) {
    this.about = about;
    this.said = element("p", { class: "note", role: "status" });
    this.save = Object.assign(element("button", { type: "button", text: "Download the classifier" }), { onclick: () => this.#download() });
    this.copy = Object.assign(element("button", { type: "button", text: "Copy the lines" }), { onclick: () => this.#copy() });
    this.numbers = element("p");
    this.lines = element("pre", { tabindex: "0", "aria-label": "Python that reads the file" });
    this.element = element("details", { class: "part fold" }, element("summary", { text: "Take it along: a file and ten lines of Python" }), this.numbers, element("div", { class: "tools" }, this.save, this.copy), this.said, this.lines);
  }

  show(result) {
    this.result = result;
    this.element.hidden = !result;
    if (!result) return;
    const { channels, names, head, trunk, tuned, loader } = result;
    const tuning = tuned ? `, ${grouped(tuned)} of which have learned too` : ", all as they were";
    this.numbers.textContent = `The head has ${channels} × ${names.length} + ${names.length} = ${grouped(head)} parameters; the trunk below it ${grouped(trunk)}${tuning}. The file is safetensors, with the class names inside.`;
    this.lines.textContent = loader;
  }

  async #download() {
    const { ticket, net, trained } = this.about();
    this.said.textContent = "";
    try {
      save(new Blob([await bytesOf("classes_file", ticket, { net, trained })]), this.result.file);
    } catch (problem) {
      this.said.textContent = problem.message;
    }
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.result.loader);
      this.said.textContent = "Copied.";
    } catch {
      this.said.textContent = "The browser does not let pages copy here: select the lines instead.";
    }
  }
}
