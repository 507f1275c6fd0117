// The demo put together: one photo, one kernel, one window, and the film that moves it.
import { divergingRamp, element, grouped, paint } from "../kit.js";
import { picture, placeAt, respond } from "./convolve.js";
import { doorsOf } from "./doors.js";
import { Equation, sentence } from "./equation.js";
import { Film, SWEEPS, sweepAt } from "./film.js";
import { HAND_MADE, learnedKernels } from "./kernels.js";
import { headline, playButtons, scaleBar, sizeText } from "./parts.js";
import { dataUrl, fromFile, fromUrl, Refused } from "./photo.js";
import { corner, inside, next, strongestPlace } from "./place.js";
import { acceptDrops, Shelf } from "./shelf.js";
import { Stage } from "./stage.js";
import { Tiles } from "./tiles.js";

const NUMBERS_EVERY = 110; // ms: nobody reads faster
const HEAD_START = 0.25; // share of the first pass that is there when the page opens
const BRUSH = 3; // pixels painted around a window moved by hand
const STAYS = "Your photo stays in your browser until you ask the network.";

export class Demo {
  #last = {}; // what the data said last time
  #pinned = HAND_MADE[0];
  #preview = null;
  #loaded = null; // what photo.js gives
  #own = null;
  #sample = null; // name of the sample on show, null for the visitor's own photo
  #asked = 0; // photos asked for so far
  #arrived = 0; // the newest of them on show: an older one that arrives later is dropped
  #responses = new Map(); // kernel -> its response to the photo on show
  #place = { row: 0, col: 0 }; // the pixel the window centres on
  #colours = null; // { palette, mode, ramp }
  #numbersAt = 0;
  #fresh = true; // the first pass paints over the photo in grey, later ones over a faint finished picture

