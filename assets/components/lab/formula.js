// The formulas with the numbers put in; each number wears the colour of its control.
import { element, grouped, short } from "../kit.js";
import { RANGES } from "./state.js";

/** A number that a control sets; it lights up while that control moves. */
function term(name, value) {
  return element("b", { class: `thing-${RANGES[name].thing}`, "data-term": name, title: RANGES[name].label, text: grouped(value) });
}

function made(thing, value) {
  return element("b", { class: `thing-${thing}`, text: value });
}

/** Put terms and plain text on one line that may break only between `parts`. */
function line(label, parts, said) {
  const pieces = parts.map((part) => element("span", { class: "piece" }, ...part));
  const body = element("div", { class: "terms", role: "math", "aria-label": said }, ...pieces);
  return element("div", { class: "line" }, element("span", { class: "what", text: label }), body);
}

function fraction(above, below) {
  return element("span", { class: "fraction" }, element("span", { class: "over" }, ...above), element("span", { class: "under" }, ...below));
}

/** Three lines: side of the output, parameters, MACs. */
export function formulas(scene) {
  return [sideLine(scene), parametersLine(scene), macsLine(scene)];
}

function sideLine({ settings, axis, span, padded }) {
  const { n, k, s, p, d } = settings;
  const reach = d > 1 ? ["(", term("d", d), "·(", term("k", k), " − 1) + 1)"] : [term("k", k)];
  const above = [term("n", n), " + 2·", term("p", p), " − ", ...reach];
  const quotient = (padded - span) / s;
  const rounded = short(quotient);
  const text = Number.isInteger(quotient * 100) ? rounded : `${rounded}…`;
  const start = [element("span", { class: "floored" }, fraction(above, [term("s", s)])), " + 1"];
  const end = axis ? ["= ", made("output", String(axis.size))] : ["= no output"];
  const said = `floor of (${n} + 2 times ${p} minus ${span}) divided by ${s}, plus 1, is ${axis ? axis.size : "no output"}`;
  return line("Output side", [start, [`= ⌊${text}⌋ + 1`], end], said);
}

function perGroup({ cin, groups }) {
  return groups > 1 ? [term("cin", cin), "/", term("groups", groups)] : [term("cin", cin)];
}

function parametersLine({ settings, parameters }) {
  const { k, cin, cout, groups } = settings;
  const start = [term("cout", cout), " × (", ...perGroup(settings), " × ", term("k", k), " × ", term("k", k), " + 1 bias)"];
  const said = `${cout} times (${cin / groups} times ${k} times ${k}, plus 1 bias) is ${parameters}`;
  return line("Parameters", [start, ["= ", made("kernel", grouped(parameters))]], said);
}

function macsLine({ settings, axis, macs }) {
  const { k, cin, cout, groups } = settings;
  const side = () => made("output", axis ? String(axis.size) : "–");
  const start = [term("cout", cout), " × ", side(), " × ", side(), " × ", ...perGroup(settings), " × ", term("k", k), " × ", term("k", k)];
  const said = axis ? `${cout} times ${axis.size} times ${axis.size} times ${cin / groups} times ${k} times ${k} is ${macs}` : "no output, no MACs";
  return line("MACs", [start, ["= ", made("plain", axis ? grouped(macs) : "none")]], said);
}
