// The convolution itself, on typed arrays: correlation without padding, as PyTorch's Conv2d computes it.

/**
 * What the demo computes on, from the pixels of a canvas (`ImageData`).
 * `grey` holds round(0.299 R + 0.587 G + 0.114 B), whole numbers 0 to 255; `colours` the three planes R, G, B.
 */
export function planesOf({ width, height, data }) {
  const pixels = width * height;
  const grey = new Float32Array(pixels);
  const colours = [0, 1, 2].map(() => new Float32Array(pixels));
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) colours[c][i] = data[4 * i + c];
    grey[i] = Math.round(0.299 * colours[0][i] + 0.587 * colours[1][i] + 0.114 * colours[2][i]);
  }
  return { width, height, grey, colours };
}

/** The planes of the photo that `kernel` reads: grey for one plane of weights, R, G, B for three. */
export function readBy(kernel, photo) {
  return kernel.planes.length === 1 ? [photo.grey] : photo.colours;
}

/**
 * The response of `kernel` at every place it fits: `{ width, height, values, limit, strongest }`, sizes reduced by
 * `kernel.size - 1`. `limit` is where the signed scale ends, `strongest` the index of the largest magnitude.
 */
export function respond(photo, kernel) {
  const { size, divisor, bias } = kernel;
  const width = Math.max(0, photo.width - size + 1);
  const height = Math.max(0, photo.height - size + 1);
  const values = new Float32Array(width * height).fill(bias * divisor);
  readBy(kernel, photo).forEach((plane, channel) => {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        const weight = kernel.planes[channel][a * size + b];
        if (weight === 0) continue;
        for (let row = 0; row < height; row++) {
          const from = (row + a) * photo.width + b;
          const to = row * width;
          for (let col = 0; col < width; col++) values[to + col] += weight * plane[from + col];
        }
      }
    }
  });
  for (let i = 0; i < values.length; i++) values[i] /= divisor;
  return { width, height, values, ...extremes(values) };
}

/** `limit`: the 98.5th percentile of the magnitudes, to two digits, so that a few bright pixels do not dim the rest. */
function extremes(values) {
  const sizes = values.map(Math.abs).sort();
  const high = sizes[Math.floor(0.985 * (sizes.length - 1))] || sizes.at(-1) || 1;
  let strongest = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[strongest])) strongest = i;
  return { limit: Number(high.toPrecision(2)), strongest };
}

/**
 * One place of the window, its top left pixel at `row`, `col`: the weights' products with the pixels (for a colour
 * kernel summed over R, G, B), how many there were, their `sum`, and the `value` of the output's pixel.
 */
export function placeAt(photo, kernel, { row, col }) {
  const { size, divisor, bias } = kernel;
  const planes = readBy(kernel, photo);
  const cells = [];
  let sum = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const pixels = planes.map((plane) => plane[(row + a) * photo.width + col + b]);
      const weights = kernel.planes.map((plane) => plane[a * size + b]);
      const product = pixels.reduce((total, pixel, c) => total + pixel * weights[c], 0);
      cells.push({ pixels, weights, product });
      sum += product;
    }
  }
  return { row, col, cells, count: size * size * planes.length, sum, value: sum / divisor + bias };
}

/** The response as a picture of the photo's size; the border where no window centres stays transparent. */
export function picture(photo, kernel, response, ramp) {
  const image = new ImageData(photo.width, photo.height);
  const inset = (kernel.size - 1) / 2;
  for (let row = 0; row < response.height; row++) {
    for (let col = 0; col < response.width; col++) {
      const value = response.values[row * response.width + col];
      const at = 4 * ((row + inset) * photo.width + col + inset);
      const [r, g, b] = colourOf(value, kernel, response, ramp);
      image.data[at] = r;
      image.data[at + 1] = g;
      image.data[at + 2] = b;
      image.data[at + 3] = 255;
    }
  }
  return image;
}

/** Red, green, blue of one response: signed colours about 0, or plain grey for kernels that give a picture. */
export function colourOf(value, kernel, response, ramp) {
  if (!kernel.signed) {
    const grey = Math.max(0, Math.min(255, Math.round(value)));
    return [grey, grey, grey];
  }
  const share = Math.max(-1, Math.min(1, value / response.limit));
  const at = 3 * Math.round((share + 1) * 127.5);
  return [ramp[at], ramp[at + 1], ramp[at + 2]];
}
