// Occlusion live: a patch slides over the photo, the class bars follow, and the map fills place by place.
import { calm, element, unpack } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { LongRun } from "../runs.js";
import { fillBeforeAfter } from "../prediction/before_after.js";
import { scaleBar } from "./figure.js";
import { floats, drawMap } from "./maps.js";

const SIDE = 320;
const PACE = 40; // milliseconds a place is shown
const BUTTON = { ready: "Let it slide", going: "Stop", paused: "Go on" };

export class Slide {
  #places = []; // what has come: [drop, share of each class]
  #shown = 0; // places that the map already has

  /** `ask()` tells { ticket, where } of the wall. */
  constructor({ ask }) {
    this.ask = ask;
    this.photo = element("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": "The photo, with the patch where it is now" });
    this.map = element("canvas", { width: SIDE, height: SIDE, role: "img" });
    this.scale = scaleBar();
    this.button = Object.assign(element("button", { type: "button", text: BUTTON.ready }), { onclick: () => this.#press() });
    this.bar = element("progress", { "aria-label": "Places that the patch has covered" });
    this.said = element("p", { class: "state", role: "status" });
    this.list = element("ol", { class: "bars", "aria-label": "Classes with the patch where it is now" });
    const pictures = element("div", { class: "pair" }, this.photo, element("div", { class: "small" }, this.map, this.scale.element));
    const tools = element("div", { class: "tools" }, this.button, this.bar);
    const why = "A patch of the mean colour covers one place after another. Each place of the map is how far the class's logit falls while it is covered: orange where it falls, violet where it rises.";
    this.element = element("details", { class: "honest" }, element("summary", { text: "Slide a patch over it, and watch the map fill" }), element("p", { class: "note", text: why }), element("div", { class: "sliding" }, element("div", { class: "paint" }, pictures, tools, this.said), this.list));
    this.element.ontoggle = () => {
      if (this.element.open && !this.grid && !this.run) this.#start();
      if (!this.element.open && this.going) this.#pause();
    };
    this.clear();
  }

  /** Another photo. */
  show(image, mean, palette) {
    Object.assign(this, { image, mean, palette });
    this.#draw();
  }

  /** Another photo, network or class: begin anew. */
  clear() {
    this.run?.leave();
    this.run = this.grid = null;
    this.#places = [];
    this.#shown = 0;
    this.#pause();
    this.button.textContent = BUTTON.ready;
    this.said.textContent = "";
    this.bar.value = 0;
    this.list.replaceChildren();
    this.#draw();
    if (this.element.open) this.#start();
  }

  #press() {
    if (this.going) this.#pause();
    else if (this.grid && this.#shown < this.#count) this.#play();
    else {
      this.clear();
      if (!this.run) this.#start();
    }
  }

  get #count() {
    return this.grid ? this.grid.rows * this.grid.columns : 0;
  }

  #start() {
    const { ticket, where } = this.ask();
    this.run = new LongRun({
      name: "wall_slide",
      ticket,
      onFrames: (frames) => frames.forEach(({ bytes }) => this.#take(unpack(bytes))),
      onState: ({ state, words }) => {
        const ended = state === "refused" || state === "stopped";
        if (state === "waiting" || ended) this.said.textContent = words;
        if (ended) this.#pause();
      },
    });
    this.run.start(where);
    this.#play();
  }

  #take({ blobs, first, ...grid }) {
    if (first === undefined) {
      this.grid = grid;
      return;
    }
    const values = floats(blobs[0]);
    const wide = 1 + this.grid.names.length;
    for (let i = 0; i * wide < values.length; i++) this.#places[first + i] = values.subarray(i * wide, (i + 1) * wide);
  }

  #play() {
    this.going = true;
    this.button.textContent = BUTTON.going;
    this.timer = setInterval(() => this.#step(), PACE);
  }

  #pause() {
    this.going = false;
    clearInterval(this.timer);
    if (this.grid && this.#shown < this.#count) this.button.textContent = BUTTON.paused;
  }

  #step() {
    if (!this.grid || !this.#places[this.#shown]) return;
    do this.#shown += 1;
    while (calm() && this.#places[this.#shown]);
    this.#draw();
    if (this.#shown === this.#count) this.#end();
  }

  #end() {
    this.#pause();
    this.button.textContent = "Again";
    const { names, before, stride } = this.grid;
    const worst = this.#places.reduce((best, place, i) => (place[0] > this.#places[best][0] ? i : best), 0);
    this.#draw(worst);
    const [row, column] = this.#corner(worst);
    const fall = `from ${percent(before[0])} to ${percent(this.#places[worst][1])}`;
    this.said.textContent = this.#places[worst][0] > 0
      ? `Covered at row ${row * stride + 1}, column ${column * stride + 1}, ${names[0]} goes ${fall}: no other place matters more.`
      : `No place lowers the logit of ${names[0]}: nothing here speaks for it.`;
  }

  #corner(place) {
    return [Math.floor(place / this.grid.columns), place % this.grid.columns];
  }

  /** Draw photo and map; the patch lies at `place`, by default where it came last. */
  #draw(place = this.#shown - 1) {
    if (!this.image) return;
    const ctx = this.photo.getContext("2d");
    ctx.drawImage(this.image, 0, 0, SIDE, SIDE);
    const map = this.map.getContext("2d");
    map.clearRect(0, 0, SIDE, SIDE);
    this.scale.element.style.visibility = "hidden";
    this.map.setAttribute("aria-label", "The occlusion map, empty as yet");
    if (!this.grid || place < 0) return;
    const { rows, columns, patch, stride, size, names, before } = this.grid;
    const [row, column] = this.#corner(place);
    const unit = SIDE / size[0];
    ctx.fillStyle = `rgb(${this.mean.join(", ")})`;
    ctx.fillRect(column * stride * unit, row * stride * unit, patch * unit, patch * unit);
    ctx.lineWidth = 3;
    ctx.strokeStyle = "#ffc94d";
    ctx.strokeRect(column * stride * unit, row * stride * unit, patch * unit, patch * unit);
    const values = Float32Array.from({ length: rows * columns }, (_, i) => (i < this.#shown ? this.#places[i][0] : NaN));
    const limit = values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0) || 1;
    drawMap(this.map, { values, size: [rows, columns], signed: true, limit, palette: this.palette, photo: null, smooth: false });
    this.scale.show(true, limit, this.palette);
    this.scale.element.style.visibility = "visible";
    this.map.setAttribute("aria-label", `The occlusion map of ${names[0]}: ${this.#shown} of ${rows * columns} places; the logit falls by ${limit.toFixed(2)} at most`);
    Object.assign(this.bar, { max: rows * columns, value: this.#shown });
    if (this.going) this.said.textContent = `Place ${this.#shown} of ${rows * columns}`;
    fillBeforeAfter(this.list, names.map((name, i) => ({ name, target: !i, shares: [before[i], this.#places[place][1 + i]] })));
  }

  leave() {
    this.run?.leave();
    this.run = null;
    this.#pause();
  }
}
