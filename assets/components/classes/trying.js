// What was learned, put to use: the page's photo, a new drawing, a dropped file or the camera, live.
import { captioned, fileButton, fileName, save } from "../files.js";
import { gallery } from "../gallery.js";
import { element, unpack } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { address, ask, send } from "./ask.js";
import { Camera } from "./camera.js";
import { filesOf, shrunk } from "./intake.js";

const EVERY = 200; // milliseconds between the camera's pictures

export class Trying {
  #number = 0;
  #latest = 0;

  /** `about()` tells { ticket, net, trained, photo, photoTitle, set, drawn } or null where nothing is learned. */
  constructor(about) {
    this.about = about;
    const button = (text, onclick) => Object.assign(element("button", { type: "button", text }), { onclick });
    this.photo = button("The chosen photo", () => this.#ask({ photo: about().photo }));
    this.drawing = button("A new one of this set", () => this.another());
    this.input = element("input", { type: "file", accept: "image/*", "aria-label": "A picture to classify" });
    this.input.hidden = true;
    this.input.onchange = () => this.#file(this.input.files[0]);
    this.file = button("A file", () => this.input.click());
    this.camera = new Camera({ label: "classifying", every: EVERY, onShot: (blob) => this.#send(blob) });
    this.image = element("img", { width: 144, height: 144, alt: "" });
    this.heat = element("img", { width: 144, height: 144, alt: "" });
    this.said = element("p", { class: "lead", role: "status" });
    this.bars = element("ol", { class: "bars", "aria-label": "Classes" });
    const tools = element("div", { class: "tools" }, this.drawing, this.photo, this.file, this.camera.turn, this.input);
    this.body = element("div", { class: "try" }, element("div", { class: "pair" }, this.image, this.heat), element("div", { class: "answer" }, this.said, this.bars, fileButton("PNG", "Download the picture and where the network looked as PNG", () => this.#png())));
    this.element = element("section", { class: "part", "aria-label": "Try it" }, element("h2", { text: "Try it on something new" }), tools, this.camera.place, this.camera.said, this.body);
    this.element.ondragover = (event) => event.preventDefault();
    this.element.ondrop = (event) => {
      event.preventDefault();
      this.#file(filesOf(event.dataTransfer)[0]);
    };
    this.urls = [];
  }

  /** Something else was learned: the same picture is asked about again. */
  refresh() {
    const about = this.about();
    this.element.hidden = !about;
    if (!about) return this.camera.off();
    this.drawing.hidden = !about.made;
    this.photo.textContent = about.photoTitle;
    if (about.made && !this.last) this.last = { drawing: 0 };
    this.#ask(this.last?.drawing !== undefined && about.made ? this.last : { photo: about.photo });
  }

  another() {
    this.#number += 1;
    this.#ask({ drawing: this.#number });
  }

  async #file(file) {
    if (file) await this.#send(await shrunk(file));
  }

  async #ask(what) {
    const about = this.about();
    if (!about) return;
    this.last = what;
    const { ticket, net, trained, set } = about;
    await this.#shown(ask("classes_look", ticket, { net, trained, set, ...what }));
  }

  async #send(blob) {
    const about = this.about();
    if (about) await this.#shown(send("look", about.ticket, `${about.net} ${about.trained}`, blob).then(unpack));
  }

  async #shown(answer) {
    const turn = (this.#latest += 1);
    try {
      const found = await answer;
      if (turn === this.#latest) this.#show(found);
    } catch (problem) {
      if (turn === this.#latest) this.said.textContent = problem.message;
    }
  }

  #show({ names, said, share, shares, alt, blobs }) {
    const old = this.urls;
    this.urls = blobs.map(address);
    [this.image.src, this.heat.src] = this.urls;
    this.image.alt = "The picture, as the network sees it";
    this.heat.alt = alt;
    setTimeout(() => old.forEach((url) => URL.revokeObjectURL(url)), 1000);
    this.name = said;
    this.said.textContent = `${said}, ${percent(share)} sure.`;
    this.bars.replaceChildren(
      ...names.map((name, i) => {
        const fill = element("span", { class: "fill" });
        fill.style.width = `${100 * shares[i]}%`;
        return element("li", name === said ? { class: "chosen" } : {}, element("span", { class: "name", text: name }), element("span", { class: "share", text: percent(shares[i]) }), element("span", { class: "track", "aria-hidden": "true" }, fill));
      }),
    );
  }

  #png() {
    const { palette, network } = this.about();
    const items = [{ image: this.image, text: "As the network sees it" }, { image: this.heat, text: "Where it looked (Grad-CAM)" }].map((item) => ({ ...item, smooth: true }));
    const caption = `${network}, with a new head: ${this.said.textContent} ${[...this.bars.children].map((bar) => [...bar.children].slice(0, 2).map((part) => part.textContent).join(" ")).join(", ")}.`;
    save(captioned({ ...gallery(items, 2, palette), caption, palette }), `${fileName("tried", this.name)}.png`);
  }

  leave() {
    this.#latest += 1;
    this.camera.off();
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}
