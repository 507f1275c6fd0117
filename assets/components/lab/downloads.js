// The buttons for the picture to take along.
import { save } from "../save.js";
import { element } from "../kit.js";

/** Buttons for the three files; `picture()` is asked when one is pressed. */
export class Downloads {
  #running = null;

  constructor(picture) {
    this.picture = picture;
    const button = (text, label, onclick) => Object.assign(element("button", { type: "button", text, "aria-label": label, title: label }), { onclick });
    this.progress = element("progress", { "aria-label": "Frames drawn" });
    this.cancel = button("Stop", "Stop drawing the animation", () => this.leave());
    this.said = element("span", { class: "said-of-it", role: "status" });
    this.buttons = [
      button("PNG", "Download the picture as PNG", () => this.#save("png")),
      button("SVG", "Download the picture as SVG", () => this.#save("svg")),
      button("GIF", "Download the animation as GIF", () => this.#animate()),
    ];
    const parts = [...this.buttons, this.progress, this.cancel, this.said];
    this.element = element("div", { class: "downloads", role: "group", "aria-label": "Downloads" }, ...parts);
    this.#show(false);
  }

  #show(running) {
    this.progress.hidden = this.cancel.hidden = !running;
    this.buttons[2].hidden = running;
  }

  #name({ settings: { n, nw, k, kw, s } }, kind) {
    return `convolution-${n}x${nw}-kernel-${k}x${kw}-stride-${s}.${kind}`;
  }

  async #save(kind, options) {
    const picture = this.picture();
    if (!picture.scene.fits) return void (this.said.textContent = "There is no picture yet: the kernel does not fit.");
    this.said.textContent = "";
    const drawing = await import("./export.js"); // fetched when first asked for: most visits take nothing along
    save(await drawing[kind](picture, options), this.#name(picture.scene, kind));
  }

  async #animate() {
    const running = (this.#running = new AbortController());
    this.progress.value = 0;
    this.#show(true);
    try {
      await this.#save("gif", { signal: running.signal, onProgress: (done, of) => Object.assign(this.progress, { max: of, value: done }) });
    } catch (reason) {
      if (reason.name !== "AbortError") throw reason;
      this.said.textContent = "Stopped.";
    } finally {
      this.#show(false);
    }
  }

  /** Stop drawing an animation. */
  leave() {
    this.#running?.abort();
  }
}
