// The doors to the pages: each a small drawing of what the page shows.
import { element } from "../kit.js";
import { box, draw, grid } from "./drawing.js";
import { classes, dream, fool, inspector, saliency } from "./doors_network.js";

/** Input with its window, and the smaller output. */
function lab() {
  return draw(160, 90,
    ...grid(10, 6, 6, 6, 13, () => "fill: var(--cnn-input-fill)"),
    box(22.5, 18.5, 39, 39, "stroke: var(--cnn-kernel); fill: var(--cnn-kernel-fill); fill-opacity: .6"),
    ["path", { d: "M62 19 L98 33 M62 57 L98 45", style: "stroke: var(--cnn-kernel); stroke-width: 1.2; fill: none" }],
    ...grid(98, 19, 4, 4, 13, (row, col) => `fill: var(--cnn-output${row === 1 && col === 0 ? "" : "-fill"})`));
}

/** A photo, a kernel, and the photo's edges. */
function filters() {
  return draw(160, 90,
    ["rect", { x: 6, y: 22, width: 48, height: 46, rx: 2, style: "fill: var(--cnn-input-fill)" }],
    ["path", { d: "M8 66 L26 42 L36 54 L43 46 L54 66 Z", style: "fill: var(--cnn-input)" }],
    ["circle", { cx: 42, cy: 33, r: 5, style: "fill: var(--cnn-pinned)" }],
    ...grid(63, 28, 3, 3, 12, (row, col) =>
      `fill: var(--cnn-${["negative", "line", "positive"][col]}); opacity: ${row === 1 ? 1 : 0.6}`),
    ["rect", { x: 106, y: 22, width: 48, height: 46, rx: 2, style: "fill: var(--cnn-zero); stroke: var(--cnn-line)" }],
    ["path", { d: "M108 66 L126 42 L136 54 L143 46 L154 66", style: "fill: none; stroke: var(--cnn-positive); stroke-width: 2.5; stroke-linejoin: round" }],
    ["circle", { cx: 142, cy: 33, r: 5, style: "fill: none; stroke: var(--cnn-negative); stroke-width: 2.5" }]);
}

/** One volume: its front of `width` x `height`, and its depth drawn up and to the right. */
function volume(x, base, width, height, depth, thing) {
  const [top, back] = [base - height, depth * 0.6];
  const style = `fill: var(--cnn-${thing}-fill); stroke: var(--cnn-${thing}); stroke-width: 1.2; stroke-linejoin: round`;
  return [
    ["path", { d: `M${x} ${top} l${depth} ${-back} h${width} l${-depth} ${back} Z`, style }],
    ["path", { d: `M${x + width} ${top} l${depth} ${-back} v${height} l${-depth} ${back} Z`, style }],
    ["rect", { x, y: top, width, height, style }],
  ];
}

/** Volumes that become smaller and deeper, as papers draw networks. */
function architectures() {
  return draw(160, 90, ...volume(8, 80, 5, 46, 30, "input"), ...volume(42, 76, 14, 38, 24, "output"), ...volume(82, 71, 22, 28, 15, "output"),
    ...volume(120, 66, 24, 15, 8, "output"));
}

/** Layers piled up, one more on its way. */
function builder() {
  const layer = (y, thing, more = "") => ["rect", { x: 34, y, width: 92, height: 14, rx: 3, style: `fill: var(--cnn-${thing}-fill); stroke: var(--cnn-${thing}); ${more}` }];
  return draw(160, 90, layer(70, "input"), layer(52, "output"), layer(34, "kernel"), layer(7, "pinned", "stroke-dasharray: 4 3"),
    ["path", { d: "M80 22 v8 m-4 -4 l4 4 l4 -4", style: "fill: none; stroke: var(--cnn-pinned); stroke-width: 2" }]);
}

/** A photo with a unit's field on it, and the unit. */
function field() {
  return draw(160, 90,
    ["rect", { x: 8, y: 10, width: 76, height: 70, rx: 2, style: "fill: var(--cnn-input-fill)" }],
    ["path", { d: "M10 78 L36 40 L50 58 L60 46 L82 78 Z", style: "fill: var(--cnn-input)" }],
    ...[8, 18, 28].map((reach) => box(46 - reach, 46 - reach, 2 * reach, 2 * reach, "stroke: var(--cnn-kernel)")),
    ["path", { d: "M74 18 L123 38 M74 74 L123 51", style: "stroke: var(--cnn-kernel); stroke-width: 1.2; fill: none" }],
    ...grid(110, 25, 3, 3, 13, (row, col) => `fill: var(--cnn-${row === 1 && col === 1 ? "pinned" : "output-fill"})`));
}

const DRAWINGS = { lab, filters, inspector, saliency, fool, dream, classes, architectures, builder, field };

/** `doors`: `[{ id, title, line, picture_url }]`; `onOpen(id)` when one is chosen. */
export function doorsOf(doors, onOpen) {
  return doors.map(({ id, title, line, picture_url: url }) => {
    const picture = DRAWINGS[id]?.() ?? (url ? element("img", { src: url, alt: "" }) : "");
    const button = element("button", { type: "button", class: "door", "data-page": id }, picture,
      element("span", { class: "door-text" }, element("strong", { text: title }), element("span", { text: line ?? "" })));
    button.onclick = () => onOpen(id);
    return button;
  });
}
