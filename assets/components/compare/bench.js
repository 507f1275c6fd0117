// The state of the comparison and how its parts hang together: controls, pictures, curves, and the questions to the server.
import { element, unpack } from "../kit.js";
import { Quick } from "../quick.js";
import { Chances } from "./chances.js";
import { Controls } from "./controls.js";
import { Depth } from "./depth.js";
import { Pictures } from "./pictures.js";
import { Sweep } from "./sweep.js";

const REST = 250; // milliseconds after the last step, before the page hears of it
const read = async (answer) => unpack(new Uint8Array(await answer.arrayBuffer()));

export class Bench {
  #timer = 0;

  constructor(root) {
    this.controls = new Controls((change) => this.go(change));
    this.pictures = new Pictures(() => this.caption());
    this.chances = new Chances();
    this.depth = new Depth((layer) => this.#pick(layer), () => this.caption());
    this.sweep = new Sweep(() => this.#question(), () => this.caption());
    this.lead = element("p", { class: "lead", role: "status" });
    this.more = element("p", { class: "lead" });
    this.unit = element("p", { class: "twin" });
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    const top = element("div", { class: "top" }, this.pictures.inputs, this.chances.element);
    const said = element("div", { class: "said" }, this.lead, this.more);
    const parts = [this.controls.element, this.refusal, top, said, this.pictures.element, this.unit, this.depth.element, this.sweep.element];
    root.replaceChildren(element("div", { class: "compare" }, ...parts));
    this.quick = new Quick("compare", async (answer, asked) => this.#take(await read(answer), asked), (text) => this.#refuse(text));
  }

  update(raw, open, painted) {
    const recoloured = this.painted?.mode !== painted.mode;
    this.painted = painted;
    if (raw !== this.raw) {
      this.raw = raw;
      const { blobs, ...data } = open(raw);
      const told = JSON.stringify([data.settings, data.ask.net, data.ask.photo]);
      const before = this.data && JSON.stringify([this.data.ask.net, this.data.ask.photo]);
      this.data = data;
      this.layers = new Map(data.layers.map((layer) => [layer.name, layer]));
      this.controls.offer(data);
      const echo = JSON.stringify(data.settings) === this.sent && before === JSON.stringify([data.ask.net, data.ask.photo]);
      if (told !== this.told && !echo) {
        this.settings = { ...data.settings };
        this.answer = open(blobs[0]);
      }
      this.told = told;
      this.#show();
    } else if (recoloured) this.#show();
  }

  /** Change settings by hand. */
  go(change) {
    const next = { ...this.settings, ...change };
    if (change.other_layer && !("other_unit" in change)) next.other_unit = 0;
    this.settings = next;
    this.controls.show(next, this.answer);
    this.#showSweep();
    const { ticket, ...asked } = this.#question();
    this.quick.ask(ticket, asked);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.sent = JSON.stringify(this.settings);
      this.send(this.settings);
    }, REST);
  }

  #showSweep() {
    this.sweep.show(this.settings, this.data.sweeps, this.painted, this.layers.get(this.settings.layer)?.stride);
  }

  #pick(layer) {
    if (layer !== this.settings.layer) this.go({ layer, unit: 0 });
  }

  #question() {
    const { ticket, ...where } = this.data.ask;
    return { ...where, settings: this.settings, ticket };
  }

  /** What belongs to a network or photo that has passed is not shown. */
  #take(answer, asked) {
    if (asked.net !== this.data.ask.net || asked.photo !== this.data.ask.photo) return;
    this.answer = { ...answer, of: asked.settings };
    this.#show();
  }

  #show() {
    const { answer, data, painted } = this;
    const settings = answer.of ?? this.settings;
    this.refusal.hidden = true;
    this.controls.show(this.settings, answer);
    this.pictures.show(answer, settings, data, painted);
    this.chances.show(answer, settings);
    this.depth.show(answer, settings, data.layers, painted);
    this.#showSweep();
    this.lead.textContent = answer.said.lead;
    this.more.textContent = answer.said.more;
    this.more.hidden = !answer.said.more;
    this.unit.textContent = answer.said.unit;
  }

  /** What stands under a picture that is taken along. */
  caption() {
    const { network, title, photos, titles } = this.data;
    const { settings } = this;
    const second = photos.find(([name]) => name === settings.photo)?.[1];
    const what = { change: `${title}, ${this.controls.amount(settings)}`, photo: `${title} and ${second}`, layer: title }[settings.mode];
    const { units } = this.answer;
    const unit = settings.mode === "layer" ? `${settings.layer}, unit ${units[0]}, and ${settings.other_layer}, unit ${units[1]}` : `${settings.layer}, unit ${units[0]}`;
    const reading = this.answer.carried ? `, ${titles.reading.along.toLowerCase()}` : "";
    return `${network}: ${unit}${reading}. ${what}. ${this.answer.said.lead}`;
  }

  #refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  leave() {
    clearTimeout(this.#timer);
    this.quick.leave();
    this.depth.leave();
    this.sweep.leave();
  }
}
