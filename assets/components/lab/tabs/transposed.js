// The transposed convolution of the lab's input, seen in two ways that give the same numbers: an ordinary window of
// stride 1 that glides over the spread-out input, and input cells that each stamp the kernel onto the output.
import { element } from "../../kit.js";
import { grid, update } from "../grid.js";
import { inks } from "../inks.js";
import { plan, spread, stamped } from "./transposed/arithmetic.js";
import { Field } from "./transposed/field.js";
import { aboutStamp, aboutWindow, sentences } from "./transposed/words.js";

export const TITLE = "Transposed";
export const KEYS = {
  top: { default: "0", low: 0, high: 7 },
  tway: { default: "window", values: ["window", "stamps"] },
};

const TICK = 350; // milliseconds that the playing window stays on a cell
const STEPS = 60; // places that a playing window stops at, spread over all there are

export class Tab {
  #timer = 0;
  #at = { row: 0, col: 0 }; // the cell looked at: of the output for the window, of the input for the stamps
  #alone = false; // whether the output shows the stamp of that cell alone

  constructor(context) {
    this.context = context;
    const titles = { input: "Input", spread: "Spread-out input", output: "Output" };
    this.fields = Object.fromEntries(Object.entries(titles).map(([name, title]) => [name, new Field(name, title)]));
    this.kernelTitle = element("figcaption");
    this.kernel = grid([0], 1, 1, { palette: context.palette(), label: "Kernel" });
    const kernel = element("figure", { class: "transposed-field transposed-kernel" }, this.kernelTitle, this.kernel);
    const { input, spread: wide, output } = this.fields;
    this.ways = Object.entries({ window: "Window over the spread-out input", stamps: "Each cell stamps the kernel" }).map(([way, text]) => {
      const button = element("button", { type: "button", "data-way": way, text });
      button.onclick = () => this.#turn(way);
      return button;
    });
    this.top = element("select", { "data-key": "top" });
    for (let value = KEYS.top.low; value <= KEYS.top.high; value++) this.top.append(element("option", { value, text: value }));
    this.top.onchange = () => context.set("top", this.top.value);
    this.playButton = element("button", { type: "button", class: "transposed-play", text: "Play" });
    this.playButton.onclick = () => (this.#timer ? this.#pause() : this.#play());
    const label = element("label", { class: "thing-output" }, "Output padding ", this.top);
    this.notes = element("div", { class: "transposed-notes", role: "status" });
    this.readout = element("p", { class: "transposed-readout" });
    this.said = element("div", { class: "transposed-said" });
    this.element = element(
      "div", { class: "transposed" },
      element("div", { class: "transposed-tools" }, ...this.ways, this.playButton, label), this.notes,
      element("div", { class: "transposed-boards" }, input.element, wide.element, kernel, output.element), this.readout, this.said,
    );
    for (const [name, field] of Object.entries(this.fields)) {
      field.board.onpointermove = field.board.onpointerdown = (event) => this.#point(name, field.at(event));
      field.board.onkeydown = (event) => this.#step(event);
      field.board.onpointerleave = field.board.onblur = () => this.#leaveCell();
      field.board.onfocus = () => this.#look(this.#at);
    }
  }

  #turn(way) {
    this.#pause();
    this.#at = { row: 0, col: 0 };
    this.context.set("tway", way);
  }

