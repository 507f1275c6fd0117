// The large numbers of a network in one row, each with its convention: in short below it, in full on hover and focus.
import { element } from "../kit.js";

let made = 0; // ids of the explanations, which the labels point to

export function numbersOf({ title, numbers }) {
  const list = element("div", { class: "numbers", role: "group", "aria-label": `${title} in numbers` });
  for (const { key, label, value, exact, note, convention } of numbers) {
    const id = `convention-${++made}`;
    const name = element("button", { type: "button", class: "label", text: label, "aria-describedby": id });
    const tip = element("span", { class: "tip", role: "tooltip", id, text: `${exact}. ${convention}` });
    list.append(element("div", { "data-number": key }, element("b", { text: value, title: exact }), name, element("small", { text: note.replaceAll(".", ".\u200b") }), tip));
  }
  return list;
}
