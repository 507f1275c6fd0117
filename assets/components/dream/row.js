// What each layer still knows of the photo: the photo, then one picture a layer, from early to late.
import { element } from "../kit.js";
import { percent } from "../prediction/softmax.js";

const SIDE = 192;

function place(name) {
  const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
  const error = element("span", { class: "error" });
  const node = element("figure", {}, canvas, element("figcaption", {}, element("span", { class: "name", text: name }), error));
  return { canvas, error, element: node };
}

function draw(canvas, image) {
  const ctx = canvas.getContext("2d");
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(image, 0, 0, SIDE, SIDE);
}

export class Row {
  #places = new Map();

  constructor() {
    this.photo = place("The photo");
    this.element = element("section", { class: "layers", "aria-label": "What each layer still knows" });
  }

  show(made, about, photo) {
    this.element.hidden = !made && !photo;
    if (!made) {
      this.#places.clear();
      this.element.hidden = true;
      return;
    }
    if (this.made !== made) {
      this.made = made;
      this.#places.clear();
      this.element.replaceChildren(this.photo.element);
    }
    if (photo) draw(this.photo.canvas, photo);
    this.photo.canvas.setAttribute("aria-label", about.photo);
    for (const { index, layer, image, error } of made.places()) {
      if (!this.#places.has(index)) {
        this.#places.set(index, place(layer));
        this.element.append(this.#places.get(index).element);
      }
      const shown = this.#places.get(index);
      draw(shown.canvas, image);
      shown.error.textContent = `${percent(error)} off`;
      shown.canvas.setAttribute("aria-label", `${about.photo} as ${layer} knows it: its answers are ${percent(error)} off`);
    }
  }
}
