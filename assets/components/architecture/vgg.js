// The VGG paper's table of configurations: the chosen column is marked, a click on another opens it.
import { element } from "../kit.js";

export function vggTable({ columns, rows, linear }, chosen, onOpen) {
  const at = (name) => (chosen.includes(name) ? { class: "chosen" } : {});
  const heads = columns.map(({ title, name, layers }) => {
    const button = element("button", { type: "button", "aria-pressed": String(chosen.includes(name)), title: `Show VGG ${title}` }, element("b", { text: title }), ` ${layers} layers`);
    button.onclick = () => onOpen(name);
    return element("th", { scope: "col", ...at(name) }, button);
  });
  const row = (label, cells) => element("tr", {}, element("th", { scope: "row", text: label }), ...cells);
  const pool = () => row("Pool", [element("td", { colspan: columns.length, class: "pool", text: "max pooling 2 × 2, stride 2" })]);
  const body = rows.flatMap((blocks, i) => [
    row(`Block ${i + 1}`, blocks.map((block, j) => element("td", at(columns[j].name), ...block.map((layer) => element("div", { text: layer }))))),
    pool(),
  ]);
  body.push(row("Linear", [element("td", { colspan: columns.length, class: "pool", text: linear.join(", ") })]));
  const table = element("table", { class: "vgg" }, element("thead", {}, element("tr", {}, element("td"), ...heads)), element("tbody", {}, ...body));
  return element("div", { class: "frame", tabindex: "0", role: "region", "aria-label": "Table 1 of the VGG paper" }, table);
}
