// What stands beyond the border: zeros, or values that the input lends; and what that does to the output.
import { element, short } from "../../kit.js";
import { Field, count, named } from "../field.js";
import { pad } from "../pad.js";
import { correlate } from "../values.js";

export const TITLE = "Borders";
export const KEYS = { bm: { default: "zeros", values: ["zeros", "reflect", "replicate", "circular"] } };

const ABOUT = {
  zeros: ["Zeros", "The padding is 0: where the picture ends bright, the kernel finds an edge that is not in the picture."],
  reflect: ["Reflect", "The input is mirrored at its border cell, which is not repeated: the value before the first is the second."],
  replicate: ["Replicate", "The border cell is repeated outwards: no edge appears where the picture goes on as it is."],
  circular: ["Circular", "The input starts again from its other end, as on a globe or for a pattern that repeats."],
};
const NONE = { top: 0, left: 0 }; // the field is padded already
const SAME = 5e-5; // typed values have two decimals

/** Whether PyTorch pads this way: what is lent has to be there. */
function possible(mode, { n, nw }, { top, bottom, left, right }) {
  const most = { reflect: -1, circular: 0 }[mode];
  return most === undefined || (Math.max(top, bottom) <= n + most && Math.max(left, right) <= nw + most);
}

/** How many of the output's rows (or columns) have no tap in the padding. */
function clear(size, before, length, taps, s, d) {
  let rows = 0;
  for (let row = 0; row < size; row++) {
    let dry = true;
    for (let tap = 0; tap < taps && dry; tap++) dry = row * s + tap * d >= before && row * s + tap * d < before + length;
    rows += dry;
  }
  return rows;
}

/** How many cells of the output read at least one value of the padding. */
export function touched({ settings: { n, nw, k, kw, s, d }, pads, out }) {
  return out.h * out.w - clear(out.h, pads.top, n, k, s, d) * clear(out.w, pads.left, nw, kw, s, d);
}

export class Tab {
  #chosen = null;

  constructor(context) {
    this.context = context;
    this.cards = KEYS.bm.values.map((mode) => this.#card(mode));
    this.input = new Field("borders");
    this.output = new Field("borders");
    this.title = element("h3");
    this.words = element("div", { class: "borders-words" });
    const large = [named("borders", "The padded input", this.input), named("borders", "The output", this.output)];
    this.large = element("div", { class: "borders-large" }, ...large);
    const group = element("div", { class: "borders-cards", role: "radiogroup", "aria-label": "Padding mode" }, ...this.cards.map(({ node }) => node));
    this.group = group;
    this.element = element("div", { class: "borders" }, this.title, element("div", { class: "borders-top" }, this.large, this.words), group);
    this.output.element.onpointermove = this.output.element.onpointerdown = (event) => this.#window(this.output.under(event));
    this.output.element.onpointerleave = () => this.#window(-1);
  }

  #card(mode) {
    const radio = element("input", { type: "radio", name: "borders-mode", value: mode });
    const [padded, output] = [new Field("borders"), new Field("borders")];
    const pictures = element("div", { class: "borders-pair" }, padded.element, output.element);
    const reason = element("p", { class: "borders-reason" });
    const node = element("div", { class: "borders-card" }, element("label", {}, radio, ABOUT[mode][0]), pictures, reason);
    radio.onchange = () => this.context.set("bm", mode);
    pictures.onclick = () => radio.click();
    return { mode, radio, padded, output, pictures, reason, node };
  }

