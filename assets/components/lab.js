// The convolution lab: settings under the finger, the picture and the numbers follow; the server hears when it rests.
//
// data: { settings (see lab/state.js), notes: [sentences], present, photo: { digest, values: 64 x 64 greys } or null }; sets "settings".
import { paint } from "./kit.js";
import { Bench } from "./lab/bench.js";

export { DEFAULTS } from "./lab/state.js";

const kept = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(parentElement);
  if (!bench) {
    bench = new Bench(root, data?.settings);
    kept.set(parentElement, bench);
  }
  bench.update(component, painted);
  return () => {
    bench.leave();
    kept.delete(parentElement);
  };
}
