// Files to take along: pictures side by side with a caption below, and tables.
import { element } from "../kit.js";

const MARGIN = 16;
const CELL = 220; // pixels a side
const LINE = 20;
const FONT = "15px sans-serif";

function wrapped(ctx, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (ctx.measureText(longer).width > width && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Lay pictures, `[{ image, text, smooth }]`, out in `columns`, each with its text, and `caption` below; a canvas. */
export function compose(items, columns, caption, palette, cell = CELL) {
  const canvas = element("canvas");
  const ctx = canvas.getContext("2d");
  ctx.font = FONT;
  const width = Math.max(columns, 2) * (cell + MARGIN) + MARGIN;
  const texts = items.map(({ text }) => wrapped(ctx, text, cell));
  const tall = Math.max(1, ...texts.map((lines) => lines.length)) * LINE + 8;
  const said = wrapped(ctx, caption, width - 2 * MARGIN);
  const rows = Math.ceil(items.length / columns);
  canvas.width = width;
  canvas.height = rows * (cell + tall + MARGIN) + MARGIN + said.length * LINE + MARGIN;
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.font = FONT;
  items.forEach(({ image, smooth }, i) => {
    const [x, y] = [MARGIN + (i % columns) * (cell + MARGIN), MARGIN + Math.floor(i / columns) * (cell + tall + MARGIN)];
    const [w, h] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
    const scale = Math.min(cell / w, cell / h);
    ctx.imageSmoothingEnabled = Boolean(smooth);
    ctx.drawImage(image, x, y, w * scale, h * scale);
    ctx.fillStyle = palette.text;
    texts[i].forEach((line, n) => ctx.fillText(line, x, y + Math.min(cell, h * scale) + (n + 1) * LINE));
  });
  ctx.fillStyle = palette.text;
  said.forEach((line, n) => ctx.fillText(line, MARGIN, rows * (cell + tall + MARGIN) + MARGIN + (n + 1) * LINE - 4));
  return canvas;
}

export function savePng(canvas, file) {
  canvas.toBlob((blob) => hand(blob, file), "image/png");
}

/** Rows of cells as a table; texts with commas are quoted. */
export function saveCsv(rows, file) {
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
  hand(new Blob([rows.map((row) => row.map(cell).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" }), file);
}

function hand(blob, file) {
  const link = element("a", { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A small button that hands over a file. */
export function fileButton(text, label, onclick) {
  const button = element("button", { type: "button", class: "file", text, "aria-label": label, title: label });
  button.onclick = onclick;
  return button;
}
