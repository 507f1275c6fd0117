// Fills that tell the kinds of cells apart without colour: dots for padding, hatching for what is lost.

const made = new Map();

function tile(key, side, draw) {
  if (!made.has(key)) {
    if (made.size > 40) made.clear();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    draw(canvas.getContext("2d"), side);
    made.set(key, canvas);
  }
  return made.get(key);
}

/** A pattern whose tile stays in device pixels while the context is scaled to CSS pixels, starting at `x, y`. */
function pattern(ctx, canvas, x, y, ratio) {
  const repeated = ctx.createPattern(canvas, "repeat");
  repeated.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, x, y]));
  return repeated;
}

/** One grey dot in the middle of every cell; cells too small for that share one. */
export function dots(ctx, { x, y, cell }, colour, ratio) {
  const side = Math.round(Math.max(cell, 6) * ratio);
  const canvas = tile(`dots ${side} ${colour.ink} ${colour.fill}`, side, (paper) => {
    paper.fillStyle = colour.fill;
    paper.fillRect(0, 0, side, side);
    paper.fillStyle = colour.ink;
    paper.globalAlpha = 0.7;
    paper.beginPath();
    paper.arc(side / 2, side / 2, Math.max(0.7 * ratio, Math.min(side / 12, 2.5 * ratio)), 0, 7);
    paper.fill();
  });
  return pattern(ctx, canvas, x, y, ratio);
}

/** Diagonal lines. */
export function hatch(ctx, { x, y }, colour, ratio) {
  const side = Math.round(8 * ratio);
  const canvas = tile(`hatch ${side} ${colour.ink} ${colour.fill}`, side, (paper) => {
    paper.fillStyle = colour.fill;
    paper.fillRect(0, 0, side, side);
    paper.strokeStyle = colour.ink;
    paper.lineWidth = 1.6 * ratio;
    paper.beginPath();
    for (const shift of [-side, 0, side]) {
      paper.moveTo(shift - side * 0.5, side * 1.5);
      paper.lineTo(shift + side * 1.5, -side * 0.5);
    }
    paper.stroke();
  });
  return pattern(ctx, canvas, x, y, ratio);
}
