// When the window is where: an even pace over the photo, in as many sweeps as an eye can follow.
import { calm } from "../kit.js";

export const SWEEPS = 9;
const PASS = 7200; // milliseconds for the whole photo

/**
 * Where the window is at `progress` (0 to 1) over `height` x `width` pixels: its centre, and the band being painted,
 * `{ row, col, band: { top, bottom, left, right } }`. Even sweeps go right, odd ones left, like a brush.
 */
export function sweepAt(progress, height, width) {
  const along = Math.min(progress, 0.999999) * SWEEPS;
  const sweep = Math.floor(along);
  const share = along - sweep;
  const top = Math.round((sweep * height) / SWEEPS);
  const bottom = Math.round(((sweep + 1) * height) / SWEEPS);
  const reached = share * width;
  const [left, right] = sweep % 2 === 0 ? [0, reached] : [width - reached, width];
  const col = sweep % 2 === 0 ? reached : width - reached;
  return { row: (top + bottom) / 2, col, band: { top, bottom, left, right } };
}

/** The clock of one pass. `onFrame(progress)` on each frame, `onRest()` when the pass is over. */
export class Film {
  progress = 0;
  playing = false;
  #frame = 0;
  #last = 0;

  constructor(onFrame, onRest) {
    this.onFrame = onFrame;
    this.onRest = onRest;
  }

  get finished() {
    return this.progress >= 1;
  }

  /** Start a pass at `progress`; without motion the pass is over at once. */
  start(progress = 0) {
    this.progress = calm() ? 1 : progress;
    if (this.finished) this.#end();
    else this.play();
  }

  play() {
    this.playing = true;
    this.#last = performance.now();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#tick);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #tick = (now) => {
    this.progress += Math.min(100, Math.max(0, now - this.#last)) / PASS; // a hidden tab does not jump ahead
    this.#last = now;
    if (this.finished) return this.#end();
    this.onFrame(this.progress);
    this.#frame = requestAnimationFrame(this.#tick);
  };

  #end() {
    this.pause();
    this.progress = 1;
    this.onRest();
  }
}
