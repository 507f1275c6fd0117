// What can be taken along: the figure as SVG, the table as CSV.
import { element } from "../kit.js";
import { draw } from "./volumes.js";
import { detailsOf, fieldText, titleOf } from "./words.js";

const WIDE = 1200;
const COLUMNS = ["layer", "name", "settings", "output", "parameters", "macs", "activation_bytes", "receptive_field", "field_stride", "field_padding"];

const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** One row a layer that fits; numbers without spaces. */
export function csv({ layers }, { rows }) {
  const lines = rows.map((row, at) => {
    const local = row.field !== null && row.field !== "global";
    const field = local ? [row.field.size, row.field.stride, row.field.padding].map((pair) => pair.join("x")) : [fieldText(row.field), "", ""];
    return [at + 1, titleOf(layers[at]), detailsOf(layers[at]), row.out.join("x"), row.params, row.macs, row.bytes, ...field];
  });
  return [COLUMNS, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** The figure on paper of its own. */
export function svg(network, analysis, look, sentence) {
  const figure = draw(network, analysis, { ...look, width: WIDE, current: -2 });
  figure.style.background = look.palette.page;
  const said = document.createElementNS(figure.namespaceURI, "desc");
  said.textContent = sentence;
  figure.prepend(said);
  return new XMLSerializer().serializeToString(figure);
}

function save(kind, text, name) {
  const href = URL.createObjectURL(new Blob([text], { type: kind }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

export function saveTable(network, analysis) {
  save("text/csv", csv(network, analysis), "network.csv");
}

export function saveFigure(network, analysis, look, sentence) {
  save("image/svg+xml", svg(network, analysis, look, sentence), "network.svg");
}
