// The units of a layer: the sheet of their maps, and beside it what there is to see of the one that is pinned.
//
// data (packed): { ask: { ticket, net, photo, theme }, state: { layer, order, scale, signs, unit, page }, serial, network, photo }; blob 0
// is what Python's `ask_sheet` packs. Other sheets and units are asked of the server directly. Sets "state" where the hand rests.
import { ContactSheet } from "./contact_sheet.js";
import { Figures } from "./figures.js";
import { captioned, enlarged, fileName, save } from "./files.js";
import { element, mounted, unpack } from "./kit.js";
import { chosen } from "./network_map/chosen.js";
import { listen } from "./network_map/keys.js";
import { Quick } from "./quick.js";
import { Controls } from "./units/controls.js";
import { Lens } from "./units/lens.js";
import { Pinned } from "./units/pinned.js";
import { exact, unpackValues, Values } from "./units/values.js";

const REST = 250; // milliseconds after the last step, before the page hears of it
const SHEET = ["layer", "order", "scale", "signs", "page"]; // what another sheet depends on

const bytesOf = async (answer) => new Uint8Array(await answer.arrayBuffer());

class Units {
  #pins = new Map(); // the pinned unit of each layer

  constructor(root) {
    this.sheet = new ContactSheet({ onPin: (unit) => this.#pin(unit), onRest: () => this.#rest(), onHover: (at) => this.#hover(at) });
    this.lens = new Lens(this.sheet);
    this.controls = new Controls({ change: (part) => this.#change(part), save: () => this.#save(), table: () => this.#table() });
    this.pinned = new Pinned(() => this.#saveMap());
    this.figures = new Figures(() => `${this.network}, photo: ${this.photo}`);
    this.title = element("h2");
    this.label = element("p", { class: "label" });
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    this.left = element("div", {}, this.title, this.controls.element, this.refusal, this.sheet.element, this.controls.pages, this.label, this.controls.foot);
    root.replaceChildren(element("div", { class: "units" }, this.left, element("div", {}, this.pinned.element, this.figures.element)));
    const refuse = (sentence, asked) => this.#refuse(sentence, asked);
    this.sheets = new Quick("sheet", async (answer, asked) => this.#answer(await bytesOf(answer), asked), refuse);
    this.unit = new Quick("unit", async (answer, asked) => this.#unit(await bytesOf(answer), asked), refuse);
    this.csv = new Quick("units", async (answer, asked) => save(await answer.blob(), `${fileName(asked.net, asked.layer, "units")}.csv`), refuse);
    this.values = new Values((found, asked) => this.hovered && asked.layer === this.state.layer && asked.unit === this.hovered.unit && this.#hover(this.hovered));
    this.follow = ({ detail }) => detail.net === this.ask.net && this.#turn(detail.layer);
    chosen.addEventListener("layer", this.follow);
    const { controls } = this;
    this.stop = listen({ s: () => controls.another("scale"), o: () => controls.another("order"), m: () => controls.another("signs"), n: () => controls.turn(1), p: () => controls.turn(-1), "?": () => controls.help() });
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    this.painted = painted;
    if (data === this.data) return;
    this.data = data;
    const { blobs, ask, state, serial, network, photo } = unpack(data);
    if (serial === this.serial) return; // it has moved on by itself since
    Object.assign(this, { serial, ask, state, network, photo });
    clearTimeout(this.timer);
    this.#show(blobs[0]);
  }

  get #where() {
    const { ticket, ...where } = this.ask;
    return where;
  }

  #change(part) {
    const elsewhere = "page" in part ? {} : { page: null }; // the page of the pinned unit
    this.state = { ...this.state, ...elsewhere, ...part };
    this.#fetch();
    this.#rest();
  }

  /** To another layer, which the map has chosen and tells the page of. */
  #turn(layer) {
    if (this.state.unit !== null) this.#pins.set(this.state.layer, this.state.unit);
    this.state = { ...this.state, layer, unit: this.#pins.get(layer) ?? null, page: null };
    this.#fetch();
  }

  #fetch() {
    this.left.classList.add("waiting");
    this.sheets.ask(this.ask.ticket, { ...this.#where, ...this.state });
  }

  #answer(bytes, asked) {
    const fits = SHEET.every((name) => asked[name] === this.state[name]) && this.#same(asked);
    if (fits) this.#show(bytes);
  }

  #same(asked) {
    return Object.entries(this.#where).every(([name, value]) => asked[name] === value);
  }

  #show(bytes) {
    const { cost, blobs } = unpack(bytes);
    const { blobs: [png], ...told } = unpack(blobs[0]);
    this.told = told;
    this.left.classList.remove("waiting");
    this.refusal.hidden = true;
    this.title.textContent = told.title;
    const here = this.state.unit ?? (this.shown?.layer === told.layer ? this.shown.unit : told.order[0]);
    this.shown = { layer: told.layer, unit: here };
    this.sheet.show(told, png, here);
    this.controls.show(told, cost);
    this.#askUnit();
    this.#hover(null);
  }

  #pin(unit) {
    this.state = { ...this.state, unit };
    this.shown = { layer: this.told.layer, unit };
    this.#askUnit();
    if (!this.hovered) this.#hover(null);
  }

  #askUnit() {
    this.unit.ask(this.ask.ticket, { ...this.#where, ...this.shown });
  }

  /** What belongs to a unit, layer or photo that has passed is not shown. */
  #unit(bytes, asked) {
    if (!this.#same(asked) || asked.unit !== this.shown.unit || asked.layer !== this.told.layer) return;
    const { said, blobs } = unpack(bytes);
    const found = unpackValues(blobs[0]);
    this.values.keep(asked, found);
    this.pinned.show(found, { layer: asked.layer, said }, this.#colours(found.unit, found.values));
    this.figures.show(blobs[1], this.painted);
  }

  /** The scale of a unit; one that is not on this page has the others' where they share it. */
  #colours(unit, values) {
    const { order, limits, signed, chosen: { scale } } = this.told;
    const index = order.indexOf(unit);
    const own = () => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limit = index >= 0 ? limits[index] : scale === "unit" ? own() : limits[0];
    return { signed, limit, palette: this.painted.palette };
  }

  #hover(at) {
    this.hovered = at;
    const index = at ? at.index : this.told.order.indexOf(this.shown.unit);
    const { order, labels } = this.told;
    this.label.textContent = index < 0 ? `Unit ${this.shown.unit + 1} is pinned; it is on another page.` : labels[index];
    const how = this.#colours(order[Math.max(0, index)], []);
    this.controls.ends(how.signed, how.limit);
    if (!at) return this.lens.hide();
    const single = this.told.map[0] * this.told.map[1] === 1;
    const found = this.values.get(this.ask.ticket, { ...this.#where, layer: this.told.layer, unit: at.unit });
    const value = found ? exact(found.values[at.row * found.size[1] + at.column]) : "";
    const place = `row ${at.row + 1}, column ${at.column + 1}`;
    if (found) this.label.textContent = `Unit ${at.unit + 1}${single ? "" : `, ${place}`}: ${value}`;
    if (single) this.lens.hide();
    else this.lens.show(at, found, how, found ? `${place}: ${value}` : place);
  }

  #refuse(sentence, asked) {
    this.left.classList.remove("waiting");
    if (!this.#same(asked)) return;
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  #rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("state", { net: this.ask.net, ...this.state }), REST);
  }

  async #save() {
    const { image } = this.sheet;
    await image.decode();
    const { title, note, order } = this.told;
    const first = order.slice(0, 8).map((unit) => unit + 1).join(", ");
    const caption = `${this.network}, ${title}; row by row units ${first}${order.length > 8 ? " and so on" : ""}. Photo: ${this.photo}. ${note}`;
    this.#hand(image, caption, "units");
  }

  #saveMap() {
    const { canvas, found, said, how } = this.pinned;
    const end = (value) => exact(Math.fround(value));
    const scale = { kind: how.signed ? "signed" : "magnitude", low: how.signed ? end(-how.limit) : "0", high: end(how.limit) };
    this.#hand(canvas, `${this.network}: ${said.textContent} Photo: ${this.photo}.`, `unit-${found.unit + 1}`, scale);
  }

  /** Hand out a picture, its pixels enlarged to be seen, with its caption. */
  #hand(picture, caption, what, scale = null) {
    const { palette } = this.painted;
    save(captioned({ ...enlarged(picture), caption, scale, palette }), `${fileName(this.ask.net, this.told.layer, what)}.png`);
  }

  #table() {
    this.csv.ask(this.ask.ticket, { ...this.#where, layer: this.told.layer });
  }

  leave() {
    clearTimeout(this.timer);
    chosen.removeEventListener("layer", this.follow);
    this.stop();
    for (const part of [this.sheets, this.unit, this.csv, this.values, this.sheet, this.figures]) part.leave();
  }
}

export default mounted((root) => new Units(root));
