// A row of pictures with what belongs to each: title, scale with numbers at its ends, text twin, download.
//
// Packed: { stacked, figures: [{ kind: "picture", title, alt, note, width, height, mime, file, smooth, scale }
//                          | { kind: "kernel", title, alt, note, rows, texts }] }; the n-th picture's bytes are the n-th blob.
import { element, signedColour, textOn, unpack } from "./kit.js";
import { PALETTE } from "./palette.js";

function scaleBar(scale) {
  const colours = scale.kind === "signed" ? ["negative", "zero", "positive"].map((name) => `var(--cnn-${name})`) : PALETTE.sequential;
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  return element("div", { class: "scale" }, element("span", { text: scale.low }), bar, element("span", { text: scale.high }));
}

function kernelTable(figure, palette) {
  const wide = figure.rows[0].length;
  const small = Math.max(figure.rows.length, wide) > 7;
  const limit = Math.max(...figure.rows.flat().map(Math.abs));
  const table = element("table", { role: "img", "aria-label": figure.alt, class: small ? "small" : "" });
  table.style.setProperty("--columns", wide);
  figure.rows.forEach((row, i) => {
    const line = table.insertRow();
    row.forEach((value, j) => {
      const cell = line.insertCell();
      const colour = signedColour(palette, value, limit);
      cell.textContent = small ? "" : figure.texts[i][j];
      cell.title = figure.texts[i][j];
      cell.style.background = colour;
      cell.style.color = textOn(colour);
    });
  });
  return table;
}

function showPicture(view, figure, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: figure.mime }));
  const { image, link } = view;
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
  image.classList.toggle("narrow", Boolean(figure.narrow));
  link.href = address;
  link.download = figure.file;
  link.setAttribute("aria-label", `Download ${figure.title} as ${figure.file}`);
}

function release(address) {
  if (address?.startsWith("blob:")) URL.revokeObjectURL(address);
}

function forget(views) {
  for (const view of views) {
    release(view.image?.src);
    release(view.latest);
  }
}

function build(figure) {
  const frame = element("figure", { class: figure.kind });
  const view = { frame, kind: figure.kind, title: element("figcaption"), foot: element("div", { class: "foot" }) };
  frame.append(view.title);
  if (figure.kind === "picture") {
    view.image = element("img", { width: figure.width, height: figure.height });
    view.link = element("a", { class: "download", text: "Download" });
    frame.append(view.image);
  } else {
    view.place = element("div", { class: "place" });
    frame.append(view.place);
  }
  frame.append(view.foot);
  return view;
}

/** Whether a rerun has brought what is already there. */
function sameBytes(old, now) {
  return old?.length === now.length && old.every((byte, i) => byte === now[i]);
}

/** The row, kept on the page: new bytes swap its pictures without a flash. */
export class Figures {
  #views = [];
  #pattern = null;
  #raw;
  #mode;

  constructor() {
    this.element = element("div", { class: "figures" });
  }

  /** Show packed figures in the colours of `{ mode, palette }`. */
  show(raw, { mode, palette }) {
    if (this.#mode === mode && sameBytes(this.#raw, raw)) return;
    this.#raw = raw;
    this.#mode = mode;
    const data = unpack(raw);
    const pattern = data.figures.map((figure) => figure.kind).join();
    if (this.#pattern !== pattern) {
      forget(this.#views);
      this.#pattern = pattern;
      this.#views = data.figures.map(build);
      this.element.replaceChildren(...this.#views.map((view) => view.frame));
      this.element.classList.toggle("stacked", Boolean(data.stacked));
      const columns = data.figures.map((figure) => (figure.kind === "kernel" ? "auto" : "minmax(0, 1fr)"));
      this.element.style.setProperty("--columns", columns.join(" "));
    }
    let blob = 0;
    data.figures.forEach((figure, i) => {
      const view = this.#views[i];
      view.title.textContent = figure.title;
      if (figure.kind === "picture") showPicture(view, figure, data.blobs[blob++]);
      else view.place.replaceChildren(kernelTable(figure, palette));
      view.foot.replaceChildren(
        ...(figure.scale ? [scaleBar(figure.scale)] : []),
        ...(figure.note ? [element("p", { class: "note", text: figure.note })] : []),
        ...(view.link ? [view.link] : []),
      );
    });
  }

  leave() {
    forget(this.#views);
  }
}