  constructor() {
    this.film = new Film((progress) => this.#frame(progress), () => this.#rest());
    this.stage = new Stage((place) => this.#byHand(place),
      (rows, cols) => this.#byHand({ row: this.#place.row + rows, col: this.#place.col + cols }));
    this.tiles = new Tiles(HAND_MADE, (kernel) => this.#look(kernel), (kernel) => this.#pin(kernel));
    this.shelf = new Shelf((photo) => this.#useSample(photo), (file) => this.#useFile(file), () => this.#useOwn(this.#own));
    this.equation = new Equation();
    this.scale = scaleBar();
    this.buttons = playButtons({ onToggle: () => this.#toggle(), onStep: () => this.#step(), onAgain: () => this.#begin(0) });
    this.heading = element("h2", {});
    this.photoName = element("span", { class: "input" });
    this.resultName = element("span", { class: "output" });
    this.live = element("p", { class: "live number", "aria-live": "polite" });
    this.notice = element("p", { class: "notice", role: "status" });
    this.ask = element("button", { type: "button", class: "ask", disabled: "", text: "What does a network see in it?" });
    this.ask.onclick = () => this.#send();
    this.doors = element("nav", { class: "doors", "aria-label": "Pages" });
    this.node = this.#build();
    this.resizes = new ResizeObserver(() => this.#loaded && this.#draw());
    this.resizes.observe(this.node);
    acceptDrops(this.node, (file) => this.#useFile(file));
    this.node.onkeydown = (event) => {
      if (event.key !== " " || event.target.closest("button")) return;
      event.preventDefault();
      this.#toggle();
    };
  }

  #build() {
    const figure = (name, caption, frame) => element("figure", { class: name }, element("figcaption", {}, ...caption),
      element("div", { class: "mat" }, frame));
    return element("section", { class: "demo", "aria-label": "A window slides over a photo" }, this.heading,
      element("div", { class: "stage" },
        figure("photo", [this.photoName, this.buttons.node], this.stage.photoFrame),
        figure("output", [this.resultName, this.scale.node], this.stage.paintFrame),
        element("div", { class: "numbers" }, this.equation.node, this.live),
        this.tiles.node,
        this.stage.overlay),
      element("div", { class: "actions" }, this.shelf.node, element("div", { class: "asking" }, this.ask, this.notice)),
      this.doors);
  }

  /** New data or a new theme from the page; nothing on the way starts over. */
  update({ data, parentElement, setTriggerValue }, root) {
    this.trigger = setTriggerValue;
    if (this.node.parentNode !== root) root.replaceChildren(this.node);
    root.toggleAttribute("data-present", Boolean(data?.present));
    const { mode, palette } = paint(root, parentElement);
    const repaint = this.#colours?.mode !== mode;
    this.#colours = { mode, palette, ramp: divergingRamp(palette) };
    if (repaint) this.#recolour();
    this.#read(data ?? {});
  }

  #read({ photos = [], photo = null, filters, doors = [] }) {
    this.shelf.setSamples(photos);
    const last = this.#last;
    this.#last = { photo, filters: filters?.url ?? filters, doors: JSON.stringify(doors) };
    if (last.doors !== this.#last.doors) this.doors.replaceChildren(...doorsOf(doors, (id) => this.trigger("open", { page: id, ...this.#wish() })));
    const chosen = photos.find(({ name }) => name === photo) ?? photos[0];
    if (chosen && (last.photo !== photo || !this.#asked)) this.#useSample(chosen);
    const { filters: url } = this.#last;
    if (last.filters !== url || !last.doors) learnedKernels(url).then((learned) => this.tiles.addLearned(learned));
  }

  #useSample(photo) {
    this.#show(fromUrl(photo.url, photo.title), photo.name, photo.alt || photo.title);
  }

  #useFile(file) {
    this.#useOwn(fromFile(file));
  }

  #useOwn(arriving) {
    this.#show(arriving, null, "Your photo");
  }

  async #show(arriving, name, alt) {
    const turn = ++this.#asked;
    let loaded;
    try {
      loaded = await arriving;
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      return this.#say(reason.message);
    }
    if (turn < this.#arrived) return;
    this.#arrived = turn;
    this.#fresh = !this.#loaded;
    this.#loaded = loaded;
    this.ask.disabled = false;
    this.#sample = name;
    if (name === null) {
      this.#own = loaded;
      this.shelf.setOwn(loaded.small);
    }
    this.shelf.mark(name);
    this.#say(name === null ? STAYS : "");
    this.#responses.clear();
    this.stage.setPhoto(loaded.small, `${alt}, ${sizeText(loaded.photo)} pixels`);
    this.photoName.textContent = `${name === null ? "Your photo" : loaded.title}, ${sizeText(loaded.photo)}`;
    this.#begin(this.#fresh ? HEAD_START : 0);
  }

  #say(text) {
    this.notice.textContent = text;
  }

  get #kernel() {
    return this.#preview ?? this.#pinned;
  }

  #response(kernel) {
    if (!this.#responses.has(kernel)) this.#responses.set(kernel, respond(this.#loaded.photo, kernel));
    return this.#responses.get(kernel);
  }

  #picture(kernel) {
    return picture(this.#loaded.photo, kernel, this.#response(kernel), this.#colours.ramp);
  }

  #look(kernel) {
    const preview = kernel === this.#pinned ? null : kernel;
    if (preview === this.#preview) return;
    this.#preview = preview;
    if (this.#loaded) this.#describe();
  }

  #pin(kernel) {
    const same = kernel === this.#pinned;
    this.#pinned = kernel;
    this.#preview = null;
    if (this.#loaded && !(same && this.film.playing)) this.#begin(0);
  }

  #begin(progress) {
    if (!this.#loaded) return;
    this.stage.setFinished(this.#picture(this.#pinned), true);
    this.#fresh &&= progress > 0;
    this.#describe();
    this.film.start(progress);
    this.#state();
  }

  #frame(progress) {
    const { height, width } = this.#loaded.photo;
    const { row, col, band } = sweepAt(progress, height, width);
    this.stage.reveal(0, 0, width, band.top);
    this.stage.reveal(band.left, band.top, band.right, band.bottom);
    this.#place = { row: Math.floor(row), col: Math.floor(col) };
    this.#draw();
  }

  /** The pass is over: the picture is whole, and the window waits where the answer is strongest. */
  #rest() {
    const { height, width } = this.#loaded.photo;
    this.stage.reveal(0, 0, width, height);
    this.#place = strongestPlace(this.#response(this.#pinned), this.#pinned);
    this.#state();
  }

  #toggle() {
    if (!this.#loaded) return;
    if (this.film.playing) this.film.pause();
    else if (this.film.finished) this.#begin(0);
    else this.film.play();
    this.#state();
  }

  #step() {
    if (this.#loaded) this.#byHand(next(this.#place, this.#loaded.photo, this.#kernel));
  }

  #byHand(place) {
    if (!this.#loaded) return;
    this.film.pause();
    this.#place = inside(place, this.#loaded.photo, this.#kernel);
    const { row, col } = this.#place;
    this.stage.reveal(Math.max(0, col - BRUSH), Math.max(0, row - BRUSH), col + BRUSH + 1, row + BRUSH + 1);
    this.#state();
  }

  #recolour() {
    this.tiles.paint(this.#colours.palette);
    if (!this.#loaded) return void headline(this.heading, this.#pinned);
    this.stage.setFinished(this.#picture(this.#pinned), false);
    this.#describe();
  }

  /** What follows from the kernel on show: headline, captions, scale, the picture below or over the painting. */
  #describe() {
    const kernel = this.#kernel;
    const response = this.#response(kernel);
    headline(this.heading, kernel);
    this.resultName.textContent = `${kernel.title}, ${sizeText(response)}`;
    this.stage.painted.setAttribute("aria-label", `${kernel.title}: the ${kernel.result}, ${sizeText(response)} pixels, ${kernel.about}`);
    this.scale.show(kernel, response, this.#colours.palette);
    const preview = this.#preview !== null;
    this.stage.setGhost(this.#fresh && !preview ? null : this.#picture(kernel), preview);
    this.#state();
  }

  #state() {
    this.buttons.setPlaying(this.film.playing);
    this.#draw(true);
  }

  #draw(numbers = performance.now() - this.#numbersAt > NUMBERS_EVERY) {
    const kernel = this.#kernel;
    const { photo } = this.#loaded;
    const centre = inside(this.#place, photo, kernel);
    this.stage.setWindow(centre, kernel.size, this.equation.patch, this.equation.swatch);
    if (!numbers) return;
    this.#numbersAt = performance.now();
    const response = this.#response(kernel);
    const place = placeAt(photo, kernel, corner(centre, kernel));
    this.equation.show(kernel, place, response, this.#colours);
    const stops = grouped(response.values.length);
    const playing = `The window stops at all ${stops} places; the film shows ${SWEEPS} sweeps. Drag on the photo to place it.`;
    const text = this.film.playing ? playing : sentence(kernel, place);
    if (this.live.textContent !== text) this.live.textContent = text;
    Object.assign(this.node.dataset, { row: place.row, col: place.col, value: place.value, kernel: kernel.id });
  }

  #wish() {
    const own = !this.#sample && this.#loaded && { upload: dataUrl(this.#loaded) };
    return { photo: this.#sample, ...own };
  }

  #send() {
    this.#say("Asking the network\u2026");
    this.trigger("look", this.#wish());
  }

  stop() {
    this.resizes.disconnect();
    this.film.pause();
  }
}
