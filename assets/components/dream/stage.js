// The picture that is being made, large; beside it the curve of its score, what the network takes it for, and the files.
import { captioned, csv, fileName, save } from "../files.js";
import { element, textOn } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { span } from "../runs.js";
import { curve } from "./curve.js";
import { scored, title, told } from "./words.js";

const SIDE = 448; // pixels of the canvas
const START = { class: "Dream it", channel: "Dream it", photo: "Dream on the photo", layers: "Ask every layer", style: "Paint it" };

function button(text, onclick, label) {
  return Object.assign(element("button", { type: "button", text, "aria-label": label }), { onclick });
}

export class Stage {
  /** `onStart()`, `onStop()`; `gif()` promises the file of the run's pictures. */
  constructor({ onStart, onStop, gif }) {
    this.gif = gif;
    this.canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
    this.frame = element("div", { class: "frame" }, this.canvas);
    this.title = element("h2");
    this.start = button("Dream it", onStart);
    this.start.className = "start";
    this.stop = button("Stop", onStop);
    this.bar = element("progress", { max: 1, value: 0, "aria-label": "Progress of the run" });
    this.far = element("p", { class: "far" });
    this.words = element("p", { class: "state", role: "status" });
    this.curve = element("div", { class: "curve" });
    this.twin = element("p", { class: "twin" });
    this.files = element("div", { class: "tools files" }, button("PNG", () => this.#png(), "Download the picture as PNG"), (this.film = button("GIF", () => this.#gif(), "Download the pictures on the way as GIF")), (this.table = button("CSV", () => this.#csv(), "Download the scores as CSV")));
    const tools = element("div", { class: "tools" }, this.start, this.stop, this.bar);
    this.sources = element("div", { class: "sources" });
    const said = element("div", { class: "said" }, this.twin, this.far, this.words); // one place for all: nothing moves when they change
    this.side = element("div", { class: "beside" }, this.title, tools, this.sources, this.curve, said, this.files);
    this.element = element("section", { class: "stage" }, this.frame, this.side);
    this.state({ state: "none" }, true);
  }

  /** What the run tells; `mine` where it is the run of what is shown. */
  state({ state, words = "", sentence = "" }, mine) {
    this.running = state === "running";
    const going = state === "waiting" || this.running;
    this.stop.hidden = this.bar.hidden = !(going && mine);
    if (!this.running || !mine) this.far.textContent = going && mine ? words : "";
    const ended = going ? "" : sentence || (state === "stopped" ? "Stopped. What is there stays." : "");
    const shown = mine ? ended : "";
    if (this.words.textContent !== shown) this.words.textContent = shown; // a screen reader hears it once
  }

  /** Show `made`, or the photo where nothing is made yet. */
  show(made, { look, about, going, photo, row }) {
    Object.assign(this, { made, look, about });
    this.element.classList.toggle("row-only", row);
    this.frame.hidden = row;
    this.title.textContent = title(look, about);
    this.start.style.color = textOn(getComputedStyle(this.start).backgroundColor);
    this.start.textContent = going || (made && !made.example) ? "Once more" : START[look.mode];
    const picture = made?.latest() ?? null;
    this.#draw(picture?.image ?? (look.mode === "photo" || look.mode === "style" || look.start === "photo" ? photo : null));
    const words = told(made, about);
    this.canvas.setAttribute("aria-label", words || (picture ? title(look, about) : `${about.photo}: nothing is made of it yet`));
    this.twin.textContent = words;
    if (going) {
      this.bar.value = going.of ? going.step / going.of : 0;
      const left = going.left();
      if (this.running) this.far.textContent = left === null ? "" : `About ${span(left)} left`;
      this.bar.setAttribute("aria-valuetext", going.of ? `step ${going.step} of ${going.of}` : "beginning");
    }
    this.curve.hidden = !made || made.scores.length < 2 || row;
    if (!this.curve.hidden) this.curve.replaceChildren(curve(made.scores, made.of, scored(look), about.palette));
    this.#sources(photo);
    this.files.hidden = !picture;
    this.table.hidden = !made?.scores.length;
    this.film.hidden = !made || made.example || made.pictures.length < 2;
  }

  /** What the picture is made of, small: the photo, and the picture whose style it takes. */
  #sources(photo) {
    const { look, about } = this;
    const kinds = { photo: ["content"], style: ["content", "style"] }[look.mode] ?? [];
    const key = JSON.stringify([kinds, about.ask.photo, look.other, Boolean(photo)]);
    this.sources.hidden = !photo || !kinds.length;
    if (this.sources.hidden || this.sources.dataset.key === key) return;
    this.sources.dataset.key = key;
    const canvas = element("canvas", { width: 96, height: 96, role: "img", "aria-label": about.photo });
    canvas.getContext("2d").drawImage(photo, 0, 0, 96, 96);
    const figure = (node, text) => element("figure", {}, node, element("figcaption", { text }));
    const [, name] = about.styles.find(([each]) => each === look.other);
    const style = () => figure(element("img", { src: `${about.samples}/${look.other}.jpg`, alt: name }), "+ its style");
    this.sources.replaceChildren(figure(canvas, "The photo"), ...(kinds[1] ? [style()] : []));
  }

  #draw(image) {
    const ctx = this.canvas.getContext("2d");
    if (!image) return ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [width, height] = fitted(image);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(image, 0, 0, width, height);
  }

