// The inspector's comparison: two inputs, a unit's two maps and their difference, every layer's likeness, both predictions.
//
// data (packed): { network, title, photos, layers, settings, ranges, titles, sweeps, ask: { ticket, net, photo } }; see
// `cnnviz/ui/inspecting_compare.py`; blob 0 is the first answer, packed. Steps are asked of the server directly. Sets "settings".
import { Bench } from "./compare/bench.js";
import { paint, unpack } from "./kit.js";

const kept = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(root);
  if (!bench) {
    bench = new Bench(root);
    kept.set(root, bench);
  }
  bench.send = (settings) => setStateValue("settings", settings);
  bench.update(data, unpack, painted);
  return () => {
    bench.leave();
    kept.delete(root);
  };
}
