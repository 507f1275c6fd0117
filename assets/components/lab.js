// The convolution lab: settings under the finger, the picture and the numbers follow; the server hears when it rests.
//
// data: { settings (see lab/state.js), notes: [sentences], present, photo: { digest, values: 64 x 64 greys } or null }; sets "settings".
import { mounted } from "./kit.js";
import { Bench } from "./lab/bench.js";

export { DEFAULTS } from "./lab/state.js";

export default mounted((root, data) => new Bench(root, data?.settings));
