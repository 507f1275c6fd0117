// Files to take along: the fooled picture itself, the noise, all three with a caption, the curve.
import { captioned, csv, fileName, save } from "../files.js";
import { element } from "../kit.js";
import { percent } from "../prediction/softmax.js";
import { TIMES, paintPixels } from "./pictures.js";
import { attackName, epsilonWords, verdict } from "./words.js";

const SIDE = 320;

export class Files {
  /** `about()` tells what is shown. */
  constructor(about) {
    this.about = about;
    const button = (text, onclick) => Object.assign(element("button", { type: "button", text, disabled: "" }), { onclick });
    this.said = element("p", { class: "note" });
    this.row = element("div", { class: "group" }, button("Fooled picture (PNG)", () => this.#picture()), button("Noise (PNG)", () => this.#noise()), button("All three (PNG)", () => this.#three()), button("Curve (CSV)", () => this.#curve()));
    this.element = element("section", { class: "part files", "aria-label": "Files" }, element("h2", { text: "Take it along" }), this.row, this.said);
  }

  show({ file, won, label }) {
    this.row.querySelectorAll("button").forEach((each) => (each.disabled = false));
    const fate = file.won ? "it still fools" : won ? "rounding undoes it" : `no longer than that from ${label.name}`;
    this.said.textContent = `The PNG has the network's own pixels, rounded to 8 bits. The network takes the file for ${file.name} (${percent(file.share)})${file.won || won ? `: ${fate}` : ""}.`;
  }

  #name(what) {
    const { network, frame, look } = this.about();
    return fileName(network, what, frame.label.name, "as", frame.file.name, look.norm, `eps${look.level}`);
  }

  #caption() {
    const { network, photo, frame, look, names, size } = this.about();
    return `${network}, ${photo}. ${attackName(look)}, ${epsilonWords(look, size)}. ${verdict(frame, look, { names })}`;
  }

  #picture() {
    const canvas = document.createElement("canvas");
    const { frame } = this.about();
    paintPixels(canvas, frame.pixels, frame.size);
    canvas.toBlob((blob) => save(blob, `${this.#name("fooled")}.png`), "image/png");
  }

  async #noise() {
    const { pictures, palette } = this.about();
    const draw = (ctx) => {
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(pictures.noise.canvas, 0, 0, 2 * SIDE, 2 * SIDE);
    };
    const caption = `Noise, ${TIMES} times enlarged: ${pictures.turn.title}. ${this.#caption()}`;
    save(await captioned({ width: 2 * SIDE, height: 2 * SIDE, draw, caption, palette }), `${this.#name("noise")}.png`);
  }

  async #three() {
    const { pictures, palette } = this.about();
    const gap = 48;
    const draw = (ctx) => {
      ctx.imageSmoothingEnabled = false;
      Object.assign(ctx, { fillStyle: palette.text, textAlign: "center", textBaseline: "middle" });
      [pictures.photo, pictures.noise, pictures.result].forEach(({ canvas, name, share }, i) => {
        const left = i * (SIDE + gap);
        ctx.drawImage(canvas, left, 0, SIDE, SIDE);
        ctx.font = "600 20px sans-serif";
        ctx.fillText(`${name.textContent} ${share.textContent}`, left + SIDE / 2, SIDE + 22);
        ctx.font = "36px sans-serif";
        if (i) ctx.fillText(i === 1 ? "+" : "=", left - gap / 2, SIDE / 2);
      });
    };
    save(await captioned({ width: 3 * SIDE + 2 * gap, height: SIDE + 40, draw, caption: this.#caption(), palette }), `${this.#name("three")}.png`);
  }

  #curve() {
    const { frames } = this.about();
    const head = ["level", "epsilon", "margin (logits)", "loss", "predicted loss", "fooled", "class", "probability", "class of the 8-bit file", "its probability"];
    const [still] = [...frames.values()].filter(({ level }) => !level);
    const rows = [...frames.values()].sort((a, b) => a.level - b.level).map((each) => [each.level, each.epsilon, each.margin, each.loss, (still?.loss ?? 0) + each.line.predicted, each.won ? 1 : 0, each.top.name, each.top.share, each.file.name, each.file.share]);
    save(csv([head, ...rows]), `${this.#name("curve")}.csv`);
  }
}

