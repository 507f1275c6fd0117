// Where photo and map stand on the canvas, in CSS pixels.
import { toPhoto } from "./geometry.js";

const GAP = 24;
const EDGE = 2; // room for the line around the map
const WIDE = 520; // from here on the map stands beside the photo
const LARGEST_MARGIN = 0.6; // of the input's side: what hangs over further is cut off at the edge
const LEAST_MARGIN = 0.06;

/** How much of the padding is shown around the input, in its pixels: `[top, left, bottom, right]`. */
export function marginOf(reach, input) {
  return reach.map((pixels, side) => Math.min(LARGEST_MARGIN, Math.max(LEAST_MARGIN, pixels / input[side % 2])) * input[side % 2]);
}

/** Where things stand on a canvas `width` wide and at most `tall` high: `{ area, map, height, stacked }`. */
export function arrange(width, tall, type) {
  const stacked = width < WIDE;
  const line = 22 * type;
  if (stacked) {
    const side = Math.min(width, tall);
    const map = Math.min(width * 0.5, 220);
    return { stacked, area: { x: 0, y: 0, w: width, h: side }, map: { x: (width - map) / 2, y: side + line + GAP, w: map, h: map }, height: side + GAP + line + map + line + 4 };
  }
  const map = Math.min(width * 0.27, 260);
  const height = Math.max(280, Math.min(tall, (width - map - 2 * GAP) * 0.82));
  return { stacked, area: { x: 0, y: 0, w: width - map - 2 * GAP, h: height }, map: { x: width - map - EDGE, y: (height - map) / 2, w: map, h: map }, height };
}

/** From pixels of the photo to the canvas: `{ x, y, scale }`; what is shown is the photo and `margin` around what is seen of it. */
export function camera(area, photo, view, margin) {
  const around = toPhoto(view, [-margin[0], -margin[1], view.input[0] + margin[2], view.input[1] + margin[3]]);
  const world = [Math.min(0, around[0]), Math.min(0, around[1]), Math.max(photo[0], around[2]), Math.max(photo[1], around[3])];
  const scale = Math.min(area.w / (world[3] - world[1]), area.h / (world[2] - world[0]));
  const x = area.x + (area.w - (world[3] - world[1]) * scale) / 2 - world[1] * scale;
  const y = area.y + (area.h - (world[2] - world[0]) * scale) / 2 - world[0] * scale;
  return { x, y, scale, around };
}

/** A box of the photo on the canvas: `{ x, y, w, h }`. */
export const place = ({ x, y, scale }, [top, left, bottom, right]) => ({ x: x + left * scale, y: y + top * scale, w: (right - left) * scale, h: (bottom - top) * scale });

/** The map's cells: `{ x, y, cell: [high, wide], w, h }`, in the middle of its place. */
export function mapPlace(map, [rows, cols]) {
  const side = Math.min(map.w / cols, map.h / rows);
  const [w, h] = [side * cols, side * rows];
  return { x: map.x + (map.w - w) / 2, y: map.y + (map.h - h) / 2, w, h, side };
}
