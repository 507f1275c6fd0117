// The formulas with the numbers put in; each number wears the colour of its control.
import { element, grouped, short } from "../kit.js";
import { RANGES } from "./state.js";

const BYTES = 4; // of one float32

/** A number that a control sets; it lights up while that control moves. */
function term(name, value) {
  const { thing, label } = RANGES[name] ?? { thing: "plain", label: "Bias" };
  return element("b", { class: `thing-${thing}`, "data-term": name, title: label, text: typeof value === "number" ? grouped(value) : value });
}

function made(thing, value) {
  return element("b", { class: `thing-${thing}`, text: value });
}

/** Put terms and plain text on one line that may break only between `parts`. */
function line(name, label, parts, said) {
  const pieces = parts.map((part) => element("span", { class: "piece" }, ...part));
  const body = element("div", { class: "terms", role: "math", "aria-label": said }, ...pieces);
  return element("div", { class: `line ${name}` }, element("span", { class: "what", text: label }), body);
}

function fraction(above, below) {
  return element("span", { class: "fraction" }, element("span", { class: "over" }, ...above), element("span", { class: "under" }, ...below));
}

/** The side of the output (of a rectangle both), parameters, MACs, memory, and what a fully connected layer would need. */
export function formulas(scene) {
  const { n, nw, k, kw, link } = scene.settings;
  const square = link || (n === nw && k === kw);
  const [height, width] = [square ? "Output side" : "Output height", "Output width"];
  const sides = square ? [sideLine(scene, "h", height)] : [sideLine(scene, "h", height), sideLine(scene, "w", width)];
  return [...sides, parametersLine(scene), macsLine(scene), memoryLine(scene), denseLine(scene)];
}

/** The terms that add the padding: twice a number, or both sides where they differ. */
function paddingTerms(p, before, after) {
  if (before !== after) return [" + ", term("p", before), " + ", term("p", after)];
  return [" + 2·", term("p", p === "valid" ? 0 : before)];
}

function sideLine({ settings, rows, cols, fits, span, padded, pads }, side, label) {
  const { s, p, d } = settings;
  const tall = side === "h";
  const axis = tall ? rows : cols;
  const [size, kernel, sizeName, kernelName] = tall ? [settings.n, settings.k, "n", "k"] : [settings.nw, settings.kw, "nw", "kw"];
  const [before, after] = tall ? [pads.top, pads.bottom] : [pads.left, pads.right];
  const reach = d > 1 ? ["(", term("d", d), "·(", term(kernelName, kernel), " − 1) + 1)"] : [term(kernelName, kernel)];
  const above = [term(sizeName, size), ...paddingTerms(p, before, after), " − ", ...reach];
  const quotient = (padded[side] - span[side]) / s;
  const rounded = short(quotient);
  const text = Number.isInteger(quotient * 100) ? rounded : `${rounded}…`;
  const start = [element("span", { class: "floored" }, fraction(above, [term("s", s)])), " + 1"];
  const end = axis && fits ? ["= ", made("output", String(axis.size))] : [axis ? "" : "= no output"];
  const padding = before === after ? `2 times ${before}` : `${before} plus ${after}`;
  const said = `floor of (${size} + ${padding} minus ${span[side]}) divided by ${s}, plus 1, is ${axis ? axis.size : "no output"}`;
  return line("side", label, [start, [`= ⌊${text}⌋ + 1`], end], said);
}

function perGroup({ cin, groups }) {
  return groups > 1 ? [term("cin", cin), "/", term("groups", groups)] : [term("cin", cin)];
}

function parametersLine({ settings, parameters }) {
  const { k, kw, cin, cout, groups, bias } = settings;
  const inner = [...perGroup(settings), " × ", term("k", k), " × ", term("kw", kw)];
  const start = bias ? [term("cout", cout), " × (", ...inner, " + ", term("bias", 1), " bias)"] : [term("cout", cout), " × ", ...inner];
  const said = `${cout} times (${cin / groups} times ${k} times ${kw}${bias ? ", plus 1 bias" : ""}) is ${parameters}`;
  return line("parameters", "Parameters", [start, ["= ", made("kernel", grouped(parameters))]], said);
}

function macsLine({ settings, out, macs }) {
  const { k, kw, cin, cout, groups } = settings;
  const [h, w] = [out?.h ?? "–", out?.w ?? "–"].map((side) => made("output", String(side)));
  const start = [term("cout", cout), " × ", h, " × ", w, " × ", ...perGroup(settings), " × ", term("k", k), " × ", term("kw", kw)];
  const said = out ? `${cout} times ${out.h} times ${out.w} times ${cin / groups} times ${k} times ${kw} is ${macs}` : "no output, no MACs";
  return line("macs", "MACs", [start, ["= ", made("plain", out ? grouped(macs) : "none")]], said);
}

/** Bytes as people read them; 1 kB is 1,000 bytes. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${short(count / 1e3, 1)} kB` : `${short(count / 1e6, 1)} MB`;
}

function memoryLine({ settings, out, memory }) {
  const { input, weights, output } = memory;
  const held = (label, thing, count) => [`${label} `, made(thing, grouped(count)), ` (${bytes(BYTES * count)})`];
  const learned = settings.bias ? "weights and biases" : "weights";
  const parts = [[...held("input", "input", input), ","], [...held(learned, "kernel", weights), ","], out ? held("output", "output", output) : ["no output"]];
  const said = `values of 4 bytes: input ${input}, ${learned} ${weights}, output ${output}`;
  const whole = line("memory", "Memory", parts, said);
  whole.title = "Values that are held at once for one picture, each 4 bytes as float32; 1 kB is 1,000 bytes";
  return whole;
}

function denseLine({ settings, out, dense, memory, parameters }) {
  const { cout, bias } = settings;
  if (!out) return line("dense", "Fully connected instead", [["no output, no weights"]], "no output, no weights");
  const weights = parameters - (bias ? cout : 0);
  const start = [made("input", grouped(memory.input)), " × ", made("output", grouped(memory.output))];
  const more = dense / weights;
  const times = dense === weights ? "weights, as many as here" : more > 1 ? `weights, ${ratio(more)} times more` : `weights, ${ratio(1 / more)} times fewer`;
  const said = `${memory.input} input values times ${memory.output} output values is ${dense} ${times}`;
  return line("dense", "Fully connected instead", [start, ["= ", made("kernel", grouped(dense)), ` ${times}`]], said);
}

function ratio(value) {
  return value < 10 ? short(value, 1) : grouped(Math.round(value));
}
