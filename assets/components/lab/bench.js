// The lab's parts together: what each tells the others when a setting, the cursor or the clock moves.
import { calm, element } from "../kit.js";
import { Lines } from "../lines.js";
import { Quick } from "../quick.js";
import { Controls } from "./controls.js";
import { Dot } from "./dot.js";
import { Downloads } from "./downloads.js";
import { formulas } from "./formula.js";
import { keyList, listen } from "./keys.js";
import { Numbers } from "./numbers.js";
import { Player, indexOf, whereAt } from "./player.js";
import { about } from "./readout.js";
import { compose } from "./scene.js";
import { Stage } from "./stage.js";
import { DEFAULTS, Store, fair, same } from "./state.js";
import { Tabs } from "./tabs.js";
import { button, part, transport } from "./tools.js";
import { setPhoto } from "./values.js";
import { Wire } from "./wire.js";
import { caption, misfit, rowSentences, twin } from "./words.js";

export class Bench {
  #frame = 0;
  #notes = []; // sentences of our own, under those of the server

  constructor(root, raw) {
    this.root = root;
    this.store = new Store(raw);
    this.wire = new Wire(this.store, (settings) => this.#tell(settings), () => this.#settled());
    this.controls = new Controls({
      onChange: (name, value) => (value === null ? this.controls.show(this.store.settings) : this.#change({ [name]: value })),
      onChanges: (changes) => this.#mend(changes),
      onRest: (soon) => this.wire.rest(soon),
      onGrab: (name) => this.wire.grab(name),
    });
    this.numbers = new Numbers();
    this.stage = new Stage({ onSize: () => this.#draw(), onAt: (at, how) => this.#at(at, how) });
    this.player = new Player({ onStep: (step) => this.#glide(step), onToggle: (playing) => this.#playing(playing) });
    this.dot = new Dot();
    this.downloads = new Downloads(() => this.#picture());
    this.tabs = new Tabs({
      settings: () => this.store.settings,
      change: (changes) => this.#change(changes),
      rest: (soon) => this.wire.rest(soon),
      look: () => this.look,
      note: (sentence) => this.#note(sentence),
    });
    this.lines = new Lines();
    this.quick = new Quick("lab", async (answer, { settings }) => this.#write(await answer.json(), settings));
    this.#compose();
    this.#build();
    listen(root, this.stage.moving, {
      move: (rows, cols) => this.stage.move(rows, cols),
      toggle: () => this.#toggle(),
      step: (delta) => this.#step(delta),
      speed: (delta) => this.#speed(delta),
      pin: () => this.stage.pin(),
      unpin: () => this.stage.unpin(),
      board: (name) => this.stage.board(name),
      undo: (forward) => this.#undo(forward),
      help: () => (this.keys.open = !this.keys.open),
    });
  }

  #build() {
    this.notes = element("ul", { class: "notes" });
    this.readout = element("p", { class: "readout" });
    this.caption = element("p", { class: "caption" });
    this.formula = part("formula");
    this.words = part("words");
    this.twin = element("p", { class: "twin", "aria-live": "polite" });
    this.keys = keyList();
    this.transport = transport({ toggle: () => this.#toggle(), step: (delta) => this.#step(delta), speed: (delta) => this.#speed(delta) });
    const tools = part(
      "tools",
      this.transport.element,
      button("↶", () => this.#undo(false), { class: "undo", "aria-label": "Undo", title: "Undo (Ctrl Z)" }),
      button("↷", () => this.#undo(true), { class: "redo", "aria-label": "Redo", title: "Redo (Ctrl Y)" }),
      button("Reset", () => this.#mend(DEFAULTS), { class: "reset" }),
      this.downloads.element,
      this.keys,
    );
    const picture = part("picture", this.stage.element, this.readout, this.dot.element, part("below", this.caption, tools));
    const said = part("said", this.words, this.twin);
    this.root.replaceChildren(
      part("lab", this.notes, picture, this.numbers.element, this.controls.element, this.formula, said, this.tabs.element, this.lines.element),
    );
    // The first touch ends the play that started by itself. In braces: a handler that returns false forbids the click.
    this.root.onpointerdown = () => {
      if (this.auto) this.player.pause();
    };
  }

  /** Called with every new word from the server and every change of the theme. */
  update({ data, setStateValue }, { palette, mode }) {
    const first = this.send === undefined;
    this.send = setStateValue;
    this.palette = palette;
    const present = data?.present === true;
    const look = `${mode} ${present}`;
    this.root.dataset.present = present;
    const { photo } = data ?? {};
    if (photo && photo.digest !== this.photo) setPhoto(photo.values);
    if (look !== this.shown || (photo && photo.digest !== this.photo)) this.#settled();
    this.photo = photo?.digest ?? this.photo;
    this.shown = look;
    this.told = Array.isArray(data?.notes) ? data.notes.map(String) : [];
    this.#note();
    this.where = data?.ask;
    this.wire.hear(fair(data?.settings));
    this.#write(data?.lines ?? null, fair(data?.settings));
    if (first && !calm()) {
      this.player.play(0);
      this.auto = true;
    }
  }

  #note(sentence) {
    if (sentence && !this.#notes.includes(sentence)) this.#notes.push(sentence);
    const all = [...(this.told ?? []), ...this.#notes];
    this.notes.replaceChildren(...all.map((text) => element("li", { text })));
    this.notes.hidden = all.length === 0;
  }

  #change(changes) {
    this.player.pause(); // the eye is on what the finger changes, and the frames belong to it
    if (this.store.change(changes)) {
      this.#ask();
      this.#draw();
    } else this.controls.show(this.store.settings);
  }

  /** The lines follow the finger too: the question goes out first, the server answers while we draw. */
  #ask() {
    if (this.where) this.quick.ask(this.where.ticket, { settings: this.store.settings, photo: this.where.photo });
  }

  /** Lines that belong to settings that have passed are not shown. */
  #write(lines, settings) {
    if (same(settings, this.store.settings)) this.lines.show(lines);
  }

  /** Several settings at once: a preset, a remedy, the start. */
  #mend(changes) {
    this.store.change(changes);
    this.#ask();
    this.#draw();
    this.wire.rest(false);
  }

  #undo(forward) {
    if (!this.store.undo(forward)) return;
    this.#ask();
    this.wire.tell();
    this.#settled();
  }

  #settled() {
    this.#draw();
    this.#twin();
  }

  #tell(settings) {
    this.#twin();
    this.send("settings", { ...settings });
  }

  #twin() {
    const text = twin(this.scene);
    if (this.twin.textContent !== text) this.twin.textContent = text;
    this.stage.moving.setAttribute("aria-label", text);
  }

  #compose() {
    this.scene = compose(this.store.settings);
    this.player.cells = this.scene.out ? this.scene.out.h * this.scene.out.w : 1;
  }

  /** Everything that follows from the settings, with the next frame: a word to the server does not wait for it. */
  #draw() {
    this.#compose();
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#frame = 0;
    const { scene } = this;
    const { settings } = scene;
    this.controls.show(settings);
    this.numbers.show(scene);
    this.formula.replaceChildren(...formulas(scene));
    this.controls.relight();
    const reason = scene.fits ? null : misfit(settings);
    const said = reason ? [{ kind: "misfit", text: reason.text }] : rowSentences(scene);
    this.words.replaceChildren(...said.map(({ kind, text }) => element("p", { class: kind, text })));
    this.caption.textContent = caption(settings);
    this.stage.explain(reason, (change) => this.#mend(change));
    const style = getComputedStyle(this.words);
    this.look = { palette: this.palette, font: style.fontFamily, type: Number(style.getPropertyValue("--type")) || 1 };
    this.stage.draw(scene, this.look);
    this.tabs.show(scene);
  }

  /** The cursor has moved: the sentence and the products follow. */
  #at(at, how) {
    if (how === "pointer" || how === "keys") this.player.pause();
    if (how === "keys") this.readout.setAttribute("aria-live", "polite");
    else this.readout.removeAttribute("aria-live");
    this.readout.textContent = about(this.scene, at);
    this.dot.show(this.scene, at, how === "keys");
  }

  #glide(step) {
    if (this.scene.out) this.stage.go({ board: "output", ...whereAt(step, this.scene.out) }, "player");
  }

  #from() {
    return this.scene.out ? indexOf(this.stage.home, this.scene.out) : 0;
  }

  #step(delta) {
    this.stage.unpin();
    this.player.step(delta, this.#from());
  }

  #speed(delta) {
    this.transport.speed(this.player.faster(delta));
  }

  #toggle() {
    if (this.player.playing) return this.player.pause();
    this.stage.unpin();
    this.player.play(this.#from());
  }

  #playing(playing) {
    this.auto = false;
    this.transport.playing(playing);
  }

  #picture() {
    const { scene, look } = this;
    const description = twin(scene);
    return { scene, at: this.stage.at, ...look, title: "Convolution", description };
  }

  leave() {
    this.wire.leave();
    this.quick.leave();
    cancelAnimationFrame(this.#frame);
    this.player.leave();
    this.stage.observer.disconnect();
    this.downloads.leave();
    this.tabs.leave();
  }
}
