// Pictures in rows and columns, each with its text, as one drawing for `files.captioned`.
import { element } from "./kit.js";
import { wrapped } from "./files.js";

const GAP = 16;
const CELL = 220; // pixels a side
const LINE = 20;
const FONT = "15px sans-serif";

/** Lay out `[{ image, text, smooth }]`; returns `{ width, height, draw }`. */
export function gallery(items, columns, palette, cell = CELL) {
  const measure = element("canvas").getContext("2d");
  measure.font = FONT;
  const texts = items.map(({ text }) => wrapped(measure, text, cell));
  const tall = Math.max(1, ...texts.map((lines) => lines.length)) * LINE + 8;
  const across = Math.min(columns, items.length);
  const draw = (ctx) => {
    ctx.font = FONT;
    ctx.fillStyle = palette.text;
    items.forEach(({ image, smooth }, i) => {
      const [x, y] = [(i % columns) * (cell + GAP), Math.floor(i / columns) * (cell + tall + GAP)];
      const [w, h] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
      const scale = Math.min(cell / w, cell / h);
      ctx.imageSmoothingEnabled = Boolean(smooth);
      ctx.drawImage(image, x, y, w * scale, h * scale);
      texts[i].forEach((line, n) => ctx.fillText(line, x, y + Math.min(cell, h * scale) + (n + 1) * LINE));
    });
  };
  return { width: across * (cell + GAP) - GAP, height: Math.ceil(items.length / columns) * (cell + tall + GAP) - GAP, draw };
}
