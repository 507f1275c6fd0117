// From logits to probabilities: the likeliest classes at a temperature, and softmax worked out with these numbers.
import { element } from "../kit.js";
import { entropy, percent, ranked, significant, softmax } from "./softmax.js";

const WORKED = 3; // classes that the worked table names
const OVERFLOW = Math.log(3.4028234663852886e38); // exp of more is no 32-bit number
const FEWEST = 3;
const MOST = 20;

function slider(label, low, high, step, oninput) {
  const input = Object.assign(element("input", { type: "range", min: low, max: high, step, "aria-label": label }), { oninput });
  const output = element("output");
  return { input, output, element: element("label", {}, element("span", { text: label }), input, output) };
}

export class Chances {
  /** `onPick(index)` where a class is clicked; `onChange(changes)` with each step of a slider. */
  constructor({ onPick, onChange }) {
    this.onPick = onPick;
    this.count = slider("Classes", FEWEST, MOST, 1, () => onChange({ count: Number(this.count.input.value) }));
    this.heat = slider("Temperature", -100, 100, 5, () => onChange({ temperature: Number((10 ** (this.heat.input.value / 100)).toFixed(2)) }));
    this.reset = Object.assign(element("button", { type: "button", text: "Back to 1" }), { onclick: () => onChange({ temperature: 1 }) });
    this.list = element("ol", { class: "chances", "aria-label": "Likeliest classes" });
    this.doubt = element("p", { class: "doubt", role: "status" });
    this.table = element("table", { class: "worked" });
    this.said = element("div", { class: "worked-said" });
    const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Softmax worked out" }, this.table);
    this.worked = element("details", {}, element("summary", { text: "Softmax, worked out with these numbers" }), scroll, this.said);
    this.worked.open = true;
    const controls = element("div", { class: "controls" }, this.count.element, this.heat.element, this.reset);
    this.element = element("section", { "aria-label": "From logits to probabilities" }, controls, this.list, this.doubt, this.worked);
  }

  /** Draw for `logits`, `names`, and what is chosen: { target, versus, count, temperature }. */
  show(logits, names, choice) {
    const order = ranked(logits);
    const found = softmax(logits, choice.temperature);
    const listed = order.slice(0, choice.count);
    for (const extra of [choice.target, choice.versus]) if (extra >= 0 && !listed.includes(extra)) listed.push(extra);
    this.count.input.value = choice.count;
    this.count.output.textContent = choice.count;
    this.heat.input.value = Math.round(100 * Math.log10(choice.temperature));
    this.heat.input.setAttribute("aria-valuetext", `T = ${choice.temperature}`);
    this.heat.output.textContent = `T = ${choice.temperature}`;
    this.reset.disabled = choice.temperature === 1;
    this.#rows(listed, order, logits, names, found, choice);
    const bits = entropy(found.shares);
    this.doubt.textContent = `Entropy ${significant(bits)} bits: as unsure as a fair draw among ${significant(2 ** bits)} classes.`;
    this.#work(order, logits, names, found, choice);
  }

  #rows(listed, order, logits, names, found, choice) {
    while (this.list.children.length > listed.length) this.list.lastChild.remove();
    while (this.list.children.length < listed.length) {
      const row = element("button", { type: "button" }, ...["rank", "name", "logit", "share"].map((name) => element("span", { class: name })), element("span", { class: "track", "aria-hidden": "true" }, element("span", { class: "fill" })));
      this.list.append(element("li", {}, row));
    }
    listed.forEach((index, i) => {
      const button = this.list.children[i].firstChild;
      const [rank, name, logit, share, track] = button.children;
      button.onclick = () => this.onPick(index);
      button.setAttribute("aria-pressed", index === choice.target);
      button.classList.toggle("versus", index === choice.versus);
      rank.textContent = order.indexOf(index) + 1;
      name.textContent = names[index];
      logit.textContent = `logit ${significant(logits[index])}`;
      share.textContent = percent(found.shares[index]);
      track.firstChild.style.width = `${100 * found.shares[index]}%`;
    });
  }

  #work(order, logits, names, found, { target, temperature }) {
    const divided = (index) => logits[index] / temperature;
    const top = found.largest / temperature;
    const rest = order.slice(WORKED);
    const total = (of) => of.reduce((sum, index) => sum + found.odds[index], 0);
    const share = (of) => of.reduce((sum, index) => sum + found.shares[index], 0);
    const line = (tag, cells, kind = "") => element("tr", { class: kind }, ...cells.map((text, i) => element(i ? tag : "th", i ? { text } : { text, scope: tag === "th" ? "col" : "row" })));
    const rows = order.slice(0, WORKED).map((index) =>
      line("td", [names[index], significant(logits[index], 4), significant(Math.exp(divided(index)), 4), significant(divided(index) - top, 4), significant(found.odds[index], 4), percent(found.shares[index])]));
    const all = Math.exp(top + Math.log(found.sum));
    const scaled = temperature === 1 ? "z" : "z/T";
    this.table.replaceChildren(
      element("thead", {}, line("th", ["Class", "logit z", `exp(${scaled})`, `${scaled} \u2212 largest`, "exp of that", "÷ sum"])),
      element("tbody", {}, ...rows,
        line("td", [`the other ${rest.length}`, "", significant(Math.exp(top + Math.log(total(rest))), 4), "", significant(total(rest), 4), percent(share(rest))]),
        line("td", ["sum", "", significant(all, 4), "", significant(found.sum, 4), "100 %"], "sum")),
    );
    const plain = `${significant(Math.exp(divided(target)), 4)} / ${significant(all, 4)}`;
    const overflow = top > OVERFLOW
      ? `exp(${significant(top)}) is beyond 3.4 × 10³⁸, the largest 32-bit number: without taking the largest off there would be no answer at all.`
      : "Taking the largest off changes no quotient, and no exp is above 1: exp(89) would already be too large for a 32-bit number.";
    this.said.replaceChildren(
      element("p", { class: "formula", text: `${names[target]}: ${plain} = ${significant(found.odds[target], 4)} / ${significant(found.sum, 4)} = ${significant(found.shares[target], 4)}` }),
      element("p", { class: "note", text: overflow }),
      element("p", { class: "note", text: "Temperature divides every logit first: above 1 it evens the bars out, below 1 it sharpens them. The order stays." }),
    );
  }

  /** The bars as a table: rank, class, logit, probability. */
  rows(logits, names, temperature) {
    const { shares } = softmax(logits, temperature);
    return [["rank", "class", "logit", `probability at T = ${temperature}`], ...ranked(logits).map((index, i) => [i + 1, names[index], logits[index], shares[index]])];
  }
}
