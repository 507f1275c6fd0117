// A short ranking with bars: what the network takes the photo for.
//
// data: { title, rows: [{ name, share, text }] }; `share` is 0 to 1, `text` what stands at the bar's end.
import { element, paint } from "./kit.js";

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  const list = element("ol", { "aria-label": data.title });
  for (const row of data.rows) {
    const bar = element("span", { class: "bar", "aria-hidden": "true" });
    bar.style.width = `${Math.max(0.5, 100 * row.share)}%`;
    const line = element(
      "li",
      {},
      element("span", { class: "name", text: row.name }),
      element("span", { class: "value", text: row.text }),
      element("span", { class: "track" }, bar),
    );
    list.append(line);
  }
  root.replaceChildren(element("strong", { text: data.title }), list);
}
