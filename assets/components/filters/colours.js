// From one byte a value to colours: the tables that Python's `render.colouring` has, 0 to 254 on the scale and 127 exactly 0.
import { rgb } from "../kit.js";
import { PALETTE } from "../palette.js";

const packed = (r, g, b) => (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;

function table(anchors) {
  const colours = anchors.map(rgb);
  const found = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (Math.min(i, 254) / 254) * (colours.length - 1);
    const low = Math.min(colours.length - 2, Math.floor(at));
    found[i] = packed(...[0, 1, 2].map((c) => Math.round(colours[low][c] + (at - low) * (colours[low + 1][c] - colours[low][c]))));
  }
  return found;
}

export const signedTable = (palette) => table([palette.negative, palette.zero, palette.positive]);
export const magnitudeTable = () => table(PALETTE.sequential);
export const greyTable = () => Uint32Array.from({ length: 256 }, (_, i) => packed(i, i, i));

/** Hue, saturation and value (0 to 1; hue 0 to 6) as r, g, b of 0 to 255. */
export function hsv(hue, saturation, value) {
  return [5, 3, 1].map((n) => {
    const k = (n + hue) % 6;
    return Math.round(255 * value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1))));
  });
}

/** A response's bytes as colours: one plane through a table, three side by side as red, green and blue. */
export function coloured(kind, bytes, pixels, palette) {
  const out = new Uint32Array(pixels);
  if (bytes.length === 3 * pixels) {
    for (let i = 0; i < pixels; i++) out[i] = 0xff000000 | (bytes[2 * pixels + i] << 16) | (bytes[pixels + i] << 8) | bytes[i];
    return out;
  }
  const look = kind === "signed" ? signedTable(palette) : kind === "magnitude" ? magnitudeTable() : greyTable();
  for (let i = 0; i < pixels; i++) out[i] = look[bytes[i]];
  return out;
}

/** Colours by a gradient's direction (256 steps round), as bright as it is strong. */
export function directions(turns, strengths) {
  const wheel = Array.from({ length: 256 }, (_, turn) => hsv((turn / 256) * 6, 0.85, 1));
  const out = new Uint32Array(turns.length);
  for (let i = 0; i < out.length; i++) {
    const share = strengths[i] / 254;
    const [r, g, b] = wheel[turns[i]];
    out[i] = packed(r * share, g * share, b * share);
  }
  return out;
}
