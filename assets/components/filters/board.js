// One picture: a canvas with a mark on it, its title, scale and note, and a file to take along.
import { element, short } from "../kit.js";
import { captioned, enlarged, fileName, save } from "../files.js";
import { PALETTE } from "../palette.js";
import { scaleBar } from "../scale.js";

const HARD = 160; // pixels a side up to which single pixels are shown with hard edges
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
let drawn = 0;

export class Board {
  /** `onAt(row, col, how)` when the pointer or the keys ("keys") move to a pixel; `about()` gives the caption of the file. */
  constructor(name, thing, { onAt, about }) {
    this.name = name;
    this.about = about;
    this.title = element("figcaption", { class: `thing-${thing}` });
    this.canvas = element("canvas", { class: "pixels", tabindex: 0, role: "application", "aria-roledescription": "picture with a cursor" });
    this.box = element("div", { class: "mark", "aria-hidden": "true" });
    this.frame = element("div", { class: "frame" }, this.canvas, this.box);
    this.foot = element("div", { class: "foot" });
    this.element = element("figure", { class: `board ${name}` }, this.title, this.frame, this.foot);
    this.box.hidden = true;
    this.at = { row: 0, col: 0 };
    const point = (event) => {
      const { left, top, width, height } = this.canvas.getBoundingClientRect();
      const cell = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
      onAt?.(cell((event.clientY - top) / height, this.height), cell((event.clientX - left) / width, this.width), "pointer");
    };
    this.canvas.onpointermove = point;
    this.canvas.onpointerdown = point;
    this.canvas.onkeydown = (event) => {
      const step = ARROWS[event.key];
      if (!step || !onAt || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 10 : 1;
      const held = (value, count) => Math.min(count - 1, Math.max(0, value));
      onAt(held(this.at.row + far * step[0], this.height), held(this.at.col + far * step[1], this.width), "keys");
    };
  }

  /** `{ height, width, colours, title, alt, scale, note, named }`: drawn in this very task, and said so in `data-drawn`. */
  show({ height, width, colours, title, alt, scale, note, file, named = title }) {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    Object.assign(this, { height, width, scale, alt, named, file: file ?? this.name });
    const ctx = this.canvas.getContext("2d");
    ctx.putImageData(new ImageData(new Uint8ClampedArray(colours.buffer), width, height), 0, 0);
    this.canvas.dataset.drawn = ++drawn;
    this.frame.style.aspectRatio = `${width} / ${height}`;
    this.frame.style.setProperty("--ratio", width / height);
    this.canvas.classList.toggle("hard", Math.max(width, height) <= HARD);
    this.title.textContent = title;
    this.say(alt);
    const told = JSON.stringify([scale, note]);
    if (told !== this.told) this.#feet(scale, note);
    this.told = told;
  }

  say(alt) {
    this.alt = alt;
    this.canvas.setAttribute("aria-label", alt);
  }

  #feet(scale, note) {
    const link = element("button", { type: "button", class: "download", text: "PNG", title: "Download this picture with its caption" });
    link.setAttribute("aria-label", `Download ${this.name} as PNG`);
    link.onclick = () => this.#save();
    this.foot.replaceChildren(...(scale ? [scaleBar(scale)] : []), ...(note ? [element("p", { class: "note", text: note })] : []), link);
  }

  #save() {
    const palette = PALETTE[this.element.closest("[data-mode]")?.dataset.mode ?? "light"];
    const caption = `${this.named}. ${this.about()}`;
    save(captioned({ ...enlarged(this.canvas), caption, scale: this.scale, palette }), `${fileName(this.file)}.png`);
  }

  /** Mark `rows` x `cols` pixels; null takes the mark away. A single pixel gets a ring that can be seen. */
  mark(place) {
    this.box.hidden = !place;
    if (!place) return;
    const { row, col, rows = 1, cols = 1 } = place;
    this.at = { row: place.atRow ?? row, col: place.atCol ?? col };
    const share = (value, of) => `${(100 * value) / of}%`;
    Object.assign(this.box.style, {
      left: share(col + cols / 2, this.width), top: share(row + rows / 2, this.height), width: share(cols, this.width), height: share(rows, this.height),
    });
  }
}

/** A value as people read it: whole numbers whole, others with three decimals. */
export function exact(value) {
  return Number.isInteger(value) ? short(value, 0) : short(value, 3);
}
