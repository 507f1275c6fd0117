// The same layer along one, two and three axes: what it takes, what it gives, what it learns and what it costs.
import { element, grouped } from "../../kit.js";
import { convOutput } from "../geometry.js";

export const TITLE = "1-D and 3-D";
export const KEYS = { dd: { default: "8", low: 1, high: 32 } };

const LINES_UP_TO = 16; // cells of a side that are drawn one by one
const THINNEST = 0.08; // of the longest side, so that a depth of 1 among 64 rows stays visible
const SIDE = 100;
const USES = ["Sound, heartbeats, text: one axis, mostly time.", "Pictures: height and width.", "Video (the third axis is time) and CT or MRI volumes."];
const SHAPES = ["channels × length", "channels × height × width", "channels × depth × height × width"];

/** The layer with 1, 2 and 3 axes; `output`, `macs` are null where it does not fit. 1-D runs along the width, 3-D adds `depth`. */
export function layers({ settings, span }, depth) {
  const { n, nw, k, kw, s, p, d, cin, cout, groups, bias } = settings;
  const axes = [
    { size: nw, kernel: kw, span: span.w },
    { size: n, kernel: k, span: span.h },
    { size: depth, kernel: k, span: span.h }, // the kernel is as deep as it is high
  ];
  return [1, 2, 3].map((count) => {
    const used = axes.slice(0, count).reverse();
    const given = used.map(({ size, kernel }) => convOutput(size, kernel, s, p, d)?.size ?? null);
    const output = given.includes(null) ? null : given;
    const weights = cout * (cin / groups) * used.reduce((all, { kernel }) => all * kernel, 1);
    return {
      name: `Conv${count}d`,
      axes: used,
      input: [cin, ...used.map(({ size }) => size)],
      kernel: [cout, cin / groups, ...used.map(({ kernel }) => kernel)],
      output: output && [cout, ...output],
      parameters: weights + (bias ? cout : 0),
      macs: output && output.reduce((all, size) => all * size, weights),
    };
  });
}

/** The depth shown for the depth asked for: the nearest that the kernel fits into, with a note where it is another one. */
export function settle({ settings, span, pads, fits }, asked) {
  const { k, d } = settings;
  const padded = pads.top + pads.bottom;
  const least = Math.max(1, span.h - padded);
  if (!fits || asked >= least) return { depth: asked, note: null };
  const there = `there ${asked + padded === 1 ? "is" : "are"} ${asked + padded}${padded > 0 ? " with this padding" : ""}`;
  const needs = `The kernel is as deep as it is high and needs at least ${span.h} cells in depth; ${there}.`;
  if (least <= KEYS.dd.high) return { depth: least, note: { text: `${needs} Shown with depth ${least}.`, label: `Use depth ${least}`, depth: least } };
  const largest = Math.min(k, Math.floor((KEYS.dd.high + padded - 1) / d) + 1);
  const label = `Use kernel ${largest} and depth ${KEYS.dd.high}`;
  return { depth: asked, note: { text: `${needs} That is more than ${KEYS.dd.high}, the most here.`, label, depth: KEYS.dd.high, change: { k: largest } } };
}

function shape(svg, kind, points) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "path");
  node.setAttribute("class", `dims-${kind}`);
  node.setAttribute("d", points);
  svg.append(node);
}

const path = (corners) => `M${corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

/** One face from `at` along `across` and `down`, each `[dx, dy, cells]`, with its lines between cells while they are few. */
function face(svg, kind, at, across, down) {
  const on = (x, y) => [at[0] + x * across[0] + y * down[0], at[1] + x * across[1] + y * down[1]];
  shape(svg, kind, `${path([on(0, 0), on(1, 0), on(1, 1), on(0, 1)])}Z`);
  let lines = "";
  for (let i = 1; i < across[2] && across[2] <= LINES_UP_TO; i++) lines += path([on(i / across[2], 0), on(i / across[2], 1)]);
  for (let i = 1; i < down[2] && down[2] <= LINES_UP_TO; i++) lines += path([on(0, i / down[2]), on(1, i / down[2])]);
  if (lines) shape(svg, `${kind}-lines`, lines);
}

/** A box seen from above its nearest edge, which stands at `near` (on its top); sides are those drawn, cells those counted. */
function cube(svg, kind, near, [z, y, x], [depth, height, width]) {
  const [right, left, down] = [[0.866 * x, -0.5 * x, width], [-0.866 * z, -0.5 * z, depth], [0, y, height]];
  face(svg, kind, near, right, left);
  face(svg, kind, near, right, down);
  face(svg, kind, near, left, down);
}

/** The input of a layer and in it the first window, as far as it lies inside. */
export function picture({ name, axes }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const longest = Math.max(...axes.map(({ size }) => size));
  const sides = axes.map(({ size }) => SIDE * Math.max(THINNEST, size / longest));
  const cells = axes.map(({ size }) => size);
  const taken = axes.map(({ size, span }) => Math.min(size, span));
  const window = taken.map((span, i) => (sides[i] * span) / cells[i]);
  svg.setAttribute("class", "dims-picture");
  svg.setAttribute("viewBox", axes.length === 3 ? "-90 -102 180 206" : "-90 -4 180 108");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${name}: a window of ${taken.join(" by ")} in an input of ${cells.join(" by ")}`);
  if (axes.length === 3) {
    cube(svg, "input", [0, 0], sides, cells);
    cube(svg, "kernel", [0, 0], window, taken);
    return svg;
  }
  const flat = (kind, [high, wide], [rows, cols]) => {
    const corner = [-sides.at(-1) / 2, (SIDE - (axes.length === 1 ? high : sides[0])) / 2];
    face(svg, kind, corner, [wide, 0, cols], [0, high, rows]);
  };
  const strip = SIDE / 8;
  flat("input", axes.length === 1 ? [strip, sides[0]] : sides, axes.length === 1 ? [1, cells[0]] : cells);
  flat("kernel", axes.length === 1 ? [strip, window[0]] : window, axes.length === 1 ? [1, taken[0]] : taken);
  return svg;
}

