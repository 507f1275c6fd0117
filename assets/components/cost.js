// The small line that says where and in how many milliseconds a page was computed. data: { text }
import { element, paint } from "./kit.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  root.replaceChildren(element("p", { text: data.text }));
}
