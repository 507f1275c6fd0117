// The still picture: padded input, kernel and output with their values, titles and scales.
import { short } from "../kit.js";
import { inks, step } from "./inks.js";
import { crossed, dots, hatch } from "./textures.js";

const NUMBERS_FROM = 15; // CSS pixels of a cell from which its number can be read
const LINES_FROM = 5;
const TITLES = { input: "Input", kernel: "Kernel", output: "Output" };
const MOST_WORDS = 4096;

const scratch = document.createElement("canvas");
const words = new Map(); // rounding to text is slow, and the same numbers come again and again

function written(value) {
  let word = words.get(value);
  if (word === undefined) {
    if (words.size >= MOST_WORDS) words.clear();
    words.set(value, (word = short(value)));
  }
  return word;
}

const colourAt = (ramp, at) => `rgb(${ramp[3 * at]},${ramp[3 * at + 1]},${ramp[3 * at + 2]})`;

/** Paint the values as flat cells, one pixel each, then enlarged without smoothing. */
function cells(ctx, values, { x, y, rows, cols, cell, width, height }, low, high, { ramp }) {
  if (ctx.vector) {
    values.forEach((value, i) => {
      ctx.fillStyle = colourAt(ramp, step(value, low, high));
      ctx.fillRect(x + (i % cols) * cell, y + Math.floor(i / cols) * cell, cell, cell);
    });
    return;
  }
  const image = new ImageData(cols, rows);
  for (let i = 0, to = 0; i < values.length; i++, to += 4) {
    const at = 3 * step(values[i], low, high);
    image.data[to] = ramp[at];
    image.data[to + 1] = ramp[at + 1];
    image.data[to + 2] = ramp[at + 2];
    image.data[to + 3] = 255;
  }
  scratch.width = cols;
  scratch.height = rows;
  scratch.getContext("2d").putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(scratch, x, y, width, height);
}

function grid(ctx, { x, y, rows, cols, cell, width, height }, colour) {
  if (cell < LINES_FROM) return;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let col = 0; col <= cols; col++) {
    ctx.moveTo(x + col * cell, y);
    ctx.lineTo(x + col * cell, y + height);
  }
  for (let row = 0; row <= rows; row++) {
    ctx.moveTo(x, y + row * cell);
    ctx.lineTo(x + width, y + row * cell);
  }
  ctx.stroke();
}

function frame(ctx, { x, y, width, height }, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 3;
  ctx.strokeRect(x - 1.5, y - 1.5, width + 3, height + 3);
}

