// Where a window can be: the pixel it centres on, kept so far inside that the whole kernel fits.

const inset = (kernel) => (kernel.size - 1) / 2;

/** `place`, moved to the nearest pixel around which `kernel` fits. */
export function inside({ row, col }, { height, width }, kernel) {
  const near = (value, size) => Math.max(inset(kernel), Math.min(size - 1 - inset(kernel), value));
  return { row: near(row, height), col: near(col, width) };
}

/** One pixel on, in reading order; after the last one the first again. */
export function next({ row, col }, { height, width }, kernel) {
  const edge = inset(kernel);
  if (col < width - 1 - edge) return { row, col: col + 1 };
  return { row: row < height - 1 - edge ? row + 1 : edge, col: edge };
}

/** Where the answer of `kernel` is strongest. */
export function strongestPlace({ strongest, width }, kernel) {
  return { row: Math.floor(strongest / width) + inset(kernel), col: (strongest % width) + inset(kernel) };
}

/** The window's top left pixel: where its numbers begin. */
export function corner({ row, col }, kernel) {
  return { row: row - inset(kernel), col: col - inset(kernel) };
}
