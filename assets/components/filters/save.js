// A picture to take along: PNG with a caption under it, and the scale.
import { element } from "../kit.js";
import { PALETTE } from "../palette.js";
import { scaleColours } from "./colours.js";

const LEAST = 640; // pixels that the caption needs beside each other
const LINE = 22;

function lines(ctx, text, width) {
  const found = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > width) {
      found.push(line);
      line = word;
    } else line = longer;
  }
  return [...found, line];
}

export function compose(board, caption, mode) {
  const { canvas, scale } = board;
  const palette = PALETTE[mode];
  const factor = Math.max(1, Math.floor(LEAST / canvas.width));
  const [width, height] = [Math.max(LEAST, canvas.width * factor) + 32, canvas.height * factor];
  const paper = element("canvas");
  const ctx = paper.getContext("2d");
  const font = "16px sans-serif";
  ctx.font = font;
  const said = lines(ctx, caption, width - 32);
  paper.width = width;
  paper.height = height + 48 + LINE * (said.length + (scale ? 1.5 : 0));
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, paper.width, paper.height);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(canvas, 16, 16, canvas.width * factor, height);
  ctx.font = font;
  ctx.fillStyle = palette.text;
  let y = height + 16 + LINE;
  if (scale) {
    ctx.fillText(scale.low, 16, y);
    const [left, right] = [16 + ctx.measureText(scale.low).width + 8, 320 - ctx.measureText(scale.high).width];
    const ramp = ctx.createLinearGradient(left, 0, right, 0);
    const colours = scaleColours(scale.kind, palette);
    colours.forEach((colour, i) => ramp.addColorStop(i / (colours.length - 1), colour));
    ctx.fillText(scale.high, right + 8, y);
    ctx.fillStyle = ramp;
    ctx.fillRect(left, y - 12, right - left, 12);
    ctx.fillStyle = palette.text;
    y += LINE * 1.5;
  }
  for (const line of said) {
    ctx.fillText(line, 16, y);
    y += LINE;
  }
  return paper;
}

export async function save(board, caption) {
  const mode = board.element.closest("[data-mode]")?.dataset.mode ?? "light";
  const blob = await new Promise((done) => compose(board, caption, mode).toBlob(done, "image/png"));
  const link = element("a", { href: URL.createObjectURL(blob), download: `${board.file}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
