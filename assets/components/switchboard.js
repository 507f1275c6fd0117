// The channel switchboard: units of a layer off or scaled, and what becomes of later maps and of the classes.
//
// data (packed): { ask: { ticket, net, photo, theme, layer, later, cls }, network, photo, class, rows, columns, order, labels,
// told: { sw, serial } }; blob 0 is the board's PNG, blob 1 the effect of what is told, packed. Every step asks the server
// directly. Sets "sw".
import { captioned, csv, fileName, save } from "./files.js";
import { element, mounted, unpack } from "./kit.js";
import { Quick } from "./quick.js";
import { Board } from "./switchboard/board.js";
import { Effect } from "./switchboard/effect.js";
import { Search } from "./switchboard/search.js";
import { Switches, parse, said, text } from "./switchboard/state.js";

const REST = 300; // milliseconds after the last step, before the page hears of it
const LONGEST = 1500; // characters of switches that a link carries
const SIDE = 640; // of a picture to take along

class Switchboard {
  constructor(root) {
    this.ranks = [];
    this.shown = "after";
    this.effect = new Effect({ onShown: (shown) => this.#look(shown) });
    this.board = new Board({ onToggle: (unit) => this.#step(() => this.switches.toggle(unit)), onMove: () => this.#point() });
    this.search = new Search({
      ask: () => this.about && { ticket: this.about.ask.ticket, asked: this.#asked(), name: this.about.class },
      onApply: (units) => this.#step(() => this.switches.off(units)),
      onLook: (unit) => this.board.move(unit),
      onFound: (units) => this.#rank(units),
      onSave: () => this.#saveSearch(),
    });
    const button = (label, step) => Object.assign(element("button", { type: "button", text: label }), { onclick: step });
    this.undo = button("Undo", () => this.#step(() => this.switches.undo()));
    this.reset = button("All on", () => this.#step(() => this.switches.all(1)));
    this.slider = element("input", { type: "range", min: 0, max: 2, step: 0.05, "aria-label": "Scale of the unit" });
    this.slider.oninput = () => this.#step(() => this.switches.scale(this.board.unit, Number(Number(this.slider.value).toFixed(2))));
    this.slider.onchange = () => (this.switches.sliding = false);
    this.factor = element("output");
    this.label = element("p", { class: "label" });
    this.state = element("p", { class: "state", role: "status" });
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    const tools = element("div", { class: "tools" }, this.reset, this.undo,
      button("Invert", () => this.#step(() => this.switches.invert())),
      button("All off but this", () => this.#step(() => this.switches.only(this.board.unit))));
    const one = element("div", { class: "one" }, this.label, element("label", {}, element("span", { text: "Scale" }), this.slider, this.factor));
    const files = element("div", { class: "tools files" },
      button("PNG of the board", () => this.#saveBoard()), button("PNG of the later layer", () => this.#saveLater()), button("CSV of the classes", () => this.#saveClasses()));
    this.title = element("h2");
    const left = element("div", { class: "left" }, this.title, tools, this.state, this.board.element, one, this.search.element);
    const right = element("div", { class: "right" }, this.refusal, this.effect.classes, this.effect.later);
    this.quick = new Quick("switch", async (answer, asked) => this.#answer(new Uint8Array(await answer.arrayBuffer()), asked), (sentence) => this.#refuse(sentence));
    root.replaceChildren(element("div", { class: "switchboard" }, element("div", { class: "sides" }, left, right), files));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    this.painted = painted;
    if (data === this.data) return;
    this.data = data;
    const { blobs, ...about } = unpack(data);
    const before = this.about;
    this.about = { ...about, title: `Units of ${about.ask.layer}; space switches one` };
    this.title.textContent = `${about.ask.layer}: click a unit to switch it`;
    this.board.show(this.about, blobs[0]);
    if (this.serial !== about.told.serial) this.switches = new Switches(parse(about.told.sw, about.order.length));
    this.serial = about.told.serial;
    if (["net", "photo", "layer", "cls"].some((key) => before?.ask[key] !== about.ask[key])) {
      this.ranks = [];
      this.search.clear();
    }
    if (this.shown === "after" && text(this.switches.scales) === about.told.sw) this.#show(blobs[1]);
    else this.#ask();
    this.#draw();
  }

  /** The question without what changes from step to step. */
  #asked() {
    const { ticket, ...where } = this.about.ask;
    return where;
  }

  #ask() {
    this.quick.ask(this.about.ask.ticket, { ...this.#asked(), sw: text(this.switches.scales), shown: this.shown });
  }

  #answer(bytes, asked) {
    const fits = Object.entries(this.#asked()).every(([name, value]) => asked[name] === value);
    if (fits && asked.shown === this.shown) this.#show(bytes);
  }

  #show(bytes) {
    this.refusal.hidden = true;
    this.effect.show(bytes, { ...this.about.ask, shown: this.shown });
  }

  #refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  #step(change) {
    change();
    this.#draw();
    this.#ask();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("sw", text(this.switches.scales)), REST);
  }

  #look(shown) {
    this.shown = shown;
    this.#ask();
  }

  #rank(units) {
    this.ranks = units;
    this.#draw();
  }

  #point() {
    const scale = this.switches.scales[this.board.unit];
    this.label.textContent = this.board.said;
    this.slider.value = scale;
    this.slider.setAttribute("aria-valuetext", `Unit ${this.board.unit + 1} × ${scale}`);
    this.factor.textContent = `× ${scale}`;
  }

  #draw() {
    const { scales } = this.switches;
    this.board.mark(scales, this.painted.palette, this.ranks);
    this.#point();
    this.undo.disabled = !this.switches.canUndo;
    this.reset.disabled = scales.every((scale) => scale === 1);
    const long = text(scales).length > LONGEST ? " These are too many different switches for a link; it opens with all on." : "";
    this.state.textContent = said(scales) + long;
  }

  #name(what, kind) {
    const { net, layer } = this.about.ask;
    return `${fileName(net, layer, what, this.about.photo)}.${kind}`;
  }

  #caption(what) {
    const { network, photo, ask: { layer } } = this.about;
    const written = text(this.switches.scales) || "none";
    return `${network}, ${what}. Switched in ${layer}: ${written.length > 120 ? said(this.switches.scales) : written}. Photo: ${photo}.`;
  }

  #savePicture(image, what, name, marks) {
    const ratio = image.naturalHeight / image.naturalWidth;
    const { palette } = this.painted;
    const draw = (ctx) => {
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(image, 0, 0, SIDE, SIDE * ratio);
      if (marks) ctx.drawImage(marks, 0, 0, SIDE, SIDE * ratio);
    };
    const font = getComputedStyle(this.title).fontFamily;
    save(captioned({ width: SIDE, height: SIDE * ratio, draw, caption: this.#caption(what), palette, font }), this.#name(name, "png"));
  }

  #saveBoard() {
    this.#savePicture(this.board.image, `units of ${this.about.ask.layer}, strongest first`, "switches", this.board.marks);
  }

  #saveLater() {
    if (this.effect.found.sheet) this.#savePicture(this.effect.image, `${this.shown === "change" ? "change of " : ""}${this.about.ask.later}, ${this.shown}`, `${this.about.ask.later}-${this.shown}`);
  }

  #saveClasses() {
    save(csv(this.effect.rows()), this.#name("classes", "csv"));
  }

  #saveSearch() {
    save(csv([["unit off", `logit of ${this.about.class}`, "probability", "log-odds"], ...this.search.rows.map(([unit, ...rest]) => [unit + 1, ...rest])]), this.#name(`losses-${this.about.class}`, "csv"));
  }

  leave() {
    clearTimeout(this.timer);
    this.quick.leave();
    this.search.leave();
    this.board.leave();
    this.effect.leave();
  }
}

export default mounted((root) => new Switchboard(root));
