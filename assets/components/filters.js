// Image filters: before, kernel, after; Sobel step by step; the first cells of vision; learned filters beside your own.
//
// data: { settings (as `cnnviz/ui/filter_settings.py` has them), shelf, ask: { ticket, photo, net }, photo: title }; sets "settings".
import { element, mounted, unpack } from "./kit.js";
import { Quick } from "./quick.js";
import { Bench } from "./filters/bench.js";
import { Edges } from "./filters/edges.js";
import { Gabor } from "./filters/gabor.js";
import { Learned } from "./filters/learned.js";
import { press, segments } from "./filters/parts.js";
import { Photo } from "./filters/pixels.js";
import { Store, same } from "./filters/store.js";

const REST = 300; // milliseconds after the last step, before the page hears of it
const PARTS = { classic: Bench, typed: Bench, edges: Edges, gabor: Gabor, learned: Learned };
const OURS = new Set(["at", "threshold", "thin", "pool", "move"]); // what the browser draws by itself
class Filters {
  #views = new Map();
  #answers = new Map(); // the last answer of each part: { meta, blobs, settings }
  #pixels = "";

  constructor(root, { settings, shelf }) {
    this.root = root;
    this.shelf = shelf;
    this.store = new Store(settings);
    this.heard = this.store.settings;
    this.sent = [];
    const { classic, edges, gabor, learned } = shelf.choices.from;
    this.tabs = segments("Part", { classic, edges, gabor, learned }, (from) => this.change({ from: from === "classic" && this.store.settings.typed ? "typed" : from }));
    this.undo = press("↶", "Undo (Ctrl Z)", () => this.#undo(false));
    this.redo = press("↷", "Redo (Ctrl Y)", () => this.#undo(true));
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    this.place = element("div", { class: "place" });
    this.twin = element("p", { class: "twin" });
    const top = element("div", { class: "top" }, this.tabs.element, element("span", { class: "history" }, this.undo, this.redo));
    root.replaceChildren(element("div", { class: "filters" }, top, this.refusal, this.place, this.twin));
    const bytes = (answer) => answer.arrayBuffer().then((buffer) => unpack(new Uint8Array(buffer)));
    const refuse = (sentence) => this.#refuse(sentence);
    this.pictures = new Quick("filters", async (answer, { settings: asked, photo, net }) => this.#show(await bytes(answer), asked, photo, net), refuse);
    this.photos = new Quick("filters", async (answer, asked) => this.#take(await bytes(answer), asked), refuse);
    root.onkeydown = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input[type=text], textarea")) return;
      if (event.key.toLowerCase() !== "z" && event.key.toLowerCase() !== "y") return;
      event.preventDefault();
      event.stopPropagation();
      this.#undo(event.shiftKey || event.key.toLowerCase() === "y");
    };
  }

  update({ data, setStateValue }, look) {
    this.send = setStateValue;
    const { settings, ask, photo } = data;
    const elsewhere = !this.ask || ask.photo !== this.ask.photo || ask.net !== this.ask.net;
    const other = elsewhere && this.ask && ask.photo !== this.ask.photo;
    Object.assign(this, { ask, name: photo });
    const dark = this.look && look.mode !== this.look.mode;
    this.look = { ...look, font: getComputedStyle(this.root).fontFamily, large: this.root.hasAttribute("data-large") };
    const adopted = this.#hear(settings);
    if (other && !adopted && this.store.settings.at) this.store.change({ at: "" }); // another photo: its own strongest place
    if (other && this.store.settings.px) this.change({ px: "", at: "" });
    if (elsewhere || adopted) this.#all();
    else if (dark) for (const view of this.#views.values()) view.paint(this.look);
  }

  /** Settings from outside (a link, the way back), unless they are the echo of ours or a hand is moving. */
  #hear(settings) {
    const news = !same(settings, this.heard);
    this.heard = settings;
    const echo = this.sent.findIndex((sent) => same(sent, settings));
    if (echo >= 0) this.sent.splice(0, echo + 1);
    if (!news || echo >= 0 || this.timer) return false;
    this.sent = [];
    this.store.adopt(settings);
    return true;
  }

  /** `soon`: the hand may go on; `ours`: the browser draws it without the server. */
  change(changes, soon = false, ours = false) {
    if (!this.store.change(changes)) return;
    if (!ours) this.#ask();
    if (!("at" in changes) || !ours) this.#settle();
    this.#rest(soon);
  }

  #undo(forward) {
    if (!this.store.undo(forward)) return;
    this.#all();
    this.#rest(false);
  }

  #rest(soon) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.store.rest();
      if (same(this.store.settings, this.heard)) return;
      this.sent.push(this.store.settings);
      this.send("settings", { ...this.store.settings });
    }, soon ? 2 * REST : REST);
  }

  #all() {
    this.#ask();
    this.#settle();
  }

  #ask() {
    const { ticket, photo, net } = this.ask;
    const { px } = this.store.settings;
    this.pictures.ask(ticket, { photo, net, settings: this.store.settings });
    if ((px || photo) === this.#pixels) return;
    this.#pixels = px || photo;
    this.photo = undefined; // numbers of another photo would be wrong ones
    this.photos.ask(ticket, { what: "photo", photo, settings: { px } });
  }

  #part(from) {
    const Kind = PARTS[from];
    if (!this.#views.has(Kind)) {
      this.#views.set(Kind, new Kind({
        shelf: this.shelf, change: (...all) => this.change(...all), said: (text) => this.#twin(Kind, text), about: () => this.#about(),
      }));
    }
    return this.#views.get(Kind);
  }

  /** Show the open part with its controls; its pictures follow with the answer. */
  #settle() {
    const { settings } = this.store;
    this.tabs.show(settings.from === "typed" ? "classic" : settings.from);
    const view = this.#part(settings.from);
    if (this.place.firstChild !== view.element) {
      this.place.replaceChildren(view.element);
      this.twin.textContent = this.#answers.get(PARTS[settings.from]) ?? "";
    }
    view.settle(settings, this.photo, this.name, this.look);
  }

  /** What belongs to settings that have passed is shown only where it is still the same part and photo. */
  #show({ blobs, ...meta }, asked, photo, net) {
    const { settings } = this.store;
    if (PARTS[asked.from] !== PARTS[settings.from] || photo !== this.ask.photo || net !== this.ask.net || asked.px !== settings.px) return;
    this.refusal.hidden = true;
    const view = this.#part(settings.from);
    view.show(meta, blobs, { ...asked, ...Object.fromEntries([...OURS].map((name) => [name, settings[name]])) }, this.look);
    this.root.dataset.ready = settings.from;
  }

  #take({ blobs, ...size }, asked) {
    if ((asked.settings.px || asked.photo) !== this.#pixels) return;
    this.photo = new Photo(size, blobs[0]);
    this.#settle();
  }

  #refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  #twin(Kind, text) {
    this.#answers.set(Kind, text);
    if (PARTS[this.store.settings.from] === Kind && this.twin.textContent !== text) this.twin.textContent = text;
  }

  /** The caption of a file. */
  #about() {
    const { border, stride, dilation, px } = this.store.settings;
    const more = [stride > 1 ? `stride ${stride}` : "", dilation > 1 ? `dilation ${dilation}` : ""].filter(Boolean).map((text) => `, ${text}`);
    return `${px ? "Typed picture" : this.name}; border ${this.shelf.choices.border[border]}${more.join("")}. ${this.twin.textContent}`;
  }

  leave() {
    clearTimeout(this.timer);
    this.pictures.leave();
    this.photos.leave();
  }
}

export default mounted((root, data) => new Filters(root, data));