  /** Called with every change of the settings, its own keys, the theme and the width. */
  show(scene) {
    this.scene = scene;
    this.way = this.context.get("tway");
    this.plan = plan(scene, Math.round(Number(this.context.get("top"))));
    this.look = { palette: this.context.palette(), font: this.context.font() };
    this.values = stamped(scene, this.plan);
    this.limit = this.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    this.#alone = false;
    const { settings, input, inputLow: low, inputHigh: high } = scene;
    const window = this.way === "window";
    const { input: small, spread: wide, output } = this.fields;
    this.top.value = this.plan.op;
    for (const button of this.ways) button.setAttribute("aria-pressed", String(button.dataset.way === this.way));
    small.element.hidden = window;
    wide.element.hidden = !window;
    this.element.dataset.way = this.way;
    const ink = inks(this.look.palette).input;
    if (window) {
      const { values, kinds } = spread(scene, this.plan);
      this.kinds = kinds;
      wide.draw(values, this.plan.field, { ink, low, high, kinds, ...this.look });
    } else small.draw(input, { h: settings.n, w: settings.nw }, { ink, low, high, ...this.look });
    const weights = window ? Array.from(scene.kernel).reverse() : scene.kernel;
    this.kernelTitle.textContent = `Kernel ${settings.k} × ${settings.kw}${window ? ", turned by 180°" : ""}`;
    const { kernelLimit } = scene;
    const label = this.kernelTitle.textContent;
    update(this.kernel, weights, settings.k, settings.kw, { palette: this.look.palette, low: -kernelLimit, high: kernelLimit, label });
    if (window) this.#output(this.values);
    this.notes.replaceChildren(...this.plan.notes.map((note) => this.#note(note)));
    this.said.replaceChildren(...sentences(scene, this.plan).map(([kind, ...parts]) => element("p", { class: `transposed-${kind}` }, ...parts)));
    this.#mark(this.#at);
    this.#label(window ? output : small, window ? small : output);
  }

  /** The board that answers to the keys says so; the others are only pictures. */
  #label(live, still) {
    live.board.tabIndex = 0;
    still.board.removeAttribute("tabindex");
    for (const field of Object.values(this.fields)) {
      field.board.setAttribute("aria-label", field.caption.textContent + (field === live ? ". Arrow keys move from cell to cell." : ""));
    }
  }

  #note({ text, label, top, change }) {
    const line = element("p", { text });
    if (!label) return line;
    const button = element("button", { type: "button", text: label });
    button.onclick = () => (change ? this.context.change(change) : this.context.set("top", String(top)));
    line.append(" ", button);
    return line;
  }

  #output(values) {
    this.fields.output.draw(values, this.plan.out, { ink: inks(this.look.palette).signed, low: -this.limit, high: this.limit, ...this.look });
  }

  #area() {
    const { n, nw } = this.scene.settings;
    return this.way === "window" ? this.plan.out : { h: n, w: nw };
  }

  #point(name, cell) {
    if (!cell || (name === "output" && this.way === "stamps")) return;
    this.#pause();
    this.readout.removeAttribute("aria-live");
    if (name !== "spread") return this.#look(cell);
    // Over the spread-out input the window follows the pointer with its middle.
    const { span } = this.scene;
    this.#look({ row: cell.row - Math.floor(span.h / 2), col: cell.col - Math.floor(span.w / 2) });
  }

  #step(event) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.#pause();
    this.readout.setAttribute("aria-live", "polite");
    this.#look({ row: this.#at.row + by[0], col: this.#at.col + by[1] });
  }

  #look(at) {
    this.#alone = true;
    this.#mark(at);
  }

  #leaveCell() {
    if (!this.#alone) return;
    this.#alone = false;
    this.#mark(this.#at);
  }

  #mark(at) {
    const { h, w } = this.#area();
    const row = Math.max(0, Math.min(h - 1, at.row));
    const col = Math.max(0, Math.min(w - 1, at.col));
    this.#at = { row, col };
    const { scene, plan: made, fields } = this;
    const { k, kw, s, d } = scene.settings;
    const tap = (_, i) => ({ row: row + Math.floor(i / kw) * d, col: col + (i % kw) * d, h: 1, w: 1, mark: "tap" });
    const taps = d === 1 ? [] : Array.from({ length: k * kw }, tap);
    if (this.way === "window") {
      fields.spread.mark([{ row, col, h: scene.span.h, w: scene.span.w, mark: "window" }, ...taps]);
      fields.output.mark([{ row, col, h: 1, w: 1, mark: "cell" }]);
      this.readout.textContent = aboutWindow(scene, made, row, col, this.values[row * w + col]);
      return;
    }
    const index = row * w + col;
    const alone = this.#alone ? stamped(scene, made, Infinity, index) : this.values;
    this.#output(this.#timer ? stamped(scene, made, index + 1) : alone);
    fields.input.mark([{ row, col, h: 1, w: 1, mark: "cell" }]);
    fields.output.mark([{ row: row * s - made.top, col: col * s - made.left, h: scene.span.h, w: scene.span.w, mark: "window" }]);
    this.readout.textContent = aboutStamp(scene, made, row, col);
  }

  #play() {
    const { h, w } = this.#area();
    const stride = Math.max(1, Math.ceil((h * w) / STEPS));
    let step = 0;
    this.playButton.textContent = "Pause";
    const tick = () => {
      if (step >= h * w) return this.#pause();
      this.#mark({ row: Math.floor(step / w), col: step % w });
      step += stride;
    };
    this.#timer = setInterval(tick, TICK);
    tick();
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.playButton.textContent = "Play";
  }

  leave() {
    this.#pause();
  }
}
