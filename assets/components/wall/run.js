// One long question: asked, watched while it is computed, stopped.

const LOOK = 600; // milliseconds between two looks at how far it is
const AGAIN = 1000; // milliseconds until a question for which there was no seat is asked again

async function ask(name, ticket, asked, signal) {
  const body = JSON.stringify({ ticket, asked });
  const answer = await fetch(`/answers/${name}`, { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
  if (!answer.ok) throw Object.assign(new Error(await answer.text()), { again: answer.status === 409 });
  return new Uint8Array(await answer.arrayBuffer());
}

/** What went wrong as a sentence; "" where it was stopped by hand. */
export function sentence(reason) {
  if (reason.name === "AbortError") return "";
  return reason instanceof TypeError ? "The server could not be reached. Try again in a moment." : reason.message;
}

export class Run {
  #control = new AbortController();

  /** `kind` is "map" or that of a check; `onFar({ done, of, left })` hears of it, `left` in seconds or null. */
  constructor({ name, kind, ticket, asked, onFar }) {
    Object.assign(this, { name, kind, ticket, asked, onFar });
  }

  /** The answer's bytes. Throws what `sentence` can tell. */
  async go() {
    const timer = setInterval(() => this.#look(), LOOK);
    this.began = performance.now();
    try {
      for (;;) {
        try {
          return await ask(this.name, this.ticket, this.asked, this.#control.signal);
        } catch (reason) {
          if (!reason.again) throw reason;
          await new Promise((done) => setTimeout(done, AGAIN));
        }
      }
    } finally {
      clearInterval(timer);
    }
  }

  async #look() {
    try {
      const bytes = await ask("wall_progress", this.ticket, { ...this.asked, kind: this.kind }, this.#control.signal);
      const { done, of } = JSON.parse(new TextDecoder().decode(bytes));
      const since = done < (this.done ?? 0) ? performance.now() : this.began; // a second pass has begun
      this.began = since;
      this.done = done;
      const left = done ? ((performance.now() - since) / done) * (of - done) / 1000 : null;
      this.onFar({ done, of, left });
    } catch {
      // the answer itself tells what is wrong
    }
  }

  /** Wait no more; the server ends the computation unless others wait for it too. */
  stop() {
    if (this.#control.signal.aborted) return;
    this.#control.abort();
    const body = JSON.stringify({ ticket: this.ticket, asked: { ...this.asked, kind: this.kind, stop: true } });
    fetch("/answers/wall_progress", { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true }).catch(() => {});
  }
}

/** How far it is, in words. */
export function far({ done, of, left }) {
  if (!of) return "Waiting for its turn, or for the first batch";
  return `${Math.round((100 * done) / of)} %${left === null ? "" : `, about ${Math.max(1, Math.round(left))} s left`}`;
}
