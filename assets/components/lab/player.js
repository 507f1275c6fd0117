// The gliding window: a clock that can be paused, and stays still where less motion is asked for.

const WHOLE_PASS = 24_000; // milliseconds for all output cells, so that large outputs do not take minutes
const SLOWEST = 900; // milliseconds a cell
const FASTEST = 60;
const GLIDE = 0.45; // the share of a step spent moving; the rest is for looking

export class Player {
  #request = 0;
  #last = 0;
  #step = 0; // steps since the first cell, with fraction

  /** `onStep(step)`: whole part the cell, fraction the way to the next; `onToggle(playing)`. */
  constructor(onStep, onToggle) {
    this.onStep = onStep;
    this.onToggle = onToggle;
    this.cells = 1;
    this.playing = false;
  }

  play(from) {
    this.#step = from;
    this.#last = 0;
    if (!this.playing) this.#request = requestAnimationFrame((now) => this.#tick(now));
    this.playing = true;
    this.onToggle(true);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#request);
    this.onToggle(false);
  }

  #tick(now) {
    const pace = Math.max(FASTEST, Math.min(SLOWEST, WHOLE_PASS / this.cells));
    // A tab that was hidden goes on where it was, instead of leaping.
    if (this.#last) this.#step = (this.#step + Math.min(100, now - this.#last) / pace) % this.cells;
    this.#last = now;
    this.onStep(this.#step);
    if (this.playing) this.#request = requestAnimationFrame((later) => this.#tick(later));
  }
}

/** Where the window is at `step` on an output of `size` columns: `{ row, col }`, resting on a cell, then gliding on. */
export function whereAt(step, size) {
  const index = Math.floor(step);
  const share = Math.max(0, (step - index - (1 - GLIDE)) / GLIDE);
  const eased = share * share * (3 - 2 * share);
  const row = Math.floor(index / size) % size;
  const col = index % size;
  if (col < size - 1) return { row, col: col + eased };
  return { row, col }; // at the end of a line it leaps to the next
}
