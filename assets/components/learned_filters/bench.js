// Learned filters: what is shown of them, and the questions to the server.
import { captioned, csv, fileButton, save } from "../files.js";
import { element, grouped, unpack } from "../kit.js";
import { digits } from "../one_unit/numbers.js";
import { Quick } from "../quick.js";
import { Colours } from "./colours.js";
import { Matrix } from "./matrix.js";
import { Pairs } from "./pairs.js";
import { Spread } from "./spread.js";

const REST = 250; // milliseconds after the last step, before the page hears of it
const SORTS = [["number", "by number"], ["strong", "strongest first"], ["weak", "weakest first"]];
const COLOUR_SORTS = [["colour", "most colour first"], ["angle", "by direction"]];

function section(title, ...content) {
  const files = element("span", { class: "files" });
  const made = element("section", {}, element("div", { class: "section-head" }, element("h3", { text: title }), files), ...content);
  return { element: made, title: made.querySelector("h3"), files };
}

export class Bench {
  constructor(root) {
    this.colours = new Colours((filter) => this.#pin(filter));
    this.matrix = new Matrix((rows, columns) => this.#page(rows, columns));
    this.spread = new Spread();
    this.pairs = new Pairs();
    this.head = element("p", { class: "sentence" });
    this.why = element("p", { class: "lead" });
    this.acts = element("input", { type: "checkbox", id: "filters-acts" });
    this.acts.onchange = () => this.#change({ acts: this.acts.checked });
    this.sort = element("select", { id: "filters-sort" });
    this.sort.onchange = () => this.#change({ sort: this.sort.value, row: 0 });
    const one = (control, text) => element("span", { class: "control" }, control, element("label", { for: control.id, text }));
    this.actsControl = one(this.acts, "As it acts: batch norm multiplied in");
    const sorting = element("span", { class: "control" }, element("label", { for: this.sort.id, text: "Filters" }), this.sort);
    this.controls = element("div", { class: "controls" }, sorting, this.actsControl);
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    this.weights = section("The filters", this.colours.element, this.matrix.element);
    this.numbers = section("Their weights in numbers", this.spread.element);
    this.alike = section("Which are nearly the same", this.pairs.element);
    this.#files();
    const sections = [this.weights, this.numbers, this.alike].map((each) => each.element);
    root.replaceChildren(element("article", { class: "filters", "aria-label": "Learned filters" }, this.head, this.why, this.controls, this.refusal, ...sections));
    const read = async (answer) => unpack(new Uint8Array(await answer.arrayBuffer()));
    this.asking = new Quick("weights", async (answer, asked) => this.#fits(asked) && this.#show(await read(answer)), (text, asked) => this.#fits(asked) && this.#refuse(text));
  }

  update(data, painted) {
    const turned = this.painted && this.painted.mode !== painted.mode;
    this.painted = painted;
    if (data === this.raw) {
      if (turned && this.bank) this.#draw();
      return;
    }
    this.raw = data;
    const { blobs, ...told } = unpack(data);
    const start = JSON.stringify([told.net, told.asked, told.serial]);
    this.told = told;
    if (start === this.start) {
      if (turned) this.#draw();
      return;
    }
    this.start = start;
    this.shown = told.told;
    this.#show(unpack(blobs[0]));
  }

  #asked() {
    const { ticket, ...where } = this.told.ask;
    const { unit: _pinned, ...page } = this.shown;
    return [ticket, { ...where, ...page }];
  }

  #fits(asked) {
    return Object.entries(this.#asked()[1]).every(([name, value]) => asked[name] === value);
  }

  #change(change) {
    this.shown = { ...this.shown, ...change };
    this.asking.ask(...this.#asked());
    this.#rest();
  }

  #pin(unit) {
    this.shown = { ...this.shown, unit };
    this.#rest();
  }

  #rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(this.shown), REST);
  }

