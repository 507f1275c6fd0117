// What the switches do: the classes before and after, and the maps of a later layer.
import { element, unpack } from "../kit.js";
import { percent, signedNumber, significant } from "../prediction/softmax.js";

export class Effect {
  /** `onShown("after" | "before" | "change")` where another picture of the later layer is wanted. */
  constructor({ onShown }) {
    this.list = element("ol", { class: "bars", "aria-label": "Classes before and after" });
    this.classes = element("div", { class: "classes" }, element("h2", { text: "What the network says" }), element("p", { class: "note", text: "Outlined: all units on. Filled: as switched." }), this.list);
    const button = (shown, text) => Object.assign(element("button", { type: "button", text, "data-shown": shown }), { onclick: () => onShown(shown) });
    this.choice = element("div", { class: "shown", role: "group", "aria-label": "What of the later layer is shown" }, button("after", "After"), button("before", "Before"), button("change", "Change"));
    this.title = element("h2");
    this.image = element("img", { alt: "" });
    this.scale = element("p", { class: "note" });
    this.moved = element("p", { class: "moved", role: "status" });
    this.later = element("div", { class: "later" }, this.title, this.choice, this.image, this.scale, this.moved);
  }

  /** Show an answer; `about` says { later, cls, shown }. */
  show(raw, { later, cls, shown }) {
    const { classes, later: sheet, blobs } = unpack(raw);
    this.found = { classes, sheet, later, shown };
    this.#bars(classes, cls);
    this.later.hidden = !sheet;
    if (!sheet) return;
    this.title.textContent = `${later}: ${sheet.count} units, strongest first`;
    for (const button of this.choice.children) button.setAttribute("aria-pressed", button.dataset.shown === shown);
    this.#picture(blobs[0]);
    this.scale.textContent = shown === "change" ? "Violet is less than before, orange more; each unit on the scale that it had." : "Each unit on the scale that it had with all units on.";
    const moved = sheet.moved.map(([unit, before, after]) => `unit ${unit + 1} (mean ${significant(before)} \u2192 ${significant(after)})`);
    this.moved.textContent = moved.length ? `Moved most: ${moved.join(", ")}.` : "Nothing has moved.";
    this.image.alt = `${shown === "change" ? "Change of the maps" : "Maps"} of ${later}, ${shown === "before" ? "all units on" : "as switched"}. ${this.moved.textContent}`;
  }

  #bars(classes, cls) {
    while (this.list.children.length > classes.length) this.list.lastChild.remove();
    while (this.list.children.length < classes.length) {
      const track = element("span", { class: "track", "aria-hidden": "true" }, element("span", { class: "fill" }), element("span", { class: "was" }));
      this.list.append(element("li", {}, element("span", { class: "name" }), element("span", { class: "share" }), track, element("span", { class: "change" })));
    }
    classes.forEach(({ index, name, logits, shares }, i) => {
      const row = this.list.children[i];
      const [called, share, track, change] = row.children;
      row.classList.toggle("chosen", index === cls);
      called.textContent = name;
      share.textContent = percent(shares[1]);
      track.children[0].style.width = `${100 * shares[1]}%`;
      track.children[1].style.width = `${100 * shares[0]}%`;
      const points = 100 * (shares[1] - shares[0]);
      const step = logits[1] - logits[0];
      change.textContent = step === 0 ? "unchanged" : `${step < 0 ? "\u25bc" : "\u25b2"} ${signedNumber(Number(points.toFixed(1)))} points, logit ${signedNumber(step)}`;
      change.classList.toggle("less", step < 0);
      change.classList.toggle("more", step > 0);
    });
  }

  #picture(png) {
    const address = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    const next = Object.assign(new Image(), { src: address });
    // The old picture stays until the new one is decoded.
    next.decode().catch(() => {}).then(() => {
      if (this.latest !== address) return URL.revokeObjectURL(address);
      if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
      this.image.src = address;
    });
    this.latest = address;
  }

  /** The classes as a table. */
  rows() {
    return [["class", "logit before", "logit after", "probability before", "probability after"], ...this.found.classes.map(({ name, logits, shares }) => [name, ...logits, ...shares])];
  }

  leave() {
    if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
  }
}
