// Long computations that stream what they find (`cnnviz/ui/running.py`): started, looked at, stopped.
//
//   const run = new LongRun({ name: "dream", ticket, onFrames, onState });
//   run.start({ net, photo, ... });   // a newer start replaces what goes
//   run.resume();                     // a page that comes back: shows what the last run has shown, if there is one
//   run.stop();                       // ends with the present step; what is shown stays
//   run.leave();                      // the page goes
//
// onFrames([{ number, bytes }]): the new ones in order; of frames on the way some numbers may be missing.
// onState({ state, place, done, of, left, sentence, words }): state is "waiting", "running", "done", "stopped", "refused"
// or "none" (nothing to resume); words says it as people do. A run that nobody looks at ends on the server by itself.
import { unpack } from "./kit.js";

const LOOK = 150; // milliseconds between two looks
const WAIT = 500; // while others come before
const HIDDEN = 1000; // where nobody sees it; browsers make a minute of it
const AGAIN = 1000; // after the server could not be reached
const TRIES = 15; // as long as the server keeps a run that nobody looks at
const UNREACHABLE = "The server could not be reached. What is shown stays; start it again in a moment.";
const going = ({ state }) => state === "waiting" || state === "running";

export class LongRun {
  #turn = 0; // grows with every start: what belongs to an older one is silent
  #looking = null; // the look under way, given up where its run is: the server would refuse it, and the console keep that
  #told = { state: "none" };

  constructor({ name, ticket, onFrames = () => {}, onState = () => {} }) {
    Object.assign(this, { name, ticket, onFrames, onState });
    this.seen = () => going(this.#told) && this.wake?.();
    document.addEventListener("visibilitychange", this.seen);
  }

  /** Whether it waits or runs. */
  get going() {
    return going(this.#told);
  }

  start(asked) {
    this.#tell({ state: "waiting", place: 0, done: 0, of: 0, left: null, sentence: "" });
    return this.#follow({ ...asked, act: "start" });
  }

  resume() {
    return this.#follow({ act: "look", run: null, since: 0 });
  }

  async stop() {
    if (!this.going) return;
    this.#turn += 1;
    this.wake?.();
    this.#looking?.abort();
    this.#tell({ ...this.#told, state: "stopped", sentence: "" });
    await this.#send({ act: "stop", run: this.run ?? null }, { keepalive: true }).catch(() => {});
  }

  /** End it silently. */
  leave() {
    document.removeEventListener("visibilitychange", this.seen);
    this.onFrames = this.onState = () => {};
    this.stop();
  }

  async #follow(question) {
    const turn = (this.#turn += 1);
    this.wake?.();
    this.#looking?.abort();
    this.run = null;
    let [ask, tries] = [question, 0];
    for (;;) {
      let look;
      try {
        look = await this.#send({ ...ask, hidden: document.hidden }, { signal: this.#signal(ask) });
        tries = 0;
      } catch (problem) {
        if (turn !== this.#turn) return;
        tries += 1;
        const lost = problem instanceof TypeError;
        if (!(lost || problem.again) || tries > TRIES) return this.#tell({ ...this.#told, state: "refused", sentence: lost ? UNREACHABLE : problem.message });
        await this.#rest(AGAIN);
        if (turn !== this.#turn) return;
        continue;
      }
      if (turn !== this.#turn) {
        // Stopped before the server had said which run this is: nobody will look at it.
        if (ask.act === "start" && this.run === null) this.#send({ act: "stop", run: look.run }, { keepalive: true }).catch(() => {});
        return;
      }
      this.run = look.run;
      if (look.frames.length) this.onFrames(look.frames.map((number, i) => ({ number, bytes: look.blobs[i] })));
      if (turn !== this.#turn) return;
      if (going(look) || !look.more) this.#tell(look);
      if (!going(look) && !look.more) return;
      ask = { act: "look", run: look.run, since: look.next };
      if (!look.more) await this.#rest(document.hidden ? HIDDEN : look.place ? WAIT : LOOK);
      if (turn !== this.#turn) return;
    }
  }

  /** A start is never given up: the server would go on without anybody to stop it. */
  #signal({ act }) {
    this.#looking = act === "look" ? new AbortController() : null;
    return this.#looking?.signal;
  }

  #rest(milliseconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  #tell({ state, place, done, of, left, sentence }) {
    this.#told = { state, place, done, of, left, sentence };
    this.onState({ ...this.#told, words: words(this.#told) });
  }

  async #send(asked, options = {}) {
    const body = JSON.stringify({ ticket: this.ticket, asked });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/answers/${this.name}`, { method: "POST", headers, body, ...options });
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { again: answer.status === 409 || answer.status === 429 });
    return unpack(new Uint8Array(await answer.arrayBuffer()));
  }
}

/** How far it is, in words. */
export function words({ state, place, done, of, left, sentence }) {
  if (state === "waiting") return place ? `Waiting: ${place} before you` : "Waiting for its turn";
  if (state === "running" && of) return `${Math.min(100, Math.round((100 * done) / of))} %${left === null ? "" : `, about ${span(left)} left`}`;
  if (state === "running") return done ? `Step ${done}` : "Beginning";
  return sentence || { done: "Done", stopped: "Stopped" }[state] || "";
}

/** Seconds, in words. */
export function span(seconds) {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
