// The table as a file: every layer, in the order of computation, plain numbers; what is not known stays empty.

const HEAD = [
  "name", "kind", "inputs", "input_shapes", "output_shape", "kernel", "stride", "padding", "dilation", "groups", "parameters", "macs", "activation_bytes",
  "field", "field_stride", "field_padding", "field_groups", "remarks",
];

const by = (list) => list.join("x");
const quoted = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const fieldOf = (field) => (field === "global" ? "whole picture" : field ? by(field.size) : "");

function cells(row) {
  const { window, field } = row;
  const local = field && field !== "global";
  return [
    row.name, row.kind, row.inputs.join(" "), row.ins.map(by).join(" "), by(row.out),
    window ? by(window.kernel) : "", window ? by(window.stride) : "", window ? window.padding.map((side) => side.join("+")).join(" ") : "",
    window ? by(window.dilation) : "", window?.groups ?? "", row.params ?? "", row.macs ?? "", row.bytes ?? "",
    fieldOf(field), local ? by(field.stride) : "", local ? by(field.padding) : "",
    row.groups.map((group) => `${group.channels}: ${fieldOf(group.field)}`).join("; "), [...row.why, ...row.remarks].join(" "),
  ];
}

export function csv(rows) {
  return [HEAD, ...rows.map(cells)].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
}
