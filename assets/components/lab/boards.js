// The still picture: padded input, kernel and output with their values, titles and scales.
import { short } from "../kit.js";
import { inks, step } from "./inks.js";
import { dots, hatch } from "./textures.js";

const NUMBERS_FROM = 15; // CSS pixels of a cell from which its number can be read
const LINES_FROM = 5;
const TITLES = { input: "Input", kernel: "Kernel", output: "Output" };
const INPUT_HIGH = 9;

const scratch = document.createElement("canvas");

/** Paint `side * side` values as flat cells, one pixel each, then enlarged without smoothing. */
function cells(ctx, values, side, low, high, { ramp }, x, y, cell) {
  const image = new ImageData(side, side);
  for (let i = 0; i < values.length; i++) {
    const at = 3 * step(values[i], low, high);
    image.data.set([ramp[at], ramp[at + 1], ramp[at + 2], 255], 4 * i);
  }
  scratch.width = scratch.height = side;
  scratch.getContext("2d").putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(scratch, x, y, side * cell, side * cell);
}

function grid(ctx, x, y, count, cell, colour) {
  if (cell < LINES_FROM) return;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let i = 0; i <= count; i++) {
    ctx.moveTo(x + i * cell, y);
    ctx.lineTo(x + i * cell, y + count * cell);
    ctx.moveTo(x, y + i * cell);
    ctx.lineTo(x + count * cell, y + i * cell);
  }
  ctx.stroke();
}

function frame(ctx, x, y, side, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 3;
  ctx.strokeRect(x - 1.5, y - 1.5, side + 3, side + 3);
}

