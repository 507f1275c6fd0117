// The colours of layers, the same in the figure, in the bars and in the table.

const GROUPS = {
  convolution: "convolution",
  "transposed convolution": "convolution",
  linear: "linear",
  attention: "attention",
};

/** What a layer is drawn as: convolution, linear, attention or other. */
export const groupOf = (kind) => GROUPS[kind] ?? "other";

/** `{ ink, fill }` of a kind of layer. */
export function colourOf(kind, palette) {
  const group = groupOf(kind);
  if (group === "convolution") return palette.output;
  if (group === "linear") return { ink: palette.negative, fill: mix(palette.negative, palette.page, 0.72) };
  if (group === "attention") return { ink: palette.positive, fill: mix(palette.positive, palette.page, 0.72) };
  return palette.padding;
}

/** A colour between two `#rrggbb`, `share` of the way to the second. */
export function mix(from, to, share) {
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [parts(from), parts(to)];
  return `#${a.map((value, i) => Math.round(value + share * (b[i] - value)).toString(16).padStart(2, "0")).join("")}`;
}
