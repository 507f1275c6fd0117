// The convolution lab: settings under the finger, the picture and the numbers follow; the server hears when it rests.
//
// data: { settings: { n, k, s, p, d, cin, cout, groups }, notes: [sentences], present }; sets the state "settings".
import { calm, element, paint } from "./kit.js";
import { Controls } from "./lab/controls.js";
import { formulas } from "./lab/formula.js";
import { keyList, listen } from "./lab/keys.js";
import { Numbers } from "./lab/numbers.js";
import { Player, whereAt } from "./lab/player.js";
import { aboutInput, aboutOutput } from "./lab/readout.js";
import { compose } from "./lab/scene.js";
import { Stage } from "./lab/stage.js";
import { DEFAULTS, Store, fair, same } from "./lab/state.js";
import { caption, misfit, rowSentences, twin } from "./lab/words.js";

export { DEFAULTS };

const KEYS_REST = 300; // milliseconds after the last key
const kept = new WeakMap();

function button(text, onclick, attributes = {}) {
  const made = element("button", { type: "button", text, ...attributes });
  made.onclick = onclick;
  return made;
}

class Lab {
  #grabbed = false;
  #timer = 0;
  #frame = 0;
  #sent = []; // settings on their way to the server and back, oldest first
  #heard = null;
  #at = { board: "output", row: 1, col: 1 };
  #home = this.#at; // the last output cell, to which the marks return from an input cell

