// The map as a drawing: kinds by colour and by shape.
import { points, vector } from "../architecture/vector.js";
import { colourOf } from "../architecture/kinds.js";
import { shapeText } from "../architecture/words.js";

const FOOT = 22; // pixels for the sizes below
const DASHES = { dropout: "2 2", flatten: "5 2" };

/** One layer's shape with its middle at `middle`. */
export function glyph(kind, x, width, height, middle, palette) {
  const colour = colourOf(kind, palette);
  const ink = { fill: colour.fill, stroke: colour.ink, "stroke-width": 1.5, "stroke-linejoin": "round" };
  const [top, low, right, half] = [middle - height / 2, middle + height / 2, x + width, x + width / 2];
  const round = Math.max(4, Math.min(7, width / 2 + 1));
  if (kind === "pool") return vector("polygon", { points: points([[x, top], [right, top + height * 0.22], [right, low - height * 0.22], [x, low]]), ...ink });
  if (kind === "linear") return vector("rect", { x, y: top, width, height, rx: Math.min(4, width / 2), ...ink });
  if (kind === "add") return vector("circle", { cx: half, cy: middle, r: round, ...ink });
  if (kind === "concatenation" || kind === "multiply") {
    const lean = kind === "multiply" ? round : Math.max(round, height / 2);
    return vector("polygon", { points: points([[half, middle - lean], [half + round, middle], [half, middle + lean], [half - round, middle]]), ...ink });
  }
  if (kind === "norm" || kind === "bias") return vector("line", { x1: half, x2: half, y1: top, y2: low, stroke: palette.faint, "stroke-width": 1.6 });
  if (kind === "activation") {
    const bent = [[x, low], [x, middle + height * 0.2], [right + 0.5, top]];
    return vector("polyline", { points: points(bent), fill: "none", stroke: palette.kernel.ink, "stroke-width": 1.6 });
  }
  if (kind in DASHES) return vector("line", { x1: half, x2: half, y1: top, y2: low, stroke: palette.faint, "stroke-width": 1.4, "stroke-dasharray": DASHES[kind] });
  return vector("rect", { x, y: top, width, height, ...ink });
}

function folded(item, height, middle, palette) {
  const { x, width, first, last } = item;
  const top = middle - height / 2;
  const parts = [vector("rect", { x, y: top, width, height, rx: 3, fill: palette.padding.fill, stroke: palette.output.ink, "stroke-width": 1.5, "stroke-dasharray": "4 2" })];
  if (width >= 22) parts.push(vector("text", { x: x + width / 2, y: middle + 5, "text-anchor": "middle", "font-size": 13, fill: palette.text, text: `${last - first + 1}` }));
  return parts;
}

const sizeText = ({ out }) => (out.length === 3 ? shapeText(out.slice(1)) : "vector");

/** Draw planned `items`; `index` is the chosen layer. */
export function draw({ items, end, layers, index, room, tall, heightOf, palette }) {
  const middle = tall / 2 + 6;
  const full = Math.max(room, end);
  const svg = vector("svg", { viewBox: `0 0 ${full} ${tall + 12 + FOOT}`, width: full, height: tall + 12 + FOOT, "aria-hidden": "true" });
  svg.append(vector("line", { x1: 0, x2: end, y1: middle, y2: middle, stroke: palette.line, "stroke-width": 1 }));
  for (const item of items) {
    const layer = layers[item.last];
    const height = heightOf(layer);
    const marked = index >= item.first && index <= item.last;
    const group = vector("g", { "data-first": item.first, class: item.form });
    const name = item.first === item.last ? `${layer.name}: ${layer.kind}, ${shapeText(layer.out)}` : `${layers[item.first].name} to ${layer.name}: ${item.last - item.first + 1} layers, folded`;
    group.append(vector("title", { text: name }));
    if (marked) svg.prepend(vector("rect", { class: "marked", x: item.x - 4, y: 1, width: item.width + 8, height: tall + 10, rx: 4, fill: palette.pinned.fill, stroke: palette.pinned.ink, "stroke-width": 2 }));
    if (item.first === item.last) group.append(glyph(layer.kind, item.x, item.width, height, middle, palette));
    else group.append(...folded(item, height, middle, palette));
    svg.append(group);
  }
  svg.append(...sizes(items, layers, tall + 12 + FOOT - 6, palette));
  return svg;
}

/** The size of the maps below each stage that has room for it. */
function sizes(items, layers, y, palette) {
  const stages = [...new Set(items.map(({ stageIndex }) => stageIndex))].map((at) => items.filter((item) => item.stageIndex === at));
  let taken = 0;
  return stages.flatMap((stage) => {
    const layer = layers[stage.at(-1).last];
    const text = sizeText(layer);
    const [left, right] = [stage[0].x, stage.at(-1).x + stage.at(-1).width];
    const half = 4 * text.length;
    const centre = Math.max((left + right) / 2, half);
    if (centre - half < taken) return [];
    taken = centre + half;
    return [vector("text", { x: centre, y, "text-anchor": "middle", "font-size": 13, fill: palette.faint, text })];
  });
}
