// Small pieces of the demo's furniture: the headline, the captions with their scale, the playing buttons.
import { element, short } from "../kit.js";

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

const ICONS = {
  Pause: "M4 2h3v12H4zM9 2h3v12H9z",
  Play: "M4 2l10 6-10 6z",
  Step: "M3 2l7 6-7 6zM11 2h2.5v12H11z",
  "Paint it again": "M8 3V0l4 4-4 4V5a4 4 0 1 0 4 4h2a6 6 0 1 1-6-6z",
};

function press(label, onClick) {
  const button = element("button", { type: "button", class: "icon", "aria-label": label, title: label });
  button.append(icon(ICONS[label]));
  button.onclick = onClick;
  return button;
}

/** Play or pause, one step, and from the beginning. */
export function playButtons({ onToggle, onStep, onAgain }) {
  const toggle = press("Pause", onToggle);
  const node = element("div", { class: "buttons", role: "group", "aria-label": "The window" },
    toggle, press("Step", onStep), press("Paint it again", onAgain));
  const setPlaying = (playing) => {
    const label = playing ? "Pause" : "Play";
    if (toggle.title === label) return;
    toggle.title = label;
    toggle.setAttribute("aria-label", label);
    toggle.replaceChildren(icon(ICONS[label]));
  };
  return { node, setPlaying };
}

/** What happens, in one line; each thing in its colour. */
export function headline(node, kernel) {
  const count = kernel.size ** 2 * kernel.planes.length;
  const side = `${kernel.size}×${kernel.size} window`;
  const word = (colour, text) => element("span", { class: colour, text });
  node.replaceChildren("A ", word("kernel", side), " slides over the ", word("input", "photo"),
    `. ${count === 9 ? "Nine" : count} multiplications and one sum make each pixel of the `,
    word("output", kernel.result), ".");
}

/** `112 × 168`, rows first as the field writes it. */
export function sizeText({ height, width }) {
  return `${height} × ${width}`;
}

/** The colour scale with its ends: symmetric about 0 for signed responses, black to white for pictures. */
export function scaleBar() {
  const low = element("span", { class: "number" });
  const high = element("span", { class: "number" });
  const bar = element("span", { class: "bar" });
  const node = element("span", { class: "scale", role: "img", "aria-label": "Colour scale" }, low, bar, high);
  const show = (kernel, response, palette) => {
    const [from, to] = kernel.signed ? [-response.limit, response.limit] : [0, 255];
    low.textContent = `${kernel.signed ? "≤ " : ""}${short(from)}`;
    high.textContent = `${kernel.signed ? "≥ " : ""}${short(to)}`;
    const colours = kernel.signed ? [palette.negative, palette.zero, palette.positive] : ["#000", "#fff"];
    bar.style.background = `linear-gradient(90deg, ${colours})`;
    node.setAttribute("aria-label", `Colour scale from ${short(from)} to ${short(to)}`);
  };
  return { node, show };
}
