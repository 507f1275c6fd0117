// Fills that tell the kinds of cells apart without colour: dots for padding, hatching for what is lost.

const made = new Map();

/** Dots, hatching and the lines over left padding: drawn in a square tile that is repeated. */
const DRAWN = {
  /** One dot in the middle. */
  dots(paper, side, colour, ratio) {
    paper.fillStyle = colour.ink;
    paper.globalAlpha = 0.7;
    paper.beginPath();
    paper.arc(side / 2, side / 2, Math.max(0.7 * ratio, Math.min(side / 12, 2.5 * ratio)), 0, 7);
    paper.fill();
  },
  /** Diagonal lines. */
  hatch(paper, side, colour, ratio) {
    paper.strokeStyle = colour.ink;
    paper.lineWidth = 1.6 * ratio;
    paper.beginPath();
    for (const shift of [-side, 0, side]) {
      paper.moveTo(shift - side * 0.5, side * 1.5);
      paper.lineTo(shift + side * 1.5, -side * 0.5);
    }
    paper.stroke();
  },
  /** The dot with a cross through it: padding that no window reaches. */
  crossed(paper, side, colour, ratio) {
    DRAWN.dots(paper, side, colour, ratio);
    paper.strokeStyle = colour.ink;
    paper.lineWidth = Math.max(1, Math.min(1.6, side / 16)) * ratio;
    paper.beginPath();
    for (const [from, to] of [[0.28, 0.72], [0.72, 0.28]]) {
      paper.moveTo(side * from, side * 0.28);
      paper.lineTo(side * to, side * 0.72);
    }
    paper.stroke();
  },
};

/** The tile of a texture on a canvas of its own, `ratio` pixels for one. */
export function drawTile(paper, kind, side, colour, ratio) {
  paper.fillStyle = colour.fill;
  paper.fillRect(0, 0, side, side);
  DRAWN[kind](paper, side, colour, ratio);
}

function tile(kind, side, colour, ratio) {
  const key = `${kind} ${side} ${colour.ink} ${colour.fill}`;
  if (!made.has(key)) {
    if (made.size > 60) made.clear();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    drawTile(canvas.getContext("2d"), kind, side, colour, ratio);
    made.set(key, canvas);
  }
  return made.get(key);
}

/** A fill whose tile stays in device pixels while the context is scaled to CSS pixels, starting at `x, y`. */
function texture(ctx, kind, side, { x, y }, colour, ratio) {
  if (ctx.vector) return ctx.texture(kind, side, x, y, colour);
  const pixels = Math.round(side * ratio);
  const repeated = ctx.createPattern(tile(kind, pixels, colour, ratio), "repeat");
  repeated.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, x, y]));
  return repeated;
}

/** One grey dot in the middle of every cell; cells too small for that share one. */
export const dots = (ctx, board, colour, ratio) => texture(ctx, "dots", Math.max(board.cell, 6), board, colour, ratio);

/** Diagonal lines over what is lost. */
export const hatch = (ctx, board, colour, ratio) => texture(ctx, "hatch", 8, board, colour, ratio);

/** A cross on every cell of padding that is left over. */
export const crossed = (ctx, board, colour, ratio) => texture(ctx, "crossed", Math.max(board.cell, 6), board, colour, ratio);
