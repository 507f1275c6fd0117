// The settings' way to the server and back: told when they rest, and its echoes known as such.
import { same } from "./state.js";

const KEYS_REST = 300; // milliseconds after the last key
const HAND_REST = 120; // after the hand has let go: what the step itself changes comes first

export class Wire {
  #grabbed = false;
  #timer = 0;
  #telling = 0;
  #sent = []; // settings on their way to the server and back, oldest first
  #heard;

  /** `onTell(settings)` when they have come to rest, `onAdopt()` when others came from outside. */
  constructor(store, onTell, onAdopt) {
    this.store = store;
    this.onTell = onTell;
    this.onAdopt = onAdopt;
    this.#heard = store.settings;
  }

  /** Take over what comes from outside, unless it is an echo of what was sent, or a finger is on a slider. */
  hear(settings) {
    const news = !same(settings, this.#heard);
    this.#heard = settings;
    const echo = this.#sent.findIndex((sent) => same(sent, settings));
    if (echo >= 0) this.#sent.splice(0, echo + 1);
    if (!news || echo >= 0 || this.#grabbed || this.#timer || this.#telling) return;
    this.#sent = [];
    this.store.adopt(settings);
    this.onAdopt();
  }

  /** A slider is taken; the finger may lift anywhere, also outside the lab. `null` when a key or blur lets it go. */
  grab(name) {
    this.#grabbed = name !== null;
    if (!this.#grabbed) return;
    const release = () => {
      removeEventListener("pointerup", release, true);
      removeEventListener("pointercancel", release, true);
      this.#grabbed = false;
      this.rest(false);
    };
    addEventListener("pointerup", release, true);
    addEventListener("pointercancel", release, true);
  }

  /** Settings have come to rest, or will `soon`, when the last key was a while ago; never while a slider is held. */
  rest(soon) {
    clearTimeout(this.#timer);
    this.#timer = soon ? setTimeout(() => this.rest(false), KEYS_REST) : 0;
    if (!soon && !this.#grabbed && this.store.rest()) this.tell();
  }

  /** Tell the server, in a moment: for several steps in a row it is enough to hear of the last. */
  tell() {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.#tell(), HAND_REST);
  }

  #tell() {
    this.#telling = 0;
    this.#sent.push(this.store.settings);
    this.onTell(this.store.settings);
  }

  leave() {
    clearTimeout(this.#timer);
    clearTimeout(this.#telling);
  }
}
