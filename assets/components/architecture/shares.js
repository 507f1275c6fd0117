// How a network's parameters, MACs and memory split up over the kinds of its layers: one full bar for each.
import { element } from "../kit.js";
import { colourOf } from "./kinds.js";
import { large } from "./words.js";

const COSTS = [["parameters", "Parameters"], ["macs", "MACs"], ["activations", "Activation values"]];
const ROOM = 0.16; // the least share that has room for its words

function bar(label, parts, palette) {
  const said = parts.map((part) => `${part.text} ${part.kind}`).join(", ");
  const strip = element("div", { class: "strip", role: "img", "aria-label": `${label}: ${said}` });
  for (const { kind, part, amount, text } of parts) {
    const { ink, fill } = colourOf(kind, palette);
    const piece = element("span", { title: `${kind}: ${text}, ${large(amount)}` });
    piece.style.cssText = `flex: ${part} 1 0; background: ${fill}; border-color: ${ink}`;
    if (part >= ROOM) piece.textContent = `${kind} ${text}`;
    strip.append(piece);
  }
  return [element("span", { class: "label", text: label }), strip];
}

/** The bars of a network with the sentence that says the most important of them. */
export function sharesOf({ shares, sentence }, palette) {
  const bars = COSTS.flatMap(([key, label]) => bar(label, shares[key], palette));
  return element("div", { class: "shares" }, element("p", { class: "sentence", text: sentence }), element("div", { class: "strips" }, ...bars));
}
