// The photo, the picture being painted, and the lines that tie both to the numbers below.
import { element } from "../kit.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_MARK = 10; // CSS pixels: the mark on the painted picture can always be seen
const LONGEST_TIE = 140; // CSS pixels between picture and numbers; further apart no lines are drawn

function shape(tag, className) {
  const node = document.createElementNS(SVG, tag);
  node.setAttribute("class", className);
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

export class Stage {
  #finished = document.createElement("canvas"); // the whole response of the pinned kernel, from which painting copies

  /** `onPlace({ row, col })` when the window is put somewhere by hand, `onMove(rows, cols)` by the arrow keys. */
  constructor(onPlace, onMove) {
    this.photo = element("canvas", { role: "img", "aria-label": "The photo" });
    this.painted = element("canvas", { role: "img", "aria-label": "The painted picture" });
    this.ghost = element("canvas", { class: "ghost", "aria-hidden": "true" });
    this.photoFrame = element("div", {
      class: "frame", tabindex: "0", role: "group",
      "aria-label": "The window over the photo: arrow keys move it, space plays and pauses",
    }, this.photo);
    this.paintFrame = element("div", { class: "frame paint" }, this.ghost, this.painted);
    this.window = shape("rect", "window");
    this.halo = shape("rect", "halo");
    this.cone = shape("polygon", "cone");
    this.mark = shape("rect", "mark");
    this.tie = shape("path", "tie");
    this.overlay = shape("svg", "overlay");
    this.overlay.setAttribute("aria-hidden", "true");
    this.overlay.append(this.cone, this.tie, this.halo, this.window, this.mark);
    for (const frame of [this.photoFrame, this.paintFrame]) this.#byHand(frame, onPlace);
    this.photoFrame.onkeydown = (event) => {
      const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!steps || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 10 : 1;
      onMove(steps[0] * far, steps[1] * far);
    };
  }

  #byHand(frame, onPlace) {
    const place = (event) => {
      const box = frame.getBoundingClientRect();
      onPlace({
        row: Math.floor(((event.clientY - box.top) / box.height) * this.photo.height),
        col: Math.floor(((event.clientX - box.left) / box.width) * this.photo.width),
      });
    };
    frame.onpointerdown = (event) => {
      if (event.button !== 0) return;
      frame.setPointerCapture(event.pointerId);
      place(event);
    };
    frame.onpointermove = (event) => frame.hasPointerCapture(event.pointerId) && place(event);
  }

  /** Show another photo (its small canvas); the painting starts on empty paper. */
  setPhoto(small, alt) {
    const { width, height } = small;
    for (const canvas of [this.photo, this.painted, this.ghost, this.#finished]) Object.assign(canvas, { width, height });
    for (const frame of [this.photoFrame, this.paintFrame]) {
      frame.style.aspectRatio = `${width} / ${height}`;
      frame.classList.toggle("tall", width / height < 1.5);
    }
    this.photo.getContext("2d").drawImage(small, 0, 0);
    this.photo.setAttribute("aria-label", alt);
  }

  /** The finished picture of the pinned kernel; what is painted already takes its colours. */
  setFinished(image, fresh) {
    this.#finished.getContext("2d").putImageData(image, 0, 0);
    const context = this.painted.getContext("2d");
    if (fresh) context.clearRect(0, 0, this.painted.width, this.painted.height);
    context.globalCompositeOperation = "source-atop";
    context.drawImage(this.#finished, 0, 0);
    context.globalCompositeOperation = "source-over";
  }

  /** Paint the part of the picture between these pixels. */
  reveal(left, top, right, bottom) {
    const [x, y, width, height] = [Math.floor(left), top, Math.ceil(right) - Math.floor(left), bottom - top];
    if (width > 0 && height > 0) this.painted.getContext("2d").drawImage(this.#finished, x, y, width, height, x, y, width, height);
  }

  /** `image` whole over the painting while a tile is pointed at (`preview`), faint below it otherwise. */
  setGhost(image, preview) {
    const context = this.ghost.getContext("2d");
    if (image) context.putImageData(image, 0, 0);
    else context.drawImage(this.photo, 0, 0);
    this.ghost.classList.toggle("preview", preview);
    this.ghost.classList.toggle("grey", !image);
  }

  /** Draw the window of `size` pixels centred at `row`, `col`, and its ties to the `patch` and the `result`. */
  setWindow({ row, col }, size, patch, result) {
    const home = this.overlay.getBoundingClientRect();
    const inside = (node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return { x: x - home.x, y: y - home.y, width, height };
    };
    const photo = inside(this.photoFrame);
    const pixel = photo.width / this.photo.width;
    const side = size * pixel;
    const x = photo.x + (col - (size - 1) / 2) * pixel;
    const y = photo.y + (row - (size - 1) / 2) * pixel;
    for (const node of [this.halo, this.window]) { // drawn around the pixels, not over them
      set(node, { x: x - 3, y: y - 3, width: side + 6, height: side + 6 });
    }
    const paint = inside(this.paintFrame);
    const mark = Math.max(pixel, LEAST_MARK);
    const centre = [paint.x + (col + 0.5) * pixel, paint.y + (row + 0.5) * pixel];
    set(this.mark, { x: centre[0] - mark / 2, y: centre[1] - mark / 2, width: mark, height: mark });
    const grid = inside(patch);
    const sum = inside(result);
    const near = grid.y - photo.y - photo.height < LONGEST_TIE && grid.y > photo.y && grid.x < photo.x + photo.width;
    this.overlay.classList.toggle("untied", !near);
    set(this.cone, { points: `${x},${y + side} ${x + side},${y + side} ${grid.x + grid.width},${grid.y} ${grid.x},${grid.y}` });
    const from = [sum.x + sum.width / 2, sum.y];
    const bend = Math.min(90, (from[1] - centre[1]) / 2);
    set(this.tie, { d: `M${from} C${from[0]},${from[1] - bend} ${centre[0] - bend / 2},${centre[1] + bend} ${centre}` });
  }
}
