// Photo + noise = what fools: three canvases of the network's own pixels.
import { signedTable } from "../filters/colours.js";
import { element } from "../kit.js";
import { percent, significant } from "../prediction/softmax.js";
import { epsilonWords } from "./words.js";

export const TIMES = 10; // how much the noise is enlarged to be seen
const GREY = 128;
const UNSEEN = 8; // grey levels that hardly anybody sees
const PLAIN = 32; // and those that nobody misses
const BUTTON = { true: "Show lighter and darker", false: "Show colours" }; // by whether colours are shown

/** RGB bytes, row by row, as a picture. */
export function paintPixels(canvas, pixels, [height, width]) {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    image.data.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** Noise times ten: each colour around grey, or the mean of the three on the signed scale. */
export function paintNoise(canvas, frame, colours, palette) {
  const [height, width] = frame.size;
  const factor = (TIMES * frame.scale) / 127;
  const out = new Uint8Array(3 * width * height);
  const table = signedTable(palette);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = frame.noise.subarray(3 * i, 3 * i + 3);
    if (colours) [r, g, b].forEach((value, c) => (out[3 * i + c] = Math.max(0, Math.min(255, GREY + value * factor))));
    else {
      const packed = table[Math.max(0, Math.min(254, Math.round(127 + ((r + g + b) / 3) * factor * (127 / GREY))))];
      out.set([packed & 255, (packed >> 8) & 255, (packed >> 16) & 255], 3 * i);
    }
  }
  paintPixels(canvas, out, frame.size);
}

function figure(kind, title) {
  const canvas = element("canvas", { role: "img" });
  const name = element("span", { class: "class" });
  const share = element("span", { class: "share" });
  const note = element("span", { class: "note" });
  const caption = element("figcaption", {}, element("span", { class: "title", text: title }), name, share, note);
  return { canvas, name, share, note, element: element("figure", { class: kind }, element("div", { class: "frame" }, canvas), caption) };
}

export class Pictures {
  constructor() {
    this.photo = figure("photo", "Photo");
    this.noise = figure("noise", `Noise \u00d7 ${TIMES}`);
    this.result = figure("result", "Photo + noise");
    this.colours = true;
    this.turn = Object.assign(element("button", { type: "button", text: BUTTON.true }), { onclick: () => this.#turn() });
    this.noise.element.lastChild.append(this.turn);
    const sign = (text) => element("span", { class: "sign", "aria-hidden": "true", text });
    this.element = element("div", { class: "sum" }, this.photo.element, sign("+"), this.noise.element, sign("="), this.result.element);
  }

  #turn() {
    this.colours = !this.colours;
    this.#noise();
  }

  /** `frame` may be missing: then what is there stays. */
  show({ pixels, size, frame, names, look, palette }) {
    if (pixels !== this.pixels) {
      this.pixels = pixels;
      paintPixels(this.photo.canvas, pixels, size);
      this.element.classList.toggle("coarse", size[0] <= 96);
    }
    this.photo.note.textContent = `as the network sees it, ${size[1]} \u00d7 ${size[0]}`;
    this.element.classList.toggle("old", !frame);
    this.photo.name.textContent = names[0];
    this.photo.canvas.setAttribute("aria-label", `The photo as the network sees it: ${names[0]}`);
    if (!frame) return;
    Object.assign(this, { frame, palette });
    const { top } = frame;
    const before = frame.trace.label[0];
    this.photo.share.textContent = look.start === "random" && look.steps > 1 ? "" : percent(before);
    this.#noise();
    this.noise.name.textContent = `\u00b1 ${significant(frame.most)}`;
    this.noise.share.textContent = "of 255";
    this.noise.note.textContent = epsilonWords(look, size);
    paintPixels(this.result.canvas, frame.pixels, size);
    this.result.name.textContent = top.name;
    this.result.share.textContent = percent(top.share);
    this.result.note.textContent = frame.most <= UNSEEN ? "to the eye the same photo" : frame.most <= PLAIN ? "the noise begins to show" : "the noise is plain to see";
    this.result.element.classList.toggle("won", frame.won);
    this.result.canvas.setAttribute("aria-label", `The photo with the noise: the network says ${top.name}, ${percent(top.share)}`);
  }

  #noise() {
    if (!this.frame) return;
    paintNoise(this.noise.canvas, this.frame, this.colours, this.palette);
    const end = significant(GREY / TIMES);
    this.turn.textContent = BUTTON[this.colours];
    const how = this.colours ? `red, green and blue around grey, the ends at \u00b1${end} grey levels` : `orange lighter, violet darker, the ends at \u00b1${end} grey levels`;
    this.turn.title = how;
    this.noise.canvas.setAttribute("aria-label", `The noise, ten times enlarged: ${how}; at most ${significant(this.frame.most)} grey levels, L2 norm ${significant(this.frame.length)}`);
  }
}
