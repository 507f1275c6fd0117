// The arithmetic of one convolution, as in `cnnviz.arithmetic`: the browser answers while the finger is on the slider.

/** Rows that a kernel reaches across, from its first tap to its last: the receptive field of one layer. */
export function kernelSpan(kernel, dilation = 1) {
  return dilation * (kernel - 1) + 1;
}

/**
 * One axis of a convolution, or null where the kernel spans more than the padded input.
 *
 * `size` of the output; `unused` trailing padded cells that no window reaches; `dropped` rows of the input lost at the
 * end; `skipped` input rows, from 0, that no window reads elsewhere.
 */
export function convOutput(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const [before, after] = Array.isArray(padding) ? padding : [padding, padding];
  const span = kernelSpan(kernel, dilation);
  const padded = before + size + after;
  if (span > padded) return null;
  const output = Math.floor((padded - span) / stride) + 1;
  const unused = padded - ((output - 1) * stride + span);
  const dropped = Math.min(size, Math.max(0, unused - after));
  const read = new Uint8Array(padded);
  for (let start = 0; start + span <= padded; start += stride) {
    for (let tap = 0; tap < kernel; tap++) read[start + tap * dilation] = 1;
  }
  const skipped = [];
  for (let row = 0; row < size - dropped; row++) if (!read[before + row]) skipped.push(row);
  return { size: output, unused, dropped, skipped };
}

/** Weights and, with `bias`, one number more for each output channel; `kernel` is `[height, width]`. */
export function convParameters(inChannels, outChannels, kernel, groups = 1, bias = true) {
  return outChannels * (inChannels / groups) * kernel[0] * kernel[1] + (bias ? outChannels : 0);
}

/** Multiplications, no bias; `kernel` and `output` are `[height, width]`. */
export function convMacs(inChannels, outChannels, kernel, output, groups = 1) {
  return outChannels * output[0] * output[1] * (inChannels / groups) * kernel[0] * kernel[1];
}

/** The output rows (from 0) whose windows have a tap on padded row `at`. */
export function readers(at, kernel, stride, dilation, output) {
  const rows = [];
  for (let tap = kernel - 1; tap >= 0; tap--) {
    const start = at - tap * dilation;
    if (start >= 0 && start % stride === 0 && start / stride < output) rows.push(start / stride);
  }
  return rows;
}
