// Values to colours, as Python's `render.colouring` does it.
import { magnitudeTable, signedTable } from "../filters/colours.js";
import { rgb } from "../kit.js";

/** Paint values, row by row, on a canvas of one pixel a value; `limit` is the end of the scale. */
export function paintValues(canvas, { size: [height, width], values }, { signed, limit, palette }) {
  canvas.width = width;
  canvas.height = height;
  const table = signed ? signedTable(palette) : magnitudeTable();
  const [r, g, b] = rgb(palette.line);
  const nothing = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  const out = new Uint32Array(values.length);
  const factor = limit > 0 ? (signed ? 127 : 254) / limit : 0;
  for (let i = 0; i < values.length; i++) {
    const scaled = signed ? 127 + values[i] * factor : Math.abs(values[i]) * factor;
    out[i] = Number.isNaN(scaled) ? nothing : table[Math.max(0, Math.min(254, Math.floor(scaled + 0.5)))];
  }
  const pixels = new ImageData(new Uint8ClampedArray(out.buffer), width, height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
