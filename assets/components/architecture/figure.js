// A network's figure on the page: its volumes can be chosen, and it can be taken along as a file.
import { element } from "../kit.js";
import { save } from "../files.js";
import { PALETTE } from "../palette.js";
import { plan } from "./plan.js";
import { asFile } from "./vector.js";
import { drawVolumes } from "./volumes.js";

const FONT = "Helvetica, Arial, sans-serif"; // of the file, which has to do without the page's
const SCALE = "Sides are drawn as square roots: four times as long looks twice as long.";

export class Figure {
  /** `onLayer(name)` when a volume is chosen. */
  constructor({ onLayer }) {
    this.onLayer = onLayer;
    this.frame = element("div", { class: "volumes" });
    const button = element("button", { type: "button", text: "Download as SVG" });
    button.onclick = () => save(this.file(), `${this.network.name}.svg`);
    this.element = element("figure", { class: "drawn" }, this.frame, element("figcaption", {}, element("span", { text: SCALE }), button));
    this.frame.onclick = (event) => this.#choose(event.target.closest("[data-at]"));
    this.frame.onkeydown = (event) => this.#key(event);
  }

  show(network, longest, palette, font, layer) {
    const key = JSON.stringify([network.name, longest, palette.page, font, network.rows.length]);
    Object.assign(this, { network, longest });
    if (key !== this.key) {
      this.key = key;
      this.runs = plan(network.rows);
      this.frame.replaceChildren(drawVolumes({ ...this.#described(), palette, font }));
      this.buttons = [...this.frame.querySelectorAll("[role=button]")];
      this.buttons.forEach((button, i) => button.setAttribute("tabindex", i === 0 ? "0" : "-1"));
      const svg = this.frame.firstChild;
      svg.style.minWidth = `${0.84 * svg.viewBox.baseVal.width}px`;
      svg.style.maxWidth = `${1.25 * svg.viewBox.baseVal.width}px`;
    }
    this.mark(layer);
  }

  #described() {
    const { shape, title, alt } = this.network;
    return { runs: this.runs, shape, title, alt, longest: this.longest };
  }

  /** In colours of its own, on white. */
  file() {
    return asFile(drawVolumes({ ...this.#described(), palette: PALETTE.light, font: FONT }), PALETTE.light.page);
  }

  /** Mark the volume that a layer belongs to. */
  mark(layer) {
    const at = this.runs.findIndex((run) => run.rows.some((row) => row.name === layer));
    this.buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === at)));
  }

  #choose(volume) {
    if (volume?.dataset.at) this.onLayer(volume.dataset.at);
  }

  #key(event) {
    const at = this.buttons.indexOf(event.target);
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (at < 0) return;
    if (event.key === "Enter" || event.key === " ") this.#choose(event.target);
    else if (event.key in steps) {
      const next = this.buttons[Math.max(0, Math.min(this.buttons.length - 1, at + steps[event.key]))];
      event.target.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    } else return;
    event.preventDefault();
  }
}
