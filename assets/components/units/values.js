// The exact values of units, fetched once a unit is looked at, the last ones kept.
import { unpack } from "../kit.js";
import { Quick } from "../quick.js";

const KEPT = 24;
const PAUSE = 60; // milliseconds that a pointer rests on a unit before its values are fetched

/** Little-endian float32 as the browser's own. */
export function floats(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** What Python's `pack_values` has packed: `{ unit, size: [height, width], values }`. */
export function unpackValues(bytes) {
  const { unit, size, blobs } = unpack(bytes);
  return { unit, size, values: floats(blobs[0]) };
}

/** A float32 with as few digits as tell it from its neighbours: exactly the number that was computed. */
export function exact(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  let text = "";
  for (let digits = 1; digits <= 9; digits++) {
    text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) break;
  }
  return String(Number(text)).replaceAll("-", "−");
}

export class Values {
  #kept = new Map(); // oldest first

  /** `onValues({ unit, size, values })` where they had to be fetched. */
  constructor(onValues) {
    this.onValues = onValues;
    this.quick = new Quick("values", async (response, asked) => {
      const found = unpackValues(new Uint8Array(await response.arrayBuffer()));
      this.keep(asked, found);
      this.onValues(found, asked);
    });
  }

  #name({ net, photo, layer, unit }) {
    return JSON.stringify([net, photo, layer, unit]);
  }

  keep(asked, found) {
    this.#kept.delete(this.#name(asked));
    this.#kept.set(this.#name(asked), found);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
  }

  /** The values of `asked`, `{ net, photo, layer, unit }`, if they are here; else they are fetched. */
  get(ticket, asked) {
    clearTimeout(this.timer);
    const found = this.#kept.get(this.#name(asked));
    if (!found) this.timer = setTimeout(() => this.quick.ask(ticket, asked), PAUSE);
    return found;
  }

  leave() {
    clearTimeout(this.timer);
    this.quick.leave();
  }
}
