// The map under the pointer, enlarged in place: first from the sheet's picture, then from its exact values.
import { element } from "../kit.js";
import { paintValues } from "./colours.js";

const LARGER = 2.6;
const [LEAST, MOST] = [150, 0.5]; // pixels a side; a share of the board

export class Lens {
  constructor(sheet) {
    this.sheet = sheet;
    this.canvas = element("canvas");
    this.cross = element("div", { class: "cross" });
    this.text = element("p");
    this.element = element("div", { class: "lens", "aria-hidden": "true" }, element("div", {}, this.canvas, this.cross), this.text);
    this.element.hidden = true;
    sheet.board.append(this.element);
  }

  /** Enlarge the cell `{ index, row, column }`; `found` are its values where they are here, `how` their colours, `text` what is read. */
  show({ index, row, column }, found, how, text) {
    const { board, data, image } = this.sheet;
    const cell = this.sheet.box(index);
    const [wide, high] = [board.clientWidth, board.clientHeight];
    const [height, width] = data.map;
    const side = Math.min(Math.max(LARGER * cell.share.width * wide, LEAST), Math.max(MOST * wide, cell.share.width * wide));
    const size = height > width ? [side, (side * width) / height] : [(side * height) / width, side];
    const centre = [cell.share.top + cell.share.height / 2, cell.share.left + cell.share.width / 2];
    const left = Math.max(0, Math.min(wide - size[1], centre[1] * wide - size[1] / 2));
    const top = Math.max(0, Math.min(high - size[0], centre[0] * high - size[0] / 2));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px`, width: `${size[1]}px` });
    this.canvas.parentElement.style.height = `${size[0]}px`;
    this.text.textContent = text;
    if (found) paintValues(this.canvas, found, how);
    else if (image.complete) {
      Object.assign(this.canvas, { width: cell.width, height: cell.height });
      this.canvas.getContext("2d").drawImage(image, cell.left, cell.top, cell.width, cell.height, 0, 0, cell.width, cell.height);
    }
    Object.assign(this.cross.style, { left: `${(100 * column) / width}%`, top: `${(100 * row) / height}%`, width: `${100 / width}%`, height: `${100 / height}%` });
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }
}
