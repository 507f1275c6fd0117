// The lab in sentences. People count from 1.
import { kernelSpan } from "./geometry.js";
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

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function neverRead(rows, n) {
  if (rows.length === 1) return `Row ${listed(rows)} of ${n} is never read`;
  const many = rows.length > LISTED ? ` (${rows.length} in all)` : "";
  return `Rows ${listed(rows)} of ${n} are never read${many}`;
}

function lastRows(n, dropped) {
  return Array.from({ length: dropped }, (_, i) => n - dropped + i);
}

/**
 * What happens to the rows: `[{ kind, text }]`, kind one of "dropped", "leftover", "skipped", "read".
 * The sentences are those of `cnnviz.arithmetic.describe_rows`.
 */
export function rowSentences({ n, k, s, p, d }, { unused, dropped, skipped }) {
  const span = kernelSpan(k, d);
  const between = skipped.filter((row) => (row + p) % s >= span);
  const inHoles = skipped.filter((row) => (row + p) % s < span);
  const said = [];
  const say = (kind, text) => said.push({ kind, text });
  if (dropped > 0) say("dropped", `${neverRead(lastRows(n, dropped), n)}: stride ${s} does not fit; PyTorch rounds down.`);
  else if (unused > 0) say("leftover", `Only padding is left over: ${count(unused, "row")} of it at the end, and no row of the input is lost there.`);
  if (between.length > 0) {
    say("skipped", `${neverRead(between, n)}: stride ${s} steps over ${between.length === 1 ? "it" : "them"}, because the kernel covers only ${count(span, "row")}.`);
  }
  if (inHoles.length > 0) {
    const lie = inHoles.length === 1 ? "it lies" : "they lie";
    say("skipped", `${neverRead(inHoles, n)}: ${lie} in the holes of the kernel, whose taps stand ${count(d, "row")} apart (dilation ${d}).`);
  }
  if (said.length === 0) say("read", "Every row is read; the stride fits exactly.");
  return said;
}

/** The picture in one line, for those who do not see it. */
export function twin({ n, k, s, p, d, groups }, axis) {
  const asked = [`kernel ${k}`, `stride ${s}`, `padding ${p}`];
  if (d > 1) asked.push(`dilation ${d}`);
  if (groups > 1) asked.push(`${groups} groups`);
  const start = `Input ${n}x${n}, ${asked.join(", ")}: `;
  if (!axis) return `${start}no output, the kernel does not fit.`;
  const { size, unused, dropped, skipped } = axis;
  const both = (rows) => (rows.length > 1 ? `rows ${listed(rows)} and columns ${listed(rows)}` : `row ${listed(rows)} and column ${listed(rows)}`);
  const lost = [];
  if (dropped > 0) lost.push(`${both(lastRows(n, dropped))} are never read`);
  else if (unused > 0) lost.push(`${count(unused, "row")} and ${count(unused, "column")} of padding are left over`);
  if (skipped.length > 0) lost.push(`${both(skipped)} are skipped`);
  return `${start}output ${size}x${size}; ${lost.length > 0 ? lost.join("; ") : "every row and column is read"}.`;
}

/** Why the kernel does not fit, and the nearest settings that do: `{ text, mends: [{ label, change }] }`. */
export function misfit({ n, k, p, d }) {
  const span = kernelSpan(k, d);
  const padded = n + 2 * p;
  const needs = d > 1 ? `with dilation ${d} reaches across ${span} rows` : `needs at least ${span} rows`;
  const has = `there ${padded === 1 ? "is" : "are"} ${padded} ${p > 0 ? "with this padding" : "without padding"}`;
  const mends = [];
  const largest = Math.floor((padded - 1) / d) + 1;
  mends.push({ label: `Use kernel ${largest}`, change: { k: largest } });
  const more = Math.ceil((span - padded) / 2);
  if (p + more <= RANGES.p.high) mends.push({ label: `Add ${count(more, "row")} of padding on each side`, change: { p: p + more } });
  const closer = k > 1 ? Math.floor((padded - 1) / (k - 1)) : d;
  if (closer >= 1 && closer < d) mends.push({ label: `Use dilation ${closer}`, change: { d: closer } });
  return { text: `A ${k}×${k} kernel ${needs}; ${has}.`, mends };
}

/** What the picture leaves out. */
export function caption({ cin, cout, groups }) {
  const slice = cin / groups > 1 ? `, slice 1 of ${cin / groups} of filter 1` : "";
  if (cin === 1 && cout === 1) return "Drawn without bias.";
  return `Drawn: channel 1 of ${cin}${slice}, without bias.`;
}
