// A row of pictures with what belongs to each: title, scale with numbers at its ends, text twin, download.
//
// Packed: { stacked, figures: [{ title, alt, note, width, height, mime, file, smooth, scale }] }; the n-th picture's bytes are the n-th blob.
import { captioned, enlarged, save } from "./files.js";
import { element, unpack } from "./kit.js";
import { scaleBar } from "./scale.js";

function showPicture(view, figure, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: figure.mime }));
  const { image } = view;
  const next = new Image();
  next.src = address;
  // The old picture stays until the new one is decoded, so nothing flickers while a control is moved.
  next.decode().then(
    () => {
      if (view.latest !== address) return URL.revokeObjectURL(address); // a newer one has come meanwhile
      const old = image.src;
      image.src = address;
      image.width = figure.width;
      image.height = figure.height;
      release(old);
    },
    () => release(address),
  );
  view.latest = address;
  image.alt = figure.alt;
  image.classList.toggle("pixels", !figure.smooth);
  view.button.setAttribute("aria-label", `Download ${figure.title} as PNG`);
}

function release(address) {
  if (address?.startsWith("blob:")) URL.revokeObjectURL(address);
}

function forget(views) {
  for (const view of views) {
    release(view.image.src);
    release(view.latest);
  }
}

function build() {
  const view = { image: element("img"), title: element("figcaption"), foot: element("div", { class: "foot" }) };
  view.button = element("button", { type: "button", class: "download", text: "PNG", title: "Download this picture with its caption" });
  view.frame = element("figure", {}, view.title, view.image, view.foot);
  return view;
}

/** Whether a rerun has brought what is already there. */
function sameBytes(old, now) {
  return old?.length === now.length && old.every((byte, i) => byte === now[i]);
}

/** The row, kept on the page: new bytes swap its pictures without a flash. */
export class Figures {
  #views = [];
  #raw;
  #mode;

  /** `about()` says whose pictures these are, for the caption of a file: network and photo. */
  constructor(about = () => "") {
    this.about = about;
    this.element = element("div", { class: "figures" });
  }

  /** Show packed figures in the colours of `{ mode, palette }`. */
  show(raw, { mode, palette }) {
    this.palette = palette;
    if (this.#mode === mode && sameBytes(this.#raw, raw)) return;
    this.#raw = raw;
    this.#mode = mode;
    const { figures, stacked, blobs } = unpack(raw);
    if (this.#views.length !== figures.length) {
      forget(this.#views);
      this.#views = figures.map(build);
      this.element.replaceChildren(...this.#views.map((view) => view.frame));
    }
    this.element.classList.toggle("stacked", Boolean(stacked));
    this.element.style.setProperty("--columns", figures.length);
    figures.forEach((figure, i) => {
      const view = this.#views[i];
      view.title.textContent = figure.title;
      showPicture(view, figure, blobs[i]);
      view.button.onclick = () => this.#save(view.image, figure);
      view.foot.replaceChildren(
        ...(figure.scale ? [scaleBar(figure.scale)] : []),
        ...(figure.note ? [element("p", { class: "note", text: figure.note })] : []),
        view.button,
      );
    });
  }

  #save(image, { title, alt, note, scale, smooth, file }) {
    const said = [title, alt, note, this.about()].filter(Boolean).map((text) => text.replace(/\.?$/, "."));
    save(captioned({ ...enlarged(image, smooth), caption: said.join(" "), scale, palette: this.palette }), `${file}.png`);
  }

  leave() {
    forget(this.#views);
  }
}
