// Where the boards stand on the canvas. Their places are fixed by the canvas alone; only the cells inside change size.

const NARROW = 560; // CSS pixels: below, the kernel stands under input and output
const LARGEST_CELL = 64;
const KERNEL_CELL = 44;
const FRAME = 5; // room for the frames at the edges

/** How high the canvas is for its width; no setting changes it. */
export function stageHeight(width, type) {
  if (width < NARROW) return Math.round(width * 0.5 + 190 * Math.min(type, 1.4));
  return Math.round(Math.min(400 + 80 * type, Math.max(340, width * 0.49)) + 60 * (type - 1));
}

/** The three regions, each `{ x, y, width, height }` without title and scale. */
function regions(width, height, type) {
  const head = 54 * type;
  const foot = 30 * type;
  const room = height - head - foot;
  if (width < NARROW) {
    const gap = 12;
    const half = (width - gap) / 2 - FRAME;
    const below = head + half + foot;
    return {
      input: { x: FRAME, y: head, width: half, height: half },
      output: { x: FRAME + half + gap, y: head, width: half, height: half },
      kernel: { x: 0, y: below + 26 * type, width, height: height - below - 26 * type - 6, beside: true },
    };
  }
  const gap = 36;
  const [a, b, c] = [0.47, 0.15, 0.38].map((share) => share * (width - 2 * gap - 2 * FRAME));
  return {
    input: { x: FRAME, y: head, width: a, height: room },
    kernel: { x: FRAME + a + gap, y: head, width: b, height: room },
    output: { x: FRAME + a + b + 2 * gap, y: head, width: c, height: room },
  };
}

function place(region, { h, w }, cell) {
  const [width, height] = [w * cell, h * cell];
  const x = Math.round(region.x + (region.width - width) / 2);
  const y = Math.round(region.y + (region.height - height) / 2);
  return { region, rows: h, cols: w, cell, width, height, x, y };
}

/** Boards `{ input, real, kernel, output }`, each `{ region, x, y, cell, rows, cols, width, height }`; `real` is the input without its padding. */
export function arrange(scene, width, height, type, pixelRatio) {
  const at = regions(width, height, type);
  const { k, kw } = scene.settings;
  const kernel = { h: k, w: kw };
  const out = scene.out ?? { h: 0, w: 0 };
  const whole = (cell) => Math.max(1, Math.floor(cell * pixelRatio)) / pixelRatio; // device pixels, so that lines are sharp
  const least = (region, size) => Math.min(region.width / size.w, region.height / size.h);
  // Input and output share one cell size: a smaller output looks smaller.
  const common = whole(Math.min(LARGEST_CELL, least(at.input, scene.padded), least(at.output, out)));
  const own = whole(Math.min(least(at.kernel, kernel), Math.max(common, KERNEL_CELL)));
  const input = place(at.input, scene.padded, common);
  const boards = { input, real: real(input, scene), kernel: place(at.kernel, kernel, own), output: place(at.output, out, common) };
  return { width, height, type, narrow: width < NARROW, ...boards };
}

/** The part of the input board that is not padding. */
function real({ region, x, y, cell }, { settings: { n, nw }, pads }) {
  return { region, rows: n, cols: nw, cell, width: nw * cell, height: n * cell, x: x + pads.left * cell, y: y + pads.top * cell };
}

/** What lies under a point: `{ board, row, col }`, on the input counted without the padding; or null. */
export function hit(layout, x, y) {
  for (const board of ["input", "kernel", "output"]) {
    const { x: left, y: top, cell, rows, cols } = layout[board];
    const row = Math.floor((y - top) / cell);
    const col = Math.floor((x - left) / cell);
    if (row < 0 || col < 0 || row >= rows || col >= cols) continue;
    if (board !== "input") return { board, row, col };
    return { board, row: row - Math.round((layout.real.y - top) / cell), col: col - Math.round((layout.real.x - left) / cell) };
  }
  return null;
}
