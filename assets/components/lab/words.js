// The lab in sentences. People count from 1.
import { kernelSpan } from "./geometry.js";
import { RANGES } from "./state.js";

const LONGEST_LIST = 6;

/** "2", "2 and 4", "2, 4 and 6"; rows arrive counted from 0. */
function listed(rows) {
  const named = rows.map((row) => String(row + 1));
  if (named.length > LONGEST_LIST) return `${named.slice(0, 3).join(", ")}, ... ${named.at(-1)}`;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** The last `count` of `n` rows: "28", "27 and 28", "25 to 28". */
function last(count, n) {
  if (count > 2) return `${n - count + 1} to ${n}`;
  return listed(Array.from({ length: count }, (_, i) => n - count + i));
}

/** What happens to the rows: `[{ kind, text }]`, kind one of "dropped", "leftover", "skipped", "read". */
export function rowSentences({ n, k, s, d }, axis) {
  const { unused, dropped, skipped } = axis;
  const said = [];
  if (dropped > 0) {
    const subject = dropped > 1 ? `Rows ${last(dropped, n)} of ${n} are` : `Row ${n} of ${n} is`;
    said.push({ kind: "dropped", text: `${subject} never read: stride ${s} does not fit; PyTorch rounds down.` });
  } else if (unused > 0) {
    const rows = unused > 1 ? `${unused} rows of padding at the end are` : "1 row of padding at the end is";
    said.push({ kind: "leftover", text: `${rows} left over; nothing of the input is lost.` });
  }
  if (skipped.length > 0) {
    const subject = skipped.length > 1 ? `Rows ${listed(skipped)} of ${n} are` : `Row ${listed(skipped)} of ${n} is`;
    said.push({ kind: "skipped", text: `${subject} skipped ${where(k, s, d)}.` });
  }
  if (said.length === 0) said.push({ kind: "read", text: "Every row is read; the stride fits exactly." });
  return said;
}

function where(k, s, d) {
  const gaps = s > kernelSpan(k, d);
  const holes = k > 1 && d > 1;
  if (gaps && holes) return "between the taps of the dilated kernel and between its windows";
  return holes ? "between the taps of the dilated kernel" : `between the windows: stride ${s} is longer than the kernel`;
}

/** The picture in one line, for those who do not see it. */
export function twin({ n, k, s, p, d, groups }, axis) {
  const asked = [`kernel ${k}`, `stride ${s}`, `padding ${p}`];
  if (d > 1) asked.push(`dilation ${d}`);
  if (groups > 1) asked.push(`${groups} groups`);
  const start = `Input ${n}x${n}, ${asked.join(", ")}: `;
  if (!axis) return `${start}no output, the kernel does not fit.`;
  const { size, unused, dropped, skipped } = axis;
  const lost = [];
  if (dropped > 0) {
    const rows = last(dropped, n);
    lost.push(dropped > 1 ? `rows ${rows} and columns ${rows} are never read` : `row ${rows} and column ${rows} are never read`);
  } else if (unused > 0) {
    lost.push(unused > 1 ? `${unused} rows and columns of padding are left over` : "1 row and column of padding is left over");
  }
  if (skipped.length > 0) {
    const rows = listed(skipped);
    lost.push(skipped.length > 1 ? `rows and columns ${rows} are skipped` : `row and column ${rows} are skipped`);
  }
  return `${start}output ${size}x${size}; ${lost.length > 0 ? lost.join("; ") : "every row and column is read"}.`;
}

/** Why the kernel does not fit, and the nearest settings that do: `{ text, mends: [{ label, change }] }`. */
export function misfit({ n, k, p, d }) {
  const span = kernelSpan(k, d);
  const padded = n + 2 * p;
  const rows = (count) => `${count} ${count === 1 ? "row" : "rows"}`;
  const needs = d > 1 ? `with dilation ${d} reaches across ${span} rows` : `needs at least ${span} rows`;
  const has = `there ${padded === 1 ? "is" : "are"} ${padded} ${p > 0 ? "with this padding" : "without padding"}`;
  const mends = [];
  const largest = Math.floor((padded - 1) / d) + 1;
  mends.push({ label: `Use kernel ${largest}`, change: { k: largest } });
  const more = Math.ceil((span - padded) / 2);
  if (p + more <= RANGES.p.high) mends.push({ label: `Add ${rows(more)} of padding on each side`, change: { p: p + more } });
  const closer = k > 1 ? Math.floor((padded - 1) / (k - 1)) : d;
  if (closer >= 1 && closer < d) mends.push({ label: `Use dilation ${closer}`, change: { d: closer } });
  return { text: `A ${k}\u00d7${k} kernel ${needs}; ${has}.`, mends };
}

/** What the picture leaves out. */
export function caption({ cin, cout, groups }) {
  const slice = cin / groups > 1 ? `, slice 1 of ${cin / groups} of filter 1` : "";
  if (cin === 1 && cout === 1) return "Drawn without bias.";
  return `Drawn: channel 1 of ${cin}${slice}, without bias.`;
}
