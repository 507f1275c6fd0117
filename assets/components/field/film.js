// The film: the same spot of the picture, layer after layer, its field growing.
import { Player, whereAt } from "../lab/player.js";

export class Film {
  #until = 0;

  /** `onFrame(at)` between two steps, `onRest(step)` on a step where it stays, `onToggle(playing)`. */
  constructor({ onFrame, onRest, onToggle }) {
    this.onRest = onRest;
    this.player = new Player({ onStep: (step) => this.#step(step, onFrame), onToggle });
    this.player.speed = 2; // the lab's windows glide slower: there are more of them
  }

  get playing() {
    return this.player.playing;
  }

  /** How many steps the film has. */
  set length(steps) {
    this.player.cells = Math.max(1, steps);
  }

  /** Play from a step to another, the last one unless told. */
  play(from, until = this.player.cells - 1) {
    this.#until = until;
    this.player.play(from >= until ? 0 : from);
  }

  pause() {
    this.player.pause();
  }

  faster(delta) {
    return this.player.faster(delta);
  }

  #step(step, onFrame) {
    if (step >= this.#until) {
      this.player.pause();
      this.onRest(this.#until);
    } else onFrame(whereAt(step, { h: 1, w: this.player.cells }).col);
  }

  leave() {
    this.player.leave();
  }
}
