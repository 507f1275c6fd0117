// Two linear layers and the one they make together.

/** Second kernel of the collapse, always 3 x 3. */
export const SECOND = 3;

/** Numbers as the lab's settings keep them: rows by ";", numbers by ",". */
export function tableText(values, cols) {
  const rows = [];
  for (let at = 0; at < values.length; at += cols) rows.push(Array.from(values.slice(at, at + cols), (value) => Number(value.toFixed(3))).join(","));
  return rows.join(";");
}

/** The input within its padding of zeros. */
export function padded(values, [height, width], { top, bottom, left, right }) {
  const across = width + left + right;
  const field = new Float64Array((height + top + bottom) * across);
  for (let row = 0; row < height; row++) field.set(values.subarray(row * width, (row + 1) * width), (row + top) * across + left);
  return { values: field, h: height + top + bottom, w: across };
}

/** `F.conv2d` of one channel without padding: `{ values, h, w }` from the like, or null where the kernel does not fit. */
export function convolve(field, kernel, stride = 1, dilation = 1) {
  const h = Math.floor((field.h - dilation * (kernel.h - 1) - 1) / stride) + 1;
  const w = Math.floor((field.w - dilation * (kernel.w - 1) - 1) / stride) + 1;
  if (h < 1 || w < 1) return null;
  const values = new Float64Array(h * w);
  for (let y = 0; y < kernel.h; y++) {
    for (let x = 0; x < kernel.w; x++) {
      const weight = kernel.values[y * kernel.w + x];
      if (weight === 0) continue; // a composed kernel of dilated ones is mostly holes
      for (let row = 0; row < h; row++) {
        let from = (row * stride + y * dilation) * field.w + x * dilation;
        for (let at = row * w; at < (row + 1) * w; at++, from += stride) values[at] += weight * field.values[from];
      }
    }
  }
  return { values, h, w };
}

/**
 * The kernel of the one layer that equals `first` (with stride and dilation) and then `second`, both without bias and with no padding between them:
 * out[j] = sum_u second[u] sum_a first[a] x[stride (j + u) + dilation a], so every weight of `second` lays a copy of `first`, `stride` further on.
 * Its stride is that of `first`, its dilation 1.
 */
export function composed(first, second, stride = 1, dilation = 1) {
  const h = dilation * (first.h - 1) + 1 + stride * (second.h - 1);
  const w = dilation * (first.w - 1) + 1 + stride * (second.w - 1);
  const values = new Float64Array(h * w);
  for (let u = 0; u < second.h; u++) {
    for (let v = 0; v < second.w; v++) {
      for (let y = 0; y < first.h; y++) {
        for (let x = 0; x < first.w; x++) {
          values[(stride * u + dilation * y) * w + stride * v + dilation * x] += second.values[u * second.w + v] * first.values[y * first.w + x];
        }
      }
    }
  }
  return { values, h, w };
}

/** 2 x 2 matrices, row by row: `second` after `first`. */
export function product(second, first) {
  const [a, b, c, d] = second;
  const [e, f, g, h] = first;
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

export function mapped([a, b, c, d], [x, y]) {
  return [a * x + b * y, c * x + d * y];
}

export function largestDifference(one, other) {
  let largest = 0;
  for (let i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(one[i] - other[i]));
  return largest;
}
