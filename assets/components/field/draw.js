// The drawing: the photo with the padding around it, the field's box on it, the map with its unit, and lines from one to the other.
import { PALETTE } from "../palette.js";
import { rgb } from "../kit.js";
import { dots } from "../lab/textures.js";
import { toPhoto } from "./geometry.js";
import { camera, mapPlace, place } from "./layout.js";

const UNSEEN = 0.3; // of the photo's strength, where the network does not look
const HEAT = 0.85; // of the heat's colour, where it is hottest
const MOST_TRAILS = 14;
const LEAST_LIT = 7; // CSS pixels of the chosen cell's side

const path = (ctx, { x, y, w, h }) => {
  ctx.beginPath();
  ctx.rect(x, y, w, h);
};

/** The bytes of a JPEG as a picture to draw; null where they are none. */
export async function decoded(bytes) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Bytes 0..255 of a box of the input as a picture in the colours of magnitudes, the hotter the less transparent. */
export function heatPicture(levels, [top, left, bottom, right]) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [right - left, bottom - top];
  if (canvas.width === 0 || canvas.height === 0) return null;
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(canvas.width, canvas.height);
  const anchors = PALETTE.sequential.map(rgb);
  levels.forEach((level, i) => {
    const at = (level / 255) * (anchors.length - 1);
    const low = Math.min(anchors.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = anchors[low][c] + (at - low) * (anchors[low + 1][c] - anchors[low][c]);
    image.data[4 * i + 3] = 255 * HEAT * Math.min(1, (level / 255) * 2.5);
  });
  ctx.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draw a scene: `{ image, photo, view, margin, frame, others, trail, heat, map, cell: [row, col], label, mapTitle }`, frames in pixels of the
 * input (null where there is none), `heat` `{ picture, box }`. `look` is `{ palette, font, type, ratio }`. Returns where photo and map stand.
 */
export function draw(ctx, scene, layout, look) {
  const seen = camera(layout.area, scene.photo, scene.view, scene.margin);
  const input = place(seen, toPhoto(scene.view, [0, 0, ...scene.view.input]));
  const cells = mapPlace(layout.map, scene.map);
  drawPhoto(ctx, scene, seen, input, layout.area, look);
  const box = scene.frame && drawBoxes(ctx, scene, seen, input, layout.area, look);
  drawMap(ctx, scene, cells, look);
  if (box) join(ctx, scene, box, cells, layout, look);
  return { camera: seen, cells };
}

function drawPhoto(ctx, { image, photo, view, heat }, seen, input, area, { palette, ratio }) {
  const around = place(seen, seen.around);
  const whole = place(seen, [0, 0, ...photo]);
  ctx.save();
  path(ctx, area);
  ctx.clip();
  ctx.fillStyle = dots(ctx, { x: around.x, y: around.y, cell: 10 }, palette.padding, ratio);
  ctx.fillRect(around.x, around.y, around.w, around.h);
  if (image) {
    ctx.globalAlpha = UNSEEN;
    ctx.drawImage(image, whole.x, whole.y, whole.w, whole.h);
    ctx.globalAlpha = 1;
    ctx.save();
    path(ctx, input);
    ctx.clip();
    ctx.fillStyle = palette.page;
    ctx.fillRect(input.x, input.y, input.w, input.h);
    ctx.drawImage(image, whole.x, whole.y, whole.w, whole.h);
    ctx.restore();
  }
  if (heat?.picture) {
    const at = place(seen, toPhoto(view, heat.box));
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(heat.picture, at.x, at.y, at.w, at.h);
    ctx.imageSmoothingEnabled = true;
  }
  ctx.strokeStyle = palette.input.ink;
  ctx.lineWidth = 2;
  ctx.strokeRect(input.x, input.y, input.w, input.h);
  ctx.restore();
}

function line(ctx, box, colour, width, dash = []) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.strokeRect(box.x, box.y, box.w, box.h);
  ctx.setLineDash([]);
}

