// Files to take along: the picture with a caption, and the layers as a table.
import { RATIO, captioned, csv, save } from "../files.js";
import { draw } from "./draw.js";
import { arrange } from "./layout.js";

const WIDE = 1168; // CSS pixels
const TALL = 720;

/** Hand the visitor the picture ("png") with `lines` below it, or the table ("csv"). */
export function download(kind, { data: { network, title, layers, photo }, unit: { layer, row, col }, scene, look, lines }) {
  if (kind === "csv") return save(table(layers), `${network}-fields.csv`);
  const caption = `${title}. ${lines.join(" ")} Photo: ${photo.title}.`;
  save(png(scene, look, caption), `${network}-${layer.name}-row-${row + 1}-column-${col + 1}.png`);
}

/** The scene with its caption below it. */
function png(scene, look, caption) {
  const layout = arrange(WIDE, TALL, 1);
  const drawn = (ctx) => draw(ctx, scene, layout, { ...look, type: 1, ratio: RATIO });
  return captioned({ width: WIDE, height: layout.height, draw: drawn, caption, palette: look.palette, font: look.font });
}

const COLUMNS = ["layer", "kind", "channels", "map_height", "map_width", "field_height", "field_width", "stride_down", "stride_across", "padding_top", "padding_left"];

/** A line for each layer and channel group. */
function table(layers) {
  const numbers = (field) => {
    if (field === "global") return ["whole picture", "whole picture", "", "", "", ""];
    return field ? [...field.size, ...field.stride, ...field.padding] : ["not known", "not known", "", "", "", ""];
  };
  const lines = layers.flatMap(({ name, kind, map, groups }) => groups.map((group) => [name, kind, group.channels, ...map, ...numbers(group.field)]));
  return csv([COLUMNS, ...lines]);
}
