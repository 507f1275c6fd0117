// Curves over a row of places: hover, click and keys read the exact numbers. Own SVG; its colours are written into it, so that it stands alone as a file.
import { element, short } from "../kit.js";
import { asImage, vector } from "../architecture/vector.js";
import { captioned, save } from "../files.js";

const [WIDE, NARROW, TALL] = [880, 420, 260];
const [LEFT, RIGHT, ABOVE, BELOW] = [44, 12, 26, 40];
const DASHES = { kernel: "", input: "7 5", output: "2 4" };
const STROKES = { kernel: "solid", input: "dashed", output: "dotted" };
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };

export class Curve {
  #at = 0;
  #wide = WIDE;

  /** `onPick(index)` on click or Enter; `about()` is the caption of a file. */
  constructor({ onPick, about }) {
    Object.assign(this, { onPick, about });
    this.title = element("h2");
    this.readout = element("output", { class: "readout" });
    this.board = element("div", { class: "curve", tabindex: 0, role: "slider" });
    this.files = element("div", { class: "files" });
    this.key = element("p", { class: "legend" });
    for (const [text, what] of [["PNG", "png"], ["CSV", "csv"]]) {
      const button = element("button", { type: "button", class: "download", text });
      button.onclick = () => this.#save(what);
      this.files.append(button);
    }
    this.element = element("section", { class: "plot" }, element("div", { class: "head" }, this.title, this.key, this.files), this.board, this.readout);
    this.board.onpointermove = (event) => this.#point(event);
    this.board.onclick = (event) => {
      this.#point(event);
      this.onPick?.(this.#at);
    };
    this.board.onkeydown = (event) => this.#press(event);
    this.observer = new ResizeObserver(() => {
      const wide = this.board.clientWidth < 600 ? NARROW : WIDE;
      if (wide !== this.#wide && this.data) {
        this.#wide = wide;
        this.#draw();
      }
    });
    this.observer.observe(this.board);
  }

  /**
   * `data`: { title, series: [{ name, thing, values }], bands: [{ from, to, text }], ticks: [[index, text]], mark, lines, count, tell(index), file, csv(), low }.
   * Values may be null; `mark` is the index that is chosen, null where there is none; `lines` are indices with an upright line.
   */
  show(data, painted) {
    const moved = data.mark !== this.data?.mark || data.file !== this.data?.file;
    Object.assign(this, { data, palette: painted.palette });
    if (moved && data.mark !== null) this.#at = data.mark;
    this.#at = Math.min(this.#at, Math.max(0, data.count - 1));
    this.title.textContent = data.title;
    this.key.replaceChildren(
      ...data.series.map(({ name, thing }) => {
        const sample = vector("svg", { viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" }, vector("path", { d: "M1 5H33", stroke: this.palette[thing].ink, "stroke-width": 3, "stroke-dasharray": DASHES[thing] }));
        return element("span", { class: "sample" }, sample, ` ${name}`);
      }),
    );
    for (const [button, what] of [...this.files.children].map((each) => [each, each.textContent])) button.setAttribute("aria-label", `Download ${data.title} as ${what}`);
    this.board.setAttribute("aria-label", `${data.title}; arrow keys read it${this.onPick ? ", Enter chooses" : ""}`);
    this.board.setAttribute("aria-valuemin", 1);
    this.board.setAttribute("aria-valuemax", Math.max(1, data.count));
    this.#draw();
  }

  #x(index) {
    const { count } = this.data;
    return LEFT + (count > 1 ? (index / (count - 1)) * (this.#wide - LEFT - RIGHT) : 0);
  }

  #y(value) {
    return ABOVE + ((1 - value) / (1 - this.low)) * (TALL - ABOVE - BELOW);
  }

  #draw() {
    const { data, palette } = this;
    const values = data.series.flatMap((each) => each.values.filter((value) => value !== null));
    this.low = Math.min(0.9, Math.floor(10 * Math.min(...values, 1)) / 10, data.low ?? 1);
    const font = { "font-family": "sans-serif", "font-size": this.board.closest("[data-large]") ? 18 : 13, fill: palette.faint };
    const wide = this.#wide;
    const svg = vector("svg", { viewBox: `0 0 ${wide} ${TALL}`, width: "100%", "aria-hidden": "true" }, vector("title", { text: data.title }));
    data.bands.forEach(({ from, to, text }, i) => {
      const half = data.count > 1 ? (this.#x(1) - this.#x(0)) / 2 : 0;
      const [left, right] = [Math.max(LEFT, this.#x(from) - half), Math.min(wide - RIGHT, this.#x(to) + half)];
      svg.append(vector("rect", { x: left, y: ABOVE, width: Math.max(0, right - left), height: TALL - ABOVE - BELOW, fill: i % 2 ? palette.padding.fill : palette.page }));
      if (right - left > 7.5 * text.length) svg.append(vector("text", { ...font, x: (left + right) / 2, y: ABOVE - 8, "text-anchor": "middle", text }));
    });
    const step = 1 - this.low > 0.6 ? 0.2 : 1 - this.low > 0.25 ? 0.1 : 0.05;
    for (let value = 1; value >= this.low - 1e-9; value -= step) {
      svg.append(vector("path", { d: `M${LEFT} ${this.#y(value)}H${wide - RIGHT}`, stroke: palette.line, "stroke-width": 1 }));
      svg.append(vector("text", { ...font, x: LEFT - 6, y: this.#y(value) + 4, "text-anchor": "end", text: short(value, 2) }));
    }
    for (const [index, text] of data.ticks) svg.append(vector("text", { ...font, x: this.#x(index), y: TALL - BELOW + 20, "text-anchor": "middle", text }));
    for (const index of data.lines ?? []) svg.append(vector("path", { d: `M${this.#x(index)} ${ABOVE}V${TALL - BELOW}`, stroke: palette.line, "stroke-width": 1 }));
    if (data.mark !== null) svg.append(vector("path", { d: `M${this.#x(data.mark)} ${ABOVE}V${TALL - BELOW}`, stroke: palette.pinned.ink, "stroke-width": 3 }));
    data.series.forEach(({ thing, values: row }) => {
      let pen = "M";
      const path = row.map((value, at) => {
        if (value === null) {
          pen = "M";
          return "";
        }
        const part = `${pen}${this.#x(at).toFixed(1)} ${this.#y(value).toFixed(1)}`;
        pen = "L";
        return part;
      });
      svg.append(vector("path", { d: path.join(""), fill: "none", stroke: palette[thing].ink, "stroke-width": 3, "stroke-linejoin": "round", "stroke-dasharray": DASHES[thing] }));
      if (data.mark !== null && row[data.mark] != null) svg.append(vector("circle", { cx: this.#x(data.mark), cy: this.#y(row[data.mark]), r: 6, fill: palette.pinned.fill, stroke: palette.pinned.ink, "stroke-width": 2 }));
    });
    this.cursor = vector("path", { stroke: palette.text, "stroke-width": 1, "stroke-dasharray": "3 3" });
    svg.append(this.cursor);
    this.svg = svg;
    this.board.replaceChildren(svg);
    this.#read();
  }

  #point(event) {
    const { left, width } = this.board.getBoundingClientRect();
    const at = (((event.clientX - left) / width) * this.#wide - LEFT) / (this.#wide - LEFT - RIGHT);
    this.#at = Math.min(this.data.count - 1, Math.max(0, Math.round(at * (this.data.count - 1))));
    this.#read();
  }

  #press(event) {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    const last = this.data.count - 1;
    const target = key in STEPS ? this.#at + STEPS[key] : { Home: 0, End: last }[key];
    if (key === "Enter") this.onPick?.(this.#at);
    else if (target === undefined) return;
    else this.#at = Math.min(last, Math.max(0, target));
    event.preventDefault();
    event.stopPropagation();
    this.#read();
  }

  #read() {
    if (this.data.count === 0) return;
    const text = this.data.tell(this.#at);
    this.cursor.setAttribute("d", `M${this.#x(this.#at)} ${ABOVE}V${TALL - BELOW}`);
    this.readout.textContent = text;
    this.board.setAttribute("aria-valuenow", this.#at + 1);
    this.board.setAttribute("aria-valuetext", text);
  }

  async #save(what) {
    const { file } = this.data;
    if (what === "csv") return save(new Blob([this.data.csv()], { type: "text/csv" }), `${file}.csv`);
    this.cursor.removeAttribute("d");
    const image = await asImage(this.svg, this.palette.page);
    this.#read();
    const names = this.data.series.map(({ name, thing }) => `${STROKES[thing]}: ${name}`).join("; ");
    const [width, height] = [this.#wide, TALL];
    const draw = (ctx) => ctx.drawImage(image, 0, 0, width, height);
    const caption = `${this.data.title} (${names}). ${this.about()}`;
    save(captioned({ width, height, draw, caption, palette: this.palette }), `${file}.png`);
  }

  leave() {
    this.observer.disconnect();
  }
}
