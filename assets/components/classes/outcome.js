// What came out: how many held-out pictures are right, the confusion matrix, the mistakes and where the network looked.
import { captioned, csv, fileName, save } from "../files.js";
import { gallery } from "../gallery.js";
import { element, rgb, textOn } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { address } from "./ask.js";

export class Outcome {
  constructor() {
    this.big = element("p", { class: "big" });
    this.said = element("p", { class: "lead", role: "status" });
    this.table = element("table", { class: "matrix" });
    this.words = element("ul", { class: "twins" });
    this.saving = Object.assign(element("button", { type: "button", text: "CSV", "aria-label": "Download the confusion matrix as CSV" }), { onclick: () => this.#csv() });
    this.element = element("section", { class: "outcome", "aria-label": "Outcome" }, this.big, this.said, element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Confusion matrix" }, this.table), this.words, this.saving);
    this.heading = element("h2", { text: "Mistakes, and where it looked" });
    this.heat = element("input", { type: "checkbox", checked: "" });
    this.heat.onchange = () => this.#turn();
    this.list = element("div", { class: "mistakes" });
    const sheet = Object.assign(element("button", { type: "button", text: "PNG", "aria-label": "Download these pictures as PNG" }), { onclick: () => this.#png() });
    this.mistakes = element("section", { class: "part" }, this.heading, element("label", { class: "check" }, this.heat, "Grad-CAM over the picture: bright parts spoke for the answer"), this.list, element("div", { class: "tools" }, sheet));
    this.urls = [];
    this.clear();
  }

  clear(sentence = "") {
    this.result = null;
    this.big.textContent = "\u2014";
    this.said.textContent = sentence || "Nothing learned yet.";
    this.table.replaceChildren();
    this.words.replaceChildren();
    this.saving.hidden = this.mistakes.hidden = true;
  }

  show(result, blobs, before, palette, about) {
    const fresh = result !== this.result;
    Object.assign(this, { result, palette, about });
    const { hits, held, interval: [low, high], names } = result;
    this.big.textContent = `${Math.round((100 * hits) / held)} %`;
    const was = before && before.held ? ` The run before: ${Math.round((100 * before.hits) / before.held)} %.` : "";
    this.said.textContent = `${hits} of ${held} held-out pictures right. By chance it would be ${Math.round(100 / names.length)} %; with so few, ${Math.round(100 * low)} to ${Math.round(100 * high)} % is all one can say.${was}`;
    this.#matrix();
    this.words.replaceChildren(...result.sentences.map((text) => element("li", { text })));
    this.saving.hidden = this.mistakes.hidden = false;
    if (fresh) this.#cards(blobs);
  }

  #matrix() {
    const { counts, names } = this.result;
    const head = element("tr", {}, element("th", { scope: "col", text: "is \\ said" }), ...names.map((name) => element("th", { scope: "col", text: name })));
    const rows = counts.map((row, is) => {
      const sum = row.reduce((a, b) => a + b, 0) || 1;
      const cells = row.map((count, said) => {
        const cell = element("td", { text: count });
        const [to, from] = [rgb((is === said ? this.palette.output : this.palette.kernel).ink), rgb(this.palette.page)];
        const share = count ? 0.15 + (0.7 * count) / sum : 0;
        cell.style.background = `rgb(${from.map((value, i) => Math.round(value + share * (to[i] - value))).join(", ")})`;
        cell.style.color = textOn(cell.style.background);
        return cell;
      });
      return element("tr", {}, element("th", { scope: "row", text: names[is] }), ...cells);
    });
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
  }

  #cards(blobs) {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = blobs.map(address);
    const { cards } = this.result;
    const wrong = cards.filter(({ right }) => !right).length;
    this.heading.textContent = wrong ? "Mistakes, and where it looked" : "No mistakes; these it was least sure of";
    this.list.replaceChildren(
      ...cards.map(({ is, said, share, alt, right }, i) => {
        const image = element("img", { width: 144, height: 144, alt });
        image.dataset.at = i;
        const words = right ? `${said}, right, but only ${percent(share)} sure` : `${is}, taken for ${said}: ${percent(share)} sure`;
        return element("figure", right ? {} : { class: "wrong" }, image, element("figcaption", { text: words }));
      }),
    );
    this.#turn();
  }

  #turn() {
    for (const image of this.list.querySelectorAll("img")) image.src = this.urls[2 * image.dataset.at + (this.heat.checked ? 1 : 0)];
  }

  #csv() {
    const { counts, names } = this.result;
    save(csv([["is \\ said", ...names], ...counts.map((row, i) => [names[i], ...row])]), fileName("confusion", ...names) + ".csv");
  }

  /** The pictures as they are shown, with what they are taken for. */
  #png() {
    const { hits, held, names, told } = this.result;
    const items = [...this.list.querySelectorAll("figure")].map((figure) => ({ image: figure.querySelector("img"), text: figure.textContent, smooth: true }));
    const looks = this.heat.checked ? " Bright parts spoke for the answer (Grad-CAM)." : "";
    const caption = `${names.join(", ")}: a new head on the ${this.about.network}, ${this.about.depth} layers kept, ${told.tune ? `${told.tune} blocks tuned` : "all frozen"}; ${hits} of ${held} held-out pictures right. The surest mistakes first, then the right ones it was least sure of.${looks}`;
    save(captioned({ ...gallery(items, 4, this.palette), caption, palette: this.palette }), `${fileName("mistakes", ...names)}.png`);
  }

  leave() {
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}
