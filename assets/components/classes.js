// Two to five classes of one's own: pictures in, a trained trunk, a new head that learns live, and what came out.
//
// data (packed): { ask: { ticket, net, photo, photoTitle }, network, settings, serial, depths, examples, mine, limits,
// pictures: { classes, sheets, ... }, result, worth }; the blobs are the sheets of small pictures, then the result's.
// Everything else is asked of the server; training is a run that is watched and stopped. Sets "settings" where the hand rests.
import { element, mounted, unpack } from "./kit.js";
import { LongRun } from "./runs.js";
import { ask } from "./classes/ask.js";
import { Cards } from "./classes/cards.js";
import { Curves } from "./classes/curves.js";
import { History, TakeAlong } from "./classes/history.js";
import { takeIn } from "./classes/intake.js";
import { Outcome } from "./classes/outcome.js";
import { Pace } from "./classes/pace.js";
import { Step } from "./classes/step.js";
import { Switches } from "./classes/switches.js";
import { Trunk } from "./classes/trunk.js";
import { Trying } from "./classes/trying.js";
import { Worth } from "./classes/worth.js";

const REST = 300; // milliseconds after the last step, before the page hears of it
const PHASES = { look: "The trunk looks at each picture, once", head: "The head learns", tune: "The upper layers learn too" };

class Classes {
  #taking = Promise.resolve();

  constructor(root) {
    const about = () => this.#about();
    this.cards = new Cards({
      onSet: (set) => this.#change({ set }),
      onFiles: (cls, files) => this.#files(cls, files),
      onRename: (cls, name) => this.#set({ act: "rename", class: cls, name }),
      onDrop: (cls) => this.#set({ act: "drop", class: cls }),
      onRemove: (picture) => this.#set({ act: "remove", picture }),
      onAdd: () => this.#set({ act: "add" }),
    });
    this.trunk = new Trunk((keep) => this.#change({ keep: keep === this.depths.at(-1).depth ? 0 : keep }));
    this.switches = new Switches((part) => this.#change(part));
    this.curves = new Curves(() => this.#described());
    this.outcome = new Outcome();
    this.trying = new Trying(about);
    this.worth = new Worth(() => ({ ...this.ask, settings: this.settings, names: this.pictures.classes.map(({ name }) => name) }));
    this.step = new Step(about);
    this.history = new History();
    this.along = new TakeAlong(about);
    const button = (text, onclick, main) => Object.assign(element("button", { type: "button", text, class: main ? "main" : "" }), { onclick });
    this.train = button("Train", () => this.#train(), true);
    this.draw = button("Another draw", () => this.#change({ draw: (this.settings.draw + 1) % 100 }));
    this.draw.title = "Other pictures are held out: how much of the result is luck?";
    this.stop = button("Stop", () => this.run?.stop());
    this.bar = element("progress", { "aria-label": "Progress of the training" });
    this.said = element("p", { class: "state", role: "status" });
    const tools = element("div", { class: "tools train" }, this.train, this.draw, this.stop, this.bar, this.said);
    const network = element("section", { class: "network", "aria-label": "Network" }, this.trunk.element, tools, this.curves.element);
    const rows = element("div", { class: "row" }, this.cards.element, network, element("div", { class: "part right" }, this.outcome.element, element("h2", { text: "How it learns" }), this.switches.element));
    root.replaceChildren(element("div", { class: "page" }, this.cards.choice, rows, this.outcome.mistakes, this.trying.element, this.worth.element, this.history.element, this.step.element, this.along.element));
    this.#running(false);
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    const repaint = this.painted && this.painted.mode !== painted.mode;
    this.painted = painted;
    this.worth.palette = painted.palette;
    if (data === this.data && !repaint) return;
    if (data !== this.data) this.#take(unpack(data));
    this.data = data;
    this.#show();
  }

  #take({ ask: asked, network, settings, serial, depths, examples, mine, limits, pictures, result, worth, blobs }) {
    const first = !this.ask;
    const other = first || asked.net !== this.ask.net;
    const photo = !first && asked.photo !== this.ask.photo;
    Object.assign(this, { ask: asked, network, depths, examples, mine, limits });
    if (!other && serial === this.serial) return photo && this.#photo();
    const sheets = blobs.slice(0, pictures.sheets);
    const changed = other || JSON.stringify(settings) !== JSON.stringify(this.settings);
    Object.assign(this, { serial, settings });
    if (changed || !this.pictures) {
      this.#pictures(pictures, sheets);
      this.#forget();
      if (worth) this.worth.show(worth, this.painted.palette);
      if (result) this.#found(result, blobs.slice(pictures.sheets));
      else if (!pictures.problem) this.#train();
    }
    if (photo) this.#photo();
  }

  #photo() {
    this.trying.last = { photo: this.ask.photo };
    this.trying.refresh();
  }

  #about() {
    if (!this.result) return null;
    const set = this.result.told.set;
    return { ...this.ask, palette: this.painted.palette, network: this.network, trained: this.result.trained, steps: this.result.steps, set, made: this.examples.some(({ name }) => name === set) };
  }

  /** The present training as a file's caption begins. */
  #described() {
    const names = this.pictures.classes.map(({ name }) => name).join(", ");
    return `${names}: a new head on the ${this.network}, ${this.settings.keep || this.depths.at(-1).depth} layers kept.`;
  }

  #pictures(pictures, sheets) {
    this.pictures = pictures;
    this.cards.show(pictures, sheets, this);
    this.train.disabled = Boolean(pictures.problem);
  }

