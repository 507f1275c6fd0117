// One layer in the list: what it is and costs, what to change where it does not fit, and its settings when it is open.
import { element, grouped } from "../kit.js";
import { fieldFor } from "./fields.js";
import { INPUT, KINDS } from "./layers.js";
import { within } from "../trips.js";
import { labAddress } from "./lablink.js";
import { bytesText, detailsOf, fieldText, large, shapeText, titleOf } from "./words.js";

const COLUMNS = ["out", "params", "macs", "bytes", "field"];
const NAMES = { out: "Output", params: "Parameters", macs: "MACs", bytes: "Activations", field: "Field" };

function act(text, onclick, attributes = {}) {
  const button = element("button", { type: "button", text, ...attributes });
  button.onclick = onclick;
  return button;
}

/** The names of the columns, for the eye; each row says its own to whoever listens. */
export function headings() {
  const cells = ["", "Layer", ...COLUMNS.map((name) => NAMES[name])].map((text, at) => element("span", { class: at > 1 ? COLUMNS[at - 2] : "", text }));
  return element("div", { class: "headings", "aria-hidden": "true" }, ...cells);
}

export class Row {
  #kind = null;

  /** `calls`: `choose(index)`, `edit(index, name, value)`, `move(index, by)`, `copy(index)`, `remove(index)`, `take(network, label)`, `open(address)`. */
  constructor(index, calls) {
    this.index = index;
    this.calls = calls;
    this.cells = Object.fromEntries(COLUMNS.map((name) => [name, element("span", { class: `cell ${name}` })]));
    this.title = element("b");
    this.details = element("small");
    const what = element("span", { class: "what" }, this.title, this.details);
    const place = element("span", { class: "place", text: index < 0 ? "" : index + 1 });
    this.head = act("", () => calls.choose(index), { class: "head", "aria-expanded": "false" });
    this.head.replaceChildren(place, what, ...Object.values(this.cells));
    this.misfit = element("div", { class: "misfit" });
    this.editor = element("div", { class: "editor", role: "group" });
    this.element = element("li", { class: index < 0 ? "row input" : "row", "data-index": index }, this.head, this.misfit, this.editor);
  }

