// The page's state and how its parts hang together: stage, ladder, controls, words, film, and the questions to the server.
import { Controls } from "./controls.js";
import { decoded } from "./draw.js";
import { Film } from "./film.js";
import { listen } from "./keys.js";
import { Ladder } from "./ladder.js";
import { marginOf } from "./layout.js";
import { Page } from "./page.js";
import { Questions } from "./questions.js";
import { Stage } from "./stage.js";
import { fieldOf, filmSteps, sameSpot, sideOf, unitOf } from "./unit.js";
import { alt, heatSentence, sentences, sides } from "./words.js";

const REST = 250; // milliseconds after the last step, before the page hears of it
const mix = (from, to, share) => from.map((at, i) => at + (to[i] - at) * share);

export class Bench {
  #timers = {};
  #frame = 0;
  #moment = 0; // of the film, between two steps

  constructor(root) {
    this.root = root;
    this.stage = new Stage({
      onCell: (row, col) => this.go({ row, col }),
      onPoint: (point) => this.#pick(sameSpot(this.data.layers, this.input, this.unit.at, point)),
      onSize: () => this.#draw(),
    });
    this.ladder = new Ladder((at) => this.#pick(sameSpot(this.data.layers, this.input, at, this.spot)));
    this.film = new Film({
      onFrame: (moment) => this.#play(moment),
      onRest: (step) => this.#settle(step),
      onToggle: (playing) => this.controls.film.playing(playing),
    });
    const actions = {
      toggle: () => this.toggle(),
      step: (delta) => this.step(delta),
      speed: (delta) => this.controls.film.speed(this.film.faster(delta)),
      go: (change) => this.go(change),
      move: (rows, cols) => this.go({ row: this.unit.row + rows, col: this.unit.col + cols }),
      heat: (on) => this.#setHeat(on),
      flip: () => this.data.here && this.#setHeat(!this.heatOn),
      open: (network) => this.send.network(network),
      measure: () => this.#measure(),
      save: (kind) => this.#save(kind),
    };
    this.controls = new Controls(actions);
    this.controls.film.speed(this.film.player.speed);
    this.page = new Page(root, this.stage.element, this.controls, this.ladder.element);
    listen(this.page.element, this.stage.canvas, { ...actions, help: () => this.page.toggleKeys() });
    this.questions = new Questions({
      onHeat: () => this.#show(),
      onMeasure: (answer, asked) => this.#takeMeasure(answer, asked),
      sayHeat: (text) => this.page.sayHeat(text),
      sayMeasure: (text) => this.page.sayMeasure(text),
    });
  }

  update(data, raw, painted) {
    this.painted = painted;
    const before = this.data;
    if (raw !== this.raw) {
      this.raw = raw;
      this.data = data;
      this.input = data.view.input;
      if (before?.photo.key !== data.photo.key) this.#takePhoto(data.blobs[0]);
      if (before?.network !== data.network) {
        this.film.pause();
        this.steps = filmSteps(data.layers);
        this.film.length = this.steps.length;
        this.page.sayMeasure("");
      }
      const told = JSON.stringify([data.network, data.start]);
      if (told !== this.told) {
        this.told = told;
        this.goal = null;
        this.film.pause();
        this.heatOn = data.start.heat;
        const at = Math.max(0, data.layers.findIndex(({ name }) => name === data.start.layer));
        this.unit = unitOf(data.layers, this.input, { ...data.start, at });
        this.spot = this.unit.middle;
      }
    }
    this.#show();
    this.#askHeat();
  }

  /** The first look: once through the layers up to the one that is chosen. */
  open() {
    if (this.data.asked) return; // never over what a link asks for
    const until = this.steps.findLastIndex((at) => at <= this.unit.at);
    if (until < 1) return;
    this.goal = this.unit;
    this.film.play(0, until);
  }

  async #takePhoto(bytes) {
    const coming = (this.coming = decoded(bytes));
    const image = await coming;
    if (this.coming !== coming) return; // a newer one has come meanwhile
    this.image = image;
    this.#draw();
  }

  /** Change the unit's place or group by hand. */
  go(change) {
    this.#pick(unitOf(this.data.layers, this.input, { ...this.unit, ...change }), true);
  }