  /** Nothing is learned of these pictures yet. */
  #forget() {
    this.run?.leave();
    this.run = this.result = this.before = null;
    this.curve = [];
    this.#running(false);
    this.said.textContent = "";
    this.outcome.clear(this.pictures.problem);
    this.worth.clear();
    this.along.show(null);
    for (const part of [this.trying, this.step]) part.refresh();
  }

  #show() {
    const { palette } = this.painted;
    const { keep, tune } = this.settings;
    this.trunk.show({ depths: this.depths, keep, tune, classes: this.pictures.classes.length, network: this.network, palette });
    const at = keep ? this.depths.findIndex(({ depth }) => depth === keep) : this.depths.length - 1;
    this.switches.show(this.settings, at + 1);
    this.curves.show(this.curve, this.before?.curve, palette);
    if (this.result) this.outcome.show(this.result, this.blobs, this.before, palette, { network: this.network, depth: this.result.told.keep || this.depths.at(-1).depth });
    if (this.worth.found) this.worth.show(this.worth.found, palette);
  }

  /** Other settings: what depends on them is learned anew, at once. */
  async #change(part) {
    const old = this.settings;
    this.settings = { ...old, ...part };
    const at = this.settings.keep ? this.depths.findIndex(({ depth }) => depth === this.settings.keep) : this.depths.length - 1;
    this.settings.tune = Math.min(this.settings.tune, at + 1);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("settings", this.settings), REST);
    if (part.set && part.set !== old.set) return this.#set({ act: "look" }, true);
    if ("keep" in part) this.worth.found = this.worth.found?.cut.depth === (this.settings.keep || this.depths.at(-1).depth) ? this.worth.found : null;
    if (!this.worth.found) this.worth.clear();
    this.#show();
    if (!this.pictures.problem) this.#train();
  }

  /** Change the set of pictures, or look at another one. */
  async #set(asked, fresh = false) {
    try {
      const { blobs, ...pictures } = await ask("classes_set", this.ask.ticket, { set: this.settings.set, ...asked });
      if (pictures.set !== this.settings.set) return;
      this.#pictures(pictures, blobs);
      this.cards.tell([]);
      if (fresh || asked.act !== "look") this.#forget();
      this.#show();
      if (fresh && !pictures.problem) this.#train();
    } catch (problem) {
      this.cards.tell([problem.message]);
    }
  }

  /** Files for a class, after those that are still on their way. */
  #files(reference, files) {
    if (!files.length) return this.cards.tell(["There was no picture in that. Drop image files: JPEG, PNG, WebP, GIF, BMP or TIFF."]);
    const { ticket } = this.ask;
    this.#taking = this.#taking.then(async () => {
      const { taken, sentences } = await takeIn(files, { ticket, reference, onFar: (done, of) => this.cards.progress(done, of) });
      await this.#set({ act: "look" });
      if (taken) this.#forget();
      this.#show();
      const word = taken === 1 ? "1 picture is" : `${taken} pictures are`;
      this.cards.tell([...(files.length > 1 ? [`${word} in the class.`] : []), ...sentences]);
    });
    return this.#taking;
  }

  #train() {
    this.before = this.result ? { ...this.result } : this.before;
    this.curve = [];
    this.phase = null;
    this.pace = new Pace();
    const settings = { ...this.settings };
    this.run ??= new LongRun({ name: "classes", ticket: this.ask.ticket, onFrames: (frames) => this.#frames(frames), onState: (told) => this.#state(told) });
    this.run.start({ net: this.ask.net, settings });
  }

  #frames(frames) {
    for (const { bytes } of frames) {
      const { blobs, ...frame } = unpack(bytes);
      if (frame.kind === "result") this.#found(frame, blobs);
      else {
        this.phase = frame;
        Object.assign(this.bar, { max: frame.of, value: frame.done });
        if (frame.loss !== null) this.curve.push(frame);
      }
    }
    this.curves.show(this.curve, this.before?.curve, this.painted.palette);
  }

  #state({ state, words }) {
    const going = state === "waiting" || state === "running";
    this.#running(going);
    if (state !== "running") this.bar.removeAttribute("value");
    const { phase, done, of } = this.phase ?? {};
    this.said.textContent = state === "running" && phase ? `${PHASES[phase]}: ${this.pace.words(phase, done, of)}` : state === "done" ? "" : words;
    if (state === "stopped" && this.result) this.said.textContent = "Stopped. What was learned before still answers.";
  }

  #found(result, blobs) {
    Object.assign(this, { result, blobs, curve: result.curve });
    const depth = result.told.keep || this.depths.at(-1).depth;
    const title = this.examples.find(({ name }) => name === result.told.set)?.title ?? "your own";
    this.history.add(result, depth, title);
    this.along.show(result);
    if (this.pictures) this.#show();
    for (const part of [this.trying, this.step]) part.refresh();
  }

  #running(on) {
    this.stop.hidden = this.bar.hidden = !on;
    this.train.hidden = this.draw.hidden = on;
  }

  leave() {
    clearTimeout(this.timer);
    this.run?.leave();
    for (const part of [this.cards, this.outcome, this.trying, this.worth]) part.leave();
  }
}

export default mounted((root) => new Classes(root));