  #build(kind) {
    this.#kind = kind;
    const parts = this.index < 0 ? INPUT : KINDS[kind].parts;
    this.fields = parts.map((part) => [part.name, fieldFor(part, (value) => this.calls.edit(this.index, part.name, value))]);
    this.lab = within(element("a", { class: "lab-link", text: "Open in the convolution lab" }), this.calls.open);
    this.up = act("Move up", () => this.calls.move(this.index, -1), { title: "Alt and arrow up" });
    this.down = act("Move down", () => this.calls.move(this.index, 1), { title: "Alt and arrow down" });
    const acts = [
      this.up,
      this.down,
      act("Duplicate", () => this.calls.copy(this.index)),
      act("Remove", () => this.calls.remove(this.index), { title: "Delete" }),
      this.lab,
    ];
    this.remarks = element("p", { class: "remarks" });
    const settings = element("div", { class: "settings" }, ...this.fields.map(([, field]) => field.element));
    this.editor.replaceChildren(settings, ...(this.index < 0 ? [] : [element("div", { class: "acts" }, ...acts)]), this.remarks);
  }

  /** `scene`: `{ network, analysis, sums, code, current, open }`. */
  show(scene) {
    const { network, analysis, current, open } = scene;
    const { index } = this;
    const layer = network.layers[index];
    const row = analysis.rows[index];
    const wrong = analysis.mismatch?.index === index ? analysis.mismatch : null;
    const waits = index >= 0 && !row && !wrong;
    this.element.classList.toggle("waits", waits);
    this.element.classList.toggle("wrong", wrong !== null);
    this.element.classList.toggle("current", current === index);
    this.title.textContent = index < 0 ? "Input" : titleOf(layer);
    this.details.textContent = index < 0 ? "one picture" : detailsOf(layer);
    if (index < 0) this.#put("out", shapeText(network.input));
    else if (row) this.#figures(row, scene.sums);
    else for (const name of COLUMNS) this.#put(name, name === "out" ? (wrong ? "does not fit" : `waits for layer ${analysis.mismatch.index + 1}`) : "");
    this.head.setAttribute("aria-label", this.#spoken(scene, row, wrong));
    this.#wrong(wrong);
    const isOpen = open === index;
    this.head.setAttribute("aria-expanded", isOpen);
    this.editor.hidden = !isOpen;
    if (isOpen) this.#edit(scene, layer, row);
  }

  #put(name, text, exact, share) {
    const cell = this.cells[name];
    if (cell.textContent !== text) cell.textContent = text;
    cell.title = exact ?? "";
    cell.classList.toggle("zero", text === "0");
    cell.dataset.column = NAMES[name];
    if (share !== undefined) cell.style.setProperty("--share", `${(100 * share).toFixed(1)}%`);
    else cell.style.removeProperty("--share");
  }

  #figures(row, sums) {
    this.#put("out", shapeText(row.out), row.out.length === 3 ? "channels × height × width" : "numbers");
    const counted = (name, text) => this.#put(name, row[name] > 0 ? text : "0", grouped(row[name]), row[name] / (sums[name] || 1));
    counted("params", large(row.params));
    counted("macs", large(row.macs));
    counted("bytes", bytesText(row.bytes));
    const local = row.field !== null && row.field !== "global";
    const hint = local ? `stride ${row.field.stride.join(" × ")}, padding ${row.field.padding.join(" × ")}` : (row.why[0] ?? "the whole picture");
    this.#put("field", fieldText(row.field), hint);
  }

  #spoken({ network, analysis }, row, wrong) {
    const { index } = this;
    if (index < 0) return `Input, ${shapeText(network.input)}`;
    const layer = network.layers[index];
    const name = [`Layer ${index + 1}, ${titleOf(layer)}`, detailsOf(layer)].filter(Boolean).join(", ");
    if (wrong) return `${name}: does not fit. ${wrong.sentence}`;
    if (!row) return `${name}: waits for layer ${analysis.mismatch.index + 1}`;
    const sees = row.field === "global" ? "the whole picture" : fieldText(row.field);
    return `${name}: output ${shapeText(row.out)}, ${grouped(row.params)} parameters, ${grouped(row.macs)} MACs, ${bytesText(row.bytes)}, field ${sees}`;
  }

  #wrong(wrong) {
    this.misfit.hidden = wrong === null;
    const text = wrong?.sentence ?? "";
    if (this.shownMisfit === JSON.stringify(wrong)) return;
    this.shownMisfit = JSON.stringify(wrong);
    const buttons = (wrong?.remedies ?? []).map(({ label, network }) => act(label, () => this.calls.take(network, label), { class: "mend" }));
    this.misfit.replaceChildren(element("p", { text }), element("div", { class: "mends" }, ...buttons));
  }

  #edit({ network, analysis, code }, layer, row) {
    const kind = this.index < 0 ? "input" : layer.kind;
    if (this.#kind !== kind) this.#build(kind);
    this.editor.setAttribute("aria-label", `Settings of ${this.index < 0 ? "the input" : titleOf(layer)}`);
    const coming = analysis.rows[this.index - 1]?.out ?? (this.index <= 0 ? network.input : undefined);
    for (const [name, field] of this.fields) {
      if (this.index < 0) field.show(network.input[Number(name)]);
      else field.show(layer[name], name === "inputs" ? coming?.reduce((product, side) => product * side, 1) : undefined);
    }
    this.remarks.textContent = row?.remarks.join(" ") ?? "";
    if (this.index < 0) return;
    this.up.disabled = this.index === 0;
    this.down.disabled = this.index === network.layers.length - 1;
    const address = row ? labAddress(layer, row.ins[0], code) : null;
    this.lab.hidden = address === null;
    if (address) this.lab.href = address;
  }
}
