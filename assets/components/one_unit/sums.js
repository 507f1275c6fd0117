// How the unit's answer adds up at its strongest place: what each earlier map adds or takes, as numbers that add up.
import { captioned, csv, fileButton, save } from "../files.js";
import { gallery } from "../gallery.js";
import { element, grouped } from "../kit.js";
import { addingUp, decimalsFor, digits, fixed } from "./numbers.js";
import { grid } from "./paint.js";

const TITLES = {
  convolution: "Which earlier maps it adds and subtracts",
  linear: "Which inputs it adds and subtracts",
  addition: "What is added here",
};

export class Sums {
  #addresses = [];

  constructor() {
    this.title = element("h3");
    this.lead = element("p", { class: "lead" });
    this.table = element("table", { class: "sums" });
    this.png = fileButton("PNG", "Download kernels and maps as PNG", () => this.#savePng());
    this.csv = fileButton("CSV", "Download all contributions as CSV", () => this.#saveCsv());
    const head = element("div", { class: "section-head" }, this.title, element("span", { class: "files" }, this.png, this.csv));
    this.element = element("section", {}, head, this.lead, this.table);
  }

  show(about, where) {
    const { parts } = about;
    Object.assign(this, { about, where, parts });
    this.element.hidden = !parts;
    this.#release();
    if (!parts) return;
    this.title.textContent = TITLES[parts.how];
    const shown = parts.rows.map(({ value }) => value);
    const rest = parts.count - shown.length;
    const all = shown.reduce((sum, value) => sum + value, 0);
    const terms = [...shown, ...(rest ? [parts.total - parts.bias - all] : []), ...(parts.bias ? [parts.bias] : [])];
    const decimals = decimalsFor([...terms, parts.total]);
    this.numbers = addingUp(terms, decimals);
    this.longest = Math.max(...terms.map(Math.abs), 1e-12);
    this.lead.textContent = this.#lead(rest);
    const bare = parts.how === "addition";
    const weighed = parts.rows.some(({ kernel }) => kernel);
    const heads = ["Map", ...(weighed ? ["What it reads", "Weights"] : [])];
    const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })), element("th", { scope: "col", colspan: 2, class: "value", text: "Adds" }));
    const lines = parts.rows.map((row, i) => this.#line(row, this.numbers[i], decimals, weighed));
    const plain = (text, value, name) => element("tr", { class: name }, element("th", { scope: "row", text }), ...(weighed ? [element("td"), element("td")] : []), this.#bar(value), element("td", { class: "value", text: fixed(value, decimals) }));
    if (rest) lines.push(plain(`the other ${grouped(rest)}, together`, this.numbers[shown.length], "rest"));
    if (parts.bias) lines.push(plain("bias", this.numbers.at(-1), "rest"));
    const total = this.numbers.reduce((sum, value) => sum + value, 0);
    lines.push(plain(bare ? `unit ${about.unit + 1} of ${parts.layer}` : `what ${parts.layer} answers`, total, "total"));
    this.table.setAttribute("aria-label", this.title.textContent);
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...lines));
    this.decimals = decimals;
  }

  #lead(rest) {
    const { parts, about } = this;
    const [row, col] = about.at;
    const where = about.vector ? "On this photo" : `At row ${row + 1}, column ${col + 1}`;
    if (parts.how === "addition") return `${where}, value by value.`;
    const what = parts.how === "linear" ? "input times weight" : "what it reads times its weights, added up";
    const counts = `${grouped(parts.adding)} of the ${grouped(parts.count)} add, ${grouped(parts.taking)} ${parts.taking === 1 ? "takes" : "take"} away`;
    return `${where}: ${what}. ${counts}${rest ? "; the strongest of both are shown" : ""}.`;
  }

  #line(row, value, decimals, weighed) {
    const { palette } = this.where;
    const label = element("th", { scope: "row" });
    if (row.thumb !== null && row.thumb !== undefined) {
      const src = URL.createObjectURL(new Blob([this.about.blobs[row.thumb]], { type: "image/png" }));
      this.#addresses.push(src);
      label.append(element("img", { src, alt: "", class: "thumb" }));
    }
    label.append(element("span", { text: row.label }));
    const cells = weighed ? [this.#numbers(row.patch, this.parts.seen, `What it reads of ${row.label}`, palette), this.#numbers(row.kernel, this.parts.limit, `Weights on ${row.label}`, palette)] : [];
    return element("tr", {}, label, ...cells, this.#bar(value), element("td", { class: "value", text: fixed(value, decimals) }));
  }

  #numbers(rows, limit, what, palette) {
    const single = rows.length * rows[0].length === 1;
    const said = rows.map((line) => line.map((each) => digits(each, 3)).join(" ")).join("; ");
    const cell = element("td", { class: "pictures" }, grid(rows, limit, palette, rows.length > 7 ? what : `${what}: ${said}`));
    if (single) cell.append(element("span", { text: digits(rows[0][0], 3) }));
    return cell;
  }

  #bar(value) {
    const bar = element("span", { class: value < 0 ? "takes" : "adds", "aria-hidden": "true" });
    bar.style.width = `${(50 * Math.min(1, Math.abs(value) / this.longest)).toFixed(1)}%`;
    return element("td", { class: "bar" }, bar);
  }

  #savePng() {
    const { parts, where, about } = this;
    const lines = [...this.table.querySelectorAll("tbody tr")].slice(0, parts.rows.length);
    const items = lines.flatMap((line, i) => {
      const pictures = [...line.querySelectorAll("img, canvas")];
      const names = ["map", "reads", "weights"].slice(-pictures.length);
      return pictures.map((image, n) => ({ image, text: `${parts.rows[i].label}: ${pictures.length === 1 ? "" : names[n]} ${n === pictures.length - 1 ? `adds ${fixed(this.numbers[i], this.decimals)}` : ""}`.trim() }));
    });
    const columns = Math.max(1, items.length / Math.max(1, lines.length));
    const { palette } = where;
    const caption = where.caption(`unit ${about.unit + 1} of ${about.layer}: ${this.lead.textContent}`);
    save(captioned({ ...gallery(items, columns, palette, 140), caption, palette }), `${where.file}-parts.png`);
  }

  #saveCsv() {
    const { parts, about, where } = this;
    const values = parts.values === undefined ? parts.rows.map(({ value }) => value) : new Float64Array(about.blobs[parts.values].slice().buffer);
    const name = (i) => (parts.values === undefined ? parts.rows[i].label : `${parts.source} ${parts.first + i + 1}`);
    const rows = [...values].map((value, i) => [name(i), value]);
    save(csv([["reads", "adds"], ...rows, ["bias", parts.bias], ["total", parts.total]]), `${where.file}-parts.csv`);
  }

  #release() {
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
    this.#addresses = [];
  }

  leave() {
    this.#release();
  }
}