/** The values in their cells, in the two colours of text one after the other: changing the colour costs more than a pass. */
function numbers(ctx, values, { x, y, cols, cell }, low, high, { texts }, font) {
  if (cell < NUMBERS_FROM) return;
  let longest = 2;
  for (const value of values) longest = Math.max(longest, written(value).length);
  const size = Math.min(cell * 0.5, (cell * 1.5) / longest);
  if (size < 7) return;
  ctx.font = `${size}px ${font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const ink of ["#000", "#fff"]) {
    ctx.fillStyle = ink;
    for (let i = 0; i < values.length; i++) {
      if (texts[step(values[i], low, high)] !== ink) continue;
      ctx.fillText(written(values[i]), x + ((i % cols) + 0.5) * cell, y + (Math.floor(i / cols) + 0.5) * cell + size * 0.05);
    }
  }
}

/** Hatch the rows and columns lost at the end; fade and strike through those that are only skipped. */
function unread(ctx, scene, board, palette, ratio) {
  const { x, y, rows, cols, cell, width, height } = board;
  const skipped = { rows: scene.rows.skipped, cols: scene.cols.skipped };
  ctx.fillStyle = palette.page;
  ctx.globalAlpha = 0.82;
  const passed = new Set(skipped.rows);
  for (const row of skipped.rows) ctx.fillRect(x, y + row * cell, width, cell);
  for (let row = 0; row < rows; row++) {
    if (!passed.has(row)) for (const col of skipped.cols) ctx.fillRect(x + col * cell, y + row * cell, cell, cell);
  }
  ctx.globalAlpha = 1;
  if (skipped.rows.length + skipped.cols.length > 0 && cell >= LINES_FROM) strikes(ctx, skipped, board, palette.dropped.ink);
  const keptRows = rows - scene.rows.dropped;
  const keptCols = cols - scene.cols.dropped;
  if (keptRows === rows && keptCols === cols) return;
  ctx.fillStyle = hatch(ctx, board, palette.dropped, ratio);
  ctx.fillRect(x + keptCols * cell, y, (cols - keptCols) * cell, height);
  ctx.fillRect(x, y + keptRows * cell, keptCols * cell, (rows - keptRows) * cell);
}

/** A dashed line through every skipped row and column. */
function strikes(ctx, { rows, cols }, { x, y, cell, width, height }, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.max(1, Math.min(2.5, cell / 12));
  ctx.setLineDash([cell / 5, cell / 5]);
  ctx.beginPath();
  for (const row of rows) {
    ctx.moveTo(x, y + (row + 0.5) * cell);
    ctx.lineTo(x + width, y + (row + 0.5) * cell);
  }
  for (const col of cols) {
    ctx.moveTo(x + (col + 0.5) * cell, y);
    ctx.lineTo(x + (col + 0.5) * cell, y + height);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The padding, dotted, and the part of it after the last window, crossed. */
function padding(ctx, { rows, cols, pads }, board, palette, ratio) {
  const { x, y, cell, width, height } = board;
  ctx.fillStyle = dots(ctx, board, palette.padding, ratio);
  ctx.fillRect(x, y, width, height);
  const down = Math.min(rows.unused, pads.bottom) * cell;
  const across = Math.min(cols.unused, pads.right) * cell;
  if (down + across > 0) {
    ctx.fillStyle = crossed(ctx, board, palette.padding, ratio);
    ctx.fillRect(x, y + height - down, width, down);
    ctx.fillRect(x + width - across, y, across, height - down);
  }
  grid(ctx, board, palette.line);
}

/** Text in the given size, or as much smaller as its room asks. */
function fit(ctx, text, x, y, size, room, colour, font) {
  ctx.fillStyle = colour;
  ctx.font = font.replace("$", size);
  const width = ctx.measureText(text).width;
  if (width > room) ctx.font = font.replace("$", (size * room) / width);
  ctx.fillText(text, x, y);
}

function title(ctx, layout, name, text, note, palette, font) {
  const { region } = layout[name];
  ctx.textBaseline = "alphabetic";
  const beside = region.beside;
  ctx.textAlign = beside ? "left" : "center";
  const x = beside ? region.x : region.x + region.width / 2;
  const y = beside ? region.y + 18 * layout.type : region.y - 32 * layout.type;
  const room = beside ? region.width * 0.38 : region.width + (layout.narrow ? 0 : 24);
  fit(ctx, `${TITLES[name]} ${text}`, x, y, 19 * layout.type, room, palette[name].ink, `700 $px ${font}`);
  fit(ctx, note, x, y + 18 * layout.type, 13.5 * layout.type, room, palette.faint, `$px ${font}`);
}

/** A bar with numbers at its ends, under its board. */
function scale(ctx, layout, name, low, high, { ramp }, palette, font) {
  const { region } = layout[name];
  const width = region.beside ? 56 : Math.min(110, region.width * 0.5);
  const height = 8;
  const x = region.beside ? region.x + 28 * layout.type : region.x + (region.width - width) / 2;
  const y = region.beside ? region.y + 56 * layout.type : region.y + region.height + 15 * layout.type;
  const gradient = ctx.createLinearGradient(x, 0, x + width, 0);
  for (const at of [0, 64, 128, 191, 255]) gradient.addColorStop(at / 255, colourAt(ramp, at));
  ctx.fillStyle = gradient;
  ctx.fillRect(x, y, width, height);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(x, y, width, height);
  ctx.fillStyle = palette.faint;
  ctx.font = `${12 * layout.type}px ${font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  ctx.fillText(written(low), x - 6, y + height / 2);
  ctx.textAlign = "left";
  ctx.fillText(written(high), x + width + 6, y + height / 2);
}

const size = ({ h, w }) => `${h} × ${w}`;

/** What is put around the input, in words. */
function paddingNote({ pads: { top, bottom, left, right }, padded }) {
  if (top + bottom + left + right === 0) return "no padding";
  const even = top === left && bottom === right;
  if (even && top === bottom) return `with padding ${top}: ${size(padded)}`;
  if (even) return `padding ${top} before, ${bottom} after: ${size(padded)}`;
  return `with padding: ${size(padded)}`;
}

function titles(ctx, scene, layout, palette, font) {
  const { n, nw, k, kw, s, d, cout } = scene.settings;
  const over = (name, text, note) => title(ctx, layout, name, text, note, palette, font);
  over("input", size({ h: n, w: nw }), paddingNote(scene));
  const { h, w } = scene.span;
  over("kernel", size({ h: k, w: kw }), `stride ${s}${d > 1 ? `, reaches over ${h === w ? h : size(scene.span)}` : ""}`);
  over("output", size(scene.out), cout > 1 ? `channel 1 of ${cout}` : layout.narrow ? "one for each place" : "one number for each place of the window");
}

/** Draw everything that does not move; `look` is `{ palette, font, ratio }`. */
export function drawBoards(ctx, scene, layout, { palette, font, ratio }) {
  if (!scene.fits) return;
  const { input, signed } = inks(palette);
  const { kernelLimit, outputLimit, inputLow, inputHigh } = scene;
  padding(ctx, scene, layout.input, palette, ratio);
  for (const [name, board, values, low, high, ink] of [
    ["input", layout.real, scene.input, inputLow, inputHigh, input],
    ["kernel", layout.kernel, scene.kernel, -kernelLimit, kernelLimit, signed],
    ["output", layout.output, scene.output, -outputLimit, outputLimit, signed],
  ]) {
    cells(ctx, values, board, low, high, ink);
    numbers(ctx, values, board, low, high, ink, font);
    grid(ctx, board, palette.line);
    if (name === "input") unread(ctx, scene, board, palette, ratio);
    frame(ctx, board, palette[name].ink);
    scale(ctx, layout, name, low, high, ink, palette, font);
  }
  titles(ctx, scene, layout, palette, font);
}
