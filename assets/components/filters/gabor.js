// A bank of Gabors as the first stage of vision: simple cells by angle, complex cells by the maximum over neighbours.
import { element, signedColour } from "../kit.js";
import { Board } from "./board.js";
import { coloured } from "./colours.js";
import { slider } from "./parts.js";

/** The maximum over `side` x `side` neighbours, along rows and then columns. */
export function maxOver(plane, height, width, side) {
  if (side === 1) return plane;
  const [before, after] = [Math.floor((side - 1) / 2), Math.floor(side / 2)];
  const rows = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let k = Math.max(0, x - before); k <= Math.min(width - 1, x + after); k++) most = Math.max(most, plane[y * width + k]);
      rows[y * width + x] = most;
    }
  }
  const out = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const [from, to] = [Math.max(0, y - before), Math.min(height - 1, y + after)];
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let k = from; k <= to; k++) most = Math.max(most, rows[k * width + x]);
      out[y * width + x] = most;
    }
  }
  return out;
}

/** The cosine between maps and the same moved by `by` pixels to the right, where both are. */
export function agreement(planes, height, width, by) {
  let [both, here, there] = [0, 0, 0];
  for (const plane of planes) {
    for (let y = 0; y < height; y++) {
      for (let x = by; x < width; x++) {
        const [a, b] = [plane[y * width + x], plane[y * width + x - by]];
        both += a * b;
        here += a * a;
        there += b * b;
      }
    }
  }
  return here && there ? both / Math.sqrt(here * there) : 1;
}

function picture(canvas, rows, palette) {
  const side = rows.length;
  Object.assign(canvas, { width: side, height: side });
  const ctx = canvas.getContext("2d");
  const limit = Math.max(1e-9, ...rows.flat().map(Math.abs));
  rows.forEach((row, i) =>
    row.forEach((value, j) => {
      ctx.fillStyle = signedColour(palette, value, limit);
      ctx.fillRect(j, i, 1, 1);
    }),
  );
}

export class Gabor {
  constructor({ shelf, change, about, said }) {
    this.said = said;
    const knob = (name) => {
      const [label, unit, ...range] = shelf.knobs[name];
      return slider(`gabor-${name}`, label, range, unit, (value) => change({ [name]: value }, true));
    };
    this.knobs = Object.fromEntries(["size", "sigma", "wave", "phase"].map((name) => [name, knob(name)]));
    const whole = (name, label, unit) => slider(name, label, [shelf.whole[name][0], shelf.whole[name][1], 1], unit, (value) => change({ [name]: value }, true, true));
    this.pool = whole("pool", "Neighbours", "pixels a side, over which a complex cell takes the maximum");
    this.move = whole("move", "Move the photo by", "pixels");
    this.verdict = element("p", { class: "total" });
    this.cells = Array.from({ length: 8 }, (_, i) => {
      const angle = `${22.5 * i}°`;
      const kernel = element("canvas", { class: "gabor", role: "img", "aria-label": `Gabor at ${angle}` });
      const simple = new Board(`simple cells ${angle}`, "output", { about });
      const complex = new Board(`complex cells ${angle}`, "output", { about });
      return { angle, kernel, simple, complex, element: element("div", { class: "column" }, kernel, simple.element, complex.element) };
    });
    this.element = element(
      "div", { class: "bank" },
      element("p", { class: "lead", text: "One kernel a direction, as the first cells of vision have it. A simple cell answers to a bar at its place; a complex cell takes the strongest of its neighbours, and forgives a small move." }),
      element("div", { class: "wall eight" }, ...this.cells.map((cell) => cell.element)),
      this.verdict,
      element("div", { class: "controls flat" }, this.pool.element, this.move.element, ...Object.values(this.knobs).map((each) => each.element)),
    );
  }

  settle(settings, photo, name, look) {
    const news = !this.settings || settings.pool !== this.settings.pool || settings.move !== this.settings.move;
    this.settings = settings;
    this.pool.show(settings.pool);
    this.move.show(settings.move);
    if (news && this.meta) this.#complex(look);
  }

  show(meta, planes, settings, look) {
    Object.assign(this, { meta, planes, settings });
    for (const [name, knob] of Object.entries(this.knobs)) knob.show(meta.knobs[name]);
    this.paint(look);
  }

  paint(look) {
    if (!this.meta) return;
    const { height, width, kernels, scale } = this.meta;
    this.cells.forEach(({ angle, kernel, simple }, i) => {
      picture(kernel, kernels[i], look.palette);
      simple.show({ height, width, colours: coloured("magnitude", this.planes[i], height * width, look.palette), title: i ? angle : `${angle} simple`, named: `Simple cells for ${angle}`, alt: `Simple cells for ${angle}, from ${scale.low} to ${scale.high}`, scale, file: `simple-cells-${i}` });
    });
    this.#complex(look);
  }

  #complex(look) {
    const { height, width, scale } = this.meta;
    const { pool, move } = this.settings;
    const pooled = this.planes.map((plane) => maxOver(plane, height, width, pool));
    this.cells.forEach(({ angle, complex }, i) => {
      complex.show({ height, width, colours: coloured("magnitude", pooled[i], height * width, look.palette), title: i ? angle : `${angle} complex`, named: `Complex cells for ${angle}`, alt: `Complex cells for ${angle}: the maximum over ${pool} by ${pool} neighbours`, scale, file: `complex-cells-${i}` });
    });
    const [simple, complex] = [this.planes, pooled].map((planes) => agreement(planes, height, width, Math.min(move, width - 1)).toFixed(2));
    this.verdict.textContent = `Photo moved by ${move} ${move === 1 ? "pixel" : "pixels"}: simple cells still agree with themselves to ${simple}, complex cells to ${complex} (cosine; 1 is the same).`;
    this.said(`Eight directions at ${width} by ${height} pixels. ${this.verdict.textContent}`);
  }
}
