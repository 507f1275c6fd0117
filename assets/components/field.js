// The receptive field page: a photo, the box that one unit of a layer sees of it, and the layers beside it.
//
// data (packed): { network, title, photo: { title, size, key }, view: { box, input }, layers, sibling, here, measurable, start, ask }; see
// `cnnviz/ui/field_view.py`; blob 0 is the photo. Sets "place", triggers "network".
import { Bench } from "./field/bench.js";
import { calm, paint, unpack } from "./kit.js";

const kept = new WeakMap();
let opened = false; // the film runs by itself once a visit

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(root);
  if (!bench) {
    bench = new Bench(root);
    kept.set(root, bench);
  }
  bench.send = { place: (place) => setStateValue("place", place), network: (name) => setTriggerValue("network", name) };
  bench.update(unpack(data), data, painted);
  if (!opened && !calm()) bench.open();
  opened = true;
  return () => {
    bench.leave();
    kept.delete(root);
  };
}