/** The field whole and dashed, its part in the picture strong; thin ones of the layers before. Returns the strong part. */
function drawBoxes(ctx, { view, frame, others, trail, label }, seen, input, area, { palette, font, type }) {
  const onCanvas = (each) => place(seen, toPhoto(view, each));
  const whole = onCanvas(frame);
  const inside = clipped(whole, input);
  ctx.save();
  path(ctx, area);
  ctx.clip();
  ctx.globalAlpha = 0.75;
  for (const each of trail.slice(-MOST_TRAILS)) line(ctx, clipped(onCanvas(each), input), palette.page, 1);
  ctx.globalAlpha = 1;
  for (const each of others) {
    line(ctx, onCanvas(each), palette.page, 4);
    line(ctx, onCanvas(each), palette.output.ink, 2, [2, 3]);
  }
  ctx.globalAlpha = 0.18;
  ctx.fillStyle = palette.kernel.ink;
  path(ctx, whole);
  ctx.rect(inside.x, inside.y, inside.w, inside.h);
  ctx.fill("evenodd"); // the photo inside keeps its colours
  ctx.globalAlpha = 1;
  line(ctx, whole, palette.page, 4);
  line(ctx, whole, palette.kernel.ink, 2, [7, 5]);
  if (inside.w > 0 && inside.h > 0) {
    line(ctx, inside, palette.page, 7);
    line(ctx, inside, palette.kernel.ink, 4);
  }
  tag(ctx, label, inside, area, { palette, font, type });
  ctx.restore();
  return inside;
}

function clipped(box, { x, y, w, h }) {
  const [left, top] = [Math.min(Math.max(box.x, x), x + w), Math.min(Math.max(box.y, y), y + h)];
  return { x: left, y: top, w: Math.max(0, Math.min(box.x + box.w, x + w) - left), h: Math.max(0, Math.min(box.y + box.h, y + h) - top) };
}

/** How large the field is, in type for the last row, at the box's upper left corner. */
function tag(ctx, text, box, area, { palette, font, type }) {
  const size = 20 * type;
  ctx.font = `700 ${size}px ${font}`;
  const wide = ctx.measureText(text).width + 12;
  const high = size * 1.35;
  const x = Math.min(Math.max(area.x + 2, box.x - 2), area.x + area.w - wide - 2);
  const above = box.y - high - 4;
  const y = above >= area.y ? above : Math.min(box.y + 5, area.y + area.h - high);
  ctx.fillStyle = palette.kernel.ink;
  ctx.beginPath();
  ctx.roundRect(x, y, wide, high, 5);
  ctx.fill();
  ctx.fillStyle = palette.page;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x + 6, y + high / 2 + 1);
}

function litCell({ x, y, side }, [row, col]) {
  const lit = Math.max(side, LEAST_LIT);
  return { x: x + (col + 0.5) * side - lit / 2, y: y + (row + 0.5) * side - lit / 2, w: lit, h: lit };
}

function drawMap(ctx, { map, cell, mapTitle }, cells, { palette, font, type }) {
  const { x, y, w, h, side } = cells;
  ctx.fillStyle = palette.output.fill;
  ctx.fillRect(x, y, w, h);
  ctx.strokeStyle = palette.output.ink;
  if (side >= 4) {
    ctx.globalAlpha = 0.45;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let i = 1; i < map[1]; i++) ctx.rect(x + i * side, y, 0, h);
    for (let i = 1; i < map[0]; i++) ctx.rect(x, y + i * side, w, 0);
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
  ctx.lineWidth = 2;
  ctx.strokeRect(x, y, w, h);
  const lit = litCell(cells, cell);
  ctx.fillStyle = palette.pinned.fill;
  ctx.fillRect(lit.x, lit.y, lit.w, lit.h);
  line(ctx, lit, palette.pinned.ink, 2.5);
  ctx.font = `600 ${15 * type}px ${font}`;
  ctx.fillStyle = palette.output.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(mapTitle[0], x + w / 2, y - 8);
  ctx.fillStyle = palette.pinned.ink;
  ctx.textBaseline = "top";
  ctx.fillText(mapTitle[1], x + w / 2, y + h + 6);
}

/** From the corners of the box to those of the unit that it belongs to. */
function join(ctx, { cell }, box, cells, { stacked, area }, { palette }) {
  const lit = litCell(cells, cell);
  const ends = stacked
    ? [[[box.x, box.y + box.h], [lit.x, lit.y]], [[box.x + box.w, box.y + box.h], [lit.x + lit.w, lit.y]]]
    : [[[box.x + box.w, box.y], [lit.x, lit.y]], [[box.x + box.w, box.y + box.h], [lit.x, lit.y + lit.h]]];
  ctx.strokeStyle = palette.pinned.ink;
  ctx.globalAlpha = 0.8;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const [from, to] of ends) {
    ctx.moveTo(Math.min(Math.max(from[0], area.x), area.x + area.w), Math.min(Math.max(from[1], area.y), area.y + area.h));
    ctx.lineTo(...to);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}
