// Which channels voted for a class and against it: the parts of a logit, which add up to it.
import { Figures } from "../figures.js";
import { element, unpack } from "../kit.js";
import { significant, signedNumber } from "./softmax.js";

const floats = (bytes) => new Float32Array(bytes.slice().buffer);
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Take an answer apart; `{ ...meta, weights, means, parts, maps (PNG or undefined), cam (figures or undefined) }`. */
export function read(raw) {
  const { blobs, ...meta } = unpack(raw);
  const [weights, means, parts] = blobs.slice(0, 3).map(floats);
  return { ...meta, weights, means, parts, maps: blobs[3], cam: blobs[4] };
}

/** What the bars say, in one list: the shown units, the others together, the bias, the logit. */
export function ledger(found) {
  const shown = found.shown.map((unit) => ({ unit, part: found.parts[unit], weight: found.weights[unit], mean: found.means[unit] }));
  const others = found.parts.length - shown.length;
  const rest = sum(Array.from(found.parts)) - sum(shown.map((row) => row.part));
  return { shown, others, rest, pro: sum(found.parts.filter((part) => part > 0)), con: sum(found.parts.filter((part) => part < 0)) };
}

export class Ledger {
  /** `about()` says what is looked at, for the captions of files. */
  constructor(about) {
    this.title = element("h2");
    this.figures = new Figures(about);
    this.total = element("p", { class: "total" });
    this.explained = element("p", { class: "note" });
    this.body = element("tbody");
    this.units = element("table", { class: "ledger" }, element("caption", { text: "" }), this.#head(), this.body);
    this.cam = element("div", { class: "cam" }, this.figures.element);
    this.element = element("div", { class: "votes" }, this.title, this.total, this.explained, element("div", { class: "sides" }, this.units, this.cam));
  }

  #head() {
    const names = ["Map", "Channel", "weight × mean", "vote"];
    return element("thead", {}, element("tr", {}, ...names.map((text) => element("th", { scope: "col", text }))));
  }