function numbers(ctx, values, side, low, high, { texts }, x, y, cell, font) {
  if (cell < NUMBERS_FROM) return;
  const words = Array.from(values, (value) => short(value));
  const longest = Math.max(2, ...words.map((word) => word.length));
  const size = Math.min(cell * 0.5, (cell * 1.5) / longest);
  if (size < 7) return;
  ctx.font = `${size}px ${font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  words.forEach((word, i) => {
    ctx.fillStyle = texts[step(values[i], low, high)];
    ctx.fillText(word, x + ((i % side) + 0.5) * cell, y + (Math.floor(i / side) + 0.5) * cell + size * 0.05);
  });
}

/** Hatch the rows and columns lost at the end; empty those that are only skipped. */
function unread(ctx, scene, x, y, cell, palette, ratio) {
  const { n } = scene.settings;
  const skipped = scene.axis.skipped;
  ctx.fillStyle = palette.page;
  ctx.globalAlpha = 0.82;
  const passed = new Set(skipped);
  for (const row of skipped) ctx.fillRect(x, y + row * cell, n * cell, cell);
  for (let row = 0; row < n; row++) {
    if (!passed.has(row)) for (const col of skipped) ctx.fillRect(x + col * cell, y + row * cell, cell, cell);
  }
  ctx.globalAlpha = 1;
  if (skipped.length > 0 && cell >= LINES_FROM) strikes(ctx, skipped, n, x, y, cell, palette.dropped.ink);
  const kept = n - scene.axis.dropped;
  ctx.fillStyle = hatch(ctx, { x, y }, palette.dropped, ratio);
  ctx.fillRect(x + kept * cell, y, (n - kept) * cell, n * cell);
  ctx.fillRect(x, y + kept * cell, kept * cell, (n - kept) * cell);
}

/** A dashed line through every skipped row and column. */
function strikes(ctx, skipped, n, x, y, cell, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.max(1, Math.min(2.5, cell / 12));
  ctx.setLineDash([cell / 5, cell / 5]);
  ctx.beginPath();
  for (const row of skipped) {
    ctx.moveTo(x, y + (row + 0.5) * cell);
    ctx.lineTo(x + n * cell, y + (row + 0.5) * cell);
    ctx.moveTo(x + (row + 0.5) * cell, y);
    ctx.lineTo(x + (row + 0.5) * cell, y + n * cell);
  }
  ctx.stroke();
  ctx.setLineDash([]);
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
  const room = beside ? region.width * 0.38 : region.width + 24;
  fit(ctx, `${TITLES[name]} ${text}`, x, y, 19 * layout.type, room, palette[name].ink, `700 $px ${font}`);
  fit(ctx, note, x, y + 18 * layout.type, 13.5 * layout.type, room, palette.faint, `$px ${font}`);
}

/** A bar with numbers at its ends, under its board. */
function scale(ctx, layout, name, low, high, { ramp }, palette, font) {
  const { region } = layout[name];
  const width = region.beside ? 56 : Math.min(110, region.width * 0.5);
  const height = 8;
  const x = region.beside ? region.x + 28 : region.x + (region.width - width) / 2;
  const y = region.beside ? region.y + 56 * layout.type : region.y + region.height + 15 * layout.type;
  const gradient = ctx.createLinearGradient(x, 0, x + width, 0);
  for (const at of [0, 64, 128, 191, 255]) gradient.addColorStop(at / 255, `rgb(${ramp[3 * at]},${ramp[3 * at + 1]},${ramp[3 * at + 2]})`);
  ctx.fillStyle = gradient;
  ctx.fillRect(x, y, width, height);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(x, y, width, height);
  ctx.fillStyle = palette.faint;
  ctx.font = `${12 * layout.type}px ${font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  ctx.fillText(short(low), x - 6, y + height / 2);
  ctx.textAlign = "left";
  ctx.fillText(short(high), x + width + 6, y + height / 2);
}

/** Draw everything that does not move. */
export function drawBoards(ctx, scene, layout, { palette, font, ratio }) {
  ctx.clearRect(0, 0, layout.width, layout.height);
  if (!scene.axis) return;
  const { input, signed } = inks(palette);
  const { n, k, p, s, d, cout } = scene.settings;
  const size = scene.axis.size;

  const outer = layout.input;
  ctx.fillStyle = dots(ctx, outer, palette.padding, ratio);
  ctx.fillRect(outer.x, outer.y, outer.side, outer.side);
  grid(ctx, outer.x, outer.y, scene.padded, outer.cell, palette.line);
  const x = outer.x + p * outer.cell;
  const y = outer.y + p * outer.cell;
  cells(ctx, scene.input, n, 0, INPUT_HIGH, input, x, y, outer.cell);
  numbers(ctx, scene.input, n, 0, INPUT_HIGH, input, x, y, outer.cell, font);
  grid(ctx, x, y, n, outer.cell, palette.line);
  unread(ctx, scene, x, y, outer.cell, palette, ratio);
  frame(ctx, x, y, n * outer.cell, palette.input.ink);

  for (const [name, values, count, limit] of [["kernel", scene.kernel, k, scene.kernelLimit], ["output", scene.output, size, scene.outputLimit]]) {
    const board = layout[name];
    cells(ctx, values, count, -limit, limit, signed, board.x, board.y, board.cell);
    grid(ctx, board.x, board.y, count, board.cell, palette.line);
    numbers(ctx, values, count, -limit, limit, signed, board.x, board.y, board.cell, font);
    frame(ctx, board.x, board.y, board.side, palette[name].ink);
    scale(ctx, layout, name, -limit, limit, signed, palette, font);
  }
  scale(ctx, layout, "input", 0, INPUT_HIGH, input, palette, font);

  const square = (side) => `${side} × ${side}`;
  const over = (name, side, note) => title(ctx, layout, name, square(side), note, palette, font);
  over("input", n, p > 0 ? `with padding ${p}: ${square(scene.padded)}` : "no padding");
  over("kernel", k, `stride ${s}${d > 1 ? `, reaches over ${scene.span}` : ""}`);
  over("output", size, cout > 1 ? `channel 1 of ${cout}` : "one number for each place of the window");
}
