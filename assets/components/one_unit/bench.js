// The page of one unit: its state, its steps, and the questions to the server.
import { element, unpack } from "../kit.js";
import { Quick } from "../quick.js";
import { Head } from "./head.js";
import { Nine } from "./nine.js";
import { Places } from "./places.js";
import { Sums } from "./sums.js";
import { Written } from "./written.js";

const REST = 250; // milliseconds after the last step, before the page hears of it
const DWELL = 200; // milliseconds on a unit, before its patches are looked for
const AGAIN = 60; // milliseconds between the parts of a long search
const FAR = 10; // units of Page Up and Page Down

export class Bench {
  #timers = {};

  constructor(root) {
    this.head = new Head((unit) => this.go(unit));
    this.places = new Places();
    this.sums = new Sums();
    this.written = new Written();
    this.nine = new Nine();
    this.words = element("p", { class: "lead words" });
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    const parts = [this.places, this.sums, this.written, this.nine].map((part) => part.element);
    parts.splice(1, 0, this.words);
    this.element = element("article", { class: "unit", "aria-label": "One unit" }, this.head.element, this.refusal, ...parts);
    this.element.onkeydown = (event) => this.#key(event);
    root.replaceChildren(this.element);
    const read = async (answer) => unpack(new Uint8Array(await answer.arrayBuffer()));
    this.asking = new Quick("about", async (answer, asked) => this.#take(await read(answer), asked), (text, asked) => this.#refuse(text, asked));
    this.searching = new Quick("patches", async (answer, asked) => this.#takePatches(await read(answer), asked), (text, asked) => this.#fits(asked) && this.nine.refuse(text));
  }

  update(data, painted) {
    this.painted = painted;
    if (data !== this.raw) {
      this.raw = data;
      const { blobs, ...told } = unpack(data);
      const before = this.told;
      this.told = told;
      if (before?.photo.key !== told.photo.key) this.places.takePhoto(blobs[0], told.photo);
      const where = JSON.stringify([told.net, told.layer, told.photo.key, told.unit]);
      if (where !== this.where) {
        this.where = where;
        this.unit = told.unit;
      }
      this.head.turn(this.unit, told.count);
      if (this.unit === told.unit) {
        this.#show(unpack(blobs[1]));
        this.#search();
      } else this.#ask();
    } else if (this.about && this.mode !== painted.mode) this.#show(this.about);
  }

  /** Another unit, from 0. */
  go(unit) {
    const to = Math.min(this.told.count - 1, Math.max(0, unit));
    if (to === this.unit) return;
    this.unit = to;
    this.head.turn(to, this.told.count);
    this.#ask();
    clearTimeout(this.#timers.rest);
    const { net, layer } = this.told;
    this.#timers.rest = setTimeout(() => this.send({ unit: to, of: [net, layer] }), REST);
  }

  #key(event) {
    if (event.target.matches("input, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = { ArrowLeft: this.unit - 1, ArrowRight: this.unit + 1, PageUp: this.unit - FAR, PageDown: this.unit + FAR, Home: 0, End: this.told.count - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.go(steps[event.key]);
  }

  #asked() {
    const { ticket, ...where } = this.told.ask;
    return [ticket, { ...where, unit: this.unit }];
  }

  #fits(asked) {
    return Object.entries(this.#asked()[1]).every(([name, value]) => asked[name] === value);
  }

  #ask() {
    this.asking.ask(...this.#asked());
    this.nine.wait();
    this.#search();
  }

  #search() {
    clearTimeout(this.#timers.search);
    this.#timers.search = setTimeout(() => this.searching.ask(...this.#asked()), DWELL);
  }

  #take(about, asked) {
    if (this.#fits(asked)) this.#show(about);
  }

  #takePatches(found, asked) {
    if (!this.#fits(asked)) return;
    if (this.about?.unit === asked.unit) this.nine.show(found, this.about, this.shown);
    if (found.done < found.total) this.#timers.search = setTimeout(() => this.searching.ask(...this.#asked()), AGAIN);
  }

  #refuse(text, asked) {
    if (!this.#fits(asked)) return;
    this.refusal.textContent = text;
    this.refusal.hidden = false;
  }

  #show(about) {
    const { told, painted } = this;
    this.refusal.hidden = true;
    this.about = about;
    this.mode = painted.mode;
    const [map, file] = about.blobs;
    about.values = new Float32Array(map.slice().buffer);
    about.patchFile = about.patch ? file : null;
    const { photo } = told;
    const caption = (what) => `${told.network}, ${what}. Photo: ${photo.title}.`;
    this.shown = { photo, caption, palette: painted.palette, mode: painted.mode, file: `${told.net}-${told.layer}-unit-${about.unit + 1}` };
    this.head.show(about, told.network);
    this.places.show(about, this.shown);
    this.words.textContent = about.words.join(" ");
    this.words.hidden = about.words.length === 0;
    this.sums.show(about, this.shown);
    this.written.show(about);
  }

  leave() {
    Object.values(this.#timers).forEach(clearTimeout);
    this.asking.leave();
    this.searching.leave();
    for (const part of [this.places, this.sums, this.nine]) part.leave();
  }
}
