// Fool the network: photo + noise = another class. All epsilons are computed once; the hand then needs no server.
//
// data (packed): { ask: { ticket, net, photo, theme, cls }, names: [label, target or null], network, photo, size, levels, steps,
// others: [{ name, title }], look: { level, steps, norm, start }, serial }; blob 0 is the photo in the network, RGB row by row, blob 1
// the frames of all epsilons where they are known already. Sets "look" where the hand rests.
import { Bars } from "./fool/bars.js";
import { Charts } from "./fool/charts.js";
import { Controls } from "./fool/controls.js";
import { Files } from "./fool/files.js";
import { Pictures } from "./fool/pictures.js";
import { Smallest } from "./fool/smallest.js";
import { Story } from "./fool/story.js";
import { Survival } from "./fool/survival.js";
import { Sweep } from "./fool/sweep.js";
import { verdict } from "./fool/words.js";
import { element, mounted, unpack } from "./kit.js";

const REST = 300; // milliseconds after the last step, before the page hears of it

class Fool {
  constructor(root) {
    const change = (part) => this.#look(part);
    this.pictures = new Pictures();
    this.controls = new Controls(change);
    this.said = element("p", { class: "verdict", role: "status" });
    this.bars = new Bars();
    this.charts = new Charts(change);
    this.files = new Files(() => this.#about());
    const ask = () => ({ ticket: this.ask.ticket, where: this.#where() });
    this.survival = new Survival(ask, () => this.#about());
    this.smallest = new Smallest(ask, (probes) => this.charts.probe(probes));
    this.story = new Story(change);
    const [margin, loss, steps] = this.charts.parts;
    const below = element("section", { class: "below", "aria-label": "What it does" }, margin, this.bars.element, loss, steps, this.files.element);
    root.replaceChildren(element("div", { class: "page" }, this.pictures.element, this.said, this.controls.element, below, this.smallest.element, this.survival.element, this.story.element));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    const repaint = this.painted && this.painted.mode !== painted.mode;
    this.painted = painted;
    if (data === this.data && !repaint) return;
    this.data = data;
    const { blobs, ask, look, serial, ...about } = unpack(data);
    const anew = serial !== this.serial;
    Object.assign(this, { ask, about, serial });
    this.photo = blobs[0];
    if (anew) this.look = look;
    this.sweep ??= new Sweep({ onFrames: () => this.#show(), onState: (told) => this.#state(told) });
    this.controls.offer(about);
    this.survival.offer(about.others);
    if (anew && blobs[1].length) this.sweep.know(this.#subject(), blobs[1]);
    this.#turn();
  }

  #where() {
    const { ticket, ...where } = this.ask;
    return { ...where, ...this.look, start: this.look.steps > 1 ? this.look.start : "photo" };
  }

  /** What the frames belong to: all but the level. */
  #subject() {
    const { net, photo, cls } = this.ask;
    const { steps, norm, start } = this.#where();
    return JSON.stringify([net, photo, cls, steps, norm, start]);
  }

  /** Perhaps another photo, class or recipe: ask for what is not known. */
  #turn() {
    const subject = this.#subject();
    if (subject !== this.subject) {
      this.smallest.clear();
      this.survival.clear();
    }
    this.subject = subject;
    this.sweep.want(subject, this.ask.ticket, this.#where());
    this.#show();
  }

  #look(part) {
    const before = this.look;
    this.look = { ...this.look, ...part };
    if (part.level !== undefined && part.level !== before.level) this.survival.clear();
    this.#turn();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("look", this.look), REST);
  }

  #state(told) {
    this.told = told;
    this.controls.state(told, { onStop: () => this.sweep.stop(), onAgain: () => this.sweep.again(this.#where()) });
    if (this.subject && !this.sweep.frames(this.subject).has(this.look.level)) this.#waiting();
  }

  #about() {
    return { ...this.shown, palette: this.painted.palette, pictures: this.pictures };
  }

  #show() {
    const { look, painted } = this;
    this.controls.show(look, this.about);
    const found = this.sweep.frames(this.subject);
    const frame = found.get(look.level);
    this.pictures.show({ pixels: this.photo, size: this.about.size, frame, names: this.about.names, look, palette: painted.palette });
    this.charts.show({ frames: found, look, palette: painted.palette, levels: this.about.levels });
    if (!frame) return this.#waiting();
    this.shown = { ...this.about, frame, frames: found, look }; // what files are of, until the next answer is there
    this.said.textContent = verdict(frame, look, this.about);
    this.said.classList.toggle("won", frame.won);
    this.bars.show(frame.classes);
    this.files.show(frame);
    this.smallest.show(frame, look);
  }

  #waiting() {
    this.said.textContent = this.told?.state === "stopped" ? "Stopped before this epsilon. Move back, or compute it." : this.told?.sentence || "Looking for the noise \u2026";
    this.said.classList.remove("won");
  }

  leave() {
    clearTimeout(this.timer);
    this.sweep?.leave();
    this.survival.leave();
    this.smallest.leave();
  }
}

export default mounted((root) => new Fool(root));
