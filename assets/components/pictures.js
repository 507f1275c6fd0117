// A row of pictures on a page. data: as `Figures.show` takes it, packed.
import { Figures } from "./figures.js";
import { paint } from "./kit.js";

const kept = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let figures = kept.get(root);
  if (!figures) {
    figures = new Figures();
    kept.set(root, figures);
    root.replaceChildren(figures.element);
  }
  figures.show(data, painted);
  return () => {
    figures.leave();
    kept.delete(root);
  };
}
