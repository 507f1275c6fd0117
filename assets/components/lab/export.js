// The picture to take along: as PNG, as SVG, and its animation as GIF.
import { element } from "../kit.js";
import { png as encoded } from "../png.js";
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

/** With the title and the description in the file, for whoever asks it. */
export function png(picture) {
  const { canvas, ctx, layout, look } = paper(picture, WIDE, SHARP);
  drawMarks(ctx, picture.scene, layout, picture.at, look, picture.pinned);
  return encoded(canvas, { Title: picture.title, Description: picture.description });
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
