// Networks as drawn volumes, with their cost and their layers; the server hears which are chosen.
//
// data: see `cnnviz/ui/architectures.py`: { networks, difference, chosen, sort, layer, choices, history, vgg, small };
// sets "choice": { arch, arch2, sort, layer }; triggers "open": the address of another page.
import { Page } from "./architecture/page.js";
import { paint } from "./kit.js";

const kept = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let page = kept.get(parentElement);
  if (!page) {
    page = new Page(root);
    kept.set(parentElement, page);
  }
  page.update(component, painted);
  return () => {
    page.leave();
    kept.delete(parentElement);
  };
}
