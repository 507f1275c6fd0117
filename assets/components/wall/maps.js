// A heat map's numbers: with or without signs, the end of its scale, its colours over the photo, ranks to compare.
import { paintValues } from "../units/colours.js";

const SHARE = 0.99; // of the pixels lie below a scale's end: single bright ones do not darken the rest
const SOLID = 0.5; // from this strength on, cold places take colour too, until at 1 no photo is left

/** What a method has answered: { values, plain, size, signed, ... }. `packed` is unpacked already. */
export function mapOf({ blobs, ...told }) {
  return { ...told, values: floats(blobs[0]), plain: blobs[1] ? floats(blobs[1]) : null };
}

/** Little-endian float32 from bytes that may start anywhere. */
export function floats(bytes) {
  return new Float32Array(bytes.slice().buffer);
}

/** Values as they are shown: with signs, or without; `plain` is there where that is more than to take the magnitudes. */
export function shownValues(map, signs) {
  if (!map.signed || signs === "signed") return map.values;
  return map.plain ?? map.values.map(Math.abs);
}

/** The difference of two maps, place by place. */
export function minus(a, b) {
  return a.map((value, i) => value - b[i]);
}

/** The magnitude that 99 % of the values stay below (linear between neighbours, as numpy's quantile); 1 for a blank map. */
export function scaleEnd(values) {
  const sizes = Float32Array.from(values, Math.abs).sort();
  const place = SHARE * (sizes.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sizes.length - 1, low + 1);
  return sizes[low] + (place - low) * (sizes[high] - sizes[low]) || sizes.at(-1) || 1;
}

/** Draw a map (its cells as squares unless `smooth`) over a grey `photo` (a canvas, or null for the map alone); `strength` 0..1 is how much of it is colour. */
export function drawMap(canvas, { values, size: [rows, columns], signed, limit, strength, palette, photo, smooth = true }) {
  const heat = document.createElement("canvas");
  paintValues(heat, { size: [rows, columns], values }, { signed, limit, palette });
  if (photo) {
    const pen = heat.getContext("2d");
    const pixels = pen.getImageData(0, 0, columns, rows);
    const solid = Math.max(0, strength - SOLID) / (1 - SOLID);
    values.forEach((value, i) => {
      const share = Math.min(1, Math.abs(value) / limit);
      pixels.data[4 * i + 3] = 255 * (solid + (1 - solid) * strength * share);
    });
    pen.putImageData(pixels, 0, 0);
  }
  const ctx = canvas.getContext("2d");
  if (photo) ctx.drawImage(photo, 0, 0, canvas.width, canvas.height);
  ctx.imageSmoothingEnabled = smooth && rows < canvas.height;
  ctx.drawImage(heat, 0, 0, canvas.width, canvas.height);
}

/** A picture in grey, on which colours mean the map alone. */
export function grey(image, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.drawImage(image, 0, 0, side, side);
  const pixels = ctx.getImageData(0, 0, side, side);
  for (let i = 0; i < pixels.data.length; i += 4) {
    const [r, g, b] = pixels.data.subarray(i, i + 3);
    pixels.data.fill(0.299 * r + 0.587 * g + 0.114 * b, i, i + 3);
  }
  ctx.putImageData(pixels, 0, 0);
  return canvas;
}

/** Ranks from 0, equal values share the mean of theirs. */
export function ranks(values) {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const found = new Float64Array(values.length);
  for (let start = 0, end; start < order.length; start = end) {
    for (end = start + 1; end < order.length && values[order[end]] === values[order[start]]; end++);
    for (let i = start; i < end; i++) found[order[i]] = (start + end - 1) / 2;
  }
  return found;
}

/** Pearson's correlation of two lists; 0 where one does not vary. Of ranks it is Spearman's. */
export function correlation(a, b) {
  const middle = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [ma, mb] = [middle(a), middle(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return aa && bb ? ab / Math.sqrt(aa * bb) : 0;
}

/** A float32 array as numpy's own file, format 1.0. */
export function npy(values, size) {
  const shape = `(${size.join(", ")})`;
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + head.length + 1) / 64) * 64;
  const start = new Uint8Array(length).fill(0x20);
  start.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  start.set(new TextEncoder().encode(head), 10);
  start[length - 1] = 0x0a;
  return new Blob([start, values], { type: "application/octet-stream" });
}
