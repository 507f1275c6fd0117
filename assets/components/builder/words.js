// Layers and networks in words.
import { grouped } from "../kit.js";
import { count } from "../lab/words.js";
import { totals } from "./follow.js";
import { FUNCTIONS, KINDS } from "./layers.js";

/** `10 × 32 × 32`. */
export const shapeText = (shape) => shape.map(grouped).join(" × ");

/** What a layer is, in short: "Convolution 5 × 5". */
export function titleOf(layer) {
  const { title } = KINDS[layer.kind];
  if ("cma".includes(layer.kind)) return `${title} ${layer.kernel} × ${layer.kernel}`;
  if (layer.kind === "v") return `${title} to ${layer.side} × ${layer.side}`;
  if (layer.kind === "r") return FUNCTIONS[layer.function];
  if (layer.kind === "d") return `${title} ${layer.percent} %`;
  return title;
}

/** The rest of its settings, where they are not as usual: "stride 4, padding 2". */
export function detailsOf(layer) {
  const { parts } = KINDS[layer.kind];
  const said = [];
  for (const { name, role, usual } of parts) {
    if (["kernel", "channels", "outputs", "side", "percent", "function"].includes(name)) continue;
    if (layer[name] === usual) continue;
    if (role === "switch") said.push("no bias");
    else said.push(name === "inputs" ? `${grouped(layer.inputs)} inputs` : name === "groups" ? `${layer.groups} groups` : `${name} ${layer[name]}`);
  }
  return said.join(", ");
}

/** A field in a cell: "14 × 14", "global", "differs". */
export function fieldText(field) {
  if (field === null) return "differs";
  return field === "global" ? "global" : field.size.join(" × ");
}

/** Large counts in short: from a thousand million on in G; the exact one stands beside it as a hint. */
export function large(value) {
  return value < 1e9 ? grouped(value) : `${(value / 1e9).toFixed(2)} G`;
}

/** Bytes with three digits: "973 kB". */
export function bytesText(value) {
  let [rest, unit] = [value, 0];
  while (rest >= 999.5) [rest, unit] = [rest / 1000, unit + 1];
  const digits = unit === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

function sees(rows) {
  const last = rows.at(-1)?.field;
  if (last === undefined) return "";
  if (last === null) return "; its last units do not all see as much";
  if (last !== "global") return `; a unit at its end sees ${last.size.join(" × ")} pixels`;
  const local = rows.findLast(({ field }) => field !== null && field !== "global")?.field;
  return `; its outputs see the whole picture${local ? `, the last maps before them ${local.size.join(" × ")} pixels` : ""}`;
}

/** The whole network in a sentence; the same stands in `cnnviz/ui/builder_text.py`. */
export function summary({ layers }, analysis) {
  const { rows, mismatch } = analysis;
  const { params, macs } = totals(analysis);
  const costs = `${grouped(params)} ${params === 1 ? "parameter" : "parameters"}, ${grouped(macs)} ${macs === 1 ? "MAC" : "MACs"}`;
  if (mismatch) return `Layer ${mismatch.index + 1} of ${layers.length} does not fit. Before it: ${costs}${sees(rows)}.`;
  if (layers.length === 0) return "No layers yet.";
  return `${count(layers.length, "layer")}, ${costs}${sees(rows)}.`;
}
