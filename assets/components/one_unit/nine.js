// What the unit likes: its nine strongest patches over the photos, as far as they have been looked through.
import { captioned, csv, fileButton, save } from "../files.js";
import { gallery } from "../gallery.js";
import { element, grouped } from "../kit.js";
import { digits, percent } from "./numbers.js";

const counted = (count, what) => `${grouped(count)} ${what}${count === 1 ? "" : "s"}`;

export class Nine {
  #addresses = [];

  constructor() {
    this.title = element("h3", { text: "What it likes" });
    this.progress = element("progress", { "aria-label": "Photos looked through" });
    this.lead = element("p", { class: "lead", role: "status" });
    this.gallery = element("ol", { class: "nine" });
    this.numbers = element("p", { class: "lead" });
    const files = element("span", { class: "files" }, fileButton("PNG", "Download the strongest patches as PNG", () => this.#savePng()), fileButton("CSV", "Download the list of patches as CSV", () => this.#saveCsv()));
    this.element = element("section", {}, element("div", { class: "section-head" }, this.title, files), this.lead, this.progress, this.gallery, this.numbers);
  }

  /** Another unit: what is there stays, faded, until its own have come. */
  wait() {
    this.element.classList.add("waiting");
    this.lead.textContent = "Looking through the photos …";
  }

  refuse(sentence) {
    this.progress.hidden = true;
    this.lead.textContent = sentence;
  }

  show({ done, total, own, patches, numbers, blobs }, about, where) {
    Object.assign(this, { patches, about, where });
    this.element.classList.remove("waiting");
    this.#release();
    const complete = done === total;
    this.progress.hidden = complete;
    Object.assign(this.progress, { max: total, value: done });
    this.title.textContent = patches.length === 9 || !complete ? "What it likes: its nine strongest patches" : "What it likes";
    this.lead.textContent = complete ? this.#said(total, own) : `Looked through ${done} of ${total} photos …`;
    let blob = 0;
    this.gallery.replaceChildren(...patches.map((each, i) => this.#patch(each, i, each.patch ? blobs[blob++] : null)));
    this.numbers.textContent = this.#sum(numbers, done);
  }

  #said(total, own) {
    const who = `Unit ${this.about.unit + 1} of ${this.about.layer}`;
    if (!this.patches.length) return `${who} never answers above 0 on any of the ${total} photos: there is nothing to show.`;
    return `Where it answers most on ${total - own} sample photos${own ? ` and ${own === 1 ? "yours" : `${own} of yours`}` : ""}; at most three of one photo.${this.patches.some(({ patch }) => patch?.over) ? " Plain grey is padding beyond the photo." : ""}`;
  }

  #patch({ title, value, at, patch }, i, bytes) {
    const text = `${digits(value, 3)}`;
    const place = this.about.vector ? "" : `, row ${at[0] + 1}, column ${at[1] + 1}`;
    const item = element("li", { title: `${title}${place}: ${digits(value, 5)}` });
    if (bytes) {
      const src = URL.createObjectURL(new Blob([bytes], { type: patch.mime }));
      this.#addresses.push(src);
      item.append(element("img", { src, alt: `Patch ${i + 1}, of ${title}${place}`, width: patch.size[1], height: patch.size[0], class: patch.mime === "image/png" ? "pixels" : "" }));
    }
    item.append(element("strong", { text }), element("span", { text: title }));
    return item;
  }

  #sum({ zeros, mean, silent, dead, units }, done) {
    const photos = counted(done, "photo");
    const places = this.about.vector ? "" : `Over ${photos} it is zero in ${percent(zeros)} of all places, its mean is ${digits(mean, 3)}, and it is silent on ${silent === 0 ? "none" : grouped(silent)}. `;
    const layer = dead ? `${counted(dead, "unit")} of ${grouped(units)} in this layer ${dead === 1 ? "is" : "are"} silent on all of them (dead, as far as these photos can tell).` : `No unit of this layer is silent on all of them.`;
    return places + layer;
  }

  #savePng() {
    const { patches, where, about } = this;
    if (!patches?.length) return;
    const images = [...this.gallery.querySelectorAll("img")];
    const items = images.map((image, i) => ({ image, smooth: !image.classList.contains("pixels"), text: `${digits(patches[i].value, 3)} · ${patches[i].title}` }));
    const { palette } = where;
    const caption = where.caption(`unit ${about.unit + 1} of ${about.layer}: its strongest patches over the photos`);
    save(captioned({ ...gallery(items, 3, palette), caption, palette }), `${where.file}-patches.png`);
  }

  #saveCsv() {
    const rows = (this.patches ?? []).map(({ title, value, at }, i) => [i + 1, title, value, at[0] + 1, at[1] + 1]);
    if (this.where) save(csv([["rank", "photo", "value", "row", "column"], ...rows]), `${this.where.file}-patches.csv`);
  }

  #release() {
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
    this.#addresses = [];
  }

  leave() {
    this.#release();
  }
}
