// The figure of the volumes: blocks whose sides are height, width and channels, as in the papers' figures.
import { vector, points } from "./vector.js";
import { colourOf, mix } from "./kinds.js";
import { grouped } from "../kit.js";
import { operation, shapeText } from "./words.js";

const TALL = 150; // pixels of the longest side of a map
const LEAN = [0.4, 0.27]; // how far a width goes to the right and up, as shares of its length
const GAP = 34;
const PITCH = 78; // the least from one volume to the next, for the shape below
const STACK = 4; // boxes drawn for a volume that is repeated
const ONE_LINE = 100; // pixels that a shape needs in one line
const WIDE = 1180;
const HEAD = 14;

/** Square roots: a side four times as long looks twice as long, so that 7 can be seen beside 224. */
function scaleOf(longest, thick) {
  return {
    side: (pixels) => Math.max(5, TALL * Math.sqrt(pixels / longest)),
    kernel: (pixels) => Math.max(3, TALL * Math.sqrt(pixels / longest)),
    thickness: (channels) => Math.max(3, thick * Math.sqrt(channels)),
    bar: (values) => Math.max(10, TALL * Math.sqrt(Math.min(1, values / 4096))),
  };
}

/** A vector is drawn as a bar; `1 x 1` maps too. */
const flat = (shape) => shape.length === 1 || (shape.length === 3 && shape[1] === 1 && shape[2] === 1);
/** Tokens and their channels stand as a plate, whichever of the two comes first. */
const sizes = (shape) => (shape.length === 3 ? shape : [Math.max(...shape), Math.min(...shape), 1]);

function boxOf(shape, scale) {
  if (flat(shape)) return { thick: 9, tall: scale.bar(shape[0]), right: 5, up: 4 };
  const [channels, height, width] = sizes(shape);
  const deep = scale.side(width);
  return { thick: scale.thickness(channels), tall: scale.side(height), right: LEAN[0] * deep, up: LEAN[1] * deep };
}

function lay(runs, scale) {
  let x = 8;
  return runs.map((run) => {
    const box = boxOf(run.shape, scale);
    const boxes = run.mixed ? 1 : Math.min(run.count, STACK); // a stage of several shapes is drawn as its last
    const step = box.thick + (flat(run.shape) ? 8 : 3);
    const wide = step * (boxes - 1) + box.thick + box.right;
    const pitch = Math.max(wide + GAP, PITCH);
    const place = { run, box, boxes, step, wide, x: x + (pitch - wide - GAP) / 2, centre: x + (pitch - GAP) / 2 };
    x += pitch;
    return { ...place, end: x - GAP + 8 };
  });
}

/** The figure is as wide as a page: the channels take what is left. */
function fit(runs, longest) {
  let [low, high] = [0.35, 5];
  for (let i = 0; i < 12; i++) {
    const thick = (low + high) / 2;
    if (lay(runs, scaleOf(longest, thick)).at(-1).end > WIDE) high = thick;
    else low = thick;
  }
  return scaleOf(longest, low);
}

function drawBox({ thick, tall, right, up }, x, top, colour) {
  const ink = { stroke: colour.ink, "stroke-width": 1, "stroke-linejoin": "round" };
  const over = [[x, top], [x + right, top - up], [x + thick + right, top - up], [x + thick, top]];
  const side = [[x + thick, top], [x + thick + right, top - up], [x + thick + right, top - up + tall], [x + thick, top + tall]];
  return [
    vector("rect", { x, y: top, width: thick, height: tall, fill: mix(colour.ink, colour.fill, 0.45), ...ink }),
    vector("polygon", { points: points(over), fill: colour.fill, ...ink }),
    vector("polygon", { points: points(side), fill: mix(colour.fill, colour.ink, 0.06), ...ink }),
  ];
}

/** The kernel as a small box on the face of the volume it reads, with the lines that lead to the cell it makes. */
function drawKernel(from, to, [tall, wide], scale, palette, pool, middle) {
  const { box } = from;
  const [height, width] = [Math.min(box.tall, scale.kernel(tall)), Math.min(box.right / LEAN[0], scale.kernel(wide))];
  const left = from.x + from.step * (from.boxes - 1) + box.thick;
  const start = [left + (box.right - LEAN[0] * width) / 2, middle - height / 2 + (LEAN[1] * width) / 2];
  const far = [start[0] + LEAN[0] * width, start[1] - LEAN[1] * width];
  const face = [start, far, [far[0], far[1] + height], [start[0], start[1] + height]];
  const colour = pool ? palette.padding : palette.kernel;
  const goal = [to.x, middle];
  const line = (a) => vector("line", { x1: a[0], y1: a[1], x2: goal[0], y2: goal[1], stroke: colour.ink, "stroke-width": 0.9 });
  return [
    vector("polygon", { points: points(face), fill: colour.fill, stroke: colour.ink, "stroke-width": 1.6 }),
    line(face[1]),
    line(face[2]),
    vector("circle", { cx: goal[0], cy: goal[1], r: 2.2, fill: colour.ink }),
  ];
}

