// Convolution, batch norm and activation written out with this unit's numbers, and the same folded into one convolution.
import { element, grouped } from "../kit.js";
import { digits } from "./numbers.js";

const PLACES = 5;

/** A formula's piece in the colour of what it means. */
const piece = (text, thing) => (thing ? element("span", { class: `thing-${thing}`, text }) : text);
const number = (value, thing) => piece(value < 0 ? `(${digits(value, PLACES)})` : digits(value, PLACES), thing);
const plus = (value) => (value < 0 ? ` − ${digits(-value, PLACES)}` : ` + ${digits(value, PLACES)}`);
const minus = (value) => plus(-value);

function line(what, layer, ...formula) {
  return element("div", { class: "step-line" }, element("span", { class: "what" }, element("strong", { text: what }), element("small", { text: layer })), element("span", { class: "formula" }, ...formula));
}

export class Written {
  constructor() {
    this.title = element("h3", { text: "Written out" });
    this.lines = element("div", { class: "lines-of-formula" });
    this.note = element("p", { class: "lead" });
    this.element = element("section", { class: "written" }, this.title, this.lines, this.note);
  }

  show({ written, norm }) {
    this.element.hidden = !written && !norm;
    if (written) this.#show(written);
    else if (norm) {
      this.lines.replaceChildren(this.#norm(norm, piece("x", "input")), this.#table(norm));
      this.note.textContent = this.#learned(norm);
    }
  }

  #show({ products, layer, sum, bias, convolved, norm, activation, folded, network }) {
    const rows = [];
    const own = bias ? [plus(bias), " = ", number(convolved, "output")] : [];
    rows.push(line("Convolution", layer, "Σ ", piece("w", "kernel"), " · ", piece("x", "input"), ` = `, number(sum, bias ? "" : "output"), ...own, element("small", { text: ` ${grouped(products)} products${bias ? " and a bias" : ", no bias"}` })));
    if (norm) {
      const result = ["= ", number(norm.result, "output")];
      rows.push(norm.learned ? this.#norm(norm, number(convolved, "output"), ...result) : line("Bias", norm.layer, number(convolved, "output"), plus(norm.beta), " ", ...result));
    }
    if (activation) {
      const before = norm ? norm.result : convolved;
      const formula = activation.formula.split(/\by\b/).flatMap((text, i) => (i ? [number(before), text] : [text]));
      rows.push(line(activation.title, activation.layer, ...formula, " = ", number(activation.result, "output")));
    }
    if (norm?.learned) {
      const scale = digits(norm.scale, PLACES);
      rows.push(line("Folded", "one convolution", piece("w′", "kernel"), ` = ${scale} · `, piece("w", "kernel"), ", b′ = ", number(folded.bias), ": Σ ", piece("w′", "kernel"), " · ", piece("x", "input"), plus(folded.bias), " = ", number(folded.result, "output")));
    }
    this.lines.replaceChildren(...rows, ...(norm?.learned ? [this.#table(norm)] : []));
    const said = [];
    if (norm) said.push(this.#learned(norm));
    if (norm?.learned) said.push(folded.apart ? `Both ways differ by ${digits(folded.apart, 2)}.` : "Both ways give the same.");
    said.push(`The network itself, in single precision, says ${digits(network.value, PLACES)} in ${network.layer}: ${network.apart ? `${digits(network.apart, 2)} apart` : "the same"}.`);
    this.note.textContent = said.filter(Boolean).join(" ");
  }

  #norm({ layer, gamma, beta, mean, variance, eps }, x, ...result) {
    return line("Batch norm", layer, number(gamma, "kernel"), " · (", x, minus(mean), ") / √(", digits(variance, PLACES), plus(eps), ")", plus(beta), " ", ...result);
  }

  #table({ gamma, beta, mean, variance, eps, scale }) {
    const rows = [["γ learned scale", gamma], ["β learned shift", beta], ["μ running mean", mean], ["σ² running variance", variance], ["ε", eps], ["γ / √(σ² + ε)", scale]];
    return element("dl", { class: "norm" }, ...rows.map(([what, value]) => element("div", {}, element("dt", { text: what }), element("dd", { text: digits(value, PLACES), title: String(value) }))));
  }

  #learned({ learned, scale, beta }) {
    if (!learned) return `The batch norm was folded into the weights before they were published: only its bias, ${digits(beta, PLACES)}, is left to add.`;
    if (scale < 0) return "Its scale is below 0: the norm turns the sign around, so what the weights seem to look for is what it avoids.";
    return "";
  }
}
