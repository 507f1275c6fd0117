// The builder's parts together: the figure, the totals, the list of layers, and what can be added.
import { element } from "../kit.js";
import { analyse, totals } from "./follow.js";
import { saveFigure, saveTable } from "./files.js";
import { listen } from "./keys.js";
import { KINDS, MOST_LAYERS, decode, fresh } from "./layers.js";
import { Row, headings } from "./row.js";
import { Store, Wire } from "./store.js";
import { Totals } from "./totals.js";
import { draw } from "./volumes.js";
import { summary, titleOf } from "./words.js";

function act(text, onclick, attributes = {}) {
  const button = element("button", { type: "button", text, ...attributes });
  button.onclick = onclick;
  return button;
}

export class Bench {
  #frame = 0;

  constructor(root, code) {
    this.root = root;
    this.store = new Store(code);
    this.wire = new Wire(code, (told) => this.send("network", told), (heard) => this.#adopt(heard));
    this.open = null;
    this.rows = [];
    this.calls = {
      choose: (index) => this.#choose(index),
      edit: (index, name, value) => this.#edit(index, name, value),
      move: (index, by) => this.#move(index, by),
      copy: (index) => this.#insert(index + 1, this.store.network.layers[index], "duplicated"),
      remove: (index) => this.#remove(index),
      take: (network, label) => this.#take(network, label),
      open: (address) => this.lead("open", address),
    };
    this.current = this.store.network.layers.length - 1; // the layer that is chosen; new ones come after it
    this.#build();
    this.observer = new ResizeObserver(() => this.#draw());
    this.observer.observe(this.figure);
    listen(root, {
      ...this.calls,
      undo: (forward) => this.#undo(forward),
      step: (index) => this.#step(index),
      last: () => this.#step(this.store.network.layers.length - 1),
      add: () => this.adds[0].focus(),
    });
  }

  #build() {
    this.notes = element("ul", { class: "notes" });
    this.preset = element("select", { id: "builder-preset" });
    this.presetSaid = element("p", { class: "preset-said" });
    this.undo = act("↶", () => this.#undo(false), { "aria-label": "Undo", title: "Undo (Ctrl Z)" });
    this.redo = act("↷", () => this.#undo(true), { "aria-label": "Redo", title: "Redo (Ctrl Shift Z)" });
    const files = [
      act("SVG", () => saveFigure(this.store.network, this.analysis, this.look, this.twin.textContent), { "aria-label": "Download the figure as SVG" }),
      act("CSV", () => saveTable(this.store.network, this.analysis), { "aria-label": "Download the table as CSV" }),
    ];
    const start = element("div", { class: "start" }, element("label", { for: "builder-preset", text: "Start from" }), this.preset);
    const tools = element("div", { class: "tools" }, start, this.undo, this.redo, ...files);
    this.figure = element("div", { class: "figure" });
    this.totals = new Totals();
    this.twin = element("p", { class: "twin" });
    this.said = element("p", { class: "said-of-it", role: "status" });
    this.list = element("ol", { class: "layers" });
    this.adding = element("p", { class: "adding", id: "builder-adding" });
    this.adds = Object.entries(KINDS).map(([kind, { title }]) => act(title, () => this.#add(kind), { "data-kind": kind }));
    const add = element("div", { class: "add", role: "group", "aria-labelledby": "builder-adding" }, this.adding, element("div", { class: "kinds" }, ...this.adds));
    const keys = element("p", { class: "keys", text: "Keys: arrows go through the layers, Alt and arrows move one, Enter opens it, Insert adds, Delete removes, Ctrl Z undoes." });
    this.root.replaceChildren(
      element("div", { class: "builder" }, this.notes, tools, this.presetSaid, this.figure, this.totals.element, this.twin, this.said, headings(), this.list, add, keys),
    );
  }

  /** Called with every new word from the server and every change of the theme. */
  update({ data, setStateValue, setTriggerValue }, { palette }) {
    [this.send, this.lead] = [setStateValue, setTriggerValue];
    this.palette = palette;
    const notes = Array.isArray(data?.notes) ? data.notes.map(String) : [];
    this.notes.replaceChildren(...notes.map((text) => element("li", { text })));
    this.notes.hidden = notes.length === 0;
    this.#presets(data?.presets ?? []);
    this.wire.hear(data.network);
    this.#show();
  }

  #presets(presets) {
    if (this.presets) return;
    this.presets = presets;
    this.preset.append(element("option", { value: "", text: "Your own" }), ...presets.map(({ name, code }) => element("option", { value: code, text: name })));
    this.preset.onchange = () => {
      if (!this.preset.value) return;
      this.#jump(decode(this.preset.value), `${this.preset.selectedOptions[0].text} is here.`);
    };
  }

  /** Another network from outside. */
  #adopt(code) {
    this.store.change(decode(code));
    this.#within();
    this.#show();
  }

  #within() {
    const last = this.store.network.layers.length - 1;
    this.current = Math.min(this.current, last);
    if (this.open !== null && this.open > last) this.open = null;
  }

  /** A network as a whole: nothing is open. */
  #jump(network, sentence) {
    this.open = null;
    this.current = network.layers.length - 1;
    this.#change(network, sentence);
  }

  #change(network, sentence = "", what = "") {
    if (!this.store.change(network, what)) return this.#show();
    this.#within();
    this.wire.rest(this.store.code);
    this.#show();
    this.#say(sentence);
  }

