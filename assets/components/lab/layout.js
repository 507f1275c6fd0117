// Where the boards stand on the canvas. Their places are fixed by the canvas alone; only the cells inside change size.

const NARROW = 560; // CSS pixels: below, the kernel stands under input and output
const LARGEST_CELL = 64;
const KERNEL_CELL = 44;

/** How high the canvas is for its width; no setting changes it. */
export function stageHeight(width, type) {
  return width < NARROW ? Math.round(width * 0.5 + 190 * Math.min(type, 1.4)) : Math.round(Math.min(400 + 80 * type, Math.max(340, width * 0.49)) + 60 * (type - 1));
}

/** The three regions, each `{ x, y, width, height }` without title and scale. */
function regions(width, height, type) {
  const head = 54 * type;
  const foot = 30 * type;
  const room = height - head - foot;
  if (width < NARROW) {
    const gap = 12;
    const half = (width - gap) / 2;
    const below = head + half + foot;
    return {
      input: { x: 0, y: head, width: half, height: half },
      output: { x: half + gap, y: head, width: half, height: half },
      kernel: { x: 0, y: below + 26 * type, width, height: height - below - 26 * type - 6, beside: true },
    };
  }
  const gap = 36;
  const [a, b, c] = [0.47, 0.15, 0.38].map((share) => share * (width - 2 * gap));
  return {
    input: { x: 0, y: head, width: a, height: room },
    kernel: { x: a + gap, y: head, width: b, height: room },
    output: { x: a + b + 2 * gap, y: head, width: c, height: room },
  };
}

function place(region, count, cell) {
  const side = count * cell;
  return { region, count, cell, side, x: Math.round(region.x + (region.width - side) / 2), y: Math.round(region.y + (region.height - side) / 2) };
}

/** Boards `{ input, kernel, output }`, each `{ region, x, y, cell, count, side }`; input counts its padding. */
export function arrange(scene, width, height, type, pixelRatio) {
  const at = regions(width, height, type);
  const { padded, axis, settings } = scene;
  const whole = (cell) => Math.max(1, Math.floor(cell * pixelRatio)) / pixelRatio; // device pixels, so that lines are sharp
  const least = (region, count) => Math.min(region.width, region.height) / count;
  // Input and output share one cell size: a smaller output looks smaller.
  const common = whole(Math.min(LARGEST_CELL, least(at.input, padded), axis ? least(at.output, axis.size) : Infinity));
  const own = whole(Math.min(least(at.kernel, settings.k), Math.max(common, KERNEL_CELL)));
  return {
    width,
    height,
    type,
    narrow: width < NARROW,
    input: place(at.input, padded, common),
    kernel: place(at.kernel, settings.k, own),
    output: place(at.output, axis ? axis.size : 0, common),
  };
}

/** What lies under a point: `{ board, row, col }` in the board's cells, or null. */
export function hit(layout, x, y) {
  for (const board of ["input", "output"]) {
    const { x: left, y: top, cell, count } = layout[board];
    const row = Math.floor((y - top) / cell);
    const col = Math.floor((x - left) / cell);
    if (row >= 0 && col >= 0 && row < count && col < count) return { board, row, col };
  }
  return null;
}
