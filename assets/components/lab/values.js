// The numbers in the cells: pictures with something to see, kernels that find it, the true correlation.
// `cnnviz/ui/lab_values.py` gives the same numbers, so that the PyTorch code can be written with them.

export const LONGEST_TEXT = 400; // characters of typed values
const NUMBER = /^-?\d{1,3}(\.\d{1,2})?$/;
const PHOTO = 64; // rows and columns of the photo before it is shrunk
let photo = null;

/** Take over the grey photo, 64 x 64 values 0 to 255 row by row; anything else is no photo. */
export function setPhoto(values) {
  photo = values?.length === PHOTO * PHOTO ? Uint8Array.from(values) : null;
}

/** Rows of numbers from `24,25;20,25`, or null where it is ragged, no numbers, or beyond `most` rows or columns. */
export function parseRows(text, most) {
  if (typeof text !== "string" || text.length > LONGEST_TEXT) return null;
  const rows = text.split(";").map((row) => row.split(","));
  const [height, width] = shapeOf(rows);
  if (height > most || width > most || rows.some((row) => row.length !== width || !row.every((cell) => NUMBER.test(cell)))) return null;
  return rows.map((row) => row.map((cell) => Number(cell) || 0)); // no -0
}

export function shapeOf(rows) {
  return [rows.length, rows[0].length];
}

/** Values row by row as text that fits; of many, those from the top left. */
export function writeRows(values, height, width) {
  for (let least = 0; ; least++) {
    const [rows, cols] = [Math.min(height, PHOTO - least), Math.min(width, PHOTO - least)];
    const lines = Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * width, row * width + cols), Number).join(","));
    const text = lines.join(";");
    if (text.length <= LONGEST_TEXT) return text;
  }
}

/** The same typed values on more or fewer rows and columns, new ones 0; unchanged where that would be too long. */
export function resizeRows(text, height, width) {
  const rows = parseRows(text, PHOTO);
  if (!rows) return text;
  const resized = Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, col) => rows[row]?.[col] ?? 0).join(",")).join(";");
  return resized.length <= LONGEST_TEXT ? resized : text;
}

/** A number below `below` from some whole numbers, the same every time. */
function hashed(below, ...from) {
  let mixed = 0x9e3779b9;
  for (const part of from) {
    mixed = Math.imul(mixed ^ part, 2654435761);
    mixed ^= mixed >>> 15;
  }
  return (Math.imul(mixed, 2246822519) >>> 8) % below;
}

/** A small number from two coordinates. */
function speckle(row, col, below) {
  const mixed = Math.imul(row * 73 + 11, 2654435761) ^ Math.imul(col * 151 + 7, 2246822519);
  return ((mixed ^ (mixed >>> 15)) >>> 3) % below;
}

/** 7 inside a disc in the middle, 0 outside, and a little unrest; whole numbers decide, so that no rounding does. */
function disc(row, col, n, nw) {
  const distance = (2 * row - (n - 1)) ** 2 + (2 * col - (nw - 1)) ** 2;
  return (10000 * distance <= 4624 * Math.min(n, nw) ** 2 ? 7 : 0) + speckle(row, col, 3);
}

/** The mean of the photo under one cell, 0 to 9; of a rectangle the photo's middle is seen, never squeezed. */
function shrunk(row, col, n, nw) {
  const most = Math.max(n, nw);
  const from = (at, size) => Math.floor((32 * (most - size) + PHOTO * at) / most);
  const to = (at, size) => Math.ceil((32 * (most - size) + PHOTO * (at + 1)) / most);
  let [sum, count] = [0, 0];
  for (let y = from(row, n); y < to(row, n); y++) {
    for (let x = from(col, nw); x < to(col, nw); x++, count++) sum += photo[y * PHOTO + x];
  }
  return Math.floor((18 * sum + 255 * count) / (510 * count));
}

const INPUTS = {
  disc,
  ramp: (_, col) => col,
  random: (row, col, n, nw, seed) => hashed(10, seed, row, col),
  edge: (_, col, n, nw) => (col < Math.floor(nw / 2) ? 0 : 9),
  photo: (row, col, n, nw) => (photo ? shrunk : disc)(row, col, n, nw),
};

