// The head of the page: which unit, steps to its neighbours, and its numbers.
import { element, grouped } from "../kit.js";
import { digits, percent } from "./numbers.js";

const KEYS = "Arrow keys left and right step, Home and End jump, Page Up and Page Down step by ten.";

export class Head {
  #numbers = [];

  /** `go(unit)`, counted from 0. */
  constructor(go) {
    const button = (text, label, delta) => {
      const made = element("button", { type: "button", class: "step", text, "aria-label": label, title: `${label}. ${KEYS}` });
      made.onclick = () => go(this.unit + delta);
      return made;
    };
    this.input = element("input", { type: "number", id: "one-unit-number", min: 1, step: 1, inputmode: "numeric" });
    this.input.oninput = () => {
      const number = Number(this.input.value);
      if (Number.isInteger(number) && number >= 1 && number <= Number(this.input.max)) go(number - 1);
    };
    this.input.onblur = () => (this.input.value = this.unit + 1);
    this.of = element("span", { class: "of" });
    this.previous = button("‹", "Previous unit", -1);
    this.next = button("›", "Next unit", 1);
    const label = element("label", { for: this.input.id, text: "Unit" });
    this.stepper = element("div", { class: "stepper", role: "group", "aria-label": "Unit" }, this.previous, label, this.input, this.of, this.next);
    this.layer = element("p", { class: "layer" });
    this.numbers = element("dl", { class: "numbers" });
    this.said = element("p", { class: "sentence", role: "status" });
    this.element = element("header", { class: "head" }, element("div", { class: "top" }, this.stepper, this.layer), this.numbers, this.said);
  }

  /** The unit that is asked for: at once, its pictures may follow. */
  turn(unit, count) {
    this.unit = unit;
    this.input.max = count;
    this.of.textContent = `of ${grouped(count)}`;
    this.previous.setAttribute("aria-disabled", unit === 0); // not disabled: the keys would lose their place
    this.next.setAttribute("aria-disabled", unit === count - 1);
    if (this.input.getRootNode().activeElement !== this.input) this.input.value = unit + 1;
  }

  show(about, network) {
    this.layer.textContent = `${about.layer}, ${about.kind} · ${network}`;
    const [row, col] = about.at;
    const rows = about.vector
      ? [["Answer", digits(about.value, 3), "output"], ...(about.name ? [["Class", about.name, "text"]] : [])]
      : [
          ["Strongest", about.silent ? "silent" : digits(about.peak, 3), "output"],
          ["Row, column", `${row + 1}, ${col + 1}`, "text"],
          ["Mean", digits(about.mean, 3), "text"],
          ["Zeros", percent(about.zeros), "text"],
        ];
    this.numbers.replaceChildren(
      ...rows.map(([what, value, thing]) => element("div", {}, element("dt", { text: what }), element("dd", { text: value, class: `thing-${thing}`, "data-number": what.toLowerCase() }))),
    );
    const said = about.silent && !about.vector ? `${about.said}; it comes nearest to answering at row ${row + 1}, column ${col + 1}` : about.said;
    this.said.textContent = `${said[0].toUpperCase()}${said.slice(1)}.`;
  }
}
