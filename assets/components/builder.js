// The network builder: layers under the finger; shapes, costs and fields follow; the server hears when it rests.
//
// data: { network (its code, see builder/layers.js), presets: [{ name, code, line }], notes: [sentences] }; sets "network"; triggers
// "open": the address of the lab with a layer.
import { paint } from "./kit.js";
import { Bench } from "./builder/bench.js";

const kept = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector("#root");
  const painted = paint(root, parentElement);
  let bench = kept.get(parentElement);
  if (!bench) {
    bench = new Bench(root, data.network);
    kept.set(parentElement, bench);
  }
  bench.update(component, painted);
  return () => {
    bench.leave();
    kept.delete(parentElement);
  };
}
