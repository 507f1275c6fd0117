// From pixels to prediction: logits, softmax and temperature, and who voted for a class.
//
// data (packed): { names, network, photo, ask: { ticket, net, photo, theme }, told: { target (null: the likeliest), versus (-1: nobody),
// count, temperature, best, serial } }; blob 0 are all logits (float32), blob 1 the votes for what is told, packed. Other
// votes are asked of the server directly. Sets "choice".
import { captioned, csv, fileName, save } from "./files.js";
import { element, mounted, unpack } from "./kit.js";
import { Chances } from "./prediction/chances.js";
import { Picker, unique } from "./prediction/picker.js";
import { Ledger, heightOf, read } from "./prediction/votes.js";
import { Quick } from "./quick.js";

const REST = 300; // milliseconds after the last step, before the page hears of it
const WIDE = 900; // of the picture to take along

class Prediction {
  constructor(root) {
    this.chances = new Chances({ onPick: (target) => this.#change({ target }), onChange: (changes) => this.#change(changes) });
    this.ledger = new Ledger(() => this.#whose);
    this.names = element("datalist", { id: "classes" });
    this.target = new Picker({ label: "Class", list: "classes", onPick: (target) => this.#change({ target }) });
    this.versus = new Picker({ label: "compared with", list: "classes", empty: true, onPick: (versus) => this.#change({ versus }) });
    this.refusal = element("p", { class: "refusal", role: "status" });
    this.refusal.hidden = true;
    const button = (text, label, onclick) => Object.assign(element("button", { type: "button", text, "aria-label": label, title: label }), { onclick });
    const files = element("div", { class: "files" },
      button("PNG", "Download the votes as PNG", () => this.#savePicture()),
      button("CSV of the votes", "Download all channels' votes as CSV", () => this.#saveVotes()),
      button("CSV of the classes", "Download all classes as CSV", () => this.#saveClasses()));
    const pickers = element("div", { class: "controls" }, this.target.element, this.versus.element, files);
    const section = element("section", { "aria-label": "Votes of the channels" }, pickers, this.refusal, this.ledger.element);
    this.quick = new Quick("votes", async (answer, asked) => this.#answer(new Uint8Array(await answer.arrayBuffer()), asked), (sentence) => this.#refuse(sentence));
    root.replaceChildren(element("div", { class: "prediction" }, this.names, this.chances.element, section));
  }

  update({ data, setStateValue }, painted) {
    this.send = setStateValue;
    this.painted = painted;
    if (data === this.data) return;
    this.data = data;
    const { blobs, ...about } = unpack(data);
    if (this.about?.names.join() !== about.names.join()) {
      this.names.replaceChildren(...unique(about.names).map((value) => element("option", { value })));
    }
    this.about = about;
    this.called = unique(about.names);
    this.logits = new Float32Array(blobs[0].slice().buffer);
    const { target, versus, count, temperature, serial } = about.told;
    if (this.serial !== serial) this.choice = { target, versus, count, temperature }; // else it is as the hand has left it
    this.serial = serial;
    const votes = read(blobs[1]);
    if (this.#fits(votes)) this.#show(votes);
    else this.#ask();
    this.#draw();
  }

  /** What is chosen, with the likeliest class by its number. */
  get now() {
    return { ...this.choice, target: this.choice.target ?? this.about.told.best };
  }

  #fits(votes) {
    const { target, versus } = this.now;
    return votes.target === target && votes.versus === (versus === target ? -1 : versus);
  }

  #change(changes) {
    const before = this.now;
    Object.assign(this.choice, changes);
    if (this.choice.versus === this.now.target) this.choice.versus = -1;
    if (before.target !== this.now.target || before.versus !== this.now.versus) this.#ask();
    this.#draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("choice", { ...this.choice }), REST);
  }

  #ask() {
    const { ticket, ...where } = this.about.ask;
    const { target, versus } = this.now;
    this.quick.ask(ticket, { ...where, cls: target, vs: versus });
  }

  #answer(bytes, asked) {
    const { ticket, ...where } = this.about.ask;
    const fits = Object.entries(where).every(([name, value]) => asked[name] === value);
    const votes = fits && read(bytes);
    if (votes && this.#fits(votes)) this.#show(votes);
  }

  #show(votes) {
    this.refusal.hidden = true;
    this.ledger.show(votes, this.about.names, this.painted);
  }

  #refuse(sentence) {
    this.refusal.textContent = sentence;
    this.refusal.hidden = false;
  }

  #draw() {
    this.chances.show(this.logits, this.called, this.now);
    this.target.show(this.now.target, this.called);
    this.versus.show(this.now.versus, this.called);
  }

  #name(what, kind) {
    return `${fileName(this.about.ask.net, what, this.about.photo)}.${kind}`;
  }

  /** Network, layers and photo of the pictures. */
  get #whose() {
    const { last, layer } = this.ledger.found;
    return `${this.about.network}, ${last} reading ${layer}, photo: ${this.about.photo}`;
  }

  #savePicture() {
    const { found } = this.ledger;
    const title = this.ledger.title.textContent;
    const { palette } = this.painted;
    const font = getComputedStyle(this.ledger.element).fontFamily;
    const caption = `${this.#whose}. Weight times mean of each channel; with the bias they add up to the logit.`;
    const draw = (ctx) => this.ledger.draw(ctx, WIDE, { palette, font, title });
    save(captioned({ width: WIDE, height: heightOf(found), draw, caption, palette, font }), this.#name(title, "png"));
  }

  #saveVotes() {
    save(csv(this.ledger.rows(this.about.names)), this.#name(this.ledger.title.textContent, "csv"));
  }

  #saveClasses() {
    save(csv(this.chances.rows(this.logits, this.about.names, this.choice.temperature)), this.#name("classes", "csv"));
  }

  leave() {
    clearTimeout(this.timer);
    this.quick.leave();
    this.ledger.leave();
  }
}

export default mounted((root) => new Prediction(root));