function drawArrow(from, to, middle, palette) {
  const start = from.x + from.wide + 3;
  const end = to.x - 3;
  if (end - start < 8) return [];
  const ink = palette.faint;
  return [
    vector("line", { x1: start, y1: middle, x2: end - 5, y2: middle, stroke: ink, "stroke-width": 1.3 }),
    vector("polygon", { points: points([[end, middle], [end - 7, middle - 3.5], [end - 7, middle + 3.5]]), fill: ink }),
  ];
}

/** What stands below a volume: its shape on one or two lines, what made it, how often. */
function captions({ shape, main, count, block, mixed, rows, kind }, room) {
  const lines = shape.length === 3 && !flat(shape) && room < ONE_LINE
    ? [[`${grouped(shape[0])} ×`, true], [`${grouped(shape[1])} × ${grouped(shape[2])}`, true]]
    : [["", true], [shapeText(flat(shape) ? shape.slice(0, 1) : shape), true]];
  if (!main) return [...lines, ["picture", false], ["", false]];
  if (block || mixed) {
    const inside = rows.filter((row) => row.kind === "convolution").length;
    const said = inside ? `${inside} conv` : kind;
    return [...lines, [count > 1 ? `${count} ${mixed ? "steps" : "blocks"}` : "block", false], [said, false]];
  }
  const { window } = main;
  const name = { convolution: "conv", pool: "pool", linear: "linear", concatenation: "joined" }[kind] ?? kind;
  const kernel = window ? ` ${window.kernel.join("×")}` : "";
  const again = count > 1 ? `× ${count}` : "";
  const stride = window && window.stride[0] > 1 ? `stride ${window.stride[0]}` : "";
  const groups = window && window.groups > 1 ? `${window.groups} groups` : "";
  return [...lines, [name + kernel, false], [[stride, groups, again].filter(Boolean).join(", "), false]];
}

/** What a volume is, in a sentence. */
function tell(run) {
  if (!run.main) return `The picture, ${shapeText(run.shape)}`;
  const first = run.rows[0].name;
  const made = run.block || run.mixed ? `${run.rows.length} layers from ${first} on` : `${operation(run.main)}${run.count > 1 ? `, ${run.count} times` : ""} (${first})`;
  return `${shapeText(run.shape)}: ${made}`;
}

/**
 * Draw a network's runs (see `plan.js`) from a picture of `shape`; `longest` is the side that is drawn at full height.
 * Each volume is a group with `data-at`, the name of its first layer.
 */
export function drawVolumes({ runs, shape, longest, title, alt, palette, font }) {
  const all = [{ shape, rows: [], count: 1 }, ...runs];
  const scale = fit(all, longest);
  const places = lay(all, scale);
  const rise = Math.max(...places.map(({ box }) => box.tall + box.up));
  const [middle, full] = [HEAD + rise / 2, Math.max(320, places.at(-1).end)];
  const foot = HEAD + rise + 18;
  const svg = vector("svg", { viewBox: `0 0 ${Math.ceil(full)} ${Math.ceil(foot + 62)}`, role: "group", "aria-label": alt, "font-family": font });
  svg.append(vector("title", { text: title }), vector("desc", { text: alt }));
  places.forEach((place, i) => {
    const { run, box, boxes, step, wide, x, centre } = place;
    const colour = i === 0 ? palette.input : colourOf(run.kind, palette);
    const top = middle - box.tall / 2 + box.up / 2;
    const group = vector("g", { class: "volume", role: i ? "button" : "img", "aria-label": tell(run), "data-at": run.rows[0]?.name });
    group.append(vector("title", { text: tell(run) }));
    group.append(vector("rect", { class: "halo", x: centre - Math.max(PITCH - 4, wide + 12) / 2, y: 2, width: Math.max(PITCH - 4, wide + 12), height: foot + 56, rx: 6, fill: "none" }));
    for (let k = 0; k < boxes; k++) group.append(...drawBox(box, x + k * step, top, colour));
    captions(run, place.wide).forEach(([text, strong], line) => {
      const look = strong ? { fill: palette.text, "font-weight": 700, "font-size": 13 } : { fill: palette.faint, "font-size": 11.5 };
      group.append(vector("text", { x: centre, y: foot + 15 * line + (strong ? 0 : 2), "text-anchor": "middle", text, ...look }));
    });
    svg.append(group);
  });
  places.slice(1).forEach((to, i) => {
    const from = places[i];
    const { main, block } = to.run;
    const reads = main.window && !block && !flat(from.run.shape);
    const marks = reads ? drawKernel(from, to, main.window.kernel, scale, palette, main.kind === "pool", middle) : drawArrow(from, to, middle, palette);
    svg.append(vector("g", { "pointer-events": "none" }, ...marks));
  });
  return svg;
}
