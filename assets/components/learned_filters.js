// The learned filters of a convolution.
//
// data (packed): { network, net, asked, serial, told: { acts, sort, row, column, unit }, ask }; blob 0 is the page it begins with,
// packed (`cnnviz/ui/filter_bank.py`). Other pages are asked of the server directly. Sets "shown".
import { paint } from "./kit.js";
import { Bench } from "./learned_filters/bench.js";

const kept = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(root);
  if (!bench) {
    bench = new Bench(root);
    kept.set(root, bench);
  }
  bench.send = (shown) => setStateValue("shown", shown);
  bench.update(data, painted);
  return () => {
    bench.leave();
    kept.delete(root);
  };
}
