// Files to take along: a picture with a caption under it, a table as CSV.
import { element } from "./kit.js";
import { png } from "./png.js";
import { drawScale } from "./scale.js";

export { save } from "./save.js"; // by itself for the lab, which has no captions to load

const MARGIN = 16;
const SIZE = 14; // of a caption's letters
const LINE = 1.5 * SIZE;
export const RATIO = 2; // pixels of the file a side of a CSS pixel
const NARROWEST = 480; // for a caption to be read
const ENLARGED = [640, 1280]; // how wide and high small pictures become at most
const SCALE = 320; // a colour scale's length

/** A small button that hands over a file. */
export function fileButton(text, label, onclick) {
  const button = element("button", { type: "button", class: "file", text, "aria-label": label, title: label });
  button.onclick = onclick;
  return button;
}

/** Rows of texts and numbers as comma-separated values (RFC 4180). */
export function csv(rows) {
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  return new Blob([`${text}\r\n`], { type: "text/csv" });
}

/** A text as lines of at most `width` pixels in the canvas's font. */
export function wrapped(ctx, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (ctx.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A picture for `captioned`, a small one enlarged by a whole factor; `smooth` for photos. */
export function enlarged(image, smooth = false) {
  const [wide, high] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
  const factor = Math.max(1, Math.floor(Math.min(ENLARGED[0] / wide, ENLARGED[1] / high)));
  const [width, height] = [wide * factor, high * factor];
  const draw = (ctx) => {
    ctx.imageSmoothingEnabled = smooth;
    ctx.drawImage(image, 0, 0, width, height);
  };
  return { width, height, draw };
}

/**
 * A PNG of `width` x `height` that `draw(ctx)` fills, on the page's colours, below it its `scale` (see `scale.js`), if any, and its
 * `caption`, which the file holds as text, too.
 */
export function captioned({ width, height, draw, caption, scale = null, palette, font = "sans-serif" }) {
  const canvas = element("canvas");
  const ctx = canvas.getContext("2d");
  const type = `${SIZE}px ${font}`;
  const inside = Math.max(NARROWEST, width);
  ctx.font = type;
  const lines = wrapped(ctx, caption, inside);
  canvas.width = (inside + 2 * MARGIN) * RATIO;
  canvas.height = (height + 3 * MARGIN + (lines.length + (scale ? 1.5 : 0)) * LINE) * RATIO;
  ctx.scale(RATIO, RATIO);
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.save();
  ctx.translate(MARGIN, MARGIN);
  draw(ctx);
  ctx.restore();
  ctx.font = type;
  ctx.textBaseline = "top";
  let y = height + 2 * MARGIN;
  if (scale) {
    drawScale(ctx, scale, { x: MARGIN, y, width: SCALE, tall: SIZE, palette });
    y += 1.5 * LINE;
  }
  ctx.fillStyle = palette.text;
  lines.forEach((line, i) => ctx.fillText(line, MARGIN, y + i * LINE));
  return png(canvas, { Description: caption });
}

/** A name that every file system takes. */
export function fileName(...parts) {
  return parts.join("-").replace(/[^\p{L}\p{N}.]+/gu, "-").toLowerCase();
}