  /** Tell those who do not see the screen what was done, and what follows. */
  #say(sentence) {
    const { mismatch } = this.analysis;
    const follows = mismatch ? `Layer ${mismatch.index + 1}: ${mismatch.sentence}` : this.twin.textContent;
    this.said.textContent = [sentence, follows].filter(Boolean).join(" ");
  }

  #undo(forward) {
    if (!this.store.undo(forward)) return;
    this.#within();
    this.wire.rest(this.store.code);
    this.#show();
    this.#say(forward ? "Done again." : "Undone.");
    const focused = this.root.getRootNode().activeElement; // none where the row that had it has gone: keys would be dead
    if (!this.root.contains(focused) || focused.disabled) this.rows[this.current + 1].head.focus({ preventScroll: true });
  }

  #choose(index) {
    this.open = this.open === index ? null : index;
    this.current = index;
    this.#show();
  }

  #edit(index, name, value) {
    const { input, layers } = this.store.network;
    const what = `${index} ${name}`;
    if (index < 0) return this.#change({ input: input.with(Number(name), value), layers }, "", what);
    this.#change({ input, layers: layers.with(index, { ...layers[index], [name]: value }) }, "", what);
  }

  #insert(at, layer, how) {
    const { input, layers } = this.store.network;
    if (layers.length >= MOST_LAYERS) return void (this.said.textContent = `A network here has at most ${MOST_LAYERS} layers.`);
    this.open = this.current = at;
    this.#change({ input, layers: layers.toSpliced(at, 0, layer) }, `${titleOf(layer)} ${how}: layer ${at + 1}.`);
    this.#focus(at);
  }

  #add(kind) {
    const at = this.current + 1;
    const shape = at === 0 ? this.store.network.input : this.analysis.rows[at - 1]?.out;
    this.#insert(at, fresh(kind, shape), "added");
  }

  #move(index, by) {
    const { input, layers } = this.store.network;
    const to = index + by;
    if (index < 0 || to < 0 || to >= layers.length) return;
    if (this.open === index) this.open = to;
    else if (this.open === to) this.open = index;
    this.current = to;
    this.#change({ input, layers: layers.toSpliced(index, 1).toSpliced(to, 0, layers[index]) }, `${titleOf(layers[index])} is now layer ${to + 1}.`);
    this.#focus(to);
  }

  #remove(index) {
    const { input, layers } = this.store.network;
    if (index < 0) return;
    this.open = null;
    this.current = Math.min(index, layers.length - 2);
    this.#change({ input, layers: layers.toSpliced(index, 1) }, `${titleOf(layers[index])} removed.`);
    this.#focus(this.current);
  }

  #take(network, label) {
    const { mismatch } = this.analysis;
    this.#change(network, `${label}: done.`);
    this.#focus(Math.min(mismatch.index, network.layers.length - 1));
  }

  #focus(index) {
    this.rows[index + 1]?.head.focus({ preventScroll: false });
  }

  #step(index) {
    if (index < -1 || index >= this.store.network.layers.length) return;
    this.current = index;
    this.#show();
    this.#focus(index);
  }

  /** Everything that follows from the network, at once. */
  #show() {
    const { network, code } = this.store;
    this.analysis = analyse(network);
    const sums = totals(this.analysis);
    const scene = { network, analysis: this.analysis, sums, code, current: this.current, open: this.open };
    while (this.rows.length > network.layers.length + 1) this.rows.pop().element.remove();
    while (this.rows.length <= network.layers.length) {
      const row = new Row(this.rows.length - 1, this.calls);
      this.rows.push(row);
      this.list.append(row.element);
    }
    for (const row of this.rows) row.show(scene);
    this.totals.show(network, this.analysis, sums);
    this.twin.textContent = summary(network, this.analysis);
    this.undo.disabled = !this.store.canUndo;
    this.redo.disabled = !this.store.canRedo;
    const preset = this.presets?.find((each) => each.code === code);
    this.preset.value = preset?.code ?? "";
    this.presetSaid.textContent = preset?.line ?? "Your own network.";
    this.adding.textContent = this.current < 0 ? "Add after the input" : `Add after layer ${this.current + 1}`;
    for (const button of this.adds) button.disabled = network.layers.length >= MOST_LAYERS;
    this.#draw();
  }

  /** The figure, with the next frame: the numbers do not wait for it. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const width = Math.floor(this.figure.clientWidth);
      if (width < 50 || !this.palette) return;
      this.look = { palette: this.palette, font: "sans-serif" };
      const type = parseFloat(getComputedStyle(this.figure).fontSize) / 16; // larger for a lecture hall
      const look = { ...this.look, width, type, current: this.current, onChoose: (index) => this.#choose(index) };
      this.figure.replaceChildren(draw(this.store.network, this.analysis, look));
    });
  }

  leave() {
    this.wire.leave();
    cancelAnimationFrame(this.#frame);
    this.observer.disconnect();
  }
}

