// The gallery: every class, or channels of an early, a middle and a late layer; with and without robustness.
import { element } from "../kit.js";
import { percent } from "../prediction/softmax.js";

const KINDS = [["", "Robust"], ["_plain", "Not robust"], ["_bare", "Pixels alone"]];
const SAID = {
  "": "Each step saw the picture moved, scaled and turned a little otherwise: what is left are shapes.",
  _plain: "All else alike, but each step saw the same picture: fine lines that please the network, and no clear shapes.",
  _bare: "Each pixel climbs by itself, with nothing against noise: the network is just as sure, and we see next to nothing.",
};
const DEPTHS = { early: "Early", middle: "Middle", late: "Late" };
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -Infinity, End: Infinity };

export class Gallery {
  #kind = "";

  /** `onChoose(part, sheet)`: part of the look, and the sheet that the tile is from. */
  constructor({ onChoose }) {
    this.onChoose = onChoose;
    this.kinds = KINDS.map(([kind, text]) => Object.assign(element("button", { type: "button", text }), { onclick: () => this.#turn(kind) }));
    this.title = element("h2");
    this.said = element("p", { class: "note" });
    this.place = element("div", { class: "sheets" });
    this.element = element("section", { class: "gallery" }, element("div", { class: "tools" }, this.title, element("div", { class: "tools", role: "group", "aria-label": "How the gallery was made" }, ...this.kinds)), this.said, this.place);
  }

  build(about) {
    this.about = about;
  }

  #turn(kind) {
    this.#kind = kind;
    this.drawn = null;
    this.show(this.look, this.about);
  }

  show(look, about) {
    Object.assign(this, { look, about });
    const { gallery } = about;
    this.element.hidden = !gallery || !["class", "channel"].includes(look.mode);
    if (this.element.hidden) return;
    const classes = look.mode === "class";
    if (!classes && this.#kind === "_bare") this.#kind = "_plain";
    this.kinds.forEach((button, i) => {
      button.setAttribute("aria-pressed", KINDS[i][0] === this.#kind);
      button.hidden = KINDS[i][0] === "_bare" && !classes;
    });
    this.title.textContent = classes ? `All ${about.classes.length} classes` : "Channels from early to late";
    this.said.textContent = `${SAID[this.#kind]}${classes ? this.#right(`classes${this.#kind}`) : ""}`;
    const key = `${look.mode} ${this.#kind}`;
    if (this.drawn !== key) {
      this.drawn = key;
      this.place.replaceChildren(...(classes ? [this.#classes()] : this.#channels()));
    }
    for (const tile of this.place.querySelectorAll(".tile")) {
      const chosen = classes ? Number(tile.dataset.cls) === look.cls : tile.dataset.layer === look.layer && Number(tile.dataset.unit) === look.unit;
      tile.setAttribute("aria-pressed", chosen);
    }
    for (const grid of this.place.querySelectorAll(".tiles")) rove(grid);
  }

  #right(sheet) {
    const chances = this.about.gallery.chances[sheet];
    return ` The network takes ${chances.filter((chance) => chance > 0.5).length} of the ${chances.length} for their class.`;
  }

  #classes() {
    const sheet = `classes${this.#kind}`;
    const chances = this.about.gallery.chances[sheet];
    const names = this.about.classes;
    return this.#tiles(sheet, names.length, (i) => ({ label: `${names[i]}, ${percent(chances[i])}`, caption: names[i], data: { cls: i }, part: { cls: i } }), "Classes");
  }

  #channels() {
    return Object.entries(this.about.gallery.layers).map(([depth, { name, channels }]) => {
      const tile = (i) => ({ label: `Channel ${channels[i]} of ${name}`, caption: String(channels[i]), data: { layer: name, unit: channels[i] }, part: { layer: name, unit: channels[i] } });
      return element("div", {}, element("h3", { text: `${DEPTHS[depth]}: ${name}` }), this.#tiles(`${depth}${this.#kind}`, channels.length, tile, `Channels of ${name}`));
    });
  }

  #tiles(sheet, count, about, label) {
    const { columns } = this.about.gallery;
    const rows = Math.ceil(count / columns);
    const grid = element("div", { class: "tiles", role: "group", "aria-label": label });
    for (let i = 0; i < count; i++) {
      const { label: name, caption, data, part } = about(i);
      const picture = element("span", { class: "picture" });
      const [col, row] = [i % columns, Math.floor(i / columns)];
      Object.assign(picture.style, {
        backgroundImage: `url("${this.about.folder}/${sheet}.webp")`,
        backgroundSize: `${100 * columns}% ${100 * rows}%`,
        backgroundPosition: `${(100 * col) / (columns - 1)}% ${rows > 1 ? (100 * row) / (rows - 1) : 0}%`,
      });
      const tile = element("button", { type: "button", class: "tile", "aria-label": name, title: name }, picture, element("span", { class: "label", text: caption }));
      Object.assign(tile.dataset, data);
      tile.onclick = () => this.onChoose(part, sheet);
      grid.append(tile);
    }
    grid.onkeydown = (event) => move(grid, event);
    return grid;
  }
}

/** One tile of a grid takes the tab key: the chosen one, else the first. */
function rove(grid) {
  const tiles = [...grid.children];
  const chosen = tiles.find((tile) => tile.getAttribute("aria-pressed") === "true") ?? tiles[0];
  for (const tile of tiles) tile.tabIndex = tile === chosen ? 0 : -1;
}

function move(grid, event) {
  if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
  const tiles = [...grid.children];
  const now = tiles.indexOf(grid.getRootNode().activeElement);
  if (now < 0) return;
  event.preventDefault();
  const across = Math.round(grid.clientWidth / tiles[0].offsetWidth) || 1; // tiles in a row
  const step = Math.abs(KEYS[event.key]) === 10 ? Math.sign(KEYS[event.key]) * across : KEYS[event.key];
  const next = tiles[Math.max(0, Math.min(tiles.length - 1, now + step))];
  for (const tile of tiles) tile.tabIndex = tile === next ? 0 : -1;
  next.focus();
}
