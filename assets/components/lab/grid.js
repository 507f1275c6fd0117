// A small board of coloured cells with their numbers, as HTML: it scales with its text and says its label aloud.
//
// A tab sets the side of a cell with `--cell` (any length, 2em unless told); the board shrinks with its column, and its
// numbers go where they would be too small to read. A cell with the value NaN stays empty. Marks are classes of the tab:
// use outline, box-shadow or background-image there, since a cell has its background colour from its value.
import { element, rgb, short } from "../kit.js";
import { inks, step } from "./inks.js";

const CANVAS_ABOVE = 400; // cells; beyond, one canvas costs less than so many nodes
const SMALLEST = 7; // CSS pixels of a digit that can still be read
const CELL = "display:flex;align-items:center;justify-content:center;aspect-ratio:1;overflow:hidden;min-width:0;font-size:var(--grid-font)";
const kept = new WeakMap(); // board -> what is on it
const inked = new WeakMap(); // palette -> for each kind 256 colours as CSS

/** A colour as one number, as a canvas keeps it on every machine that runs a browser. */
function packed([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The 256 steps of a kind, each `[background, ink, packed background]`. */
function colours(palette, kind) {
  if (!inked.has(palette)) inked.set(palette, {});
  const made = inked.get(palette);
  made[kind] ??= inks(palette)[kind].texts.map((ink, i) => {
    const channels = inks(palette)[kind].ramp.slice(3 * i, 3 * i + 3);
    return [`rgb(${channels.join(", ")})`, ink, packed(channels)];
  });
  return made[kind];
}

/** The look of a value: `(value) => [background, ink, packed background]`. */
function painter(values, { low, high, kind = "signed", palette }) {
  const paper = [palette.page, palette.text, packed(rgb(palette.page))];
  if (kind === "plain") return () => paper;
  let [from, to] = [low ?? 0, high ?? 1];
  for (const value of values) {
    if (low === undefined && value < from) from = value;
    if (high === undefined && value > to) to = value;
  }
  if (kind === "signed") {
    to = Math.max(Math.abs(from), Math.abs(to)); // symmetric about 0
    from = -to;
  }
  if (to === from) to = from + 1;
  const looks = colours(palette, kind);
  return (value) => (Number.isNaN(value) ? paper : looks[Math.max(0, Math.min(255, step(value, from, to)))]);
}

/**
 * Make a board of `rows * cols` values, row by row.
 *
 * Options: `low` and `high` ends of the scale; `kind` "input", "signed" (symmetric about 0) or "plain"; `palette`;
 * `marks` a Map from index to class; `label` what is said aloud; `numbers` whether the cells show theirs; `canvas` whether
 * to draw a canvas also below 400 cells, where there are many boards.
 */
export function grid(values, rows, cols, options) {
  const board = element("div", { class: "grid", role: "img" });
  kept.set(board, { cells: [], shape: "" });
  return update(board, values, rows, cols, options);
}

/** Put other values on a board that `grid` has made; its nodes are used again. */
export function update(board, values, rows, cols, options) {
  const state = kept.get(board);
  const many = options.canvas || rows * cols > CANVAS_ABOVE;
  const shape = `${many} ${rows} ${cols} ${options.palette.line}`;
  if (state.shape !== shape) {
    state.shape = shape;
    state.font = null;
    board.style.cssText =
      `display:grid;grid-template-columns:repeat(${many ? 1 : cols},minmax(0,1fr));gap:1px;position:relative;container-type:inline-size;` +
      `box-sizing:border-box;width:calc(var(--cell,2em)*${cols});max-width:100%;line-height:1;` +
      `border:1px solid ${options.palette.line};background:${options.palette.line}`;
  }
  if (options.label !== state.label) board.setAttribute("aria-label", (state.label = options.label) ?? "");
  if (many) drawCanvas(board, state, values, rows, cols, options);
  else drawCells(board, state, values, rows, cols, options);
  return board;
}

/** The index of the cell under a pointer event, or -1. */
export function cellAt(board, event, rows, cols) {
  const box = board.getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
  const col = Math.floor(((event.clientX - box.left) / box.width) * cols);
  return row >= 0 && row < rows && col >= 0 && col < cols ? row * cols + col : -1;
}

function drawCells(board, state, values, rows, cols, options) {
  const { marks, numbers = true } = options;
  if (state.canvas || state.cells.length !== rows * cols) lay(board, state, rows * cols);
  const paint = painter(values, options);
  const words = numbers ? Array.from(values, (value) => (Number.isNaN(value) ? "" : short(value))) : [];
  const longest = words.reduce((most, word) => Math.max(most, word.length), 2);
  const size = `${(100 * Math.min(0.5, 1.45 / longest)) / cols}cqw`;
  const font = numbers ? `max(0px, min(${size}, (${size} - ${SMALLEST}px) * 999))` : "0";
  if (state.font !== font) board.style.setProperty("--grid-font", (state.font = font));
  for (let i = 0; i < rows * cols; i++) {
    const cell = state.cells[i];
    const look = paint(values[i]);
    if (cell.look !== look) {
      cell.look = look;
      [cell.node.style.backgroundColor, cell.node.style.color] = look;
    }
    const word = words[i] ?? "";
    if (cell.word !== word) cell.node.textContent = cell.word = word;
    const mark = marks?.get(i) ?? "";
    if (cell.mark !== mark) cell.node.className = cell.mark = mark;
  }
}

function lay(board, state, count) {
  if (state.canvas) {
    board.replaceChildren();
    state.canvas = null;
    state.cells = [];
  }
  while (state.cells.length > count) state.cells.pop().node.remove();
  const more = [];
  while (state.cells.length < count) {
    const node = element("span", { style: CELL });
    state.cells.push({ node, look: null, word: "", mark: "" });
    more.push(node);
  }
  board.append(...more);
}

/** One pixel a value, enlarged without smoothing; the marked cells lie over it as boxes of their own. */
function drawCanvas(board, state, values, rows, cols, options) {
  const canvas = (state.canvas ??= element("canvas", { style: "width:100%;display:block;image-rendering:pixelated" }));
  if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(cols, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const paint = painter(values, options);
  for (let i = 0; i < rows * cols; i++) pixels[i] = paint(values[i])[2];
  ctx.putImageData(image, 0, 0);
  const boxes = Array.from(options.marks ?? [], ([i, mark]) => {
    const place = `left:${(100 * (i % cols)) / cols}%;top:${(100 * Math.floor(i / cols)) / rows}%;width:${100 / cols}%;height:${100 / rows}%`;
    return element("span", { class: mark, style: `position:absolute;box-sizing:border-box;${place}` });
  });
  board.replaceChildren(canvas, ...boxes);
  state.cells = [];
}
