// Files to take along: the picture with a caption, and the layers as a table.
import { save } from "../files.js";
import { draw } from "./draw.js";
import { arrange } from "./layout.js";

const WIDE = 1168; // CSS pixels
const TALL = 720;
const MARGIN = 16;
const SHARP = 2;
const LINE = 24;

/** Hand the visitor the picture ("png") with `lines` below it, or the table ("csv"). */
export async function download(kind, { data: { network, title, layers, photo }, unit: { layer, row, col }, scene, look, lines }) {
  if (kind === "csv") return save(csv(layers), `${network}-fields.csv`);
  const caption = [`${title}. ${lines.join(" ")}`, photo.title];
  save(await png(scene, look, caption), `${network}-${layer.name}-row-${row + 1}-column-${col + 1}.png`);
}

/** The scene with `lines` of caption below it. */
function png(scene, look, lines) {
  const layout = arrange(WIDE, TALL, 1);
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  const font = `16px ${look.font}`;
  ctx.font = font;
  const caption = lines.flatMap((text) => wrapped(ctx, text));
  canvas.width = (WIDE + 2 * MARGIN) * SHARP;
  canvas.height = (layout.height + (caption.length + 1) * LINE + 2 * MARGIN) * SHARP;
  ctx.fillStyle = look.palette.page;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(SHARP, 0, 0, SHARP, MARGIN * SHARP, MARGIN * SHARP);
  draw(ctx, scene, layout, { ...look, type: 1, ratio: SHARP });
  ctx.font = font;
  ctx.fillStyle = look.palette.text;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  caption.forEach((text, i) => ctx.fillText(text, 0, layout.height + (i + 1.5) * LINE));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function wrapped(ctx, text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (ctx.measureText(longer).width > WIDE && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

const COLUMNS = ["layer", "kind", "channels", "map_height", "map_width", "field_height", "field_width", "stride_down", "stride_across", "padding_top", "padding_left"];

/** A line for each layer and channel group. */
function csv(layers) {
  const numbers = (field) => {
    if (field === "global") return ["whole picture", "whole picture", "", "", "", ""];
    return field ? [...field.size, ...field.stride, ...field.padding] : ["not known", "not known", "", "", "", ""];
  };
  const lines = layers.flatMap(({ name, kind, map, groups }) => groups.map((group) => [name, kind, group.channels, ...map, ...numbers(group.field)].join(",")));
  return new Blob([[COLUMNS.join(","), ...lines, ""].join("\r\n")], { type: "text/csv" });
}
