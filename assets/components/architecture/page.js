// The page: networks drawn, their numbers, where the cost is, every layer, what others print, and how it came to this.
import { element } from "../kit.js";
import { save } from "../files.js";
import { Choices } from "./choices.js";
import { Costs, scales } from "./costs.js";
import { csv } from "./csv.js";
import { Figure } from "./figure.js";
import { History } from "./history.js";
import { numbersOf } from "./numbers.js";
import { sharesOf } from "./shares.js";
import { smallKernels } from "./small.js";
import { Table } from "./table.js";
import { claimsOf, detailsOf, headOf } from "./told.js";
import { vggTable } from "./vgg.js";

const REST = 400; // milliseconds after the last step, before the server hears of a layer or an order

const section = (name, title, ...children) => element("section", { class: name, "aria-label": title }, element("h2", { text: title }), ...children);

export class Page {
  #shown = 0; // which of the networks the table holds

  constructor(root) {
    this.root = root;
    const open = (arch) => this.#choose({ arch, arch2: "" });
    const onLayer = (layer) => this.#layer(layer);
    this.choices = new Choices({ onChoose: (wish) => this.#choose(wish) });
    this.figures = [0, 1].map(() => new Figure({ onLayer }));
    this.costs = [0, 1].map(() => new Costs({ onRead: onLayer }));
    this.table = new Table({ onSort: (sort) => this.#tell({ sort }), onLayer, onOpen: (address) => this.lead("open", address) });
    this.history = new History({ onOpen: open });
    this.open = open;
    this.drawn = element("div", { class: "networks" });
    this.difference = element("p", { class: "sentence difference" });
    this.lanes = element("div", { class: "side-by-side" });
    this.which = element("div", { class: "which", role: "group", "aria-label": "Table of" });
    const keep = element("button", { type: "button", text: "Download as CSV" });
    keep.onclick = () => this.#keep();
    const tools = element("div", { class: "tools" }, this.which, this.table.filter, this.table.count, keep);
    this.special = element("div", { class: "special" });
    this.printed = element("div");
    this.about = element("div", { class: "side-by-side" });
    const legend = element("p", { class: "hint", text: "Move over the bars, or focus them and press the arrow keys: the exact numbers of a layer stand above them. A click marks it in the table. Broken line: running total." });
    this.others = section("others", "What others print", this.printed);
    root.replaceChildren(element(
      "div", { class: "arch" }, this.choices.element, this.drawn, this.difference, section("cost", "Where the cost is", this.lanes, legend), this.special,
      section("all-layers", "Layer by layer", tools, this.table.element), this.others, section("papers", "Where it comes from", this.about, this.history.element),
    ));
  }

  update({ data, setStateValue, setTriggerValue }, painted) {
    this.send = setStateValue;
    this.lead = setTriggerValue;
    if (data === this.data && painted.mode === this.mode) return;
    Object.assign(this, { data, mode: painted.mode, palette: painted.palette });
    this.chosen = { ...data.chosen, sort: data.sort, layer: data.layer };
    this.root.firstChild.removeAttribute("aria-busy");
    this.choices.wait(false);
    this.choices.show(data.choices, data.chosen, data.networks);
    this.#networks();
    this.#special();
  }

  #networks() {
    const { networks, difference } = this.data;
    const font = getComputedStyle(this.root).fontFamily;
    const longest = Math.max(1, ...networks.map(({ shape }) => Math.max(...shape.slice(1))));
    const scale = scales(networks);
    this.drawn.replaceChildren(...networks.map((network, i) => {
      this.figures[i].show(network, longest, this.palette, font, this.chosen.layer);
      return element("section", { "aria-label": network.title }, headOf(network), this.figures[i].element, numbersOf(network));
    }));
    this.difference.textContent = difference;
    this.difference.hidden = !difference;
    this.lanes.replaceChildren(...networks.map((network, i) => {
      const title = networks.length > 1 ? [element("h3", { text: network.title })] : [];
      return element("div", {}, ...title, sharesOf(network, this.palette), this.costs[i].element);
    }));
    networks.forEach((network, i) => this.costs[i].show(network, scale, this.palette, this.chosen.layer));
    this.#shown = Math.min(this.#shown, Math.max(0, networks.length - 1));
    this.#layers();
  }

  #layers() {
    const { networks } = this.data;
    if (networks.length === 0) return;
    this.which.hidden = networks.length < 2;
    this.which.replaceChildren(...networks.map(({ title }, i) => {
      const button = element("button", { type: "button", text: title, "aria-pressed": String(i === this.#shown) });
      button.onclick = () => {
        this.#shown = i;
        this.#layers();
      };
      return button;
    }));
    this.table.show(networks[this.#shown], this.chosen.sort, this.palette, this.chosen.layer);
  }

  #special() {
    const { networks, vgg, small, history } = this.data;
    const names = networks.map(({ name }) => name);
    const parts = [];
    if (vgg) {
      parts.push(section("configurations", "The paper's table", vggTable(vgg, names, this.open)));
      parts.push(section("small-kernels", "Why three 3 × 3 beat one 7 × 7", smallKernels(small, this.palette)));
    }
    this.special.replaceChildren(...parts);
    this.#claims(networks);
    this.about.replaceChildren(...networks.map(detailsOf));
    this.history.show(history, networks.map(({ family }) => family));
  }

  #claims(networks) {
    const told = networks.filter(({ claims, claimed }) => claims.length > 0 || claimed);
    this.others.hidden = told.length === 0;
    this.printed.replaceChildren(...told.flatMap((network) => {
      const title = networks.length > 1 ? [element("h3", { text: network.title })] : [];
      if (network.claims.length > 0) return [...title, claimsOf(network)];
      const button = element("button", { type: "button", text: `What others print for ${network.claimed.title}` });
      button.onclick = () => this.open(network.claimed.name);
      return [...title, button];
    }));
  }

  /** Another network: the server has its layers, and may have to trace it first. */
  #choose(wish) {
    const { arch, arch2 } = { ...this.data.chosen, ...wish };
    if (arch === this.data.chosen.arch && arch2 === this.data.chosen.arch2) return;
    clearTimeout(this.timer);
    this.chosen = { ...this.chosen, arch, arch2, layer: "" };
    this.root.firstChild.setAttribute("aria-busy", "true");
    this.choices.wait(true);
    this.send("choice", this.chosen);
  }

  #layer(wanted) {
    const layer = wanted === this.chosen.layer ? "" : wanted;
    const { networks } = this.data;
    const at = networks.findIndex(({ rows }) => rows.some(({ name }) => name === layer));
    if (layer && at >= 0 && !networks[this.#shown].rows.some(({ name }) => name === layer)) {
      this.#shown = at;
      this.chosen.layer = layer;
      this.#layers();
    }
    this.table.mark(layer, true);
    networks.forEach((_, i) => {
      this.figures[i].mark(layer);
      this.costs[i].read(layer);
    });
    this.#tell({ layer });
  }

  #tell(wish) {
    Object.assign(this.chosen, wish);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("choice", { ...this.chosen }), REST);
  }

  #keep() {
    const network = this.data.networks[this.#shown];
    save(new Blob([csv(network.rows)], { type: "text/csv" }), `${network.name}.csv`);
  }

  leave() {
    clearTimeout(this.timer);
    this.costs.forEach((costs) => costs.leave());
  }
}
