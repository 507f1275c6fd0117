// The lab in sentences. People count from 1.
import { convOutput, kernelSpan, resolvePadding } from "./geometry.js";
import { RANGES } from "./state.js";

const LISTED = 4; // rows named one by one; of more, the first ones and the last

/** "2", "2 and 4", "6 to 8", "2, 4, 6, … and 20"; rows arrive counted from 0. */
function listed(rows) {
  const numbers = rows.map((row) => row + 1);
  const end = numbers.at(-1);
  if (numbers.length === 1) return String(end);
  if (numbers.length > 2 && end - numbers[0] === numbers.length - 1) return `${numbers[0]} to ${end}`;
  if (numbers.length <= LISTED) return `${numbers.slice(0, -1).join(", ")} and ${end}`;
  return `${numbers.slice(0, LISTED - 1).join(", ")}, … and ${end}`;
}

export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const sides = (height, width) => (height === width ? String(height) : `${height}×${width}`);

function neverRead(rows, size, noun) {
  if (rows.length === 1) return `${capital(noun)} ${listed(rows)} of ${size} is never read`;
  const many = rows.length > LISTED ? ` (${rows.length} in all)` : "";
  return `${capital(noun)}s ${listed(rows)} of ${size} are never read${many}`;
}

function lastRows(size, dropped) {
  return Array.from({ length: dropped }, (_, i) => size - dropped + i);
}

/** What happens to one axis, nothing where all of it is read; the sentences are those of `cnnviz.arithmetic.describe_rows`. */
export function axisSentences(size, kernel, stride, padding, dilation, noun = "row") {
  const { unused, dropped, skipped } = convOutput(size, kernel, stride, padding, dilation);
  const [before] = resolvePadding(padding, kernel, dilation);
  const span = kernelSpan(kernel, dilation);
  const between = skipped.filter((row) => (row + before) % stride >= span);
  const inHoles = skipped.filter((row) => (row + before) % stride < span);
  const said = [];
  const say = (kind, text) => said.push({ kind, text });
  if (dropped > 0) say("dropped", `${neverRead(lastRows(size, dropped), size, noun)}: stride ${stride} does not fit; PyTorch rounds down.`);
  else if (unused > 0) say("leftover", `Only padding is left over: ${count(unused, noun)} of it at the end, and no ${noun} of the input is lost there.`);
  if (between.length > 0) {
    const them = between.length === 1 ? "it" : "them";
    say("skipped", `${neverRead(between, size, noun)}: stride ${stride} steps over ${them}, because the kernel covers only ${count(span, noun)}.`);
  }
  if (inHoles.length > 0) {
    const lie = inHoles.length === 1 ? "it lies" : "they lie";
    const apart = `whose taps stand ${count(dilation, noun)} apart (dilation ${dilation})`;
    say("skipped", `${neverRead(inHoles, size, noun)}: ${lie} in the holes of the kernel, ${apart}.`);
  }
  return said;
}

/**
 * What happens to the rows, and to the columns where they are another matter, of a scene that fits:
 * `[{ kind, text }]`, kind one of "dropped", "leftover", "skipped", "read".
 */
export function rowSentences({ settings: { n, nw, k, kw, s, p, d } }) {
  const rows = axisSentences(n, k, s, p, d, "row");
  const read = (what) => [{ kind: "read", text: `Every ${what} is read; the stride fits exactly.` }];
  if (n === nw && k === kw) return rows.length > 0 ? rows : read("row");
  const cols = axisSentences(nw, kw, s, p, d, "column");
  if (rows.length + cols.length === 0) return read("row and column");
  return [...(rows.length > 0 ? rows : read("row")), ...(cols.length > 0 ? cols : read("column"))];
}

const joined = (parts) => parts.filter(Boolean).join(" and ");
const isOrAre = (...counts) => (counts.reduce((sum, one) => sum + one, 0) === 1 ? "is" : "are");

/** "row 28 and columns 27 and 28", counted from 0 in `rows` and `cols`. */
function places(rows, cols) {
  const named = (noun, list) => list.length > 0 && `${noun}${list.length > 1 ? "s" : ""} ${listed(list)}`;
  return joined([named("row", rows), named("column", cols)]);
}

