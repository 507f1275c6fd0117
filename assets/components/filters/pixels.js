// The photo's exact pixels, and what a kernel makes of one place: the same sum that Python computes for the whole picture.

const LUMA = [0.299, 0.587, 0.114].map(Math.fround); // ITU-R BT.601, in the single precision that Python computes greys in
export const NAMES = ["red", "green", "blue"];

/** The pixel that a cell beyond the border repeats, along one axis; -1 where zeros stand there. */
export function source(cell, size, border) {
  if (cell >= 0 && cell < size) return cell;
  if (border === "zero") return -1;
  if (border === "circular") return ((cell % size) + size) % size;
  if (border === "reflect" && size > 1) {
    const period = 2 * (size - 1);
    const folded = ((cell % period) + period) % period;
    return Math.min(folded, period - folded);
  }
  return Math.min(Math.max(cell, 0), size - 1);
}

export class Photo {
  constructor({ height, width, channels }, bytes) {
    Object.assign(this, { height, width, channels, bytes });
  }

  /** `plane` is 0, 1, 2 or "grey". */
  at(plane, row, col) {
    const i = (row * this.width + col) * this.channels;
    if (this.channels === 1) return this.bytes[i];
    if (plane !== "grey") return this.bytes[i + plane];
    const [r, g, b] = [0, 1, 2].map((c) => Math.fround(this.bytes[i + c] * LUMA[c]));
    return Math.fround(Math.fround(r + g) + b);
  }

  /** Colours of the canvas, 0xAABBGGRR each. */
  rgba() {
    const { bytes, channels } = this;
    const out = new Uint32Array(this.width * this.height);
    for (let i = 0, at = 0; i < out.length; i++, at += channels) {
      out[i] = 0xff000000 | (bytes[at + (channels > 2 ? 2 : 0)] << 16) | (bytes[at + (channels > 1 ? 1 : 0)] << 8) | bytes[at];
    }
    return out;
  }
}

const before = (taps, dilation) => Math.floor((dilation * (taps - 1)) / 2);

/** The window of output pixel `at`, in pixels of the photo: it may hang over. */
export function windowOf({ row, col }, [rows, cols], { stride = 1, dilation = 1 }) {
  return {
    row: row * stride - before(rows, dilation), col: col * stride - before(cols, dilation),
    rows: dilation * (rows - 1) + 1, cols: dilation * (cols - 1) + 1,
  };
}

/**
 * What a filter does at output pixel `at`. `how`: `{ kernels: [[slice of rows, ...], ...], mode, border, stride, dilation, offset }`.
 * Returns `{ slices: [{ name, rows, cols, patch, weights, products, sum }], sums, value }`: `value` holds one number, or three for colours apart;
 * two kernels give a gradient's length, and `sums` its two parts.
 */
export function probe(photo, how, at) {
  const { kernels, mode, border, offset = 0 } = how;
  const apart = mode === "channels" && photo.channels === 3;
  const planes = mode === "full" ? [0, 1, 2] : apart ? [0, 1, 2] : ["grey"];
  const slices = [];
  const sums = kernels.map((kernel) =>
    planes.map((plane, i) => {
      const slice = one(photo, plane, kernel[mode === "full" ? i : 0], border, at, how);
      slices.push(slice);
      return slice.sum;
    }),
  );
  const totals = sums.map((parts) => (apart ? parts : [parts.reduce((total, part) => total + part, 0) + offset]));
  const value = totals.length === 1 ? totals[0] : totals[0].map((gx, i) => Math.hypot(gx, totals[1][i]));
  return { slices, sums: totals, value, apart };
}

function one(photo, plane, kernel, border, at, { dilation = 1, stride = 1 }) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const corner = windowOf(at, [rows, cols], { stride, dilation });
  const [patch, weights, products] = [[], [], []];
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const y = source(corner.row + i * dilation, photo.height, border);
    for (let j = 0; j < cols; j++) {
      const x = source(corner.col + j * dilation, photo.width, border);
      const pixel = y < 0 || x < 0 ? 0 : photo.at(plane, y, x);
      const product = pixel * kernel[i][j];
      patch.push(pixel);
      weights.push(kernel[i][j]);
      products.push(product);
      sum += product;
    }
  }
  return { name: plane === "grey" ? "grey" : NAMES[plane], plane, rows, cols, patch, weights, products, sum };
}
