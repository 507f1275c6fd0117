// The arithmetic of one convolution, as in `cnnviz.arithmetic`: the browser answers while the finger is on the slider.

/** Rows that a kernel reaches across, from its first tap to its last: the receptive field of one layer. */
export function kernelSpan(kernel, dilation = 1) {
  return dilation * (kernel - 1) + 1;
}

/** `[before, after]` of one axis for a number, a pair, "same" (what is odd goes to the end, as in PyTorch), "valid" or "full". */
export function resolvePadding(padding, kernel, dilation = 1) {
  const reach = kernelSpan(kernel, dilation) - 1;
  if (Array.isArray(padding)) return padding;
  if (padding === "valid") return [0, 0];
  if (padding === "full") return [reach, reach];
  if (padding === "same") return [Math.floor(reach / 2), Math.ceil(reach / 2)];
  return [padding, padding];
}

/**
 * One axis of a convolution, or null where the kernel spans more than the padded input, or "same" meets a stride.
 *
 * `size` of the output; `unused` trailing padded cells that no window reaches; `dropped` rows of the input lost at the
 * end; `skipped` input rows, from 0, that no window reads elsewhere.
 */
export function convOutput(size, kernel, stride = 1, padding = 0, dilation = 1) {
  if (padding === "same" && stride > 1) return null;
  const [before, after] = resolvePadding(padding, kernel, dilation);
  const span = kernelSpan(kernel, dilation);
  const padded = before + size + after;
  if (span > padded) return null;
  const output = Math.floor((padded - span) / stride) + 1;
  const unused = padded - ((output - 1) * stride + span);
  const dropped = Math.min(size, Math.max(0, unused - after));
  const skipped = [];
  if (dilation === 1 && stride <= kernel) return { size: output, unused, dropped, skipped };
  const read = new Uint8Array(padded);
  for (let start = 0; start + span <= padded; start += stride) {
    for (let tap = 0; tap < kernel; tap++) read[start + tap * dilation] = 1;
  }
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

/** Values that a layer holds, each 4 bytes as float32: input, what it learns, output (0 where there is none). */
export function memory({ n, nw, k, kw, cin, cout, groups, bias }, out) {
  return { input: cin * n * nw, weights: convParameters(cin, cout, [k, kw], groups, bias), output: out ? cout * out.h * out.w : 0 };
}

/** Weights, without bias, of a fully connected layer from the same input to the same output; null without output. */
export function dense({ n, nw, cin, cout }, out) {
  return out && cin * n * nw * cout * out.h * out.w;
}

/** The input channel (from 0) that `slice` of `filter` reads: each group of filters sees its own channels. */
export function channelOf({ cin, cout, groups }, filter, slice) {
  return Math.floor(filter / (cout / groups)) * (cin / groups) + slice;
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
