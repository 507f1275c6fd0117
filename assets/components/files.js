// Files to take along: a picture with a caption under it, a table as CSV.

const MARGIN = 16;
const LINE = 1.5; // of a caption, in font sizes
const SIZE = 14;

/** Hand a file to the visitor. */
export function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Rows of texts and numbers as comma-separated values (RFC 4180). */
export function csv(rows) {
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  return new Blob([`${text}\r\n`], { type: "text/csv" });
}

function wrapped(ctx, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (ctx.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A PNG of `width` x `height` that `draw(ctx)` fills, with `caption` under it; on the page's colours. */
export async function captioned({ width, height, draw, caption, palette, font = "sans-serif" }) {
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  ctx.font = `${SIZE}px ${font}`;
  const lines = wrapped(ctx, caption, width);
  const ratio = 2;
  canvas.width = (width + 2 * MARGIN) * ratio;
  canvas.height = (height + 3 * MARGIN + lines.length * SIZE * LINE) * ratio;
  ctx.scale(ratio, ratio);
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.save();
  ctx.translate(MARGIN, MARGIN);
  draw(ctx);
  ctx.restore();
  ctx.font = `${SIZE}px ${font}`;
  ctx.fillStyle = palette.text;
  ctx.textBaseline = "top";
  lines.forEach((line, i) => ctx.fillText(line, MARGIN, height + 2 * MARGIN + i * SIZE * LINE));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** A name that every file system takes. */
export function fileName(...parts) {
  return parts.join("-").replace(/[^\p{L}\p{N}.]+/gu, "-").toLowerCase();
}
