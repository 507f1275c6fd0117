// Where each layer stands on the map: side by side in the order of computation, folded where there are too many.

const TICKS = new Set(["norm", "bias", "activation", "dropout", "flatten"]);
const WIDTHS = { tick: 3, layer: 6, block: 12, stage: 30 }; // the least, in pixels
const GAPS = { tick: 1, layer: 2, block: 2, stage: 2 };
const JOINTS = new Set(["add", "multiply", "concatenation"]); // as wide as they are, whatever goes through
const JOINT = 12;
const BETWEEN = 10; // stages
const THICKEST = 30;
const LARGEST = 2.2; // pixels of thickness for the square root of a channel

/** Layers without weights and windows of their own are thin lines. */
export const isTick = ({ kind }) => TICKS.has(kind);

const inside = ({ first, last }, index) => index >= first && index <= last;
const all = ({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => ({ first: first + i, last: first + i }));

/** From everything open to all but the chosen module folded. */
const LEVELS = [
  (stage) => stage.flatMap(all),
  (stage, index) => (stage.some((block) => inside(block, index)) ? stage.flatMap(all) : stage),
  (stage, index) => (stage.some((block) => inside(block, index)) ? stage.flatMap(all) : [whole(stage)]),
  (stage, index) => (stage.some((block) => inside(block, index)) ? stage.flatMap((block) => (inside(block, index) ? all(block) : [block])) : [whole(stage)]),
];

const whole = (stage) => ({ first: stage[0].first, last: stage.at(-1).last, stage: true });

function form(part, layers) {
  if (part.first === part.last) return isTick(layers[part.first]) ? "tick" : "layer";
  return part.stage ? "stage" : "block";
}

function wide(item, layers, factor) {
  if (item.form === "tick") return WIDTHS.tick;
  if (item.form === "layer" && JOINTS.has(layers[item.last].kind)) return factor ? JOINT : WIDTHS.layer;
  const channels = layers[item.last].out[0];
  const most = item.form === "layer" ? THICKEST : 2 * THICKEST;
  return Math.min(most, WIDTHS[item.form] + factor * Math.sqrt(channels));
}

function lay(stages, layers, factor) {
  let x = 2;
  const items = [];
  stages.forEach((parts, stage) => {
    if (stage) x += BETWEEN;
    for (const part of parts) {
      const item = { ...part, stageIndex: stage, form: form(part, layers) };
      item.x = x;
      item.width = wide(item, layers, factor);
      x += item.width + GAPS[item.form];
      items.push(item);
    }
  });
  return { items, end: x + 2 };
}

/**
 * `layers` as the page tells them, `stages` lists of `{ first, last }`, `index` the chosen layer, `room` in pixels.
 * Returns `{ items, end }`; an item is `{ first, last, form, x, width, stageIndex }`: a layer, a tick, a folded block or stage.
 */
export function plan(layers, stages, index, room) {
  const folded = LEVELS.map((level) => stages.map((stage) => level(stage, index)));
  const fits = folded.find((each) => lay(each, layers, 0).end <= room) ?? folded.at(-1);
  let [low, high] = [0, LARGEST];
  for (let i = 0; i < 10; i++) {
    const factor = (low + high) / 2;
    if (lay(fits, layers, factor).end > room) high = factor;
    else low = factor;
  }
  return lay(fits, layers, low);
}

/** Heights go with the square root of a side, so that 7 can be seen beside 224; a vector's with that of its length. */
export function heights(layers, tall) {
  const longest = Math.max(...layers.map(({ out }) => (out.length === 3 ? out[1] : 1)));
  return ({ out }) => {
    const share = out.length === 3 && out[1] > 1 ? out[1] / longest : Math.min(1, out[0] / 4096);
    return Math.max(tall / 9, tall * Math.sqrt(share));
  };
}
