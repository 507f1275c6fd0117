// A choice with a line that says what is chosen. Streamlit's own would bring twenty modules to each page's first picture.
//
// data: { label, options: [[value, title]], value, note, help }; `note` and `help` may be "". Triggers "chosen" with a value.
import { element, mounted } from "./kit.js";

class Select {
  constructor(root) {
    this.list = element("select", { id: "list" });
    this.label = element("label", { for: "list" });
    this.note = element("p", { class: "note" });
    this.help = element("p", { class: "help", id: "help", hidden: "" });
    this.ask = element("button", { type: "button", class: "ask", text: "?", "aria-expanded": "false", "aria-controls": "help" });
    this.ask.onclick = () => this.#open(this.help.hidden);
    this.list.onchange = () => this.send("chosen", this.list.value);
    root.replaceChildren(element("div", { class: "top" }, this.label, this.ask), this.list, this.help, this.note);
  }

  update({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const told = JSON.stringify(data);
    if (told === this.told) return;
    this.told = told;
    const { label, options, value, note, help } = data;
    this.label.textContent = label;
    this.list.replaceChildren(...options.map(([name, title]) => element("option", { value: name, text: title })));
    this.list.value = value;
    Object.assign(this.note, { textContent: note, hidden: !note });
    this.help.textContent = help;
    this.ask.hidden = !help;
    this.ask.setAttribute("aria-label", `About ${label.toLowerCase()}`);
    if (!help) this.#open(false);
  }

  #open(on) {
    this.help.hidden = !on;
    this.ask.setAttribute("aria-expanded", String(on));
  }

  leave() {}
}

export default mounted((root) => new Select(root));
