// The receptive field page: a photo, the box that one unit of a layer sees of it, and the layers beside it.
//
// data (packed): { network, title, photo: { title, size, key }, view: { box, input }, layers, sibling, here, measurable, start, ask }; see
// `cnnviz/ui/field_view.py`; blob 0 is the photo. Sets "place", triggers "network".
import { Bench } from "./field/bench.js";
import { calm, mounted, unpack } from "./kit.js";

let opened = false; // the film runs by itself once a visit

export default mounted((root) => new Bench(root), (bench, { data, setStateValue, setTriggerValue }, painted) => {
  bench.send = { place: (place) => setStateValue("place", place), network: (name) => setTriggerValue("network", name) };
  bench.update(unpack(data), data, painted);
  if (!opened && !calm()) bench.open();
  opened = true;
});
