// One change from nothing to much: the chosen layer's cosine and the first guess's probability, asked for in slices that can be stopped.
import { element, unpack } from "../kit.js";
import { Quick } from "../quick.js";
import { Curve } from "./curve.js";

const SLICE = 4;
const NAMES = { shift: ["pixels to the right", "right"], turn: ["degrees", "degrees"], blur: ["pixels of blur", "sigma"], noise: ["grey levels of noise", "strength"] };
const number = (value) => (value === null ? "not known" : value.toFixed(4).replace("-", "−"));

export class Sweep {
  #rows = [];
  #of = "";
  #running = false;

  /** `question()` is what a step asks now; `about()` a file's caption. */
  constructor(question, about) {
    this.question = question;
    this.button = element("button", { type: "button", class: "run" });
    this.button.onclick = () => (this.#running ? this.#stop() : this.#start());
    this.progress = element("progress", { "aria-label": "Sweep", max: 1, value: 0 });
    this.said = element("span", { class: "note", role: "status" });
    this.curve = new Curve({ about });
    this.curve.element.hidden = true;
    this.element = element("section", { class: "sweep", "aria-label": "Sweep" }, element("div", { class: "run-row" }, this.button, this.progress, this.said), this.curve.element);
    this.quick = new Quick("compare", async (answer, asked) => this.#take(unpack(new Uint8Array(await answer.arrayBuffer())), asked), (text) => this.#fail(text));
  }

  /** What a sweep is of: the slider that it moves does not matter. */
  #about() {
    const { ticket, settings, ...where } = this.question();
    const { mode, kind, layer, down, border, seed } = settings;
    return JSON.stringify([where, mode, kind, layer, kind === "shift" && down, (kind === "shift" || kind === "turn") && border, kind === "noise" && seed]);
  }

  /** `stride` is the chosen layer's, `[down, across]` in pixels, null where it has no places. */
  show(settings, sweeps, painted, stride) {
    Object.assign(this, { settings, sweeps, painted, stride });
    const total = settings.mode === "change" ? sweeps[settings.kind] : undefined;
    this.element.hidden = total === undefined;
    if (total === undefined || (this.#of && this.#of !== this.#about())) this.#clear();
    if (total === undefined) return;
    const [what] = NAMES[settings.kind];
    this.button.textContent = this.#running ? "Stop" : `Sweep: all ${what}`;
    this.progress.hidden = !this.#running;
    this.progress.max = total;
    this.progress.value = this.#rows.length;
    if (this.#running) this.said.textContent = `${this.#rows.length} of ${total}`;
    this.#draw();
  }

  #again() {
    this.show(this.settings, this.sweeps, this.painted, this.stride);
  }

  #clear() {
    this.#running = false;
    this.#rows = [];
    this.#of = "";
    this.said.textContent = "";
    this.curve.element.hidden = true;
  }

  #start() {
    this.#clear();
    this.#running = true;
    this.#of = this.#about();
    this.#next();
    this.#again();
  }

  #stop() {
    this.#running = false;
    this.said.textContent = `Stopped after ${this.#rows.length}.`;
    this.#again();
  }

  #next() {
    const { ticket, ...asked } = this.question();
    this.quick.ask(ticket, { ...asked, from: this.#rows.length, count: SLICE });
  }

  #take({ rows, of, class: name }, asked) {
    if (!this.#running || this.#of !== this.#about() || asked.from !== this.#rows.length) return;
    this.#rows.push(...rows);
    this.name = name;
    if (this.#rows.length < of) this.#next();
    else {
      this.#running = false;
      this.said.textContent = this.#sentence();
    }
    this.#again();
  }

  #fail(text) {
    this.#running = false;
    this.said.textContent = text;
    this.#again();
  }

  /** Where the cosine and the probability are lowest. */
  #sentence() {
    const [what] = NAMES[this.settings.kind];
    const least = (column) => this.#rows.reduce((low, row) => (row[column] < low[column] ? row : low));
    const [cosine, chance] = [least(1), least(3)];
    const said = `In place the cosine is least at ${cosine[0]} ${what}: ${number(cosine[1])}; ${this.name} at ${chance[0]}: ${(100 * chance[3]).toFixed(1)} %.`;
    return [this.#cells(), said].filter(Boolean).join(" ");
  }

  /** What the stride makes of a shift: the mean cosine on whole cells and between them. */
  #cells() {
    const stride = this.stride?.[1];
    if (this.settings.kind !== "shift" || this.settings.down !== 0 || !Number.isInteger(stride)) return "";
    if (stride === 1) return "Stride 1: every shift is a whole number of cells.";
    const known = this.#rows.filter(([value, , along]) => value > 0 && along !== null);
    const mean = (rows) => number(rows.reduce((sum, row) => sum + row[2], 0) / rows.length);
    const [whole, between] = [known.filter(([value]) => value % stride === 0), known.filter(([value]) => value % stride !== 0)];
    if (whole.length === 0 || between.length === 0) return "";
    return `Stride ${stride}: moved along, shifts by multiples of ${stride} keep ${mean(whole)} on average, those between ${mean(between)}. Upright lines: whole cells.`;
  }

  /** The places of the curve where a shift is a whole number of cells. */
  #whole() {
    const stride = this.stride?.[1];
    if (this.settings.kind !== "shift" || !Number.isInteger(stride) || stride === 1) return [];
    return this.#rows.flatMap(([value], i) => (value % stride === 0 ? [i] : []));
  }

  #draw() {
    const rows = this.#rows;
    this.curve.element.hidden = rows.length === 0;
    if (rows.length === 0) return;
    const { kind, layer } = this.settings;
    const [what, key] = NAMES[kind];
    const total = this.sweeps[kind];
    const column = (i) => Array.from({ length: total }, (_, at) => rows[at]?.[i] ?? null);
    const moving = kind === "shift" || kind === "turn";
    const name = `probability of ${this.name}`;
    const series = [...(moving ? [{ name: "moved along", thing: "kernel", values: column(2) }] : []), { name: "in place", thing: "input", values: column(1) }, { name, thing: "output", values: column(3) }];
    const tell = (i) => {
      const row = rows[i];
      if (!row) return "Not computed yet.";
      return `${what[0].toUpperCase()}${what.slice(1)}: ${row[0]}. In place ${number(row[1])}${moving ? `, moved along ${number(row[2])}` : ""}; ${this.name} ${(100 * row[3]).toFixed(1)} %`;
    };
    const ticks = rows.map(([value], i) => [i, String(value)]).filter((_, i) => i % Math.ceil(total / 8) === 0);
    const mark = rows.findIndex(([value]) => value === this.settings[key]);
    const csv = () => `${[`${key},cosine_in_place,cosine_moved_along,probability`, ...rows.map((row) => row.map((value) => value ?? "").join(","))].join("\r\n")}\r\n`;
    const about = { title: `${layer} and the first guess, by ${what}`, series, bands: [], ticks, mark: mark < 0 ? null : mark, lines: this.#whole(), count: total, tell, file: `sweep-${kind}-${layer}`, csv, low: 0 };
    this.curve.show(about, this.painted);
  }

  leave() {
    this.#running = false;
    this.quick.leave();
    this.curve.leave();
  }
}
