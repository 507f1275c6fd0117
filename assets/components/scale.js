// A colour scale with the numbers at its ends, on the page and in files: `{ kind: "signed" | "magnitude" | "photo", low, high }`.
import { element } from "./kit.js";
import { PALETTE } from "./palette.js";

const SIGNED = ["negative", "zero", "positive"];

/** The colours that a scale runs through, evenly spaced. */
export function scaleColours(kind, palette) {
  if (kind === "photo") return ["#000000", "#ffffff"];
  return kind === "signed" ? SIGNED.map((name) => palette[name]) : PALETTE.sequential;
}

const variables = Object.fromEntries(SIGNED.map((name) => [name, `var(--cnn-${name})`])); // these follow the theme

/** The scale under a picture. */
export function scaleBar({ kind, low, high }) {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${scaleColours(kind, variables).join(", ")})`;
  return element("div", { class: "scale" }, element("span", { text: low }), bar, element("span", { text: high }));
}

/** The same on a canvas, from `x` to `x + width`, on the text line at `y`, in the canvas's font. */
export function drawScale(ctx, { kind, low, high }, { x, y, width, tall, palette }) {
  const [left, right] = [x + ctx.measureText(low).width + 8, x + width - ctx.measureText(high).width - 8];
  const ramp = ctx.createLinearGradient(left, 0, right, 0);
  scaleColours(kind, palette).forEach((colour, i, all) => ramp.addColorStop(i / (all.length - 1), colour));
  ctx.fillStyle = palette.text;
  ctx.fillText(low, x, y);
  ctx.fillText(high, right + 8, y);
  ctx.fillStyle = ramp;
  ctx.fillRect(left, y, right - left, tall);
}
