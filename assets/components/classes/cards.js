// The classes and their pictures: named, filled by dropping files, by the camera, or shown as they come along.
import { element } from "../kit.js";
import { address } from "./ask.js";
import { Camera } from "./camera.js";
import { filesOf } from "./intake.js";

const SHOWN = 28; // pixels of a small picture on the page

class Card {
  /** `acts` are those of `Cards`; `own` tells whether pictures may be added. */
  constructor(about, acts) {
    Object.assign(this, { about, acts });
    const { name, count } = about;
    const own = about.class !== null;
    this.name = own ? element("input", { class: "title", value: name, maxlength: 30, "aria-label": "Name of the class" }) : element("strong", { class: "title", text: name });
    if (own) this.name.onchange = () => acts.onRename(about.class, this.name.value);
    const many = `${count} picture${count === 1 ? "" : "s"}`;
    const head = element("div", { class: "head" }, this.name, element("span", { class: "count", text: many }));
    this.place = element("div", { class: "thumbs" });
    this.element = element("section", { class: "card", "aria-label": `Class ${name}` }, head, this.place);
    if (own) this.#fillable(many);
  }

  #fillable() {
    const { about, acts } = this;
    const input = element("input", { type: "file", accept: "image/*", multiple: "", class: "file", "aria-label": `Pictures for ${about.name}` });
    input.onchange = () => {
      acts.onFiles(about.class, [...input.files]);
      input.value = "";
    };
    const choose = Object.assign(element("button", { type: "button", text: "Choose files", "aria-label": `Choose files for ${about.name}` }), { onclick: () => input.click() });
    input.hidden = true;
    const drop = Object.assign(element("button", { type: "button", text: "Remove class", "aria-label": `Remove class ${about.name}` }), { onclick: () => acts.onDrop(about.class) });
    this.camera = new Camera({ label: about.name, onShot: (blob) => acts.onFiles(about.class, [blob]) });
    this.said = element("p", { class: "note", role: "status" });
    this.element.append(element("p", { class: "hint", text: "Drop pictures here: fifty at once, if you like." }), element("div", { class: "tools" }, choose, this.camera.turn, drop), this.camera.place, this.camera.said, input);
    const { element: zone } = this;
    zone.ondragover = (event) => {
      event.preventDefault();
      zone.toggleAttribute("data-over", true);
    };
    zone.ondragleave = () => zone.removeAttribute("data-over");
    zone.ondrop = (event) => {
      event.preventDefault();
      zone.removeAttribute("data-over");
      acts.onFiles(about.class, filesOf(event.dataTransfer));
    };
  }

  /** Show the small pictures: of own ones each is a button that removes it. */
  draw(url, { thumb, across }) {
    const { about } = this;
    const rows = Math.ceil(about.count / across);
    if (about.class === null) {
      const image = element("img", { src: url, alt: `${about.count} pictures of ${about.name}`, class: "all" });
      this.place.replaceChildren(image);
      return;
    }
    const scale = SHOWN / thumb;
    this.place.replaceChildren(
      ...about.pictures.map((reference, i) => {
        const button = element("button", { type: "button", class: "thumb", "aria-label": `Picture ${i + 1} of ${about.name}: remove`, title: "Remove" });
        button.style.backgroundImage = `url(${url})`;
        button.style.backgroundSize = `${across * SHOWN}px ${rows * thumb * scale}px`;
        button.style.backgroundPosition = `-${(i % across) * SHOWN}px -${Math.floor(i / across) * SHOWN}px`;
        button.onclick = () => this.acts.onRemove(reference);
        return button;
      }),
    );
  }

  leave() {
    this.camera?.off();
  }
}

export class Cards {
  /** Acts: onSet(name), onFiles(class, files), onRename(class, name), onDrop(class), onRemove(picture), onAdd(). */
  constructor(acts) {
    this.acts = acts;
    this.choice = element("div", { class: "tools", role: "group", "aria-label": "Pictures to learn from" });
    this.list = element("div", { class: "cards" });
    this.add = Object.assign(element("button", { type: "button", text: "Add a class" }), { onclick: acts.onAdd });
    this.far = element("progress", { "aria-label": "Pictures taken in" });
    this.far.hidden = true;
    this.said = element("ul", { class: "said", role: "status" });
    this.remarks = element("ul", { class: "remarks" });
    this.element = element("section", { class: "pictures", "aria-label": "Classes" }, this.list, this.add, this.far, this.said, this.remarks);
    this.cards = [];
    this.urls = [];
  }

  /** `pictures` as the server tells them, with the `sheets` of small ones. */
  show(pictures, sheets, { examples, mine, limits }) {
    const all = [...examples, { name: mine, title: "Your own pictures" }];
    this.choice.replaceChildren(...all.map(({ name, title }) => Object.assign(element("button", { type: "button", text: title, "aria-pressed": String(name === pictures.set) }), { onclick: () => this.acts.onSet(name) })));
    const lit = this.cards.find(({ camera }) => camera?.stream)?.about.class;
    const [old, urls] = [this.cards, this.urls];
    this.urls = sheets.map((bytes) => (bytes.length ? address(bytes) : ""));
    this.cards = pictures.classes.map((about) => new Card(about, this.acts));
    this.cards.forEach((card, i) => {
      const before = old.find(({ about, camera }) => camera && about.class === lit && about.class === card.about.class);
      if (before) this.#keepCamera(before, card); // shots go on while the class fills
      if (this.urls[i]) card.draw(this.urls[i], pictures);
    });
    for (const card of old) card.leave();
    this.list.replaceChildren(...this.cards.map((card) => card.element));
    setTimeout(() => urls.forEach((url) => url && URL.revokeObjectURL(url)), 2000);
    this.add.hidden = pictures.set !== mine || pictures.classes.length >= limits.classes;
    const words = [pictures.problem, ...pictures.remarks, pictures.honest].filter(Boolean);
    this.remarks.replaceChildren(...words.map((text) => element("li", { text })));
  }

  #keepCamera(before, card) {
    for (const part of ["turn", "place", "said"]) card.camera[part].replaceWith(before.camera[part]);
    before.camera.onShot = card.camera.onShot;
    card.camera = before.camera;
    before.camera = null;
  }

  /** How far pictures are taken in, and what was not taken. */
  progress(done, of) {
    this.far.hidden = done >= of;
    Object.assign(this.far, { max: of, value: done });
  }

  tell(sentences) {
    this.said.replaceChildren(...sentences.map((text) => element("li", { text })));
  }

  leave() {
    for (const card of this.cards) card.leave();
    for (const url of this.urls) if (url) URL.revokeObjectURL(url);
  }
}
