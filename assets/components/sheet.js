// A contact sheet: one cell a unit. Hover names the unit, click or arrow keys pin it.
//
// data (packed): { title, alt, columns, rows, cell: [height, width], gap, order, unit, labels, file }; sizes are in
// pixels of the sheet, `order[i]` is the unit in the i-th cell, `labels[i]` what is said of it. Blob 0 is the PNG.
import { element, paint, unpack } from "./kit.js";

const kept = new WeakMap();

function build(root) {
  const image = element("img", { alt: "" });
  const hover = element("div", { class: "mark hover" });
  const pin = element("div", { class: "mark pin" });
  const board = element("div", { class: "board", tabindex: "0", role: "slider" }, image, hover, pin);
  const label = element("p", { class: "label" });
  const link = element("a", { class: "download", text: "Download" });
  const head = element("div", { class: "head" }, element("strong", { class: "title" }), link);
  root.replaceChildren(head, board, label);
  hover.hidden = true;
  return { image, hover, pin, board, label, link, title: head.querySelector(".title"), cell: 0 };
}

/** Put a mark around the `index`-th cell, in shares of the sheet. */
function place(mark, data, index) {
  const [height, width] = data.cell;
  const total = { x: data.columns * (width + data.gap) + data.gap, y: data.rows * (height + data.gap) + data.gap };
  const left = data.gap + (index % data.columns) * (width + data.gap);
  const top = data.gap + Math.floor(index / data.columns) * (height + data.gap);
  mark.style.left = `${(100 * left) / total.x}%`;
  mark.style.top = `${(100 * top) / total.y}%`;
  mark.style.width = `${(100 * width) / total.x}%`;
  mark.style.height = `${(100 * height) / total.y}%`;
}

function cellAt(event, board, data) {
  const box = board.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * data.columns);
  const row = Math.floor(((event.clientY - box.top) / box.height) * data.rows);
  const index = row * data.columns + column;
  return column >= 0 && column < data.columns && index >= 0 && index < data.order.length ? index : null;
}

export default function (component) {
  const { parentElement, setStateValue } = component;
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  const data = unpack(component.data);
  let view = kept.get(parentElement);
  if (!view) {
    view = build(root);
    kept.set(parentElement, view);
  }
  const { board, hover, pin, image, label, link } = view;

  const say = (index) => {
    label.textContent = data.labels[index];
  };
  const show = () => {
    place(pin, data, view.cell);
    board.setAttribute("aria-valuenow", view.cell + 1);
    board.setAttribute("aria-valuetext", data.labels[view.cell]);
    say(view.cell);
  };
  const choose = (index) => {
    view.cell = index;
    show();
  };
  const send = () => setStateValue("unit", data.order[view.cell]);

  view.title.textContent = data.title;
  const meant = `${data.file} ${data.order} ${data.unit}`;
  if (view.meant !== meant) view.cell = Math.max(0, data.order.indexOf(data.unit)); // else the pin is where it was put
  view.meant = meant;
  const address = URL.createObjectURL(new Blob([data.blobs[0]], { type: "image/png" }));
  const old = image.src;
  image.onload = () => image.classList.toggle("pixels", image.naturalWidth <= board.clientWidth);
  image.src = address;
  if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  link.href = address;
  link.download = data.file;
  link.setAttribute("aria-label", `Download ${data.title} as ${data.file}`);
  board.setAttribute("aria-label", data.alt);
  board.setAttribute("aria-valuemin", 1);
  board.setAttribute("aria-valuemax", data.order.length);
  show();

  board.onpointermove = (event) => {
    const index = cellAt(event, board, data);
    hover.hidden = index === null;
    if (index === null) return;
    place(hover, data, index);
    say(index);
  };
  board.onpointerleave = () => {
    hover.hidden = true;
    say(view.cell);
  };
  board.onclick = (event) => {
    const index = cellAt(event, board, data);
    if (index === null) return;
    choose(index);
    send();
  };
  board.onkeydown = (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: data.columns, ArrowUp: -data.columns };
    const targets = { Home: 0, End: data.order.length - 1 };
    const next = event.key in targets ? targets[event.key] : view.cell + (steps[event.key] ?? 0);
    if (!(event.key in steps || event.key in targets)) return;
    event.preventDefault();
    if (next < 0 || next >= data.order.length) return;
    choose(next);
    view.moved = true;
  };
  board.onkeyup = board.onblur = () => {
    if (view.moved) send(); // the server is asked when the key is let go, not for each step while it is held
    view.moved = false;
  };
  return () => {
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    kept.delete(parentElement);
  };
}
