// The picture to take along: as PNG, as SVG, and its animation as GIF.
import { element } from "../kit.js";
import { drawBoards } from "./boards.js";
import { encode } from "./gif.js";
import { arrange, stageHeight } from "./layout.js";
import { drawMarks } from "./marks.js";
import { SvgContext } from "./svg.js";

const MARGIN = 16;
const WIDE = 1168; // CSS pixels; with the margins 1200
const WIDE_GIF = 768;
const SHARP = 2;
const MOST_FRAMES = 100;

/** A picture is `{ scene, at, pinned, palette, font, title, description }`; it is drawn in a size of its own, not in the screen's. */
function plan({ scene, palette, font }, width, ratio) {
  const height = stageHeight(width, 1);
  return { layout: arrange(scene, width, height, 1, ratio), look: { palette, font, type: 1, ratio }, width, height };
}

function paper(picture, width, ratio) {
  const planned = plan(picture, width, ratio);
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * MARGIN) * ratio;
  canvas.height = (planned.height + 2 * MARGIN) * ratio;
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.fillStyle = picture.palette.page;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio);
  drawBoards(ctx, picture.scene, planned.layout, planned.look);
  return { canvas, ctx, ...planned };
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** A PNG chunk of international text: length, kind, keyword and text, checksum. */
function textChunk(keyword, text) {
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  view.setUint32(body.length + 4, ~crc >>> 0);
  return chunk;
}

/** With the title and the description in the file, for whoever asks it. */
export async function png(picture) {
  const { canvas, ctx, layout, look } = paper(picture, WIDE, SHARP);
  drawMarks(ctx, picture.scene, layout, picture.at, look, picture.pinned);
  const drawn = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const header = 33; // the signature and the first chunk, which has to stay first
  const said = [textChunk("Title", picture.title), textChunk("Description", picture.description)];
  return new Blob([drawn.slice(0, header), ...said, drawn.slice(header)], { type: "image/png" });
}

export function svg(picture) {
  const { layout, look, width, height } = plan(picture, WIDE, SHARP);
  const ctx = new SvgContext();
  drawBoards(ctx, picture.scene, layout, look);
  drawMarks(ctx, picture.scene, layout, picture.at, look, picture.pinned);
  const { title, description, palette } = picture;
  return new Blob([ctx.document({ width, height, margin: MARGIN, paper: palette.page, title, description })], { type: "image/svg+xml" });
}

/** The output cells that get a frame: all, or every second, third, ... of each row and column where there are too many. */
export function frames({ h, w }) {
  let every = 1;
  while (Math.ceil(h / every) * Math.ceil(w / every) > MOST_FRAMES) every++;
  const cells = [];
  for (let row = 0; row < h; row += every) for (let col = 0; col < w; col += every) cells.push({ board: "output", row, col });
  return cells;
}

/** One frame a step; `onProgress(done, of)`, `signal` cancels. */
export async function gif(picture, { onProgress, signal } = {}) {
  const { canvas, layout, look } = paper(picture, WIDE_GIF, 1);
  const { width, height } = canvas;
  const moving = element("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
  const steps = frames(picture.scene.out);
  const draw = (i) => {
    moving.setTransform(1, 0, 0, 1, 0, 0);
    moving.drawImage(canvas, 0, 0);
    moving.setTransform(1, 0, 0, 1, MARGIN, MARGIN);
    drawMarks(moving, picture.scene, layout, steps[i], look, false);
    return moving.getImageData(0, 0, width, height);
  };
  const delay = Math.max(16, Math.min(70, Math.round(1600 / steps.length))); // hundredths of a second
  const comment = `${picture.title}. ${picture.description}`;
  return new Blob([await encode({ count: steps.length, width, height, draw, delay, comment, onProgress, signal })], { type: "image/gif" });
}

/** Hand a file to the visitor. */
export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

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
      button("PNG", "Download the picture as PNG", () => this.#save("png", png)),
      button("SVG", "Download the picture as SVG", () => this.#save("svg", svg)),
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

  async #save(kind, draw, options) {
    const picture = this.picture();
    if (!picture.scene.fits) return void (this.said.textContent = "There is no picture yet: the kernel does not fit.");
    this.said.textContent = "";
    save(await draw(picture, options), this.#name(picture.scene, kind));
  }

  async #animate() {
    const running = (this.#running = new AbortController());
    this.progress.value = 0;
    this.#show(true);
    try {
      await this.#save("gif", gif, { signal: running.signal, onProgress: (done, of) => Object.assign(this.progress, { max: of, value: done }) });
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
