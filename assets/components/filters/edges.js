// Sobel step by step: two signed responses, their length, their direction, and a line drawing by thinning and a threshold.
import { element } from "../kit.js";
import { Board, exact } from "./board.js";
import { coloured, directions, hsv } from "./colours.js";
import { slider, toggle } from "./parts.js";
import { probe } from "./pixels.js";

const COMPASS = ["right", "top right", "top", "top left", "left", "bottom left", "bottom", "bottom right"];

function wheel() {
  const side = 56;
  const canvas = element("canvas", { width: side, height: side, class: "wheel", role: "img", "aria-label": "Directions by colour: red is brighter to the right, then round against the clock" });
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(side, side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [x - side / 2 + 0.5, side / 2 - 0.5 - y];
      const far = Math.hypot(dx, dy) / (side / 2);
      if (far > 1) continue;
      const hue = ((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * 6;
      image.data.set([...hsv(hue, 0.85, Math.min(1, far)), 255], 4 * (y * side + x));
    }
  }
  ctx.putImageData(image, 0, 0);
  return canvas;
}

export class Edges {
  constructor({ shelf, change, about, said }) {
    this.change = change;
    this.said = said;
    const board = (name, thing = "output") => new Board(name, thing, { onAt: (row, col, how) => this.#at(row, col, how === "keys"), about });
    this.boards = { gx: board("gx"), gy: board("gy"), length: board("magnitude"), turn: board("direction"), lines: board("lines") };
    this.threshold = slider("threshold", "Threshold, in % of the scale", [shelf.whole.threshold[0], shelf.whole.threshold[1], 1], "% of the scale's end", (value) => change({ threshold: value }, true, true));
    this.thin = toggle("Thin the lines", "Keep a pixel only where the edge is strongest across its direction", (thin) => change({ thin }, false, true));
    this.readout = element("p", { class: "total" });
    this.wheel = wheel();
    const legend = element("span", { class: "legend" }, this.wheel, element("span", { text: "The hue of 4 says where it gets brighter." }));
    const { lines, ...steps } = this.boards;
    const knobs = element("div", { class: "knobs-row" }, this.threshold.element, this.thin.element);
    const result = element("div", { class: "result" }, lines.element, knobs, this.readout, legend);
    this.element = element(
      "div", { class: "edges" },
      element("p", { class: "lead", text: "Two small kernels, then arithmetic pixel by pixel: how a line drawing comes out of a photo." }),
      element("div", { class: "wall five" }, ...Object.values(steps).map((each) => each.element), result),
    );
  }

  settle(settings, photo, name, look) {
    const drawn = this.settings && (settings.threshold !== this.settings.threshold || settings.thin !== this.settings.thin);
    this.settings = settings;
    this.photo = photo;
    this.look = look;
    this.threshold.show(settings.threshold);
    this.thin.show(settings.thin);
    if (drawn && this.meta) this.#lines();
  }

  show(meta, planes, settings, look) {
    Object.assign(this, { meta, planes, settings, look });
    const [row, col] = (settings.at || `${meta.strongest}`).split(",").map(Number);
    this.at = { row: Math.min(row, meta.height - 1), col: Math.min(col, meta.width - 1) };
    this.paint(look);
    this.#mark();
  }

  paint(look) {
    if (!this.meta) return;
    this.look = look;
    const { meta, planes } = this;
    const { height, width, scales } = meta;
    const draw = (board, kind, plane, more) => board.show({ height, width, colours: coloured(kind, plane, height * width, look.palette), ...more });
    draw(this.boards.gx, "signed", planes[0], { title: "1. Gx", scale: scales[0], alt: "Sobel x: positive where it is brighter to the right", note: "Brighter to the right, or darker", file: "sobel-x" });
    draw(this.boards.gy, "signed", planes[1], { title: "2. Gy", scale: scales[0], alt: "Sobel y: positive where it is brighter above", note: "Brighter above, or darker", file: "sobel-y" });
    draw(this.boards.length, "magnitude", planes[2], { title: "3. Length √(Gx² + Gy²)", scale: scales[1], alt: meta.said, note: "How strong the edge is", file: "sobel-magnitude" });
    this.boards.turn.show({ height, width, colours: directions(planes[3], planes[2]), title: "4. Direction", alt: "Direction of the gradient as hue, its length as brightness", note: "The hue says where it gets brighter", file: "sobel-direction" });
    this.#lines();
  }

  #lines() {
    const { meta, planes, settings } = this;
    const { height, width, limits } = meta;
    const least = settings.threshold * 2.54;
    const index = new Uint8Array(height * width);
    let kept = 0;
    for (let i = 0; i < index.length; i++) {
      if (planes[2][i] >= least && planes[2][i] > 0 && (!settings.thin || planes[4][i])) {
        index[i] = 255;
        kept++;
      }
    }
    const value = exact((limits[1] * settings.threshold) / 100);
    const share = `${((100 * kept) / index.length).toFixed(1)} %`;
    const title = settings.thin ? "5. Lines: thinned, threshold" : "5. Edges: threshold";
    this.boards.lines.show({ height, width, colours: coloured("photo", index, index.length), title, alt: `Edges ${settings.thin ? "thinned and " : ""}at least ${value} long: ${share} of the pixels are edge`, note: `Length at least ${value}: ${share} of the pixels`, file: "edges" });
    this.#mark();
  }

  #at(row, col, aloud) {
    if (!this.meta) return;
    this.at = { row, col };
    this.#mark(aloud);
    this.change({ at: `${row},${col}` }, true, true);
  }

  #mark(aloud = false) {
    const { meta, photo, at } = this;
    if (!meta || !photo || !at) return;
    for (const [name, board] of Object.entries(this.boards)) if (board.width) board.mark(name === "gx" || name === "gy" ? { row: at.row - 1, col: at.col - 1, rows: 3, cols: 3, atRow: at.row, atCol: at.col } : at);
    const { sums, value } = probe(photo, { kernels: meta.kernels, mode: "grey", border: this.settings.border }, at);
    const [gx, gy] = [sums[0][0], sums[1][0]];
    const degrees = (Math.round((Math.atan2(gy, gx) * 180) / Math.PI) + 360) % 360;
    const towards = gx === 0 && gy === 0 ? "no direction" : `${degrees}°, brighter towards the ${COMPASS[Math.round(degrees / 45) % 8]}`;
    if (aloud) this.readout.setAttribute("aria-live", "polite");
    else this.readout.removeAttribute("aria-live");
    this.readout.textContent = `Row ${at.row + 1}, column ${at.col + 1}: Gx ${exact(gx)}, Gy ${exact(gy)}, length √(Gx² + Gy²) = ${exact(value[0])}, ${towards}`;
    this.said(`${meta.said} ${this.boards.lines.alt}.`);
  }
}
