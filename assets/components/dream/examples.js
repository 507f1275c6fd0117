// What the page shows before anything was run: the film of a class, the gallery's tiles, and dreams on the first photo.
import { calm } from "../kit.js";
import { Made } from "./made.js";
import { subject } from "./words.js";

const PAUSE = 140; // milliseconds of a frame of the film

async function load(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(answer.statusText);
  return createImageBitmap(await answer.blob());
}

export class Examples {
  #sheets = new Map(); // by file: a promise of the picture
  #made = new Map(); // by what it is of

  constructor(about, photo) {
    Object.assign(this, { about, photo });
  }

  sheet(name) {
    if (!this.#sheets.has(name)) this.#sheets.set(name, load(new URL(`${this.about.folder}/${name}.webp`, location.origin)));
    return this.#sheets.get(name);
  }

  /** The example for a look, or null; `place` is the gallery's sheet that was clicked. `onPicture` hears when it is there. */
  of(look, place, onPicture) {
    const { gallery, example } = this.about;
    if (!gallery || (["photo", "layers", "style"].includes(look.mode) && !example)) return null;
    const ending = ["class", "channel"].includes(look.mode) ? (place?.match(/_\w+$/)?.[0] ?? "") : "";
    const key = `${subject(look)} ${ending}`;
    if (!this.#made.has(key)) this.#made.set(key, this.#make(look, ending, onPicture));
    return this.#made.get(key);
  }

  #make(look, ending, onPicture) {
    const { gallery, first } = this.about;
    const made = new Made(look, this.about, true);
    if (look.mode === "class") {
      const sheet = `classes${ending}`;
      const chance = gallery.chances[sheet]?.[look.cls];
      if (chance !== undefined) made.guesses = [[look.cls, chance]];
      if (look.cls === gallery.film.class && sheet === "classes") this.#film(made, onPicture);
      else this.#tile(made, sheet, look.cls, onPicture);
      return made;
    }
    if (look.mode === "channel") return this.#channel(made, look, ending, onPicture);
    const about = gallery.examples?.[look.mode];
    if (!about || (look.mode === "photo" && look.layer !== first.layer) || (look.mode === "style" && look.other !== first.other)) return null;
    made.scores = about.scores;
    Object.assign(made, { step: about.steps, of: about.steps });
    const count = about.layers?.length ?? 1;
    for (let i = 0; i < count; i++) this.#cut(made, look.mode, [i * about.width, 0, about.width, about.height], { step: about.steps + i, index: i, layer: about.layers?.[i] ?? "", error: about.scores[i] }, onPicture);
    return made;
  }

  #channel(made, look, ending, onPicture) {
    const depth = Object.entries(this.about.gallery.layers).find(([, { name, channels }]) => name === look.layer && channels.includes(look.unit));
    if (!depth || look.aim === "unit") return null;
    this.#tile(made, `${depth[0]}${ending === "_bare" ? "" : ending}`, depth[1].channels.indexOf(look.unit), onPicture);
    return made;
  }

  #tile(made, sheet, index, onPicture) {
    const { side, columns } = this.about.gallery;
    this.#cut(made, sheet, [(index % columns) * side, Math.floor(index / columns) * side, side, side], { step: 0, index: 0, layer: "" }, onPicture);
  }

  async #cut(made, sheet, [left, top, width, height], picture, onPicture) {
    try {
      const image = await createImageBitmap(await this.sheet(sheet), left, top, width, height);
      made.pictures.push({ ...picture, image });
      made.pictures.sort((a, b) => a.step - b.step);
      onPicture();
    } catch {
      // no example: the page says how to start
    }
  }

  /** Noise becoming a class, in about three seconds. */
  async #film(made, onPicture) {
    const { side, columns, film } = this.about.gallery;
    const guesses = made.guesses;
    try {
      const whole = await this.sheet("film");
      for (let i = calm() ? film.count - 1 : 0; i < film.count; i++) {
        const image = await createImageBitmap(whole, (i % columns) * side, Math.floor(i / columns) * side, side, side);
        const step = Math.min(i * film.every, film.scores.length);
        made.pictures.push({ step, index: 0, layer: "", image });
        const last = i === film.count - 1;
        Object.assign(made, { step, of: film.scores.length, scores: film.scores.slice(0, Math.max(1, step)), guesses: last ? guesses : [] });
        onPicture();
        if (!last) await new Promise((done) => setTimeout(done, PAUSE));
      }
    } catch {
      // as above
    }
  }
}
