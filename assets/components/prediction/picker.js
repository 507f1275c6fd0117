// A class found by typing: a text field with suggestions.
import { element } from "../kit.js";

/** Names that tell classes apart: two of ImageNet's are called "crane". */
export function unique(names) {
  const times = new Map();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return names.map((name, i) => (times.get(name) > 1 ? `${name} (class ${i + 1})` : name));
}

/** The class that is meant: its very name, else the first that begins so, else the first that holds it; -1 for none. */
export function meant(typed, names) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return -1;
  const low = names.map((name) => name.toLowerCase());
  for (const fits of [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)]) {
    const index = low.findIndex(fits);
    if (index >= 0) return index;
  }
  return -1;
}

export class Picker {
  /** `onPick(index)`, -1 where the field was emptied and may be. */
  constructor({ label, list, empty = false, onPick }) {
    Object.assign(this, { empty, onPick });
    this.input = element("input", { type: "text", list, autocomplete: "off", placeholder: empty ? "nobody" : "" });
    this.said = element("span", { class: "said", role: "status" });
    this.element = element("div", { class: "picker" }, element("label", {}, element("span", { text: label }), this.input), this.said);
    this.input.onfocus = () => this.input.select();
    this.input.onchange = () => this.#take();
  }

  show(index, names) {
    this.names = names;
    this.index = index;
    this.said.textContent = "";
    this.input.value = index < 0 ? "" : names[index];
  }

  #take() {
    const typed = this.input.value;
    const found = meant(typed, this.names);
    if (found >= 0 || (this.empty && !typed.trim())) this.onPick(found);
    else {
      const { index } = this;
      this.show(index, this.names);
      if (typed.trim()) this.said.textContent = `No class is called \u201c${typed.slice(0, 30)}\u201d.`;
    }
  }
}