/** What no window reads of a scene that fits, in the order of the sentences. */
function losses({ settings: { n, nw }, rows, cols }) {
  const lost = [];
  const [lastR, lastC] = [lastRows(n, rows.dropped), lastRows(nw, cols.dropped)];
  if (rows.dropped + cols.dropped > 0) lost.push(`${places(lastR, lastC)} ${isOrAre(lastR.length, lastC.length)} never read`);
  const [leftR, leftC] = [rows, cols].map(({ dropped, unused }) => (dropped > 0 ? 0 : unused));
  if (leftR + leftC > 0) {
    const left = joined([leftR > 0 && count(leftR, "row"), leftC > 0 && count(leftC, "column")]);
    lost.push(`${left} of padding ${isOrAre(leftR, leftC)} left over`);
  }
  const [overR, overC] = [rows.skipped, cols.skipped];
  if (overR.length + overC.length > 0) lost.push(`${places(overR, overC)} ${isOrAre(overR.length, overC.length)} skipped`);
  return lost;
}

/** The picture in one line, for those who do not see it. */
export function twin(scene) {
  const { settings, out } = scene;
  const { n, nw, k, kw, s, p, d, groups } = settings;
  const asked = [`kernel ${k === kw ? k : `${k}x${kw}`}`, `stride ${s}`, `padding ${p}`];
  if (d > 1) asked.push(`dilation ${d}`);
  if (groups > 1) asked.push(`${groups} groups`);
  const start = `Input ${n}x${nw}, ${asked.join(", ")}: `;
  if (!out) return `${start}no output, ${p === "same" && s > 1 ? 'padding "same" needs stride 1' : "the kernel does not fit"}.`;
  const lost = losses(scene);
  return `${start}output ${out.h}x${out.w}; ${lost.length > 0 ? lost.join("; ") : "every row and column is read"}.`;
}

/** Why there is no output, and the nearest settings that have one: `{ text, mends: [{ label, change }] }`. */
export function misfit(settings) {
  const { k, kw, s, p, d } = settings;
  if (p === "same" && s > 1) return sameWithStride(settings);
  const axes = ["row", "column"].map((noun) => {
    const [size, kernel] = noun === "row" ? [settings.n, k] : [settings.nw, kw];
    const [before, after] = resolvePadding(p, kernel, d);
    return { noun, size, kernel, span: kernelSpan(kernel, d), padded: before + size + after };
  });
  const tight = axes.filter(({ span, padded }) => span > padded);
  const equal = axes[0].span === axes[1].span && axes[0].padded === axes[1].padded;
  const said = tight.slice(0, equal ? 1 : 2).map((axis, at) => tooLarge(axis, settings, at));

  const mends = [];
  const [tall, wide] = axes.map(({ kernel, padded }) => Math.min(kernel, Math.floor((padded - 1) / d) + 1));
  mends.push({ label: `Use kernel ${sides(tall, wide)}`, change: { k: tall, kw: wide } });
  const more = Math.max(...tight.map(({ span, padded }) => Math.ceil((span - padded) / 2)));
  const now = p === "valid" ? 0 : p;
  const cell = tight.length === 1 ? tight[0].noun : "row";
  if (now + more <= RANGES.p.high) mends.push({ label: `Add ${count(more, cell)} of padding on each side`, change: { p: now + more } });
  const closer = Math.min(...tight.map(({ kernel, padded }) => (kernel > 1 ? Math.floor((padded - 1) / (kernel - 1)) : d)));
  if (closer >= 1 && closer < d) mends.push({ label: `Use dilation ${closer}`, change: { d: closer } });
  return { text: said.join(" "), mends };
}

function tooLarge({ noun, span, padded }, { k, kw, d, p }, at) {
  const needs = d > 1 ? `with dilation ${d} reaches across ${count(span, noun)}` : `needs at least ${count(span, noun)}`;
  const has = `there ${padded === 1 ? "is" : "are"} ${padded} ${p > 0 ? "with this padding" : "without padding"}`;
  return at === 0 ? `A ${k}×${kw} kernel ${needs}; ${has}.` : `It ${needs}; ${has}.`;
}

/** Where the size cannot stay the same because the stride is longer than 1. */
function sameWithStride(settings) {
  const { n, nw, k, kw, s, d } = settings;
  const padding = Math.floor((Math.max(kernelSpan(k, d), kernelSpan(kw, d)) - 1) / 2);
  const mends = [{ label: "Use stride 1", change: { s: 1 } }];
  const fits = padding <= RANGES.p.high && convOutput(n, k, s, padding, d) && convOutput(nw, kw, s, padding, d);
  if (fits) mends.push({ label: `Use padding ${padding}`, change: { p: padding } });
  return { text: `PyTorch refuses padding='same' with stride ${s}; use stride 1${fits ? ` or padding ${padding}` : ""}.`, mends };
}

/** What the picture leaves out. */
export function caption({ cin, cout, groups }) {
  const slice = cin / groups > 1 ? `, slice 1 of ${cin / groups} of filter 1` : "";
  if (cin === 1 && cout === 1) return "Drawn without bias.";
  return `Drawn: channel 1 of ${cin}${slice}, without bias.`;
}
