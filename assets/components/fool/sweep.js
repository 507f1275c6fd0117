// The frames of all epsilons: asked once for each photo, class and recipe, kept here, handed out under the hand.
import { unpack } from "../kit.js";
import { Quick } from "../quick.js";
import { LongRun } from "../runs.js";

const KEPT = 6; // recipes whose frames stay, so that going back is at once
const NONE = { state: "none", words: "" };

/** One epsilon's answer: what Python's `fool_answers` packs, with the picture's `pixels` and its `noise` as bytes. */
function frameOf(bytes) {
  const { blobs, ...told } = unpack(bytes);
  const [pixels, noise] = blobs;
  return { ...told, pixels, noise: new Int8Array(noise.buffer, noise.byteOffset, noise.length) };
}

export class Sweep {
  #known = new Map(); // by subject: { frames by level, whole }; the newest last
  #now = null; // { subject, ticket, where } of what is shown

  /** `onFrames()` where there are new ones, `onState({ state, words, ... })` as `LongRun` tells it. */
  constructor({ onFrames, onState }) {
    Object.assign(this, { onFrames, onState });
    this.quick = new Quick("fool", async (response, asked) => this.#answer(new Uint8Array(await response.arrayBuffer()), asked), (sentence, asked) => asked === this.#now?.where && this.onState({ state: "refused", sentence, words: sentence }));
  }

  frames(subject) {
    return this.#known.get(subject)?.frames ?? new Map();
  }

  /** Keep an answer that holds all frames. */
  know(subject, answer) {
    this.#keep(subject, unpack(answer).blobs, true);
  }

  #keep(subject, parts, whole) {
    const held = this.#known.get(subject) ?? { frames: new Map(), whole: false };
    for (const frame of parts.map(frameOf)) held.frames.set(frame.level, frame);
    held.whole ||= whole;
    this.#known.delete(subject);
    this.#known.set(subject, held);
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value);
  }

  /** Ask for what is not known of a subject; what was under way for another one ends. */
  want(subject, ticket, where) {
    if (this.#now?.subject === subject) return;
    this.run?.leave();
    this.run = null;
    this.#now = { subject, ticket, where };
    this.onState(NONE);
    if (!this.#known.get(subject)?.whole) this.quick.ask(ticket, where);
  }

  /** Ask once more for what was stopped or refused. */
  again(where) {
    const { subject, ticket } = this.#now;
    this.#now = null;
    this.want(subject, ticket, where);
  }

  #answer(bytes, asked) {
    const now = this.#now;
    if (asked !== now?.where) return;
    if (!unpack(bytes).run) {
      this.know(now.subject, bytes);
      return this.onFrames();
    }
    const mine = () => this.#now === now;
    this.run = new LongRun({
      name: "fool_run",
      ticket: now.ticket,
      onFrames: (found) => {
        this.#keep(now.subject, found.map((each) => each.bytes), false);
        if (mine()) this.onFrames();
      },
      onState: (told) => {
        if (told.state === "done") this.#keep(now.subject, [], true);
        if (mine()) this.onState(told);
      },
    });
    this.run.start(asked);
  }

  stop() {
    this.run?.stop();
  }

  leave() {
    this.#now = null;
    this.quick.leave();
    this.run?.leave();
  }
}
