// The map of the network: click or step to a layer. It shows the step at once; the page hears of it at rest.
//
// data: { net, title, layers: [{ name, kind, out, params, macs, field, window }], stages: [[{ name, first, last }]], layer }; sets "layer".
import { element, mounted } from "./kit.js";
import { exact, fieldText, large, operation, shapeText } from "./architecture/words.js";
import { choose } from "./network_map/chosen.js";
import { draw, glyph } from "./network_map/draw.js";
import { vector } from "./architecture/vector.js";
import { listen } from "./network_map/keys.js";
import { heights, isTick, plan } from "./network_map/plan.js";

const TIPS = {
  shape: "Channels × height × width",
  field: "Side of the part of the network's input that one unit sees, in pixels",
  MACs: "Multiplications of convolutions and matrix products for one picture, no bias",
};
const REST = 250; // milliseconds after the last step, before the page hears of it
const [TALL, TALLER] = [84, 120]; // pixels of the tallest layer; for a presenter

class NetworkMap {
  constructor(root) {
    this.strip = element("div", { class: "strip", tabindex: "0", role: "slider", "aria-label": "Map of the network, layer by layer" });
    this.list = element("select", { id: "layer-list" });
    this.numbers = element("dl", { class: "numbers" });
    this.legend = element("p", { class: "legend", title: "Heights go with the square root of the maps' sides, widths with that of the channels." });
    const choice = element("div", { class: "choice" }, element("label", { for: "layer-list", text: "Layer" }), this.list);
    this.element = element("section", { class: "network-map", "aria-label": "The network" }, this.strip, element("div", { class: "beside" }, choice, this.numbers), this.legend);
    root.replaceChildren(this.element);
    this.strip.onclick = (event) => this.#clicked(event);
    this.strip.onkeydown = (event) => this.#key(event);
    this.list.onchange = () => this.#go(this.list.selectedIndex);
    this.stop = listen({ ArrowLeft: () => this.#go(this.index - 1), ArrowRight: () => this.#go(this.index + 1) });
    this.watch = new ResizeObserver(() => this.wide !== this.strip.clientWidth && this.#draw());
    this.watch.observe(this.strip);
  }

  update({ data, setStateValue }, { mode, palette }) {
    this.send = setStateValue;
    const other = data.net !== this.data?.net || mode !== this.mode;
    Object.assign(this, { mode, palette });
    const told = JSON.stringify([data.net, data.layer, data.layers.length]);
    if (told === this.told && !other) return;
    this.told = told;
    if (this.timer && !other) return; // the hand is ahead of the page
    this.data = data;
    if (other) this.#fill();
    this.index = Math.max(0, data.layers.findIndex(({ name }) => name === data.layer));
    this.#show();
  }

  /** What belongs to a network as a whole. */
  #fill() {
    const { layers, title } = this.data;
    this.list.replaceChildren(...layers.map(({ name, kind, out }) => element("option", { text: `${name} · ${kind}, ${shapeText(out)}` })));
    this.strip.setAttribute("aria-valuemin", 1);
    this.strip.setAttribute("aria-valuemax", layers.length);
    this.strip.setAttribute("aria-label", `Map of ${title}, ${layers.length} layers; arrow keys choose one`);
    const kinds = [...new Set(layers.map(({ kind }) => kind))];
    const entry = (kind) => {
      const tick = isTick({ kind });
      const svg = vector("svg", { width: 14, height: 18, "aria-hidden": "true" });
      svg.append(glyph(kind, tick ? 5 : 3, tick ? 3 : 8, 14, 9, this.palette));
      return element("span", {}, svg, kind);
    };
    this.legend.replaceChildren(...kinds.map(entry));
  }

  #show() {
    const layer = this.data.layers[this.index];
    this.list.selectedIndex = this.index;
    const rows = [
      ["does", operation(layer)],
      [layer.out.length === 3 ? "shape" : "channels", shapeText(layer.out)],
      ["parameters", exact(layer.params)],
      ["field", fieldText(layer.field)],
      ["MACs", layer.macs === null ? "–" : large(layer.macs)],
    ];
    this.numbers.replaceChildren(...rows.map(([what, value]) => element("div", { title: TIPS[what] ?? null }, element("dt", { text: what }), element("dd", { text: value }))));
    this.strip.setAttribute("aria-valuenow", this.index + 1);
    this.strip.setAttribute("aria-valuetext", `${layer.name}, ${rows.map(([what, value]) => (what === "does" ? value : `${what} ${value}`)).join(", ")}`);
    this.#draw();
  }

  #draw() {
    const room = this.strip.clientWidth;
    if (!room || !this.data) return;
    this.wide = room;
    const { layers, stages } = this.data;
    const tall = this.element.closest("[data-large]") ? TALLER : TALL;
    this.planned = plan(layers, stages, this.index, room);
    this.strip.replaceChildren(draw({ ...this.planned, layers, index: this.index, room, tall, heightOf: heights(layers, tall), palette: this.palette }));
    const marked = this.planned.items.find(({ first, last }) => this.index >= first && this.index <= last);
    const middle = marked.x + marked.width / 2;
    if (this.planned.end > room) this.strip.scrollLeft = middle - room / 2;
  }

  #clicked(event) {
    const x = event.clientX - this.strip.getBoundingClientRect().left + this.strip.scrollLeft;
    const away = ({ x: left, width }) => Math.max(left - x, x - left - width, 0);
    const item = this.planned.items.reduce((best, each) => (away(each) < away(best) ? each : best));
    const members = this.data.layers.slice(item.first, item.last + 1);
    const main = members.findIndex((layer) => !isTick(layer));
    this.#go(item.first + Math.max(0, main));
  }

  #key(event) {
    const targets = { ArrowRight: this.index + 1, ArrowLeft: this.index - 1, Home: 0, End: this.data.layers.length - 1 };
    if (!Object.hasOwn(targets, event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#go(targets[event.key]);
  }

  #go(index) {
    const { layers, net } = this.data;
    if (index < 0 || index >= layers.length || index === this.index) return;
    this.index = index;
    choose(net, layers[index].name);
    this.#show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.send("layer", { net, name: layers[this.index].name });
    }, REST);
  }

  leave() {
    clearTimeout(this.timer);
    this.stop();
    this.watch.disconnect();
  }
}

export default mounted((root) => new NetworkMap(root));