  show(scene) {
    this.scene = scene;
    const fits = scene.fits;
    this.large.hidden = this.group.hidden = !fits;
    this.title.textContent = fits ? "" : "The kernel does not fit into the padded input.";
    if (!fits) return this.words.replaceChildren(element("p", { text: "Add padding or take a smaller kernel, and the four ways to pad appear here." }));
    const { settings, padded, pads, out } = scene;
    const palette = this.context.palette();
    const chosen = this.context.get("bm");
    const made = this.cards.map(({ mode }) => {
      if (!possible(mode, settings, pads)) return null;
      const field = pad(scene.input, settings.n, settings.nw, pads, mode);
      if (mode === "zeros") return { field, output: scene.output };
      return { field, output: correlate(field, scene.kernel, { ...settings, n: padded.h, nw: padded.w }, NONE, out) };
    });
    const limit = made.reduce((most, one) => (one ? one.output.reduce((far, value) => Math.max(far, Math.abs(value)), most) : most), 1);
    const [paint, signed] = [
      { palette, kind: "input", low: scene.inputLow, high: scene.inputHigh, pads },
      { palette, low: -limit, high: limit },
    ];
    const edge = { row: pads.top, col: pads.left, h: settings.n, w: settings.nw, kind: "edge" };
    const shape = `${padded.h} × ${padded.w}`;
    this.cards.forEach((card, i) => {
      card.radio.checked = card.mode === chosen;
      card.node.classList.toggle("borders-chosen", card.mode === chosen);
      card.pictures.hidden = !made[i];
      card.reason.hidden = made[i] !== null;
      card.reason.textContent = `Needs padding ${card.mode === "reflect" ? "smaller" : "no larger"} than the input.`;
      if (!made[i]) return;
      const small = { drawn: true, most: 7 };
      card.padded.show(made[i].field, padded.h, padded.w, { ...paint, ...small, label: `Input padded to ${shape} with ${card.mode}` });
      card.padded.light([edge]);
      card.output.show(made[i].output, out.h, out.w, { ...signed, ...small, label: `Output with ${card.mode}` });
    });
    this.#chosen = made[KEYS.bm.values.indexOf(chosen)];
    this.title.textContent = `${ABOUT[chosen][0]}: ${shape} after padding`;
    this.large.hidden = !this.#chosen;
    if (this.#chosen) {
      this.input.show(this.#chosen.field, padded.h, padded.w, { ...paint, label: `The input in the middle, around it the padding; ${shape} cells` });
      this.output.show(this.#chosen.output, out.h, out.w, { ...signed, label: `The output with ${chosen} padding, ${out.h} × ${out.w}` });
      this.input.light([edge]);
      this.output.light([]);
    }
    this.#say(chosen, made[0].output);
  }

  /** Frame the window of an output cell, or with -1 the input inside its padding. */
  #window(cell) {
    if (!this.scene?.fits || !this.#chosen) return;
    const { settings: { n, nw, s }, pads, span, out } = this.scene;
    const [row, col] = [Math.floor(cell / out.w), cell % out.w];
    const edge = { row: pads.top, col: pads.left, h: n, w: nw, kind: "edge" };
    this.input.light(cell < 0 ? [edge] : [edge, { row: row * s, col: col * s, h: span.h, w: span.w }]);
    this.output.light(cell < 0 ? [] : [{ row, col }]);
  }

  #say(mode, zeros) {
    const { settings, pads, out } = this.scene;
    const said = [ABOUT[mode][1]];
    const mends = [];
    const cells = out.h * out.w;
    if (!this.#chosen) {
      const room = Math.min(settings.n, settings.nw) - (mode === "reflect" ? 1 : 0);
      const most = Math.max(pads.top, pads.bottom, pads.left, pads.right);
      const why = mode === "reflect" ? "a mirror has only the cells behind the border one to show" : "it would go around more than once";
      said.push(`Here ${mode} padding can be at most ${room} wide, and ${most} is asked for: ${why}.`);
      mends.push([`Use padding ${room}`, () => this.context.change({ p: room })], ["Use replicate", () => this.context.set("bm", "replicate")]);
    } else if (pads.top + pads.bottom + pads.left + pads.right === 0) {
      said.push("There is no padding now, so all four modes give the same output.");
      mends.push(["Use padding 1", () => this.context.change({ p: 1 })]);
    } else {
      const reached = touched(this.scene);
      const share = short((100 * reached) / cells, 1);
      said.push(`${reached} of ${count(cells, "output cell")} ${reached === 1 ? "reads" : "read"} at least one value of the padding (${share} %).`);
      if (mode !== "zeros") said.push(against(this.#chosen.output, zeros));
      said.push("Reflect needs padding smaller than the input: the border cell itself is not mirrored.");
    }
    const buttons = mends.map(([text, act]) => {
      const button = element("button", { type: "button", class: "mend", text });
      button.onclick = act;
      return button;
    });
    this.words.replaceChildren(...said.map((text) => element("p", { text })), ...buttons);
  }

  leave() {}
}

/** How far an output is from that with zeros. */
function against(output, zeros) {
  let [cells, most] = [0, 0];
  output.forEach((value, i) => {
    cells += Math.abs(value - zeros[i]) > SAME;
    most = Math.max(most, Math.abs(value - zeros[i]));
  });
  if (cells === 0) return "Every output is the same as with zeros.";
  return `${count(cells, "output cell")} ${cells === 1 ? "differs" : "differ"} from padding with zeros, by up to ${short(most)}.`;
}