  #pick(unit, moved = false) {
    this.goal = null;
    this.film.pause();
    this.#moment = null;
    const newLayer = unit.at !== this.unit.at;
    this.unit = unit;
    if (moved || !newLayer) this.spot = unit.middle;
    if (newLayer) this.page.sayMeasure("");
    this.#show();
    this.#rest();
    this.#askHeat();
  }

  toggle() {
    if (this.film.playing) {
      this.goal = null;
      this.film.pause();
      this.#settle(Math.round(this.#moment ?? 0));
    } else this.film.play(Math.max(0, this.steps.findLastIndex((at) => at <= this.unit.at)));
  }

  step(delta) {
    const here = this.steps.findLastIndex((at) => at <= this.unit.at);
    const to = Math.min(this.steps.length - 1, Math.max(0, here + delta));
    this.#pick(sameSpot(this.data.layers, this.input, this.steps[to], this.spot));
  }

  /** A moment of the film. */
  #play(moment) {
    this.#moment = moment;
    const at = this.steps[Math.round(moment)];
    if (at !== this.unit.at) this.unit = sameSpot(this.data.layers, this.input, at, this.spot);
    this.#show();
  }

  #settle(step) {
    this.#moment = null;
    const { goal } = this;
    this.#pick(goal ?? sameSpot(this.data.layers, this.input, this.steps[step], this.spot));
    if (goal) this.#timers.rest = clearTimeout(this.#timers.rest); // nothing was chosen
  }

  #show() {
    const { data, unit } = this;
    this.controls.show(unit, { ...data, heat: this.heatOn });
    this.ladder.show(data.layers, this.input, unit.at);
    this.page.show(unit, this.input, this.film.playing ? null : sentences(unit, this.input, data.sibling));
    this.page.showHeat({ on: this.heatOn && !this.film.playing && unit.field !== null, here: data.here, heat: this.#fitting(), unit });
    this.stage.canvas.setAttribute("aria-label", alt(unit, this.input, data.photo.title, data.title));
    this.#draw();
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.data) this.stage.draw(this.#scene(), this.#look());
    });
  }

  #look() {
    const large = this.root.hasAttribute("data-large") ? 1.5 : 1;
    return { palette: this.painted.palette, font: getComputedStyle(this.root).fontFamily, type: large };
  }

  /** What is drawn: the unit at rest, or between two steps of the film. */
  #scene() {
    const { data, unit, input } = this;
    const scene = {
      image: this.image, photo: data.photo.size, view: data.view, map: unit.layer.map, cell: [unit.row, unit.col], others: unit.others, frame: unit.frame,
      margin: marginOf(unit.reach, input),
      trail: this.#trail(),
      heat: this.#fitting(),
      label: unit.field === "global" ? "whole picture" : unit.field ? sides(unit.field.size) : "",
      mapTitle: [`map ${sides(unit.layer.map)}`, `row ${unit.row + 1}, column ${unit.col + 1}`],
    };
    if (!this.film.playing || this.#moment === null) return scene;
    const [low, high] = [Math.floor(this.#moment), Math.ceil(this.#moment)].map((step) => sameSpot(data.layers, input, this.steps[step], this.spot));
    const share = this.#moment % 1;
    const margin = mix(marginOf(low.reach, input), marginOf(high.reach, input), share);
    return { ...scene, frame: low.frame && high.frame && mix(low.frame, high.frame, share), others: [], margin };
  }

  /** Boxes of the film's earlier steps. */
  #trail() {
    if (this.unit.field === "global" || this.#fitting()) return []; // they would cover the heat
    const before = this.steps.filter((at) => sideOf(fieldOf(this.data.layers[at], Infinity)) < sideOf(this.unit.field));
    return before.map((at) => sameSpot(this.data.layers, this.input, at, this.spot).frame);
  }

  #fitting() {
    return this.heatOn && !this.film.playing ? this.questions.heatOf(this.data.ask, this.unit) : null;
  }

  #askHeat() {
    this.questions.hush();
    const wanted = this.heatOn && this.data.here && !this.film.playing && this.unit.field !== null;
    if (wanted && !this.#fitting()) this.questions.askHeat(this.data.ask, this.unit);
  }

  #setHeat(on) {
    this.heatOn = on;
    this.#show();
    this.#askHeat();
    this.#rest();
  }

  #measure() {
    this.page.sayMeasure(`Sending a gradient back from ${this.unit.layer.name}: a few seconds …`);
    this.questions.measure(this.data.ask, this.unit);
  }

  #takeMeasure({ agrees, text }, asked) {
    if (asked.network === this.data.network && asked.layer === this.unit.layer.name) this.page.sayMeasure(text, agrees);
  }

  /** Tell the page where the hand has come to rest. */
  #rest() {
    clearTimeout(this.#timers.rest);
    this.#timers.rest = setTimeout(() => {
      const { row, col, group, layer } = this.unit;
      this.send.place({ network: this.data.network, layer: layer.name, row, col, group, heat: this.heatOn });
    }, REST);
  }

  async #save(kind) {
    const { download } = await import("./export.js");
    const heat = this.#fitting();
    const lines = [...sentences(this.unit, this.input, this.data.sibling), ...(heat ? [heatSentence(heat, this.unit)] : [])];
    download(kind, { data: this.data, unit: this.unit, scene: this.#scene(), look: this.#look(), lines });
  }

  leave() {
    this.film.leave();
    this.questions.leave();
    this.stage.leave();
    this.page.leave();
    cancelAnimationFrame(this.#frame);
    Object.values(this.#timers).forEach(clearTimeout);
  }
}
