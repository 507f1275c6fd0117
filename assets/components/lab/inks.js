// Colours of values as tables of 256, made once a palette.
import { divergingRamp, rgb, textOn } from "../kit.js";

const made = new WeakMap();

function blend(first, second, share) {
  return `rgb(${rgb(first).map((value, i) => value + share * (rgb(second)[i] - value))})`;
}

/** The input's own ramp, from paper to its ink. */
function inputRamp({ page, input }) {
  return divergingRamp({ negative: blend(page, input.fill, 0.45), zero: input.fill, positive: blend(input.fill, input.ink, 0.72) });
}

/** For every step of a ramp the text that reads on it. */
function texts(ramp) {
  return Array.from({ length: 256 }, (_, i) => textOn(`rgb(${ramp[3 * i]},${ramp[3 * i + 1]},${ramp[3 * i + 2]})`));
}

/** `{ input, signed }`, each `{ ramp, texts }`; `ramp` has red, green and blue of each step, one after the other. */
export function inks(palette) {
  if (!made.has(palette)) {
    const input = inputRamp(palette);
    const signed = divergingRamp(palette);
    made.set(palette, { input: { ramp: input, texts: texts(input) }, signed: { ramp: signed, texts: texts(signed) } });
  }
  return made.get(palette);
}

/** Step 0 to 255 of `value` between `low` and `high`; in the middle where the scale has no length. */
export function step(value, low, high) {
  return high > low ? Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (high - low)))) : 127;
}
