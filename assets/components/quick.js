// Quick answers: a component asks the server beside the page's run (`cnnviz/ui/quick.py`).
//
// One question is under way at a time; of those that come meanwhile only the newest is asked afterwards.

const PAUSE = 40; // milliseconds between questions while a finger moves: a class shares the server

export class Quick {
  #busy = false;
  #next = null;

  /** `onAnswer(response, asked)`, a Response that is fine; `onRefusal(sentence, asked)` where there is none. */
  constructor(name, onAnswer, onRefusal = () => {}) {
    Object.assign(this, { name, onAnswer, onRefusal });
  }

  ask(ticket, asked) {
    this.#next = { ticket, asked };
    if (!this.#busy) this.#go();
  }

  /** What is under way no longer matters. */
  leave() {
    this.#next = null;
    this.onAnswer = this.onRefusal = () => {};
  }

  async #go() {
    this.#busy = true;
    while (this.#next) {
      const question = this.#next;
      this.#next = null;
      await this.#answer(question);
      if (this.#next) await new Promise((done) => setTimeout(done, PAUSE));
    }
    this.#busy = false;
  }

  async #answer(question) {
    try {
      const body = JSON.stringify(question);
      const response = await fetch(`/answers/${this.name}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (response.ok) await this.onAnswer(response, question.asked);
      else if (response.status !== 409) this.onRefusal(await response.text(), question.asked);
    } catch {
      this.onRefusal("The server could not be reached. What is shown stays as it was.", question.asked);
    }
  }
}
