// The learned filters of a convolution.
//
// data (packed): { network, net, asked, serial, told: { acts, sort, row, column, unit }, ask }; blob 0 is the page it begins with,
// packed (`cnnviz/ui/filter_bank.py`). Other pages are asked of the server directly. Sets "shown".
import { mounted } from "./kit.js";
import { Bench } from "./learned_filters/bench.js";

export default mounted((root) => new Bench(root), (bench, { data, setStateValue }, painted) => {
  bench.send = (shown) => setStateValue("shown", shown);
  bench.update(data, painted);
});
