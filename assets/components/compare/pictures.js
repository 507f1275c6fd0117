// The two inputs, and a unit's two maps with their difference: one cursor on all three, exact values, the same scale for both.
import { element, short } from "../kit.js";
import { Board } from "../filters/board.js";
import { magnitudeTable, signedTable } from "../filters/colours.js";

const NOTHING = 0; // transparent: the page shows through
const ZERO = 127;
const TOP = 254;

/** One float32 map as `{ height, width, values, at(row, col) }`. */
function mapOf([height, width], bytes) {
  const values = new Float32Array(bytes.slice().buffer);
  return { height, width, values, at: (row, col) => values[row * width + col] };
}

/** The same map with as many cells as a larger one: each is repeated. */
function stretched(map, height, width) {
  if (map.height === height && map.width === width) return map;
  const values = new Float32Array(height * width);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) values[i * width + j] = map.at(Math.floor((i * map.height) / height), Math.floor((j * map.width) / width));
  }
  return { height, width, values, at: (row, col) => values[row * width + col] };
}

const reach = (...maps) => maps.reduce((most, { values }) => values.reduce((top, value) => (Number.isNaN(value) ? top : Math.max(top, Math.abs(value))), most), 0);

function coloured({ values }, limit, signed, palette) {
  const table = signed ? signedTable(palette) : magnitudeTable();
  const [zero, span] = signed ? [ZERO, ZERO] : [0, TOP];
  const index = (value) => Math.min(TOP, Math.max(0, Math.round(zero + (limit > 0 ? (value / limit) * span : 0))));
  return Uint32Array.from(values, (value) => (Number.isNaN(value) ? NOTHING : table[index(value)]));
}

const scaleOf = (limit, signed) => ({ kind: signed ? "signed" : "magnitude", low: signed ? short(-limit, 2) : "0", high: short(limit, 2) });
const number = (value) => (Number.isNaN(value) ? "not known" : short(value, 3));

export class Pictures {
  #shown = 0;
  #at = null;

  constructor(about) {
    const onAt = (row, col) => this.#look(row, col);
    this.input = new Board("first-input", "input", { about });
    this.changed = new Board("second-input", "input", { about });
    this.boards = ["first", "second", "difference"].map((name) => new Board(name, "output", { onAt, about }));
    for (const { canvas } of [this.input, this.changed]) {
      canvas.removeAttribute("tabindex");
      canvas.removeAttribute("aria-roledescription");
      canvas.setAttribute("role", "img");
    }
    for (const { canvas } of this.boards) canvas.onpointerleave = () => this.#look(null);
    this.inputs = element("div", { class: "inputs" }, this.input.element, this.changed.element);
    this.readout = element("output", { class: "readout" });
    this.element = element("section", { class: "maps", "aria-label": "The unit's maps" }, ...this.boards.map((board) => board.element), this.readout);
  }

  show(answer, settings, { title, photos }, { palette }) {
    const { mode, kind } = settings;
    const [one, two] = [mapOf(answer.sizes[0], answer.blobs[2]), mapOf(answer.sizes[1], answer.blobs[3])];
    const second = photos.find(([name]) => name === settings.photo)?.[1] ?? "";
    const names = { change: ["Before", "After"], photo: [title, second], layer: [`${settings.layer}, unit ${answer.units[0]}`, `${settings.other_layer}, unit ${answer.units[1]}`] }[mode];
    this.#inputs(answer, names, mode, kind, palette);
    const [height, width] = [Math.max(one.height, two.height), Math.max(one.width, two.width)];
    const [first, other] = [stretched(one, height, width), stretched(two, height, width)];
    const difference = { height, width, values: other.values.map((value, i) => value - first.values[i]) };
    difference.at = (row, col) => difference.values[row * width + col];
    this.maps = [first, other, difference];
    const signed = [first, other].some(({ values }) => values.some((value) => value < 0));
    const [limit, apart] = [reach(first, other), reach(difference)];
    const carried = answer.carried ? ", moved back" : "";
    const titles = [`Map: ${names[0]}`, `Map: ${names[1]}${carried}`, "Second − first"];
    const notes = ["", "", apart === 0 ? "No difference at all." : ""];
    this.boards.forEach((board, i) => {
      const [map, sign, end] = [this.maps[i], signed || i === 2, i === 2 ? apart : limit];
      const alt = `${titles[i]}, ${map.height} by ${map.width}. ${i === 2 ? answer.said.unit : ""}`;
      board.show({ height, width, colours: coloured(map, end, sign, palette), title: titles[i], alt, scale: scaleOf(end, sign), note: notes[i], file: `${settings.layer}-unit-${answer.units[0]}-${board.name}` });
    });
    if (this.#at && (this.#at[0] >= height || this.#at[1] >= width)) this.#at = null;
    this.#look(...(this.#at ?? [null]));
  }

  async #inputs({ blobs, mimes }, names, mode, kind, palette) {
    const turn = ++this.#shown;
    this.changed.element.hidden = mode === "layer";
    const kept = [this.input, this.changed];
    const images = await Promise.all(mimes.map((type, i) => createImageBitmap(new Blob([blobs[i]], { type }))));
    if (turn !== this.#shown) return; // a newer one has come meanwhile
    images.forEach((image, i) => {
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height);
      const ctx = canvas.getContext("2d");
      ctx.drawImage(image, 0, 0);
      const colours = new Uint32Array(ctx.getImageData(0, 0, width, height).data.buffer);
      const title = mode === "layer" ? "Input" : names[i];
      kept[i].show({ height, width, colours, title, alt: `What the network sees: ${title}`, note: "", file: `input-${i + 1}` });
    });
  }

  #look(row, col) {
    this.#at = row === null ? null : [row, col];
    for (const board of this.boards) board.mark(row === null ? null : { row, col });
    if (row === null) {
      this.readout.textContent = "Point at a map, or use the arrow keys on it, to read its values.";
      return;
    }
    const [one, two, off] = this.maps.map((map) => number(map.at(row, col)));
    this.readout.textContent = `Row ${row + 1}, column ${col + 1}: ${one} and ${two}; difference ${off}`;
    for (const board of this.boards) board.canvas.setAttribute("aria-description", this.readout.textContent);
  }
}
