// One step of the head's training opened: forward, loss, backward, update, with the numbers of one weight.
import { element, grouped } from "../kit.js";
import { significant } from "../prediction/softmax.js";
import { ask } from "./ask.js";

const n = (value) => significant(value, 4);

export class Step {
  #step = 1;
  #at = null;

  /** `about()` tells { ticket, net, trained, steps } or null. */
  constructor(about) {
    this.about = about;
    this.slider = element("input", { type: "range", min: 1, step: 1, value: 1, "aria-label": "Step" });
    this.slider.oninput = () => this.#turn(Number(this.slider.value));
    this.value = element("output");
    const button = (text, label, onclick) => Object.assign(element("button", { type: "button", text, "aria-label": label }), { onclick });
    const tools = element("div", { class: "slide" }, "Step", button("\u2212", "A step back", () => this.#turn(this.#step - 1)), this.slider, button("+", "A step on", () => this.#turn(this.#step + 1)), this.value);
    this.cls = element("select", { "aria-label": "Class of the opened weight" });
    this.channel = element("input", { type: "number", min: 0, class: "number", "aria-label": "Channel of the opened weight" });
    this.cls.onchange = this.channel.onchange = () => this.#choose();
    const strongest = button("Largest gradient", "Open the weight with the largest gradient", () => this.#turn(this.#step, null));
    const weight = element("div", { class: "tools" }, "Weight from channel", this.channel, "to", this.cls, strongest);
    this.said = element("p", { class: "note", role: "status" });
    this.list = element("ol", { class: "steps" });
    this.element = element("details", { class: "part fold" }, element("summary", { text: "One step of learning, opened: forward, loss, backward, update" }), tools, weight, this.said, this.list);
    this.element.ontoggle = () => this.element.open && this.#ask();
  }

  refresh() {
    this.element.hidden = !this.about();
    this.#at = null;
    if (this.element.open) this.#ask();
  }

  #turn(step, at = this.#at) {
    const about = this.about();
    if (!about) return;
    this.#step = Math.min(about.steps, Math.max(1, step));
    this.#at = at;
    this.#ask();
  }

  #choose() {
    const most = Number(this.channel.max);
    const channel = Math.min(most, Math.max(0, Math.round(Number(this.channel.value) || 0)));
    this.#at = [this.cls.selectedIndex, channel];
    this.#ask();
  }

  async #ask() {
    const about = this.about();
    if (!about) return;
    const { ticket, net, trained, steps } = about;
    this.#step = Math.min(this.#step, steps);
    Object.assign(this.slider, { max: steps, value: this.#step });
    const key = (this.key = {});
    try {
      const found = await ask("classes_step", ticket, { net, trained, step: this.#step, at: this.#at });
      if (this.key === key) this.#show(found);
    } catch (problem) {
      if (this.key === key) this.said.textContent = problem.message;
    }
  }

  #show({ step, of, batch, names, k, c, channels, loss, rows, one, momentum, rate, decay, lines }) {
    this.value.textContent = `${step} of ${of}`;
    this.said.textContent = step === 1 ? `The head begins with zeros: every class is equally likely, and the loss is ln ${names.length} = ${n(Math.log(names.length))}.` : "";
    if (this.cls.options.length !== names.length) this.cls.replaceChildren(...names.map((name) => element("option", { text: name })));
    this.cls.selectedIndex = k;
    Object.assign(this.channel, { max: channels - 1, value: c });
    const classes = names.length;
    const cell = (tag, text) => element(tag, tag === "th" ? { scope: "col", text } : { text });
    const head = element("tr", {}, ...["picture", "is", ...names.map((name) => `logit ${name}`), "its loss", `p \u2212 y, ${names[k]}`, `x, channel ${c}`, "product"].map((text) => cell("th", text)));
    const body = rows.map(({ is, p, y, x, logits, loss: own }, i) => element("tr", {}, ...[i + 1, is, ...logits.map(n), n(own), `${n(p)} \u2212 ${y}`, n(x), n((p - y) * x)].map((text) => cell("td", text))));
    const table = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The batch, picture by picture" }, element("table", { class: "agree" }, element("thead", {}, head), element("tbody", {}, ...body)));
    const item = (title, line, ...parts) => element("li", {}, element("h3", { text: title }), element("code", { text: line }), ...parts);
    const text = (words) => element("p", { text: words });
    const shape = (...sides) => `(${sides.map(grouped).join(", ")})`;
    const kept = momentum ? `${momentum} × ${n(one.velocity)} + ` : "";
    this.list.replaceChildren(
      item("Forward", lines[0], text(`x ${shape(batch, channels)} times the weights ${shape(channels, classes)} plus a bias gives logits ${shape(batch, classes)}: ${batch} pictures, ${classes} classes. x is what the frozen trunk says of each picture, each channel moved to mean 0, all divided by one number so that pictures have length 1 or so.`)),
      item("Loss", lines[1], text(`\u2212ln of the true class's probability, averaged over the ${batch} pictures: ${n(loss)}.`), table),
      item("Backward", `${lines[2]}; ${lines[3]}`, text(`head.weight.grad has the shape of the weights, ${shape(classes, channels)}. For weight [${k}, ${c}] it is the mean of the products: ${n(one.gradient)}. ${one.gradient > 0 ? "Positive: a larger weight would raise the loss, so it shrinks." : "Negative: a larger weight would lower the loss, so it grows."}`)),
      item("Update", lines[4], text(`gradient + decay: ${n(one.gradient)} + ${decay} × ${n(one.weight)} = ${n(one.pull)}. ${momentum ? `With what momentum kept: ${kept}${n(one.pull)} = ${n(one.moved)}. ` : ""}weight: ${n(one.weight)} \u2212 ${rate} × ${n(one.moved)} = ${n(one.after)}.`)),
    );
  }
}
