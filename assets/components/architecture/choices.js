// Which network is shown, and which beside it.
import { element } from "../kit.js";

const MOMENT = 150; // milliseconds that need no word

function select(label, families, alone) {
  const made = element("select");
  if (alone) made.append(element("option", { value: "", text: alone }));
  for (const { family, networks } of families) {
    const group = element("optgroup", { label: family });
    for (const { name, title } of networks) group.append(element("option", { value: name, text: title }));
    made.append(group);
  }
  return [made, element("label", {}, label, made)];
}

export class Choices {
  /** `onChoose({ arch, arch2 })`. */
  constructor({ onChoose }) {
    this.onChoose = onChoose;
    this.element = element("div", { class: "choices" });
    this.suggestion = element("button", { type: "button", class: "suggestion" });
    this.waiting = element("span", { class: "waiting", role: "status" });
  }

  /** Say that layers are on their way, where they take longer than a moment. */
  wait(yes) {
    clearTimeout(this.timer);
    this.waiting.textContent = "";
    if (yes) this.timer = setTimeout(() => (this.waiting.textContent = "Going through the layers\u2026"), MOMENT);
  }

  show(families, chosen, networks) {
    const known = JSON.stringify(families);
    if (known !== this.known) {
      this.known = known;
      let labels;
      [this.first, labels] = select("Network", families);
      const [second, beside] = select("beside", families, "no other");
      this.second = second;
      this.element.replaceChildren(labels, beside, this.suggestion, this.waiting);
      this.first.onchange = this.second.onchange = () => this.onChoose({ arch: this.first.value, arch2: this.second.value });
    }
    this.first.value = chosen.arch;
    this.second.value = chosen.arch2;
    const beside = networks[0]?.beside;
    this.suggestion.hidden = !chosen.arch2 && !beside;
    this.suggestion.textContent = chosen.arch2 ? "One network alone" : `Compare with ${beside?.title}`;
    this.suggestion.onclick = () => this.onChoose({ arch: chosen.arch, arch2: chosen.arch2 ? "" : beside.name });
  }
}
