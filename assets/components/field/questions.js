// What only the server can tell: how strongly pixels move a unit, and what a measurement says.
import { unpack } from "../kit.js";
import { Quick } from "../quick.js";
import { heatPicture } from "./draw.js";

const DWELL = 90; // milliseconds on a unit, before the server is asked for its heat

const keyOf = ({ network, photo, layer, row, col, group }) => JSON.stringify([network, photo, layer, row, col, group]);
const read = async (answer) => unpack(new Uint8Array(await answer.arrayBuffer()));

export class Questions {
  #timer = 0;
  #heat = null;

  /** `onHeat()` when another unit's is there, `onMeasure(answer, asked)`, `sayHeat(text)` and `sayMeasure(text)` where there is none. */
  constructor({ onHeat, onMeasure, sayHeat, sayMeasure }) {
    const takeHeat = (found, asked) => {
      this.#heat = { ...found, picture: heatPicture(found.blobs[0], found.box), key: keyOf(asked) };
      onHeat();
    };
    this.asking = new Quick("field", async (answer, asked) => takeHeat(await read(answer), asked), sayHeat);
    this.measuring = new Quick("field", async (answer, asked) => onMeasure(await read(answer), asked), sayMeasure);
  }

  /** The heat that belongs to the unit, if it is here: what belongs to another is not shown. */
  heatOf(where, unit) {
    return this.#heat?.key === keyOf(about(where, unit)) ? this.#heat : null;
  }

  /** Ask for a unit's heat, once the hand stays on it. */
  askHeat(where, unit) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.asking.ask(where.ticket, { what: "heat", ...about(where, unit) }), DWELL);
  }

  /** What was about to be asked no longer matters. */
  hush() {
    clearTimeout(this.#timer);
  }

  measure(where, unit) {
    this.measuring.ask(where.ticket, { what: "measure", ...about(where, unit) });
  }

  leave() {
    this.hush();
    this.asking.leave();
    this.measuring.leave();
  }
}

const about = ({ network, photo }, { layer, row, col, group }) => ({ network, photo, layer: layer.name, row, col, group });
