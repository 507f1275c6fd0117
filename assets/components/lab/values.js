// The numbers in the cells: an input with something to see, a kernel that finds its edges, the true correlation.

/** A small number from two coordinates, the same every time. */
function speckle(row, col, below) {
  const mixed = Math.imul(row * 73 + 11, 2654435761) ^ Math.imul(col * 151 + 7, 2246822519);
  return ((mixed ^ (mixed >>> 15)) >>> 3) % below;
}

/** `n x n` whole numbers 0 to 9: a bright disc on a dark ground. */
export function inputValues(n) {
  const middle = (n - 1) / 2;
  const radius = n * 0.34;
  const values = new Int32Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      const inside = Math.hypot(row - middle, col - middle) <= radius;
      values[row * n + col] = (inside ? 7 : 0) + speckle(row, col, 3);
    }
  }
  return values;
}

/** `k x k` weights: left against right, so that 3 x 3 is Sobel's. */
export function kernelValues(k) {
  const values = new Int32Array(k * k);
  if (k === 1) values[0] = 1;
  for (let row = 0; row < k; row++) {
    const weight = 1 + Math.min(row, k - 1 - row, 2);
    for (let col = 0; col < k; col++) values[row * k + col] ||= weight * Math.sign(2 * col - (k - 1));
  }
  return values;
}

/** What PyTorch computes for one channel without bias: the kernel is not flipped. Returns `size x size`. */
export function correlate(input, kernel, { n, k, s, p, d }, size) {
  const padded = n + 2 * p;
  const field = new Int32Array(padded * padded);
  for (let row = 0; row < n; row++) field.set(input.subarray(row * n, row * n + n), (row + p) * padded + p);
  const output = new Int32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      let sum = 0;
      for (let y = 0; y < k; y++) {
        let at = (row * s + y * d) * padded + col * s;
        for (let x = 0; x < k; x++, at += d) sum += kernel[y * k + x] * field[at];
      }
      output[row * size + col] = sum;
    }
  }
  return output;
}