  #page(rows, columns) {
    const { row, column, page } = this.bank;
    const [count, channels] = this.bank.shape;
    const to = [row + rows * page[0], column + columns * page[1]];
    if (to[0] < 0 || to[1] < 0 || to[0] >= count || to[1] >= channels) return;
    this.#change({ row: to[0], column: to[1] });
  }

  #refuse(text) {
    this.refusal.textContent = text;
    this.refusal.hidden = false;
  }

  #show({ blobs, ...bank }) {
    const floats = (bytes) => new Float32Array(bytes.slice().buffer);
    const [weights, norms, ...pictures] = blobs.map(floats);
    this.bank = { ...bank, weights, norms, pictures };
    this.refusal.hidden = true;
    this.#draw();
  }

  #draw() {
    const { bank, told } = this;
    const { palette } = this.painted;
    const [count, channels, h, w] = bank.shape;
    this.head.textContent = `${bank.layer}: ${grouped(count)} filters of ${grouped(channels)} × ${h} × ${w} weights.`;
    const before = bank.asked === bank.layer ? "" : `${bank.asked} has no filters of its own: these are of ${bank.layer}, the convolution ${bank.norm?.layer === bank.asked ? "right " : ""}before it. `;
    const reads = bank.colour
      ? "They act on the picture's three colours, so each is a small colour picture: grey is weight 0. Below each, what it is to grey patterns."
      : `${this.#reads(channels, bank)} Violet subtracts, orange adds; the scale ends at ±${digits(bank.end, 2)}, what is larger looks the same.`;
    this.why.textContent = before + reads;
    this.#options();
    this.acts.checked = bank.acts;
    this.actsControl.hidden = !bank.norm?.learned;
    this.colours.element.hidden = !bank.colour;
    this.matrix.element.hidden = bank.colour;
    if (bank.colour) this.colours.show(bank, this.shown.unit, palette);
    else this.matrix.show(bank, palette);
    this.weights.title.textContent = bank.colour ? "The filters in colour" : "The filters, channel by channel";
    this.spread.show(bank, palette);
    this.pairs.show(bank, palette);
    this.file = `${told.net}-${bank.layer}-filters`;
  }

  #reads(channels, { source, groups }) {
    const from = source === "input" ? "the picture" : source;
    if (channels === 1 && groups > 1) return `Each reads one map of ${from}, its own: a depthwise convolution.`;
    return `Each reads ${grouped(channels)} ${channels === 1 ? "map" : "maps"} of ${from}; there are no colours here, every column is a feature of its own.`;
  }

  #options() {
    const { bank } = this;
    const options = [...SORTS, ...(bank.colour ? COLOUR_SORTS : [])];
    if (this.sort.options.length !== options.length) this.sort.replaceChildren(...options.map(([value, text]) => element("option", { value, text })));
    this.sort.value = options.some(([value]) => value === bank.sort) ? bank.sort : "number";
  }

  #caption(what) {
    const acts = this.bank.acts ? ", as they act with the batch norm multiplied in" : "";
    return `${this.told.network}, ${this.bank.layer}: ${what}${acts}.`;
  }

  #files() {
    const picture = (view, what) => captioned({ ...view().picture(), caption: this.#caption(what), palette: this.painted.palette });
    const png = (part, view, what, name) => part.files.append(fileButton("PNG", `Download ${what} as PNG`, () => save(picture(view, what), `${this.file}${name}.png`)));
    png(this.weights, () => (this.bank.colour ? this.colours : this.matrix), "filters", "");
    png(this.numbers, () => this.spread, "the spread of weights and the strengths of filters", "-numbers");
    png(this.alike, () => this.pairs, "pairs of filters", "-pairs");
    const table = (part, what, rows, name) => part.files.append(fileButton("CSV", `Download ${what} as CSV`, () => save(csv(rows()), `${this.file}${name}.csv`)));
    table(this.weights, "the weights shown", () => this.#weightRows(), "");
    table(this.numbers, "the strengths of filters", () => [["filter", "strength", "nearly_dead"], ...[...this.bank.norms].map((value, i) => [i + 1, value, Number(this.bank.dead.includes(i))])], "-strengths");
    table(this.alike, "the pairs of filters", () => [["first", "second", "cosine"], ...[...this.bank.alike, ...this.bank.opposite].map((pair) => [pair.first + 1, pair.second + 1, pair.cosine])], "-pairs");
  }

  #weightRows() {
    const { bank } = this;
    const [, , h, w] = bank.shape;
    const columns = bank.colour ? 3 : bank.columns;
    const names = Array.from({ length: h * w }, (_, i) => `w${Math.floor(i / w) + 1}_${(i % w) + 1}`);
    const rows = bank.rows.flatMap((filter, f) => Array.from({ length: columns }, (_, c) => [filter + 1, bank.column + c + 1, ...bank.weights.subarray((f * columns + c) * h * w, (f * columns + c + 1) * h * w)]));
    return [["filter", "channel", ...names], ...rows];
  }

  leave() {
    clearTimeout(this.timer);
    this.asking.leave();
  }
}
