// One row a layer: sortable by each column, with links into the convolution lab and to the field of its units.
import { element, grouped } from "../kit.js";
import { within } from "../trips.js";
import { colourOf } from "./kinds.js";
import { exact, fieldText, operation, shapeText, sides } from "./words.js";

const MANY = 40; // rows above which only those with weights are shown at first
const GROUPS = 3; // channel groups that a cell lists
const size = (shape) => (shape ?? []).reduce((product, side) => product * side, 1);
const local = (row) => (row.field && row.field !== "global" ? row.field : null);
const extent = (row) => (row.field === "global" ? Infinity : row.field ? size(row.field.size) : -1);

/** `of` is what a column is sorted by. */
const COLUMNS = [
  { key: "name", title: "Layer", of: (row, i) => i },
  { key: "kind", title: "Kind", of: (row) => operation(row) },
  { key: "in", title: "Input", of: (row) => size(row.ins[0]), number: true },
  { key: "out", title: "Output", of: (row) => size(row.out), number: true },
  { key: "params", title: "Parameters", of: (row) => row.params ?? -1, number: true },
  { key: "macs", title: "MACs", of: (row) => row.macs ?? -1, number: true },
  { key: "bytes", title: "Memory (B)", of: (row) => row.bytes ?? -1, number: true },
  { key: "field", title: "Field", of: extent, number: true, hint: "Side in pixels of the network's input" },
  { key: "stride", title: "Field stride", of: (row) => size(local(row)?.stride ?? [-1]), number: true, hint: "Pixels between the fields of neighbours" },
  { key: "padding", title: "Field padding", of: (row) => size(local(row)?.padding ?? [-1]), number: true, hint: "How far the first field hangs over the border" },
  { key: "groups", title: "Groups", of: (row) => row.window?.groups ?? 0, number: true, hint: "Groups of channels that a convolution keeps apart" },
];

/** Rows in an order: "" as computed, "macs" from the smallest, "-macs" from the largest. */
export function sorted(rows, order) {
  const column = COLUMNS.find(({ key }) => key === order.replace("-", ""));
  if (!column) return rows;
  const ranked = rows.map((row, i) => ({ row, i, value: column.of(row, i) }));
  const way = order.startsWith("-") ? -1 : 1;
  ranked.sort((a, b) => way * (typeof a.value === "string" ? a.value.localeCompare(b.value) : a.value === b.value ? 0 : a.value - b.value) || a.i - b.i);
  return ranked.map(({ row }) => row);
}

/** A dash that says, under the pointer or the focus, why there is no number. */
function unknown(row) {
  const why = row.why.join(" ") || "It cannot be known.";
  return element("span", { class: "unknown", tabindex: "0", role: "note", "aria-label": `Not known: ${why}`, "data-why": why, text: "–" });
}

const cell = (...children) => element("td", {}, ...children);
const numberCell = (value, row) => element("td", { class: "number" }, value === null ? unknown(row) : grouped(value));

function fieldCell(row) {
  const made = element("td", { class: "number" }, row.field === null ? unknown(row) : fieldText(row.field));
  const others = row.groups.slice(0, -1);
  if (others.length > 0) {
    const listed = others.map(({ channels, field }) => `${fieldText(field)} for ${grouped(channels)} channels`);
    const more = others.length > GROUPS ? ` and ${others.length - GROUPS} more` : "";
    made.append(element("small", { text: `also ${listed.slice(0, GROUPS).join(", ")}${more}`, title: listed.join(", ") }));
  }
  return made;
}

function line(row, { arch, palette, onLayer, onOpen }) {
  const name = element("button", { type: "button", class: "layer", text: row.name, title: row.remarks.join(" ") });
  name.onclick = () => onLayer(row.name);
  const head = element("th", { scope: "row" }, name);
  head.style.borderLeftColor = colourOf(row.kind, palette).ink;
  const links = [];
  if (row.lab) links.push(within(element("a", { href: row.lab, title: row.labSaid, "aria-label": row.labSaid, text: "Lab" }), onOpen));
  if (row.out.length === 3) {
    const query = new URLSearchParams({ arch, layer: row.name });
    links.push(within(element("a", { href: `field?${query}`, title: `What a unit of ${row.name} sees`, "aria-label": `What a unit of ${row.name} sees`, text: "Field" }), onOpen));
  }
  const field = local(row);
  return element(
    "tr", { "data-layer": row.name }, head, element("td", { class: "links" }, ...links), cell(operation(row)),
    element("td", { class: "number" }, row.ins.map(shapeText).slice(0, 2).join(", ") + (row.ins.length > 2 ? `, ${row.ins.length - 2} more` : "")),
    element("td", { class: "number" }, shapeText(row.out)), numberCell(row.params, row), numberCell(row.macs, row), numberCell(row.bytes, row), fieldCell(row),
    element("td", { class: "number" }, field ? sides(field.stride) : ""), element("td", { class: "number" }, field ? sides(field.padding) : ""),
    element("td", { class: "number" }, row.window && row.window.groups > 1 ? grouped(row.window.groups) : ""),
  );
}

