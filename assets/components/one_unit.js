// The page of one unit of a layer.
//
// data (packed): { network, net, layer, count, unit, photo: { title, size, seen, key }, ask }; blob 0 is the photo, blob 1 all about
// the unit it begins with, packed (`cnnviz/ui/about_unit.py`). Other units are asked of the server directly. Sets "unit".
import { mounted } from "./kit.js";
import { Bench } from "./one_unit/bench.js";

export default mounted((root) => new Bench(root), (bench, { data, setStateValue }, painted) => {
  bench.send = (unit) => setStateValue("unit", unit);
  bench.update(data, painted);
});
