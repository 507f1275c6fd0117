// The canvas: a still picture below, marks above, so that a gliding window redraws only the marks.
import { element } from "../kit.js";
import { drawBoards } from "./boards.js";
import { arrange, hit, stageHeight } from "./layout.js";
import { drawUsers, drawWindow } from "./marks.js";

export class Stage {
  #width = 0;

  /** `onSize()` when the width has changed and everything must be drawn again. */
  constructor(onSize) {
    this.still = element("canvas", { "aria-hidden": "true" });
    this.moving = element("canvas", { class: "moving", role: "img", tabindex: "0", "aria-describedby": "lab-keys" });
    this.misfit = element("div", { class: "misfit", role: "status" });
    this.misfit.hidden = true;
    this.element = element("div", { class: "stage" }, this.still, this.moving, this.misfit);
    this.observer = new ResizeObserver(() => {
      if (Math.round(this.element.clientWidth) !== this.#width) onSize();
    });
    this.observer.observe(this.element);
  }

  /** Draw the boards; `look` is `{ palette, font, type }`. */
  draw(scene, look) {
    this.#width = Math.round(this.element.clientWidth);
    if (this.#width === 0) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const height = stageHeight(this.#width, look.type);
    this.scene = scene;
    this.look = { ...look, ratio };
    this.layout = arrange(scene, this.#width, height, look.type, ratio);
    this.element.style.height = `${height}px`;
    for (const canvas of [this.still, this.moving]) {
      const [across, down] = [Math.round(this.#width * ratio), Math.round(height * ratio)];
      if (canvas.width === across && canvas.height === down) continue;
      canvas.width = across;
      canvas.height = down;
    }
    const ctx = this.still.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawBoards(ctx, scene, this.layout, this.look);
  }

  /** Draw the marks: `at` is `{ board, row, col }`; on "input" counted without the padding, on "output" maybe between cells. */
  mark(at) {
    if (!this.layout) return;
    const ctx = this.moving.getContext("2d");
    ctx.setTransform(this.look.ratio, 0, 0, this.look.ratio, 0, 0);
    ctx.clearRect(0, 0, this.layout.width, this.layout.height);
    if (!this.scene.axis) return;
    const draw = at.board === "input" ? drawUsers : drawWindow;
    draw(ctx, this.scene, this.layout, at.row, at.col, this.look.palette);
  }

  /** What the pointer is over: an output cell, an input cell (padding negative or beyond), or null. */
  under(event) {
    if (!this.layout || !this.scene.axis) return null;
    const box = this.moving.getBoundingClientRect();
    const found = hit(this.layout, event.clientX - box.left, event.clientY - box.top);
    if (found?.board !== "input") return found;
    const { p } = this.scene.settings;
    return { board: "input", row: found.row - p, col: found.col - p };
  }

  /** Show why nothing fits, with a button a remedy, instead of the picture; `null` takes it away. */
  explain(reason, onMend) {
    this.misfit.hidden = reason === null;
    this.moving.tabIndex = reason === null ? 0 : -1;
    if (reason === null || reason.text === this.misfit.dataset.text) return;
    this.misfit.dataset.text = reason.text;
    const buttons = reason.mends.map(({ label, change }) => {
      const button = element("button", { type: "button", class: "mend", text: label });
      button.onclick = () => onMend(change);
      return button;
    });
    this.misfit.replaceChildren(element("p", { text: reason.text }), element("div", { class: "mends" }, ...buttons));
  }
}
