// Hand-made beside learned: the network's first filters by their likeness to the student's kernel, both answers on one scale.
import { csv, fileButton, fileName, save } from "../files.js";
import { element, short } from "../kit.js";
import { Board, exact } from "./board.js";
import { coloured } from "./colours.js";
import { Products } from "./grids.js";
import { probe, windowOf } from "./pixels.js";

export class Learned {
  constructor({ change, about, said }) {
    this.change = change;
    this.said = said;
    const board = (name, thing) => new Board(name, thing, { onAt: (row, col, how) => this.#at(row, col, how === "keys"), about });
    this.own = board("your kernel", "kernel");
    this.theirs = board("learned filter", "output");
    this.products = new Products();
    this.shelf = element("div", { class: "shelf", role: "group", "aria-label": "Learned filters, the most alike first" });
    this.lead = element("p", { class: "lead" });
    this.table = fileButton("CSV", "Download how alike all filters are as CSV", () => this.#save());
    this.note = element("p", { class: "note", text: "Alike: the cosine between the kernel and the filter's grey weights (its three slices added up), moved to where they fit best and never resampled; what hangs over counts as 0. −1 is the same with the other sign. The filter is scaled to the kernel's strength and laid on every pixel, without the network's stride." });
    this.element = element("div", { class: "beside" }, this.lead, element("div", { class: "wall two" }, this.own.element, this.theirs.element), element("div", { class: "row" }, this.shelf, this.table), this.products.element, this.note);
  }

  settle(settings, photo, name, look) {
    Object.assign(this, { settings, photo, look });
  }

  show(meta, [mine, theirs, pictures], settings, look) {
    Object.assign(this, { meta, planes: [mine, theirs], settings });
    const [row, col] = (settings.at || `${meta.height >> 1},${meta.width >> 1}`).split(",").map(Number);
    this.at = { row: Math.min(row, meta.height - 1), col: Math.min(col, meta.width - 1) };
    this.#fill(pictures);
    this.paint(look);
    this.#mark();
  }

  paint(look) {
    const { meta } = this;
    if (!meta) return;
    this.look = look;
    const { height, width, scale, chosen, layer, network, cosine } = meta;
    const draw = (board, plane, more) => board.show({ height, width, colours: coloured("signed", plane, height * width, look.palette), scale, ...more });
    draw(this.own, this.planes[0], { title: `Yours: ${meta.title}`, alt: `What ${meta.title} answers`, file: "your-kernel" });
    const title = `Learned: filter ${chosen + 1} of ${layer}`;
    draw(this.theirs, this.planes[1], { title, alt: `What filter ${chosen + 1} of ${layer} of ${network} answers, on the same scale`, file: `learned-${chosen + 1}` });
    const moved = meta.moved.some(Boolean) ? `, moved by (${meta.moved.map((value) => short(value)).join(", ")})` : "";
    this.lead.textContent = `${network} has learned ${meta.count} first filters of ${meta.size.join(" × ")}. Filter ${chosen + 1} and ${meta.title}: ${cosine.toFixed(2).replace("-", "−")} alike${moved}.`;
  }

  /** The filters as small pictures, in order of likeness. */
  #fill(pictures) {
    const { order, cosines, size, chosen, net } = this.meta;
    const [h, w] = size;
    const told = `${net} ${order.join()}`;
    if (told !== this.told) {
      this.told = told;
      this.buttons = order.map((index, place) => {
        const canvas = element("canvas", { width: w, height: h });
        const image = new ImageData(w, h);
        for (let i = 0; i < h * w; i++) image.data.set([...pictures.subarray(3 * (index * h * w + i), 3 * (index * h * w + i) + 3), 255], 4 * i);
        canvas.getContext("2d").putImageData(image, 0, 0);
        const alike = cosines[place].toFixed(2).replace("-", "−");
        const label = `Filter ${index + 1}, ${alike} alike`;
        const button = element("button", { type: "button", class: "learned-filter", "aria-label": label, title: label }, canvas, element("span", { text: alike }));
        button.onclick = () => this.change({ filter: index + 1 });
        return button;
      });
      this.shelf.replaceChildren(...this.buttons);
    }
    order.forEach((index, place) => this.buttons[place].setAttribute("aria-pressed", index === chosen));
  }

  #save() {
    const { meta } = this;
    const rows = meta.order.map((index, place) => [place + 1, index + 1, meta.cosines[place]]);
    save(csv([["rank", "filter", `cosine with ${meta.title}`], ...rows]), `${fileName(meta.net, "filters", "like", meta.title)}.csv`);
  }

  #at(row, col, aloud) {
    if (!this.meta) return;
    this.at = { row, col };
    this.#mark(aloud);
    this.change({ at: `${row},${col}` }, true, true);
  }

  #mark(aloud = false) {
    const { meta, photo, at, look } = this;
    if (!meta || !photo || !at || !look) return;
    const { border } = this.settings;
    const mark = (board, kernel) => board.mark({ ...windowOf(at, [kernel[0].length, kernel[0][0].length], {}), atRow: at.row, atCol: at.col });
    mark(this.own, meta.own);
    mark(this.theirs, meta.learned);
    const mine = probe(photo, { kernels: [meta.own], mode: meta.own.length === 3 ? "full" : "grey", border }, at);
    const theirs = probe(photo, { kernels: [meta.learned], mode: "full", border, offset: meta.offset }, at);
    this.products.show(theirs, at, look, { offset: meta.offset, aloud });
    this.said(`${this.lead.textContent} At row ${at.row + 1}, column ${at.col + 1} yours answers ${exact(mine.value[0])}, the learned one ${exact(theirs.value[0])}.`);
  }
}
