// Colours of values as tables of 256, made once a palette.
import { divergingRamp, rgb, textOn } from "../kit.js";

const made = new WeakMap();

function blend(first, second, share) {
  return rgb(first).map((value, i) => value + share * (rgb(second)[i] - value));
}

/** The input's own ramp, from paper to its ink. */
function inputRamp(palette) {
  const stops = [blend(palette.page, palette.input.fill, 0.45), rgb(palette.input.fill), blend(palette.input.fill, palette.input.ink, 0.72)];
  const ramp = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * 2;
    const low = Math.min(1, Math.floor(at));
    for (let c = 0; c < 3; c++) ramp[3 * i + c] = Math.round(stops[low][c] + (at - low) * (stops[low + 1][c] - stops[low][c]));
  }
  return ramp;
}

/** For every step of a ramp the text that reads on it. */
function texts(ramp) {
  return Array.from({ length: 256 }, (_, i) => textOn(`rgb(${ramp[3 * i]},${ramp[3 * i + 1]},${ramp[3 * i + 2]})`));
}

/** `{ input, signed }`, each `{ ramp, texts }`. */
export function inks(palette) {
  if (!made.has(palette)) {
    const input = inputRamp(palette);
    const signed = divergingRamp(palette);
    made.set(palette, { input: { ramp: input, texts: texts(input) }, signed: { ramp: signed, texts: texts(signed) } });
  }
  return made.get(palette);
}

/** Steps 0 to 255 of `value` between `low` and `high`. */
export function step(value, low, high) {
  return Math.round((255 * (value - low)) / (high - low));
}
