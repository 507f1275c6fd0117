// How long a part of a long run still takes, by its pace so far: its parts go at paces of their own.
import { span } from "../runs.js";

const SETTLED = 700; // milliseconds after which a pace says something

export class Pace {
  #part = null;

  /** `done` of `of` steps of a part; returns "12 of 40", and after a moment how much time is left. */
  words(part, done, of) {
    const now = performance.now();
    if (part !== this.#part || done < this.done) Object.assign(this, { since: now, from: done });
    this.#part = part;
    this.done = done;
    const [gone, steps] = [now - this.since, done - this.from];
    const left = gone > SETTLED && steps > 0 && done < of ? `, about ${span(((gone / steps) * (of - done)) / 1000)} left` : "";
    return `${done} of ${of}${left}`;
  }
}
