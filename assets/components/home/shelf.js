// Where photos come from: the samples as small pictures, a file, or a drop anywhere on the demo.
import { element } from "../kit.js";

export class Shelf {
  #samples = "";

  /** `onSample(photo)`, `onFile(file)` for a photo of the visitor, `onOwn()` back to that one. */
  constructor(onSample, onFile, onOwn) {
    this.onSample = onSample;
    this.input = element("input", { type: "file", accept: "image/*", hidden: "", "aria-label": "A photo of your own" });
    this.button = element("button", { type: "button", class: "own", text: "Use my photo" });
    this.row = element("div", { class: "thumbs", role: "group", "aria-label": "Photos" });
    this.own = element("button", { type: "button", class: "thumb", title: "Your photo", hidden: "" });
    this.own.onclick = onOwn;
    this.button.onclick = () => this.input.click();
    this.input.onchange = () => {
      const [file] = this.input.files;
      if (file) onFile(file);
      this.input.value = ""; // the same file can be chosen again
    };
    this.node = element("div", { class: "shelf" }, this.row, this.button, this.input);
  }

  setSamples(photos) {
    const now = JSON.stringify(photos);
    if (now === this.#samples) return;
    this.#samples = now;
    this.row.replaceChildren(this.own, ...photos.map((photo) => {
      const picture = element("img", { src: photo.small ?? photo.url, alt: "", loading: "lazy" });
      const button = element("button", { type: "button", class: "thumb", "data-name": photo.name, title: photo.title }, picture);
      button.onclick = () => this.onSample(photo);
      return button;
    }));
  }

  /** Mark what is on show: a sample's name, or null for the visitor's own photo. */
  mark(name) {
    for (const button of this.row.children) {
      button.setAttribute("aria-pressed", String((button.dataset.name ?? null) === name));
    }
  }

  /** Keep the visitor's own photo beside the samples. */
  setOwn(small) {
    this.own.replaceChildren(small);
    this.own.hidden = false;
  }
}

/** Let a file fall anywhere on `root`; `root` wears the class `over` while one hovers. */
export function acceptDrops(root, onFile) {
  root.ondragover = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    root.classList.add("over");
  };
  root.ondragleave = (event) => root.contains(event.relatedTarget) || root.classList.remove("over");
  root.ondrop = (event) => {
    event.preventDefault();
    root.classList.remove("over");
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
}