export class Table {
  /** `onSort(order)`, `onLayer(name)`, `onOpen(address)`. */
  constructor({ onSort, onLayer, onOpen }) {
    this.onOpen = onOpen;
    this.onSort = onSort;
    this.onLayer = onLayer;
    this.few = element("input", { type: "checkbox" });
    this.few.onchange = () => this.#order();
    this.count = element("span", { class: "count", role: "status" });
    this.filter = element("label", {}, this.few, " Only layers with weights");
    this.heads = COLUMNS.map(({ key, title, hint, number }) => {
      const button = element("button", { type: "button", title: hint ?? `Sort by ${title.toLowerCase()}` }, title, element("span", { class: "way", "aria-hidden": "true" }));
      button.onclick = () => this.#turn(key, number);
      return element("th", { scope: "col", class: number ? "number" : "" }, button);
    });
    this.body = element("tbody");
    this.foot = element("tfoot");
    this.table = element("table", {}, element("thead", {}, element("tr", {}, this.heads[0], element("th", { scope: "col", text: "Open in" }), ...this.heads.slice(1))), this.body, this.foot);
    this.frame = element("div", { class: "frame", tabindex: "0", role: "region" }, this.table);
    this.element = element("div", { class: "layers" }, this.frame);
  }

  show(network, order, palette, layer) {
    const other = this.network?.name !== network.name;
    if (other || this.palette !== palette || this.network.rows.length !== network.rows.length) {
      const context = { arch: network.name, palette, onLayer: (name) => this.onLayer(name), onOpen: (address) => this.onOpen(address) };
      this.lines = new Map(network.rows.map((row) => [row.name, line(row, context)]));
      this.frame.setAttribute("aria-label", `Layers of ${network.title}`);
    }
    if (other) this.few.checked = network.rows.length > MANY;
    Object.assign(this, { network, palette, order });
    this.#sums();
    this.#order();
    this.mark(layer);
  }

  #turn(key, number) {
    const [down, up] = [`-${key}`, key];
    const steps = number ? [down, up, ""] : [up, down, ""];
    this.order = steps[(steps.indexOf(this.order) + 1) % steps.length];
    this.#order();
    this.onSort(this.order);
  }

  #order() {
    const all = this.network.rows;
    const shown = this.few.checked ? all.filter((row) => row.params !== 0) : all;
    this.body.replaceChildren(...sorted(all, this.order).filter((row) => !this.few.checked || row.params !== 0).map((row) => this.lines.get(row.name)));
    this.count.textContent = shown.length === all.length ? `${all.length} layers` : `${shown.length} of ${all.length} layers`;
    COLUMNS.forEach(({ key }, i) => {
      const way = this.order === key ? "ascending" : this.order === `-${key}` ? "descending" : "none";
      this.heads[i].setAttribute("aria-sort", way);
      this.heads[i].querySelector(".way").textContent = { ascending: " ▲", descending: " ▼", none: "" }[way];
    });
  }

  #sums() {
    const sum = (key) => this.network.rows.reduce((total, row) => total + (row[key] ?? 0), 0);
    const least = this.network.rows.some((row) => [row.params, row.macs, row.bytes].includes(null)) ? "at least " : "";
    const numbers = ["params", "macs", "bytes"].map((key) => element("td", { class: "number", text: least + exact(sum(key)) }));
    this.foot.replaceChildren(element("tr", {}, element("th", { scope: "row", text: "All layers" }), cell(), cell(), cell(), cell(), ...numbers, ...Array.from({ length: 4 }, () => cell())));
  }

  /** Mark a layer's line; `reveal` brings it into view inside the table's own frame. */
  mark(layer, reveal = false) {
    this.marked?.removeAttribute("aria-current");
    this.marked = this.lines.get(layer);
    if (!this.marked) return;
    this.marked.setAttribute("aria-current", "true");
    if (!this.marked.isConnected) {
      this.few.checked = false;
      this.#order();
    }
    if (reveal) this.frame.scrollTop = this.marked.offsetTop - this.frame.clientHeight / 2;
  }
}
