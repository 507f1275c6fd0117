// What is chosen beside the picture: the unit by numbers, the channel group, the heat, the other variant; and what can be asked for.
import { element, grouped } from "../kit.js";
import { button, transport } from "../lab/tools.js";
import { channels } from "./words.js";

const SEGMENTS = 3; // channel groups that stand side by side; more fold into a list

/** A number that people count from 1. */
function counter(label, name, onNumber) {
  const input = element("input", { type: "number", id: `field-${name}`, min: 1, step: 1, inputmode: "numeric" });
  const of = element("span", { class: "of" });
  const settle = () => {
    const number = Math.round(Number(input.value));
    if (input.value !== "" && Number.isFinite(number)) onNumber(Math.min(Number(input.max), Math.max(1, number)) - 1);
  };
  input.oninput = settle;
  input.onblur = () => (input.value = input.dataset.now);
  const show = (value, size) => {
    input.max = size;
    input.dataset.now = value + 1;
    of.textContent = `of ${grouped(size)}`;
    if (input.getRootNode().activeElement !== input) input.value = value + 1;
  };
  return { element: element("span", { class: "counter" }, element("label", { for: input.id, text: label }), input, of), show };
}

export class Controls {
  #shownGroups = "";
  #shownSibling = "";

  /** `calls`: `toggle()`, `step(delta)`, `speed(delta)`, `go({ row } or { col } or { group })`, `heat(on)`, `open(network)`, `measure()`, `save(kind)`. */
  constructor(calls) {
    this.calls = calls;
    this.film = transport(calls);
    this.row = counter("Row", "row", (row) => calls.go({ row }));
    this.col = counter("Column", "col", (col) => calls.go({ col }));
    this.groups = element("div", { class: "segments", role: "group", "aria-label": "Channels" });
    this.variants = element("div", { class: "segments", role: "group", "aria-label": "Where a block takes its stride" });
    this.heat = element("input", { type: "checkbox", id: "field-heat" });
    this.heat.onchange = () => calls.heat(this.heat.checked);
    this.heatLabel = element("label", { for: "field-heat", text: "Effective field (heat)" });
    this.switch = element("span", { class: "switch" }, this.heat, this.heatLabel);
    this.measure = button("Measure it", calls.measure, { title: "Send a gradient back through the network and look how far it reaches" });
    const downloads = element("span", { class: "downloads", role: "group", "aria-label": "Downloads" });
    downloads.append(
      button("PNG", () => calls.save("png"), { "aria-label": "Download the picture as PNG" }),
      button("CSV", () => calls.save("csv"), { "aria-label": "Download the layers and their fields as CSV" }),
    );
    this.place = element("div", { class: "controls" }, this.film.element, element("span", { class: "counters" }, this.row.element, this.col.element));
    this.kinds = element("div", { class: "controls" }, this.groups, this.variants, this.switch);
    this.rest = element("div", { class: "controls" }, this.measure, downloads);
  }

  /** Show the unit and what can be chosen beside it. */
  show(unit, { heat, here, measurable, network, sibling }) {
    this.row.show(unit.row, unit.layer.map[0]);
    this.col.show(unit.col, unit.layer.map[1]);
    this.heat.checked = heat && here;
    this.heat.disabled = !here;
    this.measure.hidden = !measurable;
    this.#showGroups(unit);
    this.#showVariants(network, sibling);
  }

  #showGroups({ layer: { name, groups }, group }) {
    const text = groups.map(({ channels: count, field }) => `${channels(count)}: ${field === "global" ? "whole picture" : field ? field.size[0] : "not known"}`);
    const about = `${name} ${text}`;
    this.groups.hidden = groups.length < 2;
    if (this.#shownGroups !== about) {
      this.#shownGroups = about;
      const many = groups.length > SEGMENTS;
      const choose = (i) => this.calls.go({ group: i });
      const list = element("select", { "aria-label": "Channels" }, ...text.map((each, value) => element("option", { value, text: each })));
      list.onchange = () => choose(Number(list.value));
      const buttons = text.map((each, i) => button(each, () => choose(i), { class: "segment" }));
      this.groups.replaceChildren(...(many ? [list] : buttons));
    }
    const [first] = this.groups.children;
    if (first?.matches("select")) first.value = group;
    else [...this.groups.children].forEach((each, i) => each.setAttribute("aria-pressed", i === group));
  }

  #showVariants(network, sibling) {
    this.variants.hidden = !sibling;
    if (!sibling || this.#shownSibling === network) return;
    this.#shownSibling = network;
    const first = network.endsWith("_v1");
    const one = (text, mine, title) => button(text, () => mine || this.calls.open(sibling.network), { class: "segment", "aria-pressed": mine, title });
    this.variants.replaceChildren(
      one("v1: stride on the 1×1", first, "As in the paper of 2015"),
      one("v1.5: stride on the 3×3", !first, "As in torchvision"),
    );
  }
}
