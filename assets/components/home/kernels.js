// The kernels on offer: six made by hand, and filters of the trained network read from a small file.
//
// The file (assets/home/filters.json):
//   { "source": "where the filters come from, one sentence",
//     "filters": [ { "id": "learned-3", "title": "Filter 3", "kernel": [R, G, B], "bias": 0 } ] }
// R, G, B are k rows of k weights (k odd) that act on pixels 0..255 by correlation, no flip: the weights of the first
// convolution divided by (255 * deviation of the channel). `bias` (0 when left out) is added to the sum.

import { signedColour } from "../kit.js";

function handMade(id, title, rows, result, about, divisor = 1) {
  const signed = result === "edge picture";
  return { id, title, size: 3, planes: [Float32Array.from(rows.flat())], divisor, bias: 0, signed, result, about };
}

/** Names and weights as in cnnviz/imaging/kernels.py; a test compares them. */
export const HAND_MADE = [
  handMade("sobel_x", "Sobel x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "edge picture", "right minus left: upright edges"),
  handMade("sobel_y", "Sobel y", [[1, 2, 1], [0, 0, 0], [-1, -2, -1]], "edge picture", "above minus below: level edges"),
  handMade("laplacian", "Laplacian", [[0, 1, 0], [1, -4, 1], [0, 1, 0]], "edge picture", "four neighbours minus the middle"),
  handMade("box", "Blur", [[1, 1, 1], [1, 1, 1], [1, 1, 1]], "blurred picture", "the mean of nine pixels", 9),
  handMade("sharpen", "Sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "sharpened picture", "the photo minus its Laplacian"),
  handMade("emboss", "Emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "embossed picture", "lit from one corner"),
];

/** The learned filters at `url`; an empty list where the file is missing or says something else. */
export async function learnedKernels(url) {
  if (!url) return [];
  try {
    const answer = await fetch(url);
    if (!answer.ok) return [];
    const { source, filters } = await answer.json();
    return filters.map((filter) => read(filter, source)).filter(Boolean);
  } catch {
    return []; // the demo goes on with the kernels made by hand
  }
}

/** One entry of the file as a kernel, or null where its shape does not fit. */
function read({ id, title, kernel, bias = 0 }, source) {
  const size = kernel?.[0]?.length ?? 0;
  const planes = (kernel ?? []).map((rows) => Float32Array.from(rows.flat()));
  const fits = planes.length === 3 && size % 2 === 1 && planes.every((plane) => plane.length === size * size);
  if (!fits) return null;
  return {
    id: String(id), title: String(title ?? id), size, planes, divisor: 1, bias: Number(bias) || 0,
    signed: true, result: "filter's picture",
    about: source ?? "learned from pictures",
  };
}

/** The largest magnitude among the weights: where the kernel's own colour scale ends. */
export function reach(kernel) {
  return Math.max(...kernel.planes.map((plane) => Math.max(...plane.map(Math.abs)))) || 1;
}

/** The colour of weight `i`: signed for one plane; for R, G, B their mix about mid-grey, which weighs nothing. */
export function weightColour(kernel, i, palette) {
  const limit = reach(kernel);
  if (kernel.planes.length === 1) return signedColour(palette, kernel.planes[0][i], limit);
  return `rgb(${kernel.planes.map((plane) => Math.round(128 + (127 * plane[i]) / limit)).join(", ")})`;
}
