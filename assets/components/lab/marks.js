// What moves over the boards: the window and its output cell, who uses an input cell, what a weight touches, the ties between them.
import { touchedBy, usersOf } from "./readout.js";

const LEAST = 8; // CSS pixels: a mark on a tiny cell can always be seen

/** A rectangle of `rows * cols` cells from (row, col), grown where it would be too small to see. */
function box(board, row, col, rows = 1, cols = rows) {
  const [wide, high] = [cols * board.cell, rows * board.cell];
  const [width, height] = [Math.max(LEAST, wide), Math.max(LEAST, high)];
  return { x: board.x + col * board.cell - (width - wide) / 2, y: board.y + row * board.cell - (height - high) / 2, width, height };
}

function outline(ctx, { x, y, width, height }, colour, paper, thick = 3) {
  ctx.lineJoin = "round";
  ctx.strokeStyle = paper;
  ctx.lineWidth = thick + 3;
  ctx.strokeRect(x, y, width, height);
  ctx.strokeStyle = colour;
  ctx.lineWidth = thick;
  ctx.strokeRect(x, y, width, height);
}

/** Around the cell under the cursor: in its board's colour, or amber when it is pinned. */
function cursor(ctx, cell, ink, palette, pinned) {
  if (!pinned) return outline(ctx, cell, ink, palette.page, 4);
  outline(ctx, cell, palette.pinned.ink, palette.page, 7);
  ctx.strokeStyle = palette.pinned.fill;
  ctx.lineWidth = 3;
  ctx.strokeRect(cell.x, cell.y, cell.width, cell.height);
}

/** A faint band from one rectangle to another, to the right or downwards; it leaves the cells of `over` untinted. */
function tie(ctx, from, to, colour, over) {
  const [right, bottom] = [from.x + from.width, from.y + from.height];
  const below = to.y > bottom && to.x < right + to.width;
  const [a, b, c, d] = below
    ? [[from.x, bottom], [right, bottom], [to.x + to.width, to.y], [to.x, to.y]]
    : [[right, from.y], [right, bottom], [to.x, to.y + to.height], [to.x, to.y]];
  ctx.save();
  ctx.beginPath();
  ctx.rect(-100, -100, 1e4, 1e4);
  ctx.rect(over.x, over.y, over.width, over.height);
  ctx.clip("evenodd");
  ctx.beginPath();
  ctx.moveTo(...a);
  for (const corner of [b, c, d]) ctx.lineTo(...corner);
  ctx.closePath();
  ctx.fillStyle = colour;
  ctx.globalAlpha = 0.12;
  ctx.fill();
  ctx.restore();
  ctx.globalAlpha = 0.55;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(...a);
  ctx.lineTo(...d);
  ctx.moveTo(...b);
  ctx.lineTo(...c);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Cells at all crossings of `rows` and `cols`, filled faintly and outlined where there is room; in one path, as there may be thousands. */
function light(ctx, board, rows, cols, colour, alpha, thick) {
  const each = (draw) => {
    ctx.beginPath();
    for (const row of rows) for (const col of cols) draw(board.x + col * board.cell, board.y + row * board.cell, board.cell);
  };
  ctx.fillStyle = colour;
  ctx.globalAlpha = alpha;
  each((x, y, cell) => ctx.rect(x, y, cell, cell));
  ctx.fill();
  ctx.globalAlpha = 1;
  if (board.cell < 5) return;
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.min(thick, Math.max(0.5, board.cell / 12));
  each((x, y, cell) => ctx.rect(x + 0.5, y + 0.5, cell - 1, cell - 1));
  ctx.stroke();
}

/** How often, in a small label beside the cell. */
function badge(ctx, cell, text, layout, colour, { palette, font }) {
  const high = 20 * Math.min(layout.type, 1.5);
  ctx.font = `700 ${high * 0.7}px ${font}`;
  const wide = ctx.measureText(text).width + high * 0.6;
  const x = Math.max(0, Math.min(layout.width - wide, cell.x + cell.width + 4));
  const y = Math.max(0, cell.y - high + 2);
  ctx.fillStyle = palette.page;
  ctx.fillRect(x, y, wide, high);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(x, y, wide, high);
  ctx.fillStyle = colour;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x + wide / 2, y + high / 2 + 1);
}

