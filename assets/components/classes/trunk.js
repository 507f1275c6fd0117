// The network as a row of blocks: kept and frozen, kept and learning too, cut off; and the new head. Says what it means.
import { vector } from "../architecture/vector.js";
import { element, grouped } from "../kit.js";

const [WIDE, TALL, GAP] = [520, 158, 6];

/** What the depth means, for pictures like the network's own and for others. */
export function meaning(cut, last, tune) {
  const share = cut.depth / last.depth;
  const near = share === 1 ? "Near to what the network knows (animals, food, things): keep all, its last layers name what these pictures show." : share > 0.5 ? "Near to what the network knows: the last layers would help; these already know parts." : "Near to what the network knows: too little is kept, edges and colours do not name things.";
  const far = share === 1 ? "Far from it (drawings, X-rays): the last layers are made for other things; a cut in the middle may do better." : share > 0.3 ? "Far from it (drawings, X-rays): a good place, for shapes and textures are the same everywhere." : "Far from it: edges alone hardly tell shapes apart.";
  const few = tune ? "Layers that learn too fit your pictures better, and with few pictures learn them by heart." : "With few pictures, train the head alone; with many, unfreeze blocks as well.";
  return [near, far, few];
}

export class Trunk {
  /** `onKeep(depth)` hears of a new depth. */
  constructor(onKeep) {
    this.onKeep = onKeep;
    this.svg = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img" });
    this.slider = element("input", { type: "range", min: 0, step: 1, "aria-label": "Layers kept" });
    this.slider.oninput = () => onKeep(this.depths[this.slider.value].depth);
    this.value = element("output");
    this.words = element("ul", { class: "meaning" });
    this.element = element("div", { class: "trunk" }, this.svg, element("label", { class: "slide" }, "Keep", this.slider, this.value), this.words);
  }

  show({ depths, keep, tune, classes, network, palette }) {
    this.depths = depths;
    const last = depths.at(-1);
    const at = keep ? depths.findIndex(({ depth }) => depth === keep) : depths.length - 1;
    const cut = depths[at];
    Object.assign(this.slider, { max: depths.length - 1, value: at });
    const words = `${cut.depth} of ${last.depth} layers`;
    this.slider.setAttribute("aria-valuetext", `${words}, up to ${cut.layer}`);
    this.value.textContent = words;
    const [channels] = cut.shape;
    const head = channels * classes + classes;
    this.#draw({ depths, at, tune, channels, classes, head, palette });
    this.svg.setAttribute("aria-label", `${network}: ${words} kept, ${tune ? `the last ${tune} blocks of them learn too` : "all of them frozen"}; a new head of ${head} parameters for ${classes} classes.`);
    this.words.replaceChildren(...meaning(cut, last, tune).map((text) => element("li", { text })));
  }

  #draw({ depths, at, tune, channels, classes, head, palette }) {
    const span = WIDE - 130;
    const wide = span / depths.length - GAP;
    const tallest = Math.max(...depths.map(({ shape }) => shape[1]));
    const text = (attributes) => vector("text", { "text-anchor": "middle", fill: palette.text, "font-size": 13, ...attributes });
    const hatch = vector("pattern", { id: "cut-off", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, vector("path", { d: "M0 0V6", stroke: palette.line, "stroke-width": 3 }));
    const parts = [vector("defs", {}, hatch)];
    depths.forEach((cut, i) => {
      const high = 34 + 60 * Math.sqrt(cut.shape[1] / tallest);
      const kept = i <= at;
      const learns = kept && i > at - tune;
      const thing = learns ? palette.kernel : palette.input;
      const x = i * (wide + GAP);
      const y = 62 - high / 2;
      const box = vector("rect", { x: x + 1, y, width: wide, height: high, rx: 6, fill: kept ? thing.fill : "url(#cut-off)", stroke: kept ? thing.ink : palette.line, "stroke-width": kept ? 2 : 1 });
      const group = vector("g", { style: "cursor: pointer" }, box);
      group.addEventListener("click", () => this.onKeep(cut.depth));
      if (kept) group.append(text({ x: x + wide / 2, y: 60, text: cut.depth, "font-weight": 650, fill: thing.ink, "font-size": 16 }), text({ x: x + wide / 2, y: 77, class: "state-of", text: learns ? "learns" : "frozen", "font-size": 11, fill: thing.ink }));
      parts.push(group);
    });
    const x = (at + 1) * (wide + GAP) + 2;
    const from = Math.min(x, span);
    parts.push(vector("path", { d: `M${from} 62H${WIDE - 112}`, stroke: palette.output.ink, "stroke-width": 3, "stroke-dasharray": at < depths.length - 1 ? "5 4" : "" }));
    parts.push(vector("rect", { x: WIDE - 110, y: 30, width: 108, height: 64, rx: 8, fill: palette.output.fill, stroke: palette.output.ink, "stroke-width": 2 }));
    parts.push(text({ x: WIDE - 56, y: 56, text: "new head", "font-weight": 650, fill: palette.output.ink, "font-size": 15 }));
    parts.push(text({ x: WIDE - 56, y: 76, text: `${channels} to ${classes}`, fill: palette.output.ink }));
    parts.push(text({ x: WIDE / 2, y: 129, text: `${channels} × ${classes} + ${classes} = ${grouped(head)} parameters to learn`, "font-size": 15, "font-weight": 600 }));
    parts.push(text({ x: WIDE / 2, y: 151, text: tune ? `and ${tune === 1 ? "the last kept block" : `the last ${tune} kept blocks`}, at a tenth of the rate` : "everything before it stays as it is", fill: palette.faint }));
    this.svg.replaceChildren(...parts);
  }
}
