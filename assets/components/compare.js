// The inspector's comparison: two inputs, a unit's two maps and their difference, every layer's likeness, both predictions.
//
// data (packed): { network, title, photos, layers, settings, ranges, titles, sweeps, ask: { ticket, net, photo } }; see
// `cnnviz/ui/inspecting_compare.py`; blob 0 is the first answer, packed. Steps are asked of the server directly. Sets "settings".
import { Bench } from "./compare/bench.js";
import { mounted, unpack } from "./kit.js";

export default mounted((root) => new Bench(root), (bench, { data, setStateValue }, painted) => {
  bench.send = (settings) => setStateValue("settings", settings);
  bench.update(data, unpack, painted);
});