/** The first channel, `n x nw`. */
export function inputValues({ n, nw, inp, seed, xs }) {
  if (inp === "typed") return Float32Array.from(parseRows(xs, PHOTO).flat());
  const values = new Float32Array(n * nw);
  for (let row = 0; row < n; row++) for (let col = 0; col < nw; col++) values[row * nw + col] = INPUTS[inp](row, col, n, nw, seed);
  return values;
}

/** Another channel: the first one moved round by `channel` rows and twice as many columns, and dimmed. */
export function channelValues(first, { n, nw }, channel) {
  if (channel === 0) return first;
  const values = new Float32Array(n * nw);
  const share = 10 - ((3 * channel) % 8);
  for (let row = 0; row < n; row++) {
    const from = ((row + channel) % n) * nw;
    for (let col = 0; col < nw; col++) values[row * nw + col] = Math.trunc((first[from + ((col + 2 * channel) % nw)] * share) / 10) + 0; // no -0
  }
  return values;
}

const weight = (at, size) => 1 + Math.min(at, size - 1 - at, 2);
const leftToRight = (row, col, k, kw) => weight(row, k) * Math.sign(2 * col - (kw - 1));
const topToBottom = (row, col, k, kw) => weight(col, kw) * Math.sign(k - 1 - 2 * row);
const middle = (size) => Math.floor((size - 1) / 2);

const KERNELS = {
  edges: (row, col, k, kw) => (kw > 1 ? leftToRight : topToBottom)(row, col, k, kw),
  sobel_x: leftToRight,
  sobel_top: topToBottom,
  laplacian: (row, col, k, kw) => {
    const [inRow, inCol] = [row === middle(k), col === middle(kw)];
    return inRow && inCol ? 2 - k - kw : Number(inRow || inCol);
  },
  box: () => 1,
  identity: (row, col, k, kw) => Number(row === middle(k) && col === middle(kw)),
  random: (row, col, k, kw, seed) => hashed(7, seed, row, col, 77) - 3,
};

/** The first slice of the first filter, `k x kw`; where a kind would have nothing but zeros, it is a single 1. */
export function kernelValues({ k, kw, ker, seed, ks }) {
  if (ker === "typed") return Float32Array.from(parseRows(ks, PHOTO).flat());
  const values = new Float32Array(k * kw);
  for (let row = 0; row < k; row++) for (let col = 0; col < kw; col++) values[row * kw + col] = KERNELS[ker](row, col, k, kw, seed) || 0;
  if (values.every((value) => value === 0)) values[middle(k) * kw + middle(kw)] = 1;
  return values;
}

/** Another slice or filter: small whole numbers, -2 to 2. */
export function sliceValues(first, { k, kw, seed }, filter, slice) {
  if (filter === 0 && slice === 0) return first;
  const values = new Float32Array(k * kw);
  for (let row = 0; row < k; row++) for (let col = 0; col < kw; col++) values[row * kw + col] = hashed(5, seed, filter, slice, row, col) - 2;
  return values;
}

/** What is added to every value of a filter's output, -3 to 3; 0 without bias. */
export function biasValue({ bias }, filter) {
  return bias ? ((5 * filter + 1) % 7) - 3 : 0;
}

/**
 * What PyTorch computes for one channel without bias, the kernel not flipped: `out.h x out.w`.
 * A tap at a time over the windows whose tap lies on the input: padding adds nothing.
 */
export function correlate(input, kernel, { n, nw, k, kw, s, d }, pads, out) {
  const sums = new Float64Array(out.h * out.w);
  const first = (offset) => Math.max(0, Math.ceil(-offset / s));
  const end = (offset, size, count) => Math.min(count, Math.floor((size - 1 - offset) / s) + 1);
  for (let y = 0; y < k; y++) {
    const down = y * d - pads.top;
    for (let x = 0; x < kw; x++) {
      const tap = kernel[y * kw + x];
      if (tap === 0) continue;
      const across = x * d - pads.left;
      const [left, right, bottom] = [first(across), end(across, nw, out.w), end(down, n, out.h)];
      for (let row = first(down); row < bottom; row++) {
        let at = (row * s + down) * nw + left * s + across;
        for (let to = row * out.w + left, last = row * out.w + right; to < last; to++, at += s) sums[to] += tap * input[at];
      }
    }
  }
  return Float32Array.from(sums);
}
