// Does it survive? Rows come as they are known: what the network says of the treated photo, and of the treated attack.
import { csv, fileName, save } from "../files.js";
import { element } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { Watched } from "./watched.js";

export class Survival {
  #found = [];

  /** `ask()` tells { ticket, where }, `about()` what is shown, for the file's name. */
  constructor(ask, about) {
    this.about = about;
    this.watched = new Watched({ name: "fool_survival", title: "What it survives", text: "Put it to the test", ask, onFrames: (found) => this.#more(found) });
    this.watched.extra = () => {
      this.clear(false);
      return { other: this.choice.value };
    };
    this.choice = element("select", { "aria-label": "Another network" });
    this.label = element("label", { class: "group" }, element("span", { class: "label", text: "Another network" }), this.choice);
    this.rows = element("tbody");
    const head = element("tr", {}, ...["What happens to it", "The photo after it", "The fooled picture after it", "Survives"].map((text) => element("th", { scope: "col", text })));
    this.table = element("table", {}, element("thead", {}, head), this.rows);
    this.scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What it survives" }, this.table);
    this.file = Object.assign(element("button", { type: "button", text: "Table (CSV)" }), { onclick: () => this.#save() });
    const files = element("div", { class: "group" }, this.file);
    this.file.hidden = this.scroll.hidden = true;
    this.element = element("section", { class: "box", "aria-label": "Does it survive?" }, element("h2", { text: "Does it survive?" }), element("p", { class: "note", text: "A picture lives as a file: rounded, compressed, resized, looked at by other networks. Beside each, what the same does to the photo itself." }), this.label, this.watched.element, this.scroll, files);
  }

  offer(others) {
    if (JSON.stringify(others) === this.offered) return;
    this.offered = JSON.stringify(others);
    this.label.hidden = !others.length;
    this.choice.replaceChildren(...others.map(({ name, title }) => element("option", { value: name, text: title })), element("option", { value: "", text: "none" }));
  }

  #more(found) {
    const said = ({ name, share }) => `${name}, ${percent(share)}`;
    this.#found.push(...found);
    const fate = ({ won, right }) => (!won ? "\u2717 no" : !right ? "the photo is misread too" : "\u2713 yes");
    this.file.hidden = this.scroll.hidden = false;
    this.rows.append(...found.map((row) => element("tr", { class: fate(row).startsWith("\u2713") ? "won" : "" }, element("th", { scope: "row", text: row.title }), element("td", { text: said(row.photo) }), element("td", { text: said(row.attacked) }), element("td", { text: fate(row) }))));
  }

  /** Another attack: the rows belong to the last one. */
  clear(stop = true) {
    if (stop) this.watched.clear();
    this.#found = [];
    this.rows.replaceChildren();
    this.file.hidden = this.scroll.hidden = true;
  }

  #save() {
    const { network, frame, look } = this.about();
    const head = ["what happens to it", "the photo after it", "its probability", "the fooled picture after it", "its probability", "fools", "the photo alone is not misread"];
    const rows = this.#found.map(({ title, photo, attacked, won, right }) => [title, photo.name, photo.share, attacked.name, attacked.share, won ? 1 : 0, right ? 1 : 0]);
    save(csv([head, ...rows]), `${fileName(network, "survival", frame.label.name, look.norm, `eps${look.level}`)}.csv`);
  }

  leave() {
    this.watched.clear();
  }
}
