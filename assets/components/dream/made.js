// What a run has made so far, or an example: pictures, scores, what the network takes the last one for.
import { subject } from "./words.js";

const SETTLED = 300; // milliseconds in which a page that comes back gets what it missed, and nobody can tell the speed

export class Made {
  scores = [];
  pictures = []; // [{ step, index, layer, image, bytes }], in order
  guesses = [];
  step = 0;
  of = 0;

  constructor(look, about, example = false) {
    Object.assign(this, { look, about, mode: look.mode, key: subject(look), example });
  }

  /** Whether it is made with these settings. */
  same(look) {
    return Object.keys(look).every((key) => look[key] === this.look[key]);
  }

  /** Take a frame in; `onPicture` hears when its picture is there to be drawn. */
  add({ step, of, scores, index, layer, guesses, blobs }, onPicture) {
    Object.assign(this, { step, of });
    const now = performance.now();
    this.born ??= now;
    if (now - this.born < SETTLED) this.began = { at: now, step };
    this.scores.push(...scores);
    if (!blobs.length) return;
    if (guesses.length) this.guesses = guesses;
    const picture = { step, index, layer, bytes: blobs[0].slice(), error: scores.at(-1) };
    createImageBitmap(new Blob([picture.bytes])).then((image) => {
      picture.image = image;
      this.pictures.push(picture);
      this.pictures.sort((a, b) => a.step - b.step);
      onPicture();
    }, () => {});
  }

  /** The seconds that the rest should take, at the pace so far; null where nobody can tell. */
  left() {
    const done = this.step - (this.began?.step ?? this.step);
    return done > 0 ? ((performance.now() - this.began.at) / 1000 / done) * (this.of - this.step) : null;
  }

  /** The last picture of each place of a row, in order. */
  places() {
    return [...new Map(this.pictures.map((each) => [each.index, each])).values()].sort((a, b) => a.index - b.index);
  }

  /** The newest picture, of place `index` in a row or of all. */
  latest(index = null) {
    return this.pictures.findLast((each) => index === null || each.index === index) ?? null;
  }
}
