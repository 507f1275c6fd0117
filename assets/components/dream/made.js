// What a run has made so far, or an example: pictures, scores, what the network takes the last one for.
import { subject } from "./words.js";

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

  /** The newest picture, of place `index` in a row or of all. */
  latest(index = null) {
    return this.pictures.findLast((each) => index === null || each.index === index) ?? null;
  }
}
