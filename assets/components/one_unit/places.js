// Where the unit answers: its map over the photo with the box that it sees at its strongest place, that patch, and the bare map.
import { digits } from "./numbers.js";
import { paintValues } from "./paint.js";
import { captioned, enlarged, fileButton, save } from "../files.js";
import { element } from "../kit.js";
import { scaleBar } from "../scale.js";

const SIDE = 640; // pixels of the photo's canvas
const DIM = 0.65; // how far what the network does not see fades into the page
const HEAT = 0.75;

function figure(name, picture) {
  const title = element("figcaption");
  const note = element("p", { class: "note" });
  const button = fileButton("PNG", "", null);
  const element_ = element("figure", { class: name }, title, picture, element("div", { class: "foot" }, note, button));
  return { element: element_, title, note, button, picture };
}

export class Places {
  constructor() {
    this.photo = figure("on-photo", element("canvas", { role: "img" }));
    this.patch = figure("patch", element("img", { alt: "" }));
    this.map = figure("map", element("canvas", { role: "img" }));
    this.ends = element("div");
    this.map.element.insertBefore(this.ends, this.map.element.lastChild);
    this.under = element("p", { class: "under" });
    this.map.element.append(this.under);
    this.map.picture.onpointermove = (event) => this.#point(event);
    this.map.picture.onpointerleave = () => (this.under.textContent = "");
    this.element = element("div", { class: "places" }, this.photo.element, this.patch.element, this.map.element);
  }

  takePhoto(bytes, photo) {
    const address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const image = new Image();
    image.src = address;
    this.coming = image;
    image.decode().then(() => {
      URL.revokeObjectURL(address);
      if (this.coming !== image) return;
      this.image = image;
      this.taken = photo.key;
      this.#paintPhoto();
    }, () => URL.revokeObjectURL(address));
  }

  /** `about` as Python has packed it, with `values`, the map; `where` is { photo, caption, file, palette, mode }. */
  show(about, where) {
    Object.assign(this, { about, where });
    const { unit, at, map, patch, field, vector, value } = about;
    const who = `unit ${unit + 1} of ${about.layer}`;
    this.element.hidden = vector && !patch;
    this.limit = about.values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    this.signed = about.values.some((each) => each < 0);
    const spot = `row ${at[0] + 1}, column ${at[1] + 1}`;

    this.map.element.hidden = vector;
    this.map.title.textContent = `Its map: ${map.join(" × ")}`;
    this.map.picture.setAttribute("aria-label", about.said);
    paintValues(this.map.picture, about.values, map, { limit: this.limit, signed: this.signed, palette: where.palette });
    this.map.picture.classList.toggle("coarse", map[0] < 4);
    this.scale = { kind: this.signed ? "signed" : "magnitude", low: this.signed ? digits(-this.limit, 3) : "0", high: digits(this.limit, 3) };
    this.ends.replaceChildren(scaleBar(this.scale));
    this.map.note.textContent = "Point at it to read values.";

    this.patch.element.hidden = !patch || vector;
    if (patch) {
      this.patch.title.textContent = "What it sees there";
      this.patch.note.textContent = `Its receptive field: ${field}${patch.over ? "; grey is padding" : ""}.`;
      this.patch.picture.alt = `The patch that ${who} sees at ${spot}: ${field}`;
      this.patch.picture.classList.toggle("pixels", patch.mime === "image/png");
      this.#swap(this.patch.picture, about.patchFile, patch.mime);
    }
    this.photo.title.textContent = vector ? "The photo" : "Its map on the photo";
    const seen = about.box ? `the box is what it sees where it answers most` : field;
    this.photo.note.textContent = vector ? "This layer has no places: its units see the whole picture." : `Brighter is stronger; ${seen}.${this.signed ? " Only what is above 0 is laid over." : ""}`;
    this.photo.picture.setAttribute("aria-label", `The photo with the map of ${who}; strongest at ${spot}: ${digits(value, 3)}; ${seen}`);
    this.#files(who);
    this.#paintPhoto();
  }

  #swap(image, bytes, mime) {
    const old = image.src;
    image.src = URL.createObjectURL(new Blob([bytes], { type: mime }));
    if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  }

  #paintPhoto() {
    const { image, about, where } = this;
    if (!image || !about || this.taken !== where.photo.key) return;
    const [high, wide] = where.photo.size;
    const scale = SIDE / Math.max(high, wide);
    const canvas = this.photo.picture;
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    const ctx = canvas.getContext("2d");
    const [top, left, bottom, right] = where.photo.seen.map((side) => side * scale);
    ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
    ctx.fillStyle = where.palette.page;
    ctx.globalAlpha = DIM;
    ctx.beginPath();
    ctx.rect(0, 0, canvas.width, canvas.height);
    ctx.rect(left, top, right - left, bottom - top);
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
    if (!about.vector) {
      this.heat ??= element("canvas");
      paintValues(this.heat, about.values, about.map, { limit: this.limit, signed: false, palette: where.palette, alpha: (share) => 255 * HEAT * share });
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(this.heat, left, top, right - left, bottom - top);
      ctx.restore();
    }
    if (about.box) this.#box(ctx, about.box.map((side) => side * scale), where.palette);
  }

  /** Amber with a dark edge, to be seen on any photo. */
  #box(ctx, [top, left, bottom, right], palette) {
    const least = 6;
    const [x, y, w, h] = [left, top, Math.max(least, right - left), Math.max(least, bottom - top)];
    ctx.strokeStyle = "#000";
    ctx.lineWidth = 7;
    ctx.strokeRect(x, y, w, h);
    ctx.strokeStyle = palette.pinned.fill === "#6b4a00" ? palette.pinned.ink : palette.pinned.fill;
    ctx.lineWidth = 4;
    ctx.strokeRect(x, y, w, h);
  }

  #point({ offsetX, offsetY }) {
    const { about, map } = this;
    const [rows, cols] = about.map;
    const row = Math.min(rows - 1, Math.max(0, Math.floor((offsetY / map.picture.clientHeight) * rows)));
    const col = Math.min(cols - 1, Math.max(0, Math.floor((offsetX / map.picture.clientWidth) * cols)));
    this.under.textContent = `Row ${row + 1}, column ${col + 1}: ${digits(about.values[row * cols + col])}`;
  }

  #files(who) {
    const { where, about } = this;
    const each = [
      [this.photo, "the photo with its map", "photo", true],
      [this.patch, "the patch", "patch", about.patch?.mime === "image/jpeg"],
      [this.map, "the map", "map", false],
    ];
    for (const [part, what, name, smooth] of each) {
      part.button.setAttribute("aria-label", `Download ${what} as PNG`);
      part.button.title = `Download ${what} as PNG`;
      part.button.onclick = () => {
        const title = part.title.textContent;
        const caption = where.caption(`${who}: ${title[0].toLowerCase()}${title.slice(1)}`);
        const { palette } = where;
        save(captioned({ ...enlarged(part.picture, smooth), caption, palette, scale: part === this.map ? this.scale : null }), `${where.file}-${name}.png`);
      };
    }
  }

  leave() {
    this.coming = null;
    if (this.patch.picture.src.startsWith("blob:")) URL.revokeObjectURL(this.patch.picture.src);
  }
}
