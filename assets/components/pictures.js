// A row of pictures on a page. data: packed as `Figures.show` takes it, or { about } with that as its only blob; `about` names network and
// photo in the captions of files.
import { Figures } from "./figures.js";
import { paint, unpack } from "./kit.js";

const kept = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let figures = kept.get(root);
  if (!figures) {
    figures = new Figures(() => root.dataset.about);
    kept.set(root, figures);
    root.replaceChildren(figures.element);
  }
  const { about, blobs } = unpack(data);
  root.dataset.about = about ?? "";
  figures.show(about === undefined ? data : blobs[0], painted);
  return () => {
    figures.leave();
    kept.delete(root);
  };
}
