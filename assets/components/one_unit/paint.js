// Canvases of numbers: maps and kernels, each value a square of its colour.
import { divergingRamp, element, rgb } from "../kit.js";
import { PALETTE } from "../palette.js";
import { digits } from "./numbers.js";

/** 256 colours of magnitudes. */
function sequentialRamp() {
  const anchors = PALETTE.sequential.map(rgb);
  const ramp = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (anchors.length - 1);
    const low = Math.min(anchors.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) ramp[3 * i + c] = Math.round(anchors[low][c] + (at - low) * (anchors[low + 1][c] - anchors[low][c]));
  }
  return ramp;
}

const SEQUENTIAL = sequentialRamp();

/** Values `(height, width)` in their colours, one pixel each. `alpha(share)` in 0..255 lets what is below through. */
export function paintValues(canvas, values, [height, width], { limit, signed, palette, alpha = () => 255 }) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  const ramp = signed ? divergingRamp(palette) : SEQUENTIAL;
  for (let i = 0; i < values.length; i++) {
    const share = limit > 0 ? values[i] / limit : 0;
    const index = 3 * Math.round(255 * Math.min(1, Math.max(0, signed ? (share + 1) / 2 : share)));
    image.data[4 * i] = ramp[index];
    image.data[4 * i + 1] = ramp[index + 1];
    image.data[4 * i + 2] = ramp[index + 2];
    image.data[4 * i + 3] = alpha(Math.max(0, Math.min(1, share)));
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

const FINE = 48; // pixels a side that a cell is enlarged to, by a whole factor
const GAP = 2;

/** Cells of values `(height, width)` side by side in `columns`, on one signed scale, with lines between them. */
export function paintCells(canvas, cells, columns, [height, width], { limit, palette }) {
  const factor = Math.max(1, Math.floor(FINE / Math.max(height, width)));
  const [high, wide] = [height * factor, width * factor];
  const rows = Math.ceil(cells.length / columns);
  canvas.width = columns * (wide + GAP) - GAP;
  canvas.height = rows * (high + GAP) - GAP;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.imageSmoothingEnabled = false;
  const small = element("canvas");
  cells.forEach((values, i) => {
    paintValues(small, values, [height, width], { limit, signed: true, palette });
    ctx.drawImage(small, (i % columns) * (wide + GAP), Math.floor(i / columns) * (high + GAP), wide, high);
  });
  return canvas;
}

/** A small table of weights or of what they meet, on a signed scale; numbers on hover. */
export function grid(rows, limit, palette, label) {
  const size = [rows.length, rows[0].length];
  const canvas = element("canvas", { class: "grid", role: "img", "aria-label": label });
  canvas.style.setProperty("--ratio", size[1] / size[0]);
  paintValues(canvas, rows.flat(), size, { limit, signed: true, palette });
  canvas.onpointermove = ({ offsetX, offsetY }) => {
    const row = Math.min(size[0] - 1, Math.max(0, Math.floor((offsetY / canvas.clientHeight) * size[0])));
    const col = Math.min(size[1] - 1, Math.max(0, Math.floor((offsetX / canvas.clientWidth) * size[1])));
    canvas.title = `Row ${row + 1}, column ${col + 1}: ${digits(rows[row][col])}`;
  };
  return canvas;
}
