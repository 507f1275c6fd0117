// The page of one unit of a layer.
//
// data (packed): { network, net, layer, count, unit, photo: { title, size, seen, key }, ask }; blob 0 is the photo, blob 1 all about
// the unit it begins with, packed (`cnnviz/ui/about_unit.py`). Other units are asked of the server directly. Sets "unit".
import { paint } from "./kit.js";
import { Bench } from "./one_unit/bench.js";

const kept = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(root);
  if (!bench) {
    bench = new Bench(root);
    kept.set(root, bench);
  }
  bench.send = (unit) => setStateValue("unit", unit);
  bench.update(data, painted);
  return () => {
    bench.leave();
    kept.delete(root);
  };
}
