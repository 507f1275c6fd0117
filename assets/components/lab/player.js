// The gliding window: a clock that can be paused, stepped and hurried; it jumps from cell to cell where less motion is asked for.
import { calm } from "../kit.js";

const WHOLE_PASS = 24_000; // milliseconds for all output cells, so that large outputs do not take minutes
const SLOWEST = 900; // milliseconds a cell
const FASTEST = 60;
const GLIDE = 0.45; // the share of a step spent moving; the rest is for looking
const ONE_STEP = 260; // milliseconds of a step by hand
export const SPEEDS = [0.25, 0.5, 1, 2, 4];

export class Player {
  #request = 0;
  #last = 0;
  #step = 0; // steps since the first cell, with fraction
  #shown = -1;

  /** `onStep(step)`: whole part the cell, fraction the way to the next; `onToggle(playing)`. */
  constructor({ onStep, onToggle }) {
    this.onStep = onStep;
    this.onToggle = onToggle;
    this.cells = 1;
    this.speed = 1;
    this.playing = false;
  }

  play(from) {
    this.leave();
    this.#step = from % this.cells;
    this.#last = 0;
    this.#shown = -1;
    this.#request = requestAnimationFrame((now) => this.#tick(now));
    if (!this.playing) this.onToggle((this.playing = true));
  }

  pause() {
    this.leave();
    if (this.playing) this.onToggle((this.playing = false));
  }

  /** Stop every movement, without a word. */
  leave() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  /** One cell forward (1) or back (-1) from the cell with the index `from`; after the last comes the first. */
  step(delta, from) {
    this.pause();
    const to = (from + delta + this.cells) % this.cells;
    if (calm() || Math.abs(to - from) !== 1) return this.onStep(to);
    const low = Math.min(from, to);
    let start = 0;
    const tick = (now) => {
      start ||= now;
      const done = Math.min(1, (now - start) / ONE_STEP);
      const share = delta > 0 ? done : 1 - done;
      if (done === 1) return this.onStep(to);
      this.#request = requestAnimationFrame(tick);
      this.onStep(low + 1 - GLIDE + GLIDE * share * 0.999); // never quite the next cell: that one is shown exactly, at the end
    };
    this.#request = requestAnimationFrame(tick);
  }

  /** The next higher (1) or lower (-1) speed; returns it. */
  faster(delta) {
    const at = Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(this.speed) + delta));
    return (this.speed = SPEEDS[at]);
  }

  #tick(now) {
    const pace = Math.max(FASTEST, Math.min(SLOWEST, WHOLE_PASS / this.cells)) / this.speed;
    // A tab that was hidden goes on where it was, instead of leaping.
    if (this.#last) this.#step = (this.#step + Math.min(100, now - this.#last) / pace) % this.cells;
    this.#last = now;
    const step = calm() ? Math.floor(this.#step) : this.#step;
    this.#request = requestAnimationFrame((later) => this.#tick(later));
    if (step === this.#shown) return;
    this.#shown = step;
    this.onStep(step);
  }
}

/** Where the window is at `step` on an output `{ h, w }`: `{ row, col }`, resting on a cell, then gliding on. */
export function whereAt(step, { h, w }) {
  const index = Math.floor(step);
  const share = Math.max(0, (step - index - (1 - GLIDE)) / GLIDE);
  const eased = share * share * (3 - 2 * share);
  const row = Math.floor(index / w) % h;
  const col = index % w;
  if (col < w - 1) return { row, col: col + eased };
  return { row, col }; // at the end of a line it leaps to the next
}

/** The step that rests on an output cell. */
export function indexOf({ row, col }, { w }) {
  return Math.floor(row) * w + Math.floor(col);
}
