// The arithmetic of a transposed convolution of one channel: sizes, the spread-out input, the stamps and their sum.

/** Kinds of zeros in the spread-out input. */
export const BETWEEN = 1;
export const BORDER = 2;

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The sizes of everything drawn, with the nearest settings where those asked for do not fit; `notes` say so. */
export function plan({ settings, pads, span }, asked) {
  const { n, nw, s, d, p } = settings;
  const notes = [];
  const most = Math.max(s, d) - 1;
  const op = Math.min(asked, most);
  if (asked > most) {
    const rule = `The output padding is smaller than the stride or the dilation: with stride ${s} and dilation ${d} at most ${most}, not ${asked}.`;
    const text = `${rule} Shown with ${most}.`;
    notes.push({ text, label: `Use output padding ${most}`, top: most });
  }
  if (p === "same") notes.push({ text: `A transposed convolution takes its padding as a number; “same” counts as ${pads.top} here.` });
  const whole = [(n - 1) * s + span.h + op, (nw - 1) * s + span.w + op];
  const fitting = Math.floor((Math.min(...whole) - 1) / 2);
  const [top, left] = [Math.min(pads.top, fitting), Math.min(pads.left, fitting)];
  if (top < pads.top || left < pads.left) {
    const [taken, there] = pads.top > top ? [plural(2 * pads.top, "row"), whole[0]] : [plural(2 * pads.left, "column"), whole[1]];
    const text = `Padding takes ${taken} away, and without it the output has ${there}. Shown with padding ${fitting}.`;
    notes.push({ text, label: `Use padding ${fitting}`, change: { p: fitting } });
  }
  const out = { h: whole[0] - 2 * top, w: whole[1] - 2 * left };
  const before = { h: span.h - 1 - top, w: span.w - 1 - left };
  return { op, top, left, out, notes, before, field: { h: out.h + span.h - 1, w: out.w + span.w - 1 } };
}

/** The output, `out.h * out.w`: the sum of the first `count` stamps, or of the stamp `only` alone (NaN where it does not reach). */
export function stamped({ settings, input, kernel }, { top, left, out }, count = Infinity, only = -1) {
  const { nw, k, kw, s, d } = settings;
  const sum = new Float32Array(out.h * out.w).fill(only < 0 ? 0 : NaN);
  const [first, end] = only < 0 ? [0, Math.min(count, input.length)] : [only, only + 1];
  for (let at = first; at < end; at++) {
    for (let y = 0; y < k; y++) {
      const row = Math.floor(at / nw) * s - top + y * d;
      if (row < 0 || row >= out.h) continue;
      for (let x = 0; x < kw; x++) {
        const col = (at % nw) * s - left + x * d;
        if (col < 0 || col >= out.w) continue;
        sum[row * out.w + col] = (only < 0 ? sum[row * out.w + col] : 0) + input[at] * kernel[y * kw + x];
      }
    }
  }
  return sum;
}

/** The input with zeros between its cells and around them; `kinds` tells the cells of the input from the two sorts of zeros. */
export function spread({ settings, input }, { before, field }) {
  const { n, nw, s } = settings;
  const values = new Float32Array(field.h * field.w);
  const kinds = new Uint8Array(field.h * field.w).fill(BORDER);
  const lastRow = before.h + (n - 1) * s;
  const lastCol = before.w + (nw - 1) * s;
  for (let row = Math.max(0, before.h); row <= Math.min(lastRow, field.h - 1); row++) {
    for (let col = Math.max(0, before.w); col <= Math.min(lastCol, field.w - 1); col++) {
      const [y, x] = [(row - before.h) / s, (col - before.w) / s];
      const isInput = Number.isInteger(y) && Number.isInteger(x);
      kinds[row * field.w + col] = isInput ? 0 : BETWEEN;
      if (isInput) values[row * field.w + col] = input[y * nw + x];
    }
  }
  return { values, kinds };
}
