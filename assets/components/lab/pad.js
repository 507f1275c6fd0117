// Padding: where the cells outside an input take their values from.

/** The place in `0 .. size - 1` that lends its value to place `at`, or -1 for a zero. */
function lender(at, size, mode) {
  if (at >= 0 && at < size) return at;
  if (mode === "reflect") return at < 0 ? -at : 2 * (size - 1) - at;
  if (mode === "replicate") return at < 0 ? 0 : size - 1;
  return mode === "circular" ? ((at % size) + size) % size : -1;
}

/** `rows x cols` values with `pads` around them, as `torch.nn.functional.pad` fills them. */
export function pad(values, rows, cols, pads, mode = "zeros") {
  const width = pads.left + cols + pads.right;
  const field = new Float32Array((pads.top + rows + pads.bottom) * width);
  const across = Array.from({ length: width }, (_, x) => lender(x - pads.left, cols, mode));
  for (let y = 0, at = 0; at < field.length; y++) {
    const row = lender(y - pads.top, rows, mode);
    for (let x = 0; x < width; x++, at++) if (row >= 0 && across[x] >= 0) field[at] = values[row * cols + across[x]];
  }
  return field;
}