  show(found, names, painted) {
    this.found = found;
    const { shown, others, rest, pro, con } = ledger(found);
    const versus = found.versus >= 0;
    const who = names[found.target];
    this.title.textContent = versus ? `Why ${who} and not ${names[found.versus]}` : `Who voted for ${who}, and who against`;
    const piece = (text, kind, label) => element("span", { class: `piece ${kind}` }, element("b", { text }), element("small", { text: label }));
    this.total.replaceChildren(
      piece(signedNumber(pro), "pro", `from ${found.parts.filter((part) => part > 0).length} channels for`),
      piece(signedNumber(con), "con", `from ${found.parts.filter((part) => part < 0).length} against`),
      piece(signedNumber(found.bias), "bias", versus ? "difference of the biases" : "bias"),
      piece(`= ${significant(found.logit)}`, "sum", versus ? "difference of the logits" : "logit"),
    );
    this.explained.textContent = found.explained;
    const all = [...shown.map((row) => row.part), found.bias]; // not the others together: they may dwarf every single one
    const low = Math.min(0, ...all);
    const span = Math.max(0, ...all) - low || 1;
    this.scale = { zero: -low / span, span, decimals: Math.max(0, 2 - Math.floor(Math.log10(Math.max(...all.map(Math.abs), 1e-9)))) };
    this.units.classList.toggle("plain", !found.maps);
    this.units.caption.textContent = `${found.layer}: the strongest votes of ${found.parts.length} channels, the others, and the bias`;
    const rows = shown.map((row, i) => this.#row(`${row.unit + 1}`, row.part, i, found.exact ? `${signedNumber(row.weight)} × ${significant(row.mean)}` : ""));
    const pros = shown.filter((row) => row.part > 0).length;
    if (others) rows.splice(pros, 0, this.#row(`${others} others`, rest, -1, "together"));
    rows.push(this.#row(versus ? "biases" : "bias", found.bias, -1, ""), this.#row(versus ? "difference" : "logit", found.logit, -1, "sum", true));
    this.body.replaceChildren(...rows);
    this.#maps(found, shown.length);
    this.cam.hidden = !found.cam;
    if (found.cam) this.figures.show(found.cam, painted);
  }

  #row(name, part, place, product, total = false) {
    const { zero, span, decimals } = this.scale;
    const map = element("td", { class: "map" });
    if (place >= 0) map.append(element("span", { class: "thumb", "data-place": place }));
    const axis = element("span", { class: "axis", "aria-hidden": "true" });
    axis.style.setProperty("--zero", `${100 * zero}%`);
    if (!total) {
      const from = zero + Math.min(0, part) / span;
      const to = zero + Math.max(0, part) / span;
      const beyond = from < -0.001 || to > 1.001;
      const fill = element("span", { class: `fill ${part < 0 ? "con" : "pro"}${beyond ? " beyond" : ""}` });
      fill.style.left = `${100 * Math.max(0, from)}%`;
      fill.style.width = `${100 * (Math.min(1, to) - Math.max(0, from))}%`;
      axis.append(fill);
    }
    const number = `${part > 0 && !total ? "+" : ""}${part.toFixed(decimals).replace("-", "\u2212")}`;
    const bar = element("td", { class: "vote" }, element("div", {}, element("span", { class: "number", text: number }), axis));
    return element("tr", { class: total ? "sum" : place < 0 ? "rest" : "" }, map, element("th", { scope: "row", text: name }), element("td", { class: "product", text: product }), bar);
  }

  /** Each thumbnail is its part of one picture. */
  #maps(found, count) {
    this.#release();
    if (!found.maps) return;
    this.address = URL.createObjectURL(new Blob([found.maps], { type: "image/png" }));
    this.picture = Object.assign(new Image(), { src: this.address });
    for (const thumb of this.body.querySelectorAll(".thumb")) {
      thumb.style.backgroundImage = `url(${this.address})`;
      thumb.style.backgroundSize = `100% ${100 * count}%`;
      thumb.style.backgroundPosition = `0 ${count > 1 ? (100 * thumb.dataset.place) / (count - 1) : 0}%`;
    }
  }

  /** All channels as a table. */
  rows(names) {
    const { found } = this;
    const what = found.versus >= 0 ? `${names[found.target]} minus ${names[found.versus]}` : names[found.target];
    const parts = Array.from(found.parts, (part, unit) => [unit + 1, found.weights[unit], found.means[unit], part]);
    return [["channel", "weight", "mean", `vote for ${what}`], ...parts, ["bias", "", "", found.bias], ["logit", "", "", found.logit]];
  }

  /** Draw the bars on a canvas; returns their height. */
  draw(ctx, width, { palette, font, title }) {
    const { shown, others, rest } = ledger(this.found);
    const lines = [...shown.map((row, place) => ({ name: `channel ${row.unit + 1}`, part: row.part, place }))];
    if (others) lines.push({ name: `${others} others together`, part: rest });
    lines.push({ name: "bias", part: this.found.bias }, { name: "sum: the logit", part: this.found.logit, bold: true });
    const step = 40;
    const limit = Math.max(...shown.map((line) => Math.abs(line.part)), 1e-9);
    ctx.textBaseline = "middle";
    ctx.fillStyle = palette.text;
    ctx.font = `600 20px ${font}`;
    ctx.fillText(title, 0, 14, width);
    const middle = width * 0.66;
    const reach = width * 0.3;
    lines.forEach((line, i) => {
      const y = 56 + i * step;
      ctx.font = `${line.bold ? 700 : 400} 16px ${font}`;
      ctx.fillStyle = palette.text;
      if (line.place >= 0 && this.found.maps) {
        ctx.imageSmoothingEnabled = false;
        const side = this.picture.naturalHeight / shown.length;
        ctx.drawImage(this.picture, 0, line.place * side, this.picture.naturalWidth, side, 0, y - 17, 34, 34);
      }
      ctx.fillText(line.name, 46, y);
      ctx.textAlign = "right";
      ctx.fillText(signedNumber(line.part), width * 0.34, y);
      ctx.textAlign = "left";
      if (line.bold) return;
      ctx.fillStyle = line.part < 0 ? palette.negative : palette.positive;
      const long = reach * Math.max(-1, Math.min(1, line.part / limit)); // the others together may be cut: the number says it
      ctx.fillRect(Math.min(middle, middle + long), y - 10, Math.abs(long), 20);
    });
    return 56 + lines.length * step;
  }

  #release() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = null;
  }

  leave() {
    this.#release();
    this.figures.leave();
  }
}

/** Height of what `draw` needs. */
export function heightOf(found) {
  return 56 + 40 * (ledger(found).shown.length + 3);
}
