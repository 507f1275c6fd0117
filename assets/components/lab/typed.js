// A text area for the values of the input or the kernel: rows on lines, numbers apart by spaces or commas.
import { element } from "../kit.js";
import { LONGEST_TEXT, parseRows } from "./values.js";

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Lines as people type them as `{ text }`, as links hold them, or `{ said }`: what to change. */
export function readTyped(written, most) {
  const lines = written.replaceAll("\u2212", "-").split(/[;\n]/);
  const rows = lines.map((line) => line.split(/[\s,]+/).filter(Boolean)).filter((cells) => cells.length > 0);
  if (rows.length === 0) return { said: "Type rows of numbers, for example 1 0 -1." };
  const strange = rows.flat().find((cell) => !parseRows(cell, 1));
  if (strange !== undefined) return { said: `“${strange.slice(0, 12)}” does not read as a number from -999 to 999 with at most two decimals.` };
  const odd = rows.findIndex((cells) => cells.length !== rows[0].length);
  if (odd > 0) return { said: `Row ${odd + 1} has ${count(rows[odd].length, "number")} and row 1 has ${rows[0].length}; give each row as many.` };
  const longest = Math.max(rows.length, rows[0].length);
  if (longest > most) return { said: `At most ${most} rows and columns fit; here are ${longest}.` };
  const text = rows.map((cells) => cells.join(",")).join(";");
  if (text.length > LONGEST_TEXT) return { said: `There is room for ${LONGEST_TEXT} characters; here are ${text.length}.` };
  return { text };
}

export class TypedArea {
  /** `name` is "xs" or "ks", `most` the largest number of rows; `onText(text)` with every change that can be read, `onRest(soon)`. */
  constructor(name, label, most, onText, onRest) {
    const id = `lab-${name}-said`;
    this.area = element("textarea", {
      class: "typed-area", "data-name": name, rows: 4, "aria-label": label, "aria-describedby": id,
      spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    });
    this.said = element("p", { class: "typed-said", id, role: "status" });
    this.element = element("div", { class: "typed" }, this.area, this.said);
    this.area.oninput = () => {
      const { text, said = "" } = readTyped(this.area.value, most);
      this.said.textContent = said;
      if (text === undefined) return;
      onText(text);
      onRest(true);
    };
    this.area.onblur = () => {
      this.#write();
      onRest(false);
    };
  }

  /** Show `text` as the link holds it; a text that is being typed stays as it is. */
  show(text) {
    this.text = text;
    if (this.area.getRootNode().activeElement !== this.area) this.#write();
  }

  /** Say `said` below, until something is typed. */
  say(said) {
    this.said.textContent = said;
  }

  #write() {
    const lines = (this.text ?? "").split(";").map((row) => row.replaceAll(",", " "));
    if (readTyped(this.area.value, Infinity).text === this.text) return;
    this.area.value = lines.join("\n");
    this.said.textContent = "";
  }
}