  constructor(root, raw) {
    this.root = root;
    this.store = new Store(raw);
    this.#heard = this.store.settings;
    this.controls = new Controls({
      onChange: (name, value) => (value === null ? this.controls.show(this.store.settings) : this.#change({ [name]: value })),
      onRest: (soon) => this.#rest(soon),
      onGrab: (name) => this.#grab(name),
    });
    this.numbers = new Numbers();
    this.stage = new Stage(() => this.#draw());
    this.player = new Player((step) => this.#glide(step), (playing) => this.#playing(playing));
    this.#build();
    this.#compose();
    listen(root, this.stage.moving, {
      move: (rows, cols) => this.#move(rows, cols),
      toggle: () => this.#toggle(),
      undo: (forward) => this.store.undo(forward) && this.#settled(),
      help: () => (this.keys.open = !this.keys.open),
    });
    this.#point();
  }

  #build() {
    const part = (name, ...children) => element("div", { class: name }, ...children);
    this.notes = element("ul", { class: "notes" });
    this.readout = element("p", { class: "readout" });
    this.caption = element("p", { class: "caption" });
    this.formula = part("formula");
    this.words = part("words");
    this.twin = element("p", { class: "twin", "aria-live": "polite" });
    this.keys = keyList();
    this.playButton = button("Play", () => this.#toggle(), { class: "play" });
    const tools = part(
      "tools",
      this.playButton,
      button("↶", () => this.store.undo() && this.#settled(), { class: "undo", "aria-label": "Undo", title: "Undo (Ctrl Z)" }),
      button("↷", () => this.store.undo(true) && this.#settled(), { class: "redo", "aria-label": "Redo", title: "Redo (Ctrl Y)" }),
      button("Reset", () => this.#mend(DEFAULTS), { class: "reset" }),
      this.keys,
    );
    const picture = part("picture", this.stage.element, this.readout, part("below", this.caption, tools));
    this.root.replaceChildren(
      part("lab", this.notes, picture, this.numbers.element, this.controls.element, this.formula, part("said", this.words, this.twin)),
    );
  }

  /** The pointer over the picture; the first touch anywhere ends the play that started by itself. */
  #point() {
    const { moving } = this.stage;
    moving.onpointermove = moving.onpointerdown = (event) => {
      const under = this.stage.under(event);
      if (!under) return;
      this.player.pause();
      this.readout.removeAttribute("aria-live");
      this.#show(under);
    };
    moving.onpointerleave = () => this.#show(this.#inside(this.#home));
    this.root.onpointerdown = () => this.auto && this.player.pause();
  }

  /** Called with every new word from the server and every change of the theme. */
  update({ data, setStateValue }, { palette }) {
    const first = this.send === undefined;
    this.send = setStateValue;
    this.palette = palette;
    const present = data?.present === true;
    const look = `${this.root.dataset.mode} ${present}`;
    if (look !== this.look) {
      this.#draw();
      this.#twin();
    }
    this.look = look;
    this.root.dataset.present = present;
    const notes = Array.isArray(data?.notes) ? data.notes : [];
    this.notes.replaceChildren(...notes.map((note) => element("li", { text: String(note) })));
    this.notes.hidden = notes.length === 0;
    this.#hear(fair(data?.settings));
    if (first && !calm()) {
      this.player.play(0);
      this.auto = true;
    }
  }

  /** Take over what comes from outside, unless it is an echo of what was sent, or a finger is on a slider. */
  #hear(settings) {
    const news = !same(settings, this.#heard);
    this.#heard = settings;
    const echo = this.#sent.findIndex((sent) => same(sent, settings));
    if (echo >= 0) this.#sent.splice(0, echo + 1);
    if (!news || echo >= 0 || this.#grabbed || this.#timer) return;
    this.#sent = [];
    this.store.adopt(settings);
    this.#draw();
    this.#twin();
  }

  #change(changes) {
    this.player.pause(); // the eye is on what the finger changes, and the frames belong to it
    if (this.store.change(changes)) this.#draw();
    else this.controls.show(this.store.settings);
  }

  #mend(changes) {
    this.store.change(changes);
    this.#draw();
    this.#rest(false);
    this.stage.moving.focus({ preventScroll: true });
  }

  #grab(name) {
    this.#grabbed = name !== null;
    if (!this.#grabbed) return;
    // The finger may lift anywhere, also outside the lab.
    const release = () => {
      removeEventListener("pointerup", release, true);
      removeEventListener("pointercancel", release, true);
      this.#grabbed = false;
      this.#rest(false);
    };
    addEventListener("pointerup", release, true);
    addEventListener("pointercancel", release, true);
  }

  /** Tell the server: now, or `soon` when the last key was a while ago; never while a slider is held. */
  #rest(soon) {
    clearTimeout(this.#timer);
    this.#timer = soon ? setTimeout(() => this.#rest(false), KEYS_REST) : 0;
    if (soon || this.#grabbed || !this.store.rest()) return;
    this.#tell();
  }

  #settled() {
    this.#draw();
    this.#tell();
  }

  #tell() {
    if (this.#frame) {
      // The word goes out first: the server answers while we draw.
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(() => setTimeout(() => (this.#frame = requestAnimationFrame(() => this.#paint()))));
    }
    this.#twin();
    this.#sent.push(this.store.settings);
    this.send("settings", { ...this.store.settings });
  }

  #twin() {
    const text = twin(this.store.settings, this.scene.axis);
    if (this.twin.textContent !== text) this.twin.textContent = text;
    this.stage.moving.setAttribute("aria-label", text);
  }

  #compose() {
    this.scene = compose(this.store.settings);
    this.player.cells = this.scene.axis ? this.scene.axis.size ** 2 : 1;
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
    const reason = scene.axis ? null : misfit(settings);
    const said = scene.axis ? rowSentences(settings, scene.axis) : [{ kind: "misfit", text: reason.text }];
    this.words.replaceChildren(...said.map(({ kind, text }) => element("p", { class: kind, text })));
    this.caption.textContent = caption(settings);
    this.stage.explain(reason, (change) => this.#mend(change));
    const style = getComputedStyle(this.words);
    this.stage.draw(scene, { palette: this.palette, font: style.fontFamily, type: Number(style.getPropertyValue("--type")) || 1 });
    this.#show(this.#inside(this.#at));
  }

  /** A place that still exists on the output of now. */
  #inside(at) {
    const { row, col } = at.board === "output" ? at : this.#home;
    const end = (this.scene.axis?.size ?? 1) - 1;
    return { board: "output", row: Math.max(0, Math.min(end, Math.floor(row))), col: Math.max(0, Math.min(end, Math.floor(col))) };
  }

  #show(at) {
    this.#at = at;
    if (at.board === "output") this.#home = at;
    this.stage.mark(at);
    if (!this.scene.axis) this.readout.textContent = "";
    else this.readout.textContent = (at.board === "input" ? aboutInput : aboutOutput)(this.scene, Math.floor(at.row), Math.floor(at.col));
  }

  #glide(step) {
    if (this.scene.axis) this.#show({ board: "output", ...whereAt(step, this.scene.axis.size) });
  }

  #move(rows, cols) {
    this.player.pause();
    this.readout.setAttribute("aria-live", "polite");
    const { row, col } = this.#inside(this.#at);
    this.#show(this.#inside({ board: "output", row: row + rows, col: col + cols }));
  }

  #toggle() {
    if (this.player.playing) return this.player.pause();
    const { row, col } = this.#inside(this.#at);
    this.readout.removeAttribute("aria-live");
    this.player.play(this.scene.axis ? row * this.scene.axis.size + col : 0);
  }

  #playing(playing) {
    this.auto = false;
    this.playButton.textContent = playing ? "Pause" : "Play";
  }

  leave() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.player.pause();
    this.stage.observer.disconnect();
  }
}

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let lab = kept.get(parentElement);
  if (!lab) {
    lab = new Lab(root, data?.settings);
    kept.set(parentElement, lab);
  }
  lab.update(component, painted);
  return () => {
    lab.leave();
    kept.delete(parentElement);
  };
}
