// The saliency wall: one photo, every method's map over it, what they agree on, and whether to believe them.
//
// data (packed): { ask: { ticket, net, photo, theme, cls, layer }, versus, names: [class, other or null], network, photo,
// mean: [r, g, b], look: { strength, signs, of, side }, serial, methods: [...] }; blob 0 is the photo as the network sees it. The maps are asked
// of the server one after another, as numbers, and coloured here. Sets "look" where the hand rests.
import { element, mounted, unpack } from "./kit.js";
import { Agreement } from "./wall/agreement.js";
import { Checks } from "./wall/checks.js";
import { MethodFigure } from "./wall/figure.js";
import { Hand } from "./wall/hand.js";
import { grey, mapOf } from "./wall/maps.js";
import { Run, sentence } from "./wall/run.js";
import { Slide } from "./wall/slide.js";

const REST = 300; // milliseconds after the last step, before the page hears of it
const SIDE = 320;
const SIDES = ["first", "second", "difference"];

class Wall {
  #queue = [];
  #found = new Map(); // by method: [map for the class, map for the other or null]

  constructor(root) {
    this.photo = element("img", { width: SIDE, height: SIDE });
    this.caption = element("span", { class: "name", text: "The photo" });
    this.title = element("h2");
    this.grid = element("div", { class: "wall" });
    this.first = element("figure", { class: "method photo" }, element("figcaption", {}, this.caption), element("div", { class: "frame" }, this.photo), element("p", { class: "check" }));
    this.strength = element("input", { type: "range", min: 0, max: 100, step: 5, "aria-label": "Strength of the colours" });
    this.strength.oninput = () => this.#look({ strength: Number(this.strength.value) });
    this.signs = ["magnitude", "signed"].map((signs) => Object.assign(element("button", { type: "button", text: signs === "signed" ? "With signs" : "Magnitude" }), { onclick: () => this.#look({ signs }) }));
    this.sides = SIDES.map((side) => Object.assign(element("button", { type: "button" }), { onclick: () => this.#look({ side }) }));
    this.all = Object.assign(element("button", { type: "button", text: "Compute all" }), { onclick: () => this.#all() });
    this.note = element("p", { class: "note" });
    this.legend = element("div", { class: "legend" }, this.note, this.all);
    this.between = element("div", { class: "tools", role: "group", "aria-label": "Maps of" }, ...this.sides);
    const tools = element("div", { class: "tools" }, this.title, this.between, element("label", { class: "slide" }, "Colour", this.strength), element("div", { class: "tools", role: "group", "aria-label": "Signs" }, ...this.signs));
    this.doubts = element("ul", { class: "words" });
    this.doubtful = element("section", { class: "agreement" }, element("h2", { text: "What to doubt here" }), this.doubts);
    this.chosen = element("div");
    this.agreement = new Agreement();
    this.words = element("ul", { class: "words" });
    this.told = element("details", { class: "honest" }, element("summary", { text: "All maps in words" }), this.words);
    const ask = () => ({ ticket: this.ask.ticket, where: this.#where() });
    this.checks = new Checks({ ask, onChoose: (of) => this.#look({ of }) });
    this.hand = new Hand({ ask });
    this.patch = new Slide({ ask });
    root.replaceChildren(element("div", { class: "page" }, tools, this.grid, this.doubtful, this.chosen, this.checks.element, this.hand.element, this.patch.element, this.agreement.element, this.told));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    const repaint = this.painted && this.painted.mode !== painted.mode;
    this.painted = painted;
    if (data === this.data && !repaint) return;
    this.data = data;
    const { blobs, ask, versus, names, network, photo, look, serial, methods, mean } = unpack(data);
    const subject = JSON.stringify([ask.net, ask.photo, ask.cls, ask.layer, versus]);
    if (serial !== this.serial) this.look = look;
    const fresh = subject !== this.subject;
    const before = this.ask;
    Object.assign(this, { ask, versus, names, network, photoName: photo, serial, subject, methods });
    if (!this.figures) this.#build();
    this.title.textContent = names[1] ? `${names[0]} against ${names[1]}` : names[0];
    if (fresh) this.#restart(before);
    if (ask.photo !== before?.photo || ask.net !== before?.net) this.#setPhoto(blobs[0], mean);
    this.#show();
  }

  #build() {
    const acts = { onCompute: (method) => this.#want(method), onStop: (method) => this.#stop(method), onChoose: ({ name }) => this.#look({ of: name }) };
    this.figures = new Map(this.methods.map((method) => [method.name, new MethodFigure(method, acts)]));
    this.grid.replaceChildren(this.first, ...[...this.figures.values()].map((figure) => figure.element), this.legend);
  }

  #setPhoto(bytes, mean) {
    const address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const image = new Image();
    image.src = address;
    const { subject } = this;
    image.decode().then(() => {
      if (this.photo.src) URL.revokeObjectURL(this.photo.src);
      this.photo.src = address;
      this.photo.alt = `${this.photoName}, the part that the network sees`;
      this.grey = grey(image, SIDE);
      this.hand.show(image, mean);
      this.patch.show(image, mean, this.painted.palette);
      if (this.subject === subject) this.#show();
    }, () => {});
  }

  /** Another photo, network, class or layer: only what looks at no layer stays where the layer alone has changed. */
  #restart(before) {
    this.run?.stop();
    this.run = null;
    const same = before && ["net", "photo", "cls"].every((key) => before[key] === this.ask[key]) && this.versus === this.lastVersus;
    this.lastVersus = this.versus;
    this.#queue = [];
    for (const method of this.methods) {
      if (same && !method.layer && this.#found.has(method.name)) continue;
      const wanted = !method.waits || (same && this.#found.has(method.name));
      this.#found.delete(method.name);
      const figure = this.figures.get(method.name);
      Object.assign(figure, { method }).clear();
      if (wanted) this.#queue.push(method);
      if (wanted) figure.wait(null);
    }
    this.checks.clear();
    this.hand.clear();
    this.patch.clear();
    this.#pump();
  }

  #where(cls = this.ask.cls) {
    const { ticket, ...where } = this.ask;
    return { ...where, cls };
  }

  #all() {
    for (const method of this.methods) if (!this.#found.has(method.name)) this.#want(method);
  }

  #want(method) {
    if (this.#queue.includes(method) || this.current === method) return;
    this.#queue.push(method);
    this.figures.get(method.name).wait(null);
    this.#pump();
  }

  #stop(method) {
    if (this.current === method) this.run?.stop();
  }

  /** Ask for one map after another: the server is everyone's. */
  async #pump() {
    if (this.run || !this.#queue.length) return;
    const { subject } = this;
    const method = (this.current = this.#queue.shift());
    const figure = this.figures.get(method.name);
    figure.wait(true);
    try {
      const maps = [];
      for (const cls of this.versus >= 0 ? [this.ask.cls, this.versus] : [this.ask.cls]) {
        const asked = { ...this.#where(cls), method: method.name };
        const run = (this.run = new Run({ name: "wall", kind: "map", ticket: this.ask.ticket, asked, onFar: (told) => this.subject === subject && figure.far(told) }));
        maps.push(mapOf(unpack(await run.go())));
        if (this.subject !== subject) return;
      }
      this.#found.set(method.name, [maps[0], maps[1] ?? null]);
      this.#show(method.name);
    } catch (reason) {
      if (this.subject === subject) figure.clear(sentence(reason) || "Stopped.");
    } finally {
      if (this.subject === subject) {
        this.run = this.current = null;
        this.#pump();
      }
    }
  }

  /** Draw all maps again, or only that of one method. */
  #show(only) {
    if (!this.grey) return;
    const about = { photo: this.grey, palette: this.painted.palette, names: this.names, network: this.network, photoName: this.photoName, signs: this.look.signs };
    for (const [name, figure] of this.figures) {
      if (only && only !== name) continue;
      const found = this.#found.get(name);
      if (found) figure.show(found[0], found[1], this.look, about);
    }
    this.strength.value = this.look.strength;
    this.strength.setAttribute("aria-valuetext", `${this.look.strength} %`);
    this.signs.forEach((button, i) => button.setAttribute("aria-pressed", this.look.signs === ["magnitude", "signed"][i]));
    this.between.hidden = !this.names[1];
    this.title.hidden = Boolean(this.names[1]);
    this.sides.forEach((button, i) => {
      button.setAttribute("aria-pressed", this.look.side === SIDES[i]);
      button.textContent = this.names[i] ?? "Difference";
    });
    this.all.hidden = this.methods.every(({ name }) => this.#found.has(name));
    this.note.textContent = `${this.#legend()} Each scale ends where 99 % of its map's pixels lie below. Click a map for what it asks.`;
    const { score } = [...this.#found.values()][0]?.[0] ?? {};
    this.first.lastChild.textContent = score === undefined ? "" : `Logit of ${this.names[0]}: ${score.toFixed(2)}`;
    const second = this.names[1] && this.look.side === "second" ? 1 : 0;
    const maps = this.methods.filter(({ name }) => this.#found.has(name)).map(({ name, title }) => ({ title, map: this.#found.get(name)[second] }));
    this.agreement.show(maps, this.painted.palette);
    this.told.hidden = !maps.length;
    this.words.replaceChildren(...maps.map(({ title, map }) => this.#words(title, map)));
    this.#doubt(maps);
    for (const [name, figure] of this.figures) figure.name.setAttribute("aria-pressed", name === this.look.of);
    const { more } = this.figures.get(this.look.of);
    if (this.chosen.firstChild !== more) this.chosen.replaceChildren(more);
    this.checks.show(this.methods, this.look.of, this.painted);
    this.patch.palette = this.painted.palette;
  }

  #legend() {
    const [first, second] = this.names;
    if (second && this.look.side === "difference") return `Each map for ${first} minus that for ${second}: orange where the first has more, violet where the second has.`;
    const whom = second && this.look.side === "second" ? second : first;
    return this.look.signs === "signed" ? `Orange speaks for ${whom}, violet against it, where a method knows signs.` : `The brighter, the more it matters to ${whom}.`;
  }

  /** Why maps are blank or arbitrary: each reason once, with the methods that it is about. */
  #doubt(maps) {
    const reasons = new Map();
    for (const { title, map } of maps) if (map.doubt) reasons.set(map.doubt.sentence, [...(reasons.get(map.doubt.sentence) ?? []), title]);
    this.doubtful.hidden = !reasons.size;
    this.doubts.replaceChildren(...[...reasons].map(([reason, titles]) => element("li", { class: "doubt" }, element("strong", { text: `${titles.join(", ")}: ` }), reason)));
  }

  /** A map in words: where it is strong, and what its method remarks. */
  #words(title, { said, check }) {
    return element("li", {}, element("strong", { text: title }), `:${said.slice(said.indexOf(":") + 1)}${check ? ` ${check.sentence}` : ""}`);
  }

  #look(part) {
    this.look = { ...this.look, ...part };
    this.#show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("look", this.look), REST);
  }

  leave() {
    clearTimeout(this.timer);
    this.subject = null;
    this.#queue = [];
    this.run?.stop();
    this.checks.clear();
    this.hand.leave();
    this.patch.leave();
    if (this.photo.src) URL.revokeObjectURL(this.photo.src);
  }
}

export default mounted((root) => new Wall(root));
