// The network builder: layers under the finger; shapes, costs and fields follow; the server hears when it rests.
//
// data: { network (its code, see builder/layers.js), presets: [{ name, code, line }], notes: [sentences] }; sets "network"; triggers
// "open": the address of the lab with a layer.
import { mounted } from "./kit.js";
import { Bench } from "./builder/bench.js";

export default mounted((root, data) => new Bench(root, data.network));
