// Dream a class: noise becomes a picture of what a network looks for, while you watch.
//
// data (packed): { ask: { ticket, net, photo, theme }, look, first, serial, ranges, steps, network, side, photo, classes,
// layers: [[name, channels]], ends, styles, painter, samples, gallery, folder, example }; blob 0 is the photo. A run streams its
// pictures (`runs.js`); until one has begun the gallery's show the idea. Sets "look" where the hand rests.
import { calm, element, mounted, unpack } from "./kit.js";
import { LongRun } from "./runs.js";
import { Controls, MODES } from "./dream/controls.js";
import { Examples } from "./dream/examples.js";
import { Gallery } from "./dream/gallery.js";
import { Row } from "./dream/row.js";
import { Stage } from "./dream/stage.js";
import { Made } from "./dream/made.js";
import { idea, subject } from "./dream/words.js";

const REST = 300; // milliseconds after the last step, before the page hears of it

class Dreams {
  #made = new Map(); // by mode: what was made last

  constructor(root) {
    this.tabs = MODES.map(([mode, title]) => Object.assign(element("button", { type: "button", text: title }), { onclick: () => this.#turn(mode) }));
    this.idea = element("p", { class: "note" });
    this.stage = new Stage({ onStart: () => this.#start(), onStop: () => this.run.stop(), gif: () => this.#gif() });
    this.row = new Row();
    this.controls = new Controls({ onChange: (part) => this.#change(part) });
    this.gallery = new Gallery({ onChoose: (part, place) => this.#choose(part, place) });
    const tabs = element("div", { class: "tabs", role: "group", "aria-label": "What to dream" }, ...this.tabs);
    root.replaceChildren(element("div", { class: "page" }, tabs, this.idea, this.stage.element, this.row.element, this.controls.element, this.gallery.element));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    const repaint = this.painted?.mode !== painted.mode;
    this.painted = painted;
    if (data === this.data && !repaint) return;
    const fresh = data !== this.data;
    this.data = data;
    const told = unpack(data);
    const before = this.about;
    if (told.serial !== before?.serial) this.look = told.look;
    this.about = { ...told, palette: painted.palette };
    const moved = before && ["net", "photo"].some((key) => before.ask[key] !== told.ask[key]);
    if (moved) this.#restart();
    if (!this.run) this.#listen();
    if (fresh && (moved || !before)) this.#setPhoto(told.blobs[0]);
    this.controls.build(this.about);
    this.gallery.build(this.about);
    this.#show();
  }

  #listen() {
    this.run = new LongRun({ name: "dream", ticket: this.about.ask.ticket, onFrames: (frames) => this.#frames(frames), onState: (state) => this.#state(state) });
    this.run.resume();
  }

  /** Another photo or network: what was made belongs to the old one. */
  #restart() {
    this.run.leave();
    this.run = null;
    this.#made.clear();
  }

  async #setPhoto(bytes) {
    const { about } = this;
    this.photo = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })).catch(() => null);
    this.examples = new Examples(about, this.photo);
    if (this.about.ask === about.ask) this.#show();
  }

  #turn(mode) {
    if (mode === this.look.mode) return;
    this.#change({ mode, steps: 0 });
  }

  #change(part) {
    this.look = { ...this.look, ...part };
    if (["cls", "layer", "unit", "aim", "other"].some((key) => key in part)) this.#forget();
    this.#show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("look", this.look), REST);
  }

  /** Another class or channel: what was made, or is being made, of the last one is no picture of it. */
  #forget() {
    if (this.run.going && this.now?.mode === this.look.mode && this.now.key !== subject(this.look)) this.run.stop();
    const made = this.#made.get(this.look.mode);
    if (made && made.key !== subject(this.look)) this.#made.delete(this.look.mode);
  }

  #choose(part, place) {
    this.place = place;
    this.#made.delete(this.look.mode);
    this.#change(part);
    this.stage.element.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  #start() {
    const { ticket, ...where } = this.about.ask;
    this.now = new Made(this.look, this.about);
    this.run.start({ ...where, look: this.look });
  }

  #frames(frames) {
    for (const { bytes } of frames) {
      const frame = unpack(bytes);
      const { net, photo } = this.about.ask;
      if (frame.net !== net || frame.photo !== photo) continue; // a run from before the photo was changed
      if (!this.now?.same(frame.look)) this.now = new Made(frame.look, this.about); // a page that comes back
      const { now } = this;
      now.add(frame, () => {
        // The old picture stays until the new one is there; by then something else may be chosen.
        if (now.key === subject({ ...this.look, mode: now.mode })) this.#made.set(now.mode, now);
        this.#show();
      });
    }
    this.#show();
  }

  #state(state) {
    this.told = state;
    this.stage.state(state, this.#mine());
    if (!this.run.going) this.#show();
  }

  /** Whether what the run tells is about what is shown. */
  #mine() {
    return !this.now || (this.now.mode === this.look.mode && this.now.key === subject(this.look));
  }

  async #gif() {
    const { ticket } = this.about.ask;
    const body = JSON.stringify({ ticket, asked: { run: this.run.run ?? "" } });
    const answer = await fetch("/answers/dream_gif", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.blob();
  }

  #show() {
    const { about, look } = this;
    const { mode } = look;
    this.tabs.forEach((button, i) => button.setAttribute("aria-pressed", mode === MODES[i][0]));
    this.idea.textContent = idea(look, about);
    this.controls.show(look, about);
    this.gallery.show(look, about);
    const made = this.#made.get(mode) ?? this.examples?.of(look, this.place, () => this.#show()) ?? null;
    const going = Boolean(this.run?.going && this.now?.mode === mode);
    if (this.told) this.stage.state(this.told, this.#mine());
    this.stage.show(made, { look, about, going: going ? this.now : null, photo: this.photo, row: mode === "layers" });
    this.row.show(mode === "layers" ? made : null, about, this.photo);
  }

  leave() {
    clearTimeout(this.timer);
    this.run?.leave();
  }
}

export default mounted((root) => new Dreams(root));