const span = (first, count, apart) => Array.from({ length: count }, (_, i) => first + i * apart);

/** The window of an output cell; both may lie between cells while it glides. Between the taps of a dilated kernel stay holes. */
function drawWindow(ctx, scene, layout, { row, col }, { palette }, pinned) {
  const { s, d, k, kw } = scene.settings;
  const window = box(layout.input, row * s, col * s, scene.span.h, scene.span.w);
  const kernel = { x: layout.kernel.x - 1.5, y: layout.kernel.y - 1.5, width: layout.kernel.width + 3, height: layout.kernel.height + 3 };
  const cell = box(layout.output, row, col);
  tie(ctx, window, kernel, palette.kernel.ink, layout.input);
  if (!layout.narrow) tie(ctx, kernel, cell, palette.output.ink, layout.output);
  light(ctx, layout.input, span(row * s, k, d), span(col * s, kw, d), palette.kernel.ink, d > 1 ? 0.38 : 0.22, d > 1 ? 2.5 : 1);
  outline(ctx, window, palette.kernel.ink, palette.page, 3);
  cursor(ctx, cell, palette.output.ink, palette, pinned);
}

/** An input cell, every output cell that uses it, the weights that they use it with, and the count. */
function drawUsers(ctx, scene, layout, { row, col }, look, pinned) {
  const { palette } = look;
  const { pads, settings } = scene;
  const { rows, cols } = usersOf(scene, row, col);
  const cell = box(layout.input, row + pads.top, col + pads.left);
  const taps = (users, at) => users.map((user) => (at - user * settings.s) / settings.d);
  light(ctx, layout.output, rows, cols, palette.output.ink, 0.25, 3);
  light(ctx, layout.kernel, taps(rows, row + pads.top), taps(cols, col + pads.left), palette.kernel.ink, 0.25, 3);
  if (rows.length > 0 && cols.length > 0) {
    const across = box(layout.output, rows[0], cols[0], rows.at(-1) - rows[0] + 1, cols.at(-1) - cols[0] + 1);
    if (!layout.narrow) tie(ctx, cell, across, palette.input.ink, layout.input);
    outline(ctx, across, palette.output.ink, palette.page, 2);
  }
  cursor(ctx, cell, palette.input.ink, palette, pinned);
  badge(ctx, cell, `${rows.length * cols.length}×`, layout, palette.input.ink, look);
}

/** A weight and every input cell that it touches, one for each output. */
function drawTouched(ctx, scene, layout, { row, col }, look, pinned) {
  const { palette } = look;
  const { pads } = scene;
  const { rows, cols } = touchedBy(scene, row, col);
  const [down, across] = [rows.map((at) => at + pads.top), cols.map((at) => at + pads.left)];
  const weight = box(layout.kernel, row, col);
  const region = box(layout.input, down[0], across[0], down.at(-1) - down[0] + 1, across.at(-1) - across[0] + 1);
  tie(ctx, region, weight, palette.kernel.ink, layout.input);
  light(ctx, layout.input, down, across, palette.kernel.ink, 0.34, 2.5);
  const { x, y, width, height } = layout.output;
  outline(ctx, { x: x - 2.5, y: y - 2.5, width: width + 5, height: height + 5 }, palette.output.ink, palette.page, 5);
  cursor(ctx, weight, palette.kernel.ink, palette, pinned);
  badge(ctx, weight, `${rows.length * cols.length}×`, layout, palette.kernel.ink, look);
}

/** Draw what belongs to the place `at`: `{ board, row, col }`, on "input" counted without the padding. */
export function drawMarks(ctx, scene, layout, at, look, pinned) {
  if (!scene.fits) return;
  const draw = { input: drawUsers, kernel: drawTouched, output: drawWindow }[at.board];
  draw(ctx, scene, layout, at, look, pinned);
}
