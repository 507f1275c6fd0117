// What moves over the boards: the window, its output cell, the ties between them, and the cells that use an input.
import { usersOf } from "./readout.js";

const LEAST = 8; // CSS pixels: a mark on a tiny cell can always be seen

/** A rectangle of `count` cells from (row, col), grown where it would be too small to see. */
function box(board, row, col, count) {
  const side = Math.max(LEAST, count * board.cell);
  const spare = (side - count * board.cell) / 2;
  return { x: board.x + col * board.cell - spare, y: board.y + row * board.cell - spare, side };
}

function outline(ctx, { x, y, side }, colour, paper, width = 3) {
  ctx.lineJoin = "round";
  ctx.strokeStyle = paper;
  ctx.lineWidth = width + 3;
  ctx.strokeRect(x, y, side, side);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.strokeRect(x, y, side, side);
}

/** A faint band from one square to another, to the right or downwards; it leaves the cells of `over` untinted. */
function tie(ctx, from, to, colour, over) {
  const below = to.y > from.y + from.side && to.x < from.x + from.side + to.side;
  const [a, b, c, d] = below
    ? [[from.x, from.y + from.side], [from.x + from.side, from.y + from.side], [to.x + to.side, to.y], [to.x, to.y]]
    : [[from.x + from.side, from.y], [from.x + from.side, from.y + from.side], [to.x, to.y + to.side], [to.x, to.y]];
  ctx.beginPath();
  ctx.moveTo(...a);
  for (const corner of [b, c, d]) ctx.lineTo(...corner);
  ctx.closePath();
  ctx.save();
  const band = new Path2D();
  band.rect(0, 0, 1e4, 1e4);
  band.rect(over.x, over.y, over.side, over.side);
  ctx.clip(band, "evenodd");
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

/** The taps of the window at padded (top, left): filled squares; between the taps of a dilated kernel stay holes. */
function taps(ctx, board, top, left, { k, d }, colour) {
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.min(d > 1 ? 2.5 : 1, Math.max(0.5, board.cell / 12));
  for (let row = 0; row < k; row++) {
    for (let col = 0; col < k; col++) {
      const x = board.x + (left + col * d) * board.cell;
      const y = board.y + (top + row * d) * board.cell;
      ctx.globalAlpha = d > 1 ? 0.38 : 0.22;
      ctx.fillRect(x, y, board.cell, board.cell);
      ctx.globalAlpha = 1;
      if (board.cell >= 5) ctx.strokeRect(x + 0.5, y + 0.5, board.cell - 1, board.cell - 1);
    }
  }
}

/** The window of output cell (row, col); both may lie between cells while it glides. */
export function drawWindow(ctx, scene, layout, row, col, palette) {
  const { s } = scene.settings;
  const window = box(layout.input, row * s, col * s, scene.span);
  const kernel = { x: layout.kernel.x - 1.5, y: layout.kernel.y - 1.5, side: layout.kernel.side + 3 };
  const cell = box(layout.output, row, col, 1);
  tie(ctx, window, kernel, palette.kernel.ink, layout.input);
  if (!layout.narrow) tie(ctx, kernel, cell, palette.output.ink, layout.output);
  taps(ctx, layout.input, row * s, col * s, scene.settings, palette.kernel.ink);
  outline(ctx, window, palette.kernel.ink, palette.page, 3);
  outline(ctx, cell, palette.output.ink, palette.page, 4);
}

/** An input cell (from 0, padding outside) and every output cell that uses it. */
export function drawUsers(ctx, scene, layout, row, col, palette) {
  const { p } = scene.settings;
  const { rows, cols } = usersOf(scene, row, col);
  const cell = box(layout.input, row + p, col + p, 1);
  ctx.fillStyle = palette.output.ink;
  for (const y of rows) {
    for (const x of cols) {
      const user = box(layout.output, y, x, 1);
      ctx.globalAlpha = 0.25;
      ctx.fillRect(user.x, user.y, user.side, user.side);
      ctx.globalAlpha = 1;
      if (layout.output.cell >= LEAST) outline(ctx, user, palette.output.ink, palette.page, 3);
    }
  }
  if (rows.length > 0 && cols.length > 0) {
    const across = box(layout.output, rows[0], cols[0], rows.at(-1) - rows[0] + 1);
    if (!layout.narrow) tie(ctx, cell, across, palette.input.ink, layout.input);
    if (layout.output.cell < LEAST) outline(ctx, across, palette.output.ink, palette.page, 2);
  }
  outline(ctx, cell, palette.input.ink, palette.page, 4);
}
