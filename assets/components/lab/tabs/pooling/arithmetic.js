// The arithmetic of pooling one channel, as PyTorch does it.

/** How many windows one axis has; PyTorch's rule: the last one starts inside the input or the padding before it. */
export function poolOutput(size, { pk, ps, pp, ceil }) {
  const room = size + 2 * pp - pk + (ceil ? ps - 1 : 0);
  if (room < 0) return { size: 0, left: false };
  const windows = Math.floor(room / ps) + 1;
  const left = ceil && (windows - 1) * ps >= size + pp;
  return { size: left ? windows - 1 : windows, left };
}

/** The nearest settings that PyTorch takes, and a note for each that differs from what was asked. */
export function settle({ n, nw }, asked) {
  const notes = [];
  const made = { ...asked };
  const fits = (pk) => Math.min(n, nw) + 2 * Math.min(asked.pp, Math.floor(pk / 2)) + (asked.ceil ? asked.ps - 1 : 0) >= pk;
  while (!fits(made.pk)) made.pk--;
  if (made.pk < asked.pk) {
    const text = `A ${asked.pk} × ${asked.pk} window is larger than what there is, ${n} × ${nw} with its padding. Shown with ${made.pk} × ${made.pk}.`;
    notes.push({ text, label: `Use kernel ${made.pk}`, key: "pk", value: made.pk });
  }
  made.pp = Math.min(asked.pp, Math.floor(made.pk / 2));
  if (made.pp < asked.pp) {
    const text = `Padding is at most half the kernel: with kernel ${made.pk} at most ${made.pp}, not ${asked.pp}. Shown with ${made.pp}.`;
    notes.push({ text, label: `Use padding ${made.pp}`, key: "pp", value: made.pp });
  }
  return { ...made, notes };
}

/** Window `at` of one axis: its input cells `from` to `to` (half open), and how many cells PyTorch divides by along this axis. */
export function windowOf(at, size, { pk, ps, pp }) {
  const start = at * ps - pp;
  return { start, from: Math.max(0, start), to: Math.min(size, start + pk), divisor: Math.min(start + pk, size + pp) - start };
}

/** Values of the output, and for each the index of the input cell it is taken from (-1 for an average). */
export function pool(input, { n, nw }, made, out) {
  const values = new Float32Array(out.h * out.w);
  const winners = new Int32Array(out.h * out.w).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const rows = windowOf(Math.floor(i / out.w), n, made);
    const cols = windowOf(i % out.w, nw, made);
    let sum = 0;
    let best = rows.from * nw + cols.from;
    for (let row = rows.from; row < rows.to; row++) {
      for (let col = cols.from; col < cols.to; col++) {
        const value = input[row * nw + col];
        sum += value;
        if (made.kind === "max" && value > input[best]) best = row * nw + col; // of equals the first stays, as in PyTorch
      }
    }
    if (made.kind !== "average") winners[i] = best;
    values[i] = made.kind === "average" ? sum / (rows.divisor * cols.divisor) : input[best];
  }
  return { values, winners };
}

/** Rows or columns, from 0, that lie in no window. */
export function unread(size, windows, made) {
  const read = new Uint8Array(size);
  for (let at = 0; at < windows; at++) {
    const { from, to } = windowOf(at, size, made);
    read.fill(1, from, to);
  }
  return Array.from(read.keys()).filter((at) => !read[at]);
}
