// The canvas: draws what it is told, and says which unit is pointed at. A hover moves the unit, a click holds it, a second one lets it go.
import { element } from "../kit.js";
import { draw } from "./draw.js";
import { toInput } from "./geometry.js";
import { arrange } from "./layout.js";

const TALLEST = 440; // CSS pixels of the photo

export class Stage {
  #width = 0;
  #held = false;
  #dragging = false;

  /** `onCell(row, col)` of the map, `onPoint([y, x])` of the input, `onSize()` when everything must be drawn again. */
  constructor({ onCell, onPoint, onSize }) {
    Object.assign(this, { onCell, onPoint });
    this.canvas = element("canvas", { role: "img", tabindex: "0", "aria-describedby": "field-keys" });
    this.element = element("div", { class: "stage" }, this.canvas);
    this.observer = new ResizeObserver(() => Math.round(this.element.clientWidth) !== this.#width && onSize());
    this.observer.observe(this.element);
    this.canvas.onpointerdown = (event) => {
      this.#dragging = true;
      this.#look(event, true);
    };
    this.canvas.onpointermove = (event) => this.#look(event, this.#dragging);
    this.canvas.onpointerup = this.canvas.onpointercancel = () => (this.#dragging = false);
    this.canvas.onclick = (event) => {
      if (this.#cellUnder(event)) this.#held = !this.#held;
    };
  }

  #at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #cellUnder(event) {
    if (!this.where) return null;
    const [x, y] = this.#at(event);
    const { cells } = this.where;
    const col = Math.floor((x - cells.x) / cells.side);
    const row = Math.floor((y - cells.y) / cells.side);
    return row >= 0 && col >= 0 && row < this.scene.map[0] && col < this.scene.map[1] ? [row, col] : null;
  }

  /** On the map every move counts; on the photo only with the button down. */
  #look(event, pressed) {
    const cell = this.#cellUnder(event);
    if (cell) {
      if (!this.#held || pressed) this.onCell(...cell);
      return;
    }
    if (!pressed || !this.where) return;
    const [x, y] = this.#at(event);
    const { camera } = this.where;
    const point = toInput(this.scene.view, [(y - camera.y) / camera.scale, (x - camera.x) / camera.scale]);
    if (point.every((at, axis) => at >= 0 && at < this.scene.view.input[axis])) this.onPoint(point);
  }

  draw(scene, look) {
    this.#width = Math.round(this.element.clientWidth);
    if (this.#width === 0) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const layout = arrange(this.#width, TALLEST, look.type);
    const [across, down] = [Math.round(this.#width * ratio), Math.round(layout.height * ratio)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
      this.element.style.height = `${layout.height}px`;
    }
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.#width, layout.height);
    this.scene = scene;
    this.where = draw(ctx, scene, layout, { ...look, ratio });
  }

  leave() {
    this.observer.disconnect();
  }
}