  #caption() {
    const { photo, painter } = this.about;
    const { mode, seed } = this.made.look;
    const network = mode === "style" ? painter[0] : this.about.network;
    const where = this.made.example ? "From the gallery" : `Seed ${seed}`;
    const off = mode === "layers" ? ` Left to right: ${this.made.places().map(({ layer, error }) => `${layer} ${percent(error)} off`).join(", ")}.` : "";
    return `${told(this.made, this.about)}${off} Network: ${network}.${mode === "class" || mode === "channel" ? "" : ` Photo: ${photo}.`} ${where}.`;
  }

  get #name() {
    return fileName("dream", this.about.network, title(this.made.look, this.about));
  }

  async #png() {
    const pictures = this.made.mode === "layers" ? this.made.places() : [this.made.latest()];
    const sizes = pictures.map(({ image }) => fitted(image, pictures.length > 1 ? 192 : SIDE));
    const gap = 8;
    const width = sizes.reduce((sum, [wide]) => sum + wide + gap, -gap);
    const height = Math.max(...sizes.map(([, tall]) => tall));
    const draw = (ctx) => {
      ctx.imageSmoothingQuality = "high";
      let left = 0;
      pictures.forEach(({ image }, i) => {
        ctx.drawImage(image, left, 0, ...sizes[i]);
        left += sizes[i][0] + gap;
      });
    };
    save(await captioned({ width, height, draw, caption: this.#caption(), palette: this.about.palette }), `${this.#name}.png`);
  }

  async #gif() {
    this.film.disabled = true;
    try {
      save(await this.gif(), `${this.#name}.gif`);
    } catch (reason) {
      this.words.textContent = reason instanceof TypeError ? "The server could not be reached. Try again in a moment." : reason.message;
    } finally {
      this.film.disabled = false;
    }
  }

  #csv() {
    const { mode, scores, look } = this.made;
    const rows = mode === "layers" ? this.made.places().map(({ layer, error }) => [layer, error]) : scores.map((score, i) => [i + 1, score]);
    save(csv([[mode === "layers" ? "layer" : "step", scored(look).toLowerCase()], ...rows]), `${this.#name}.csv`);
  }
}

/** The size at which an image fills a square of `side`. */
function fitted({ width, height }, side = SIDE) {
  const factor = side / Math.max(width, height);
  return [Math.round(width * factor), Math.round(height * factor)];
}
