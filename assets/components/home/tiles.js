// The kernels as tiles: the pointer previews, a click or Enter pins, arrows walk.
import { element } from "../kit.js";
import { weightColour } from "./kernels.js";

const ROW = 6; // tiles

/** Draw the weights as k x k pixels. */
function draw(canvas, kernel, palette) {
  canvas.width = canvas.height = kernel.size;
  const context = canvas.getContext("2d");
  for (let i = 0; i < kernel.size ** 2; i++) {
    context.fillStyle = weightColour(kernel, i, palette);
    context.fillRect(i % kernel.size, Math.floor(i / kernel.size), 1, 1);
  }
}

function group(title, tiles) {
  return element("div", { class: "tile-group" }, element("p", { class: "label faint", text: title }),
    element("div", { class: "tile-row" }, ...tiles));
}

export class Tiles {
  #tiles = []; // { kernel, button, canvas } in reading order
  #palette = null;

  /** `onPreview(kernel | null)` while a tile is pointed at or focused, `onPin(kernel)` when it is chosen. */
  constructor(kernels, onPreview, onPin) {
    this.onPreview = onPreview;
    this.onPin = onPin;
    this.learned = group("Learned by a network, on the photo in colour",
      Array.from({ length: ROW }, () => element("span", { class: "tile waiting", "aria-hidden": "true" })));
    this.node = element("div", { class: "tiles", role: "group", "aria-label": "Kernels: arrow keys walk, Enter chooses" },
      group("Made by hand, on the photo in grey", kernels.map((kernel) => this.#tile(kernel))), this.learned);
    this.node.onkeydown = (event) => this.#walk(event);
    this.node.onpointermove = (event) => this.#under(event, false);
    this.node.onpointerup = (event) => event.button === 0 && this.#under(event, true);
    this.node.onpointerleave = this.node.onpointercancel = () => this.onPreview(null);
    this.node.addEventListener("focusout", (event) => this.node.contains(event.relatedTarget) || this.onPreview(null));
    this.#pin(this.#tiles[0]);
  }

  /** Put the learned kernels into the second row; without any the row goes. */
  addLearned(kernels) {
    if (kernels.length) this.learned.lastChild.replaceChildren(...kernels.slice(0, ROW).map((kernel) => this.#tile(kernel)));
    else this.learned.remove();
    this.paint(this.#palette);
  }

  #tile(kernel) {
    const canvas = element("canvas", { "aria-hidden": "true" });
    const button = element("button", { type: "button", class: "tile", "data-id": kernel.id, title: kernel.about, tabindex: "-1", "aria-pressed": "false" },
      canvas, element("span", { text: kernel.title }));
    const tile = { kernel, button, canvas };
    button.onfocus = () => button.matches(":focus-visible") && this.onPreview(kernel);
    button.onclick = (event) => event.detail === 0 && this.#choose(tile); // the keyboard's; a pointer ends in onpointerup
    this.#tiles.push(tile);
    return button;
  }

  paint(palette) {
    this.#palette = palette;
    for (const { kernel, canvas } of this.#tiles) draw(canvas, kernel, palette);
  }

  #pin(chosen) {
    for (const tile of this.#tiles) tile.button.setAttribute("aria-pressed", String(tile === chosen));
    this.#stop(chosen);
  }

  /** The one tile that Tab stops at. */
  #stop(at) {
    for (const tile of this.#tiles) tile.button.tabIndex = tile === at ? 0 : -1;
  }

  #choose(tile) {
    this.#pin(tile);
    this.onPin(tile.kernel);
  }

  /** The tile under the pointer: also while a finger or a pressed button drags across. */
  #under(event, chosen) {
    const hit = this.node.getRootNode().elementFromPoint(event.clientX, event.clientY)?.closest?.(".tile[data-id]");
    const tile = this.#tiles.find(({ button }) => button === hit);
    if (tile && chosen) this.#choose(tile);
    else if (tile) this.onPreview(tile.kernel);
  }

  #walk(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ROW, ArrowDown: ROW };
    const now = this.#tiles.findIndex(({ button }) => button === event.target);
    const last = this.#tiles.length - 1;
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : now + steps[event.key];
    if (now < 0 || Number.isNaN(next) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const tile = this.#tiles[Math.max(0, Math.min(last, next))];
    this.#stop(tile);
    tile.button.focus();
    this.onPreview(tile.kernel);
  }
}
