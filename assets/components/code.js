// Python lines on a page of their own. data: as `Lines.show` takes it.
import { paint } from "./kit.js";
import { Lines } from "./lines.js";

const kept = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  if (!kept.has(root)) {
    kept.set(root, new Lines());
    root.replaceChildren(kept.get(root).element);
  }
  kept.get(root).show(data);
}