export class Tab {
  constructor(context) {
    this.context = context;
    const { low, high } = KEYS.dd;
    this.slider = element("input", { type: "range", id: "dims-depth", min: low, max: high, step: 1, "data-key": "dd" });
    this.slider.oninput = () => context.set("dd", this.slider.value);
    this.value = element("output", { for: "dims-depth" });
    this.note = element("p", { class: "dims-note", role: "status" });
    this.table = element("table", { class: "dims-table", role: "table", "aria-label": "The same layer in one, two and three dimensions" });
    this.said = element("div", { class: "dims-said" });
    this.element = element(
      "div", { class: "dims" },
      element("div", { class: "dims-depth" }, element("label", { for: "dims-depth", text: "Depth of the 3-D input" }), this.slider, this.value),
      this.note, this.table, this.said,
    );
  }

  /** Called with every change of the settings, its own keys, the theme and the width. */
  show(scene) {
    const asked = Math.round(Number(this.context.get("dd")));
    const { depth, note } = settle(scene, asked);
    this.slider.value = asked;
    this.value.textContent = asked;
    this.#say(note);
    const all = layers(scene, depth);
    const rows = [
      ["Picture", all.map((layer) => picture(layer))],
      ["Input", all.map(({ input }, i) => sizes(input, SHAPES[i]))],
      ["Weights", all.map(({ kernel }, i) => sizes(kernel, `filters × ${SHAPES[i].replace("channels", "channels of a filter")}`))],
      ["Output", all.map(({ output }, i) => (output ? sizes(output, SHAPES[i]) : "does not fit"))],
      ["Parameters", all.map(({ parameters }) => count(parameters))],
      ["MACs", all.map(({ macs }) => (macs === null ? "–" : count(macs)))],
      ["Used for", USES],
    ];
    const corner = element("td", { role: "cell" });
    const names = all.map(({ name }) => element("th", { scope: "col", role: "columnheader", text: name }));
    const body = rows.map(([title, values]) => {
      const cells = values.map((value) => element("td", { role: "cell" }, value));
      const kind = title === "Used for" ? "dims-use" : undefined;
      return element("tr", { role: "row", class: kind, "data-row": title }, element("th", { scope: "row", role: "rowheader", text: title }), ...cells);
    });
    this.table.replaceChildren(
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, corner, ...names)), element("tbody", { role: "rowgroup" }, ...body),
    );
    this.said.replaceChildren(...sentences(scene, all).map(([kind, text]) => element("p", { class: `dims-${kind}`, text })));
  }

  #say(note) {
    this.note.replaceChildren();
    if (!note) return;
    const button = element("button", { type: "button", text: note.label });
    button.onclick = () => {
      if (note.change) this.context.change(note.change);
      this.context.set("dd", String(note.depth));
    };
    this.note.append(note.text, " ", button);
  }

  leave() {}
}

function sizes(numbers, title) {
  return element("span", { title, text: numbers.join(" × ") });
}

function count(number) {
  return element("span", { title: String(number), text: grouped(number) });
}

/** How the weights grow with each axis, what the settings along depth are, and the table in words. */
function sentences({ settings }, all) {
  const { k, kw, s, p, d } = settings;
  const slices = [kw, k * kw, k * k * kw].map((weights) => grouped(weights));
  const said = [["fact", `Each axis multiplies the weights of a filter’s slice by the kernel: ${slices.join(" → ")}.`]];
  const along = `kernel ${k}, stride ${s}, padding ${p}${d > 1 ? `, dilation ${d}` : ""}`;
  said.push(["fact", `1-D runs along the width; in depth the same settings hold as in height: ${along}. MACs count multiplications, no bias.`]);
  const told = all.map(({ name, output, parameters }) => {
    return `${name}: ${output ? `output ${output.join("x")}` : "does not fit"}, ${parameters} parameters`;
  });
  said.push(["twin", `${told.join("; ")}.`]);
  return said;
}
