// What every component shares: the palette as CSS variables, numbers as people read them, signed colours.
import { PALETTE } from "./palette.js";

const THINGS = ["input", "kernel", "output", "padding", "dropped", "pinned"];

/** Red, green, blue of `#rrggbb` or `rgb(...)`. */
export function rgb(colour) {
  if (colour.startsWith("#")) {
    const full = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour;
    return [1, 3, 5].map((i) => parseInt(full.slice(i, i + 2), 16));
  }
  return (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
}

/** "light" or "dark": what the page around `element` is, told from Streamlit's background variable. */
export function modeOf(element) {
  const host = element.host ?? element;
  const style = getComputedStyle(host instanceof Element ? host : document.body);
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [r, g, b] = rgb(background);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
}

/** Put the palette of the page's mode on `root` as `--cnn-*` variables; returns `{ mode, palette }`. */
export function paint(root, parentElement) {
  const mode = modeOf(parentElement);
  const palette = PALETTE[mode];
  root.toggleAttribute("data-large", new URLSearchParams(location.search).get("present") === "1");
  if (root.dataset.mode === mode) return { mode, palette };
  for (const name of ["page", "text", "faint", "line", "negative", "zero", "positive"]) {
    root.style.setProperty(`--cnn-${name}`, palette[name]);
  }
  for (const thing of THINGS) {
    root.style.setProperty(`--cnn-${thing}`, palette[thing].ink);
    root.style.setProperty(`--cnn-${thing}-fill`, palette[thing].fill);
  }
  root.dataset.mode = mode;
  return { mode, palette };
}

/** A whole number with a thin space per thousand: 1 048 576. */
export function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** A real number for a small cell: at most `digits` decimals, a true minus sign, no -0. */
export function short(value, digits = 2) {
  const text = Number(value.toFixed(digits)).toString();
  return (text === "-0" ? "0" : text).replace("-", "\u2212");
}

/** 256 signed colours (Uint8 r, g, b, ...) from the most negative over 0 to the most positive. */
export function divergingRamp(palette) {
  const anchors = [palette.negative, palette.zero, palette.positive].map(rgb);
  const ramp = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * 2;
    const low = Math.min(1, Math.floor(at));
    for (let c = 0; c < 3; c++) {
      ramp[3 * i + c] = Math.round(anchors[low][c] + (at - low) * (anchors[low + 1][c] - anchors[low][c]));
    }
  }
  return ramp;
}

/** The signed colour of `value` on a scale symmetric about 0 that ends at `limit`, as `rgb(...)`. */
export function signedColour(palette, value, limit) {
  const share = limit > 0 ? Math.max(-1, Math.min(1, value / limit)) : 0;
  const zero = rgb(palette.zero);
  const end = rgb(share < 0 ? palette.negative : palette.positive);
  const mixed = zero.map((z, i) => Math.round(z + Math.abs(share) * (end[i] - z)));
  return `rgb(${mixed.join(", ")})`;
}

/** "#000" or "#fff", whichever reads better on `colour`. */
export function textOn(colour) {
  const [r, g, b] = rgb(colour).map((v) => {
    const share = v / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

/** Whether the visitor asked the system for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Make an element: `element("p", { class: "note", text: "..." }, child, ...)`. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Take apart what Python's `pack` has joined: `{ ...meta, blobs: [Uint8Array, ...] }`. */
export function unpack(data) {
  if (!(data instanceof Uint8Array)) return { ...data, blobs: [] };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 4 + view.getUint32(0, true);
  const meta = JSON.parse(new TextDecoder().decode(data.subarray(4, at)));
  const blobs = meta.blobs.map((length) => data.subarray(at, (at += length)));
  return { ...meta, blobs };
}

/**
 * A component's entry, which Streamlit calls again with new data: `make(root, data)` once a place on the page, then each time
 * `update(made, component, painted)`; what is made has `leave()`.
 */
export function mounted(make, update = (made, component, painted) => made.update(component, painted)) {
  const kept = new WeakMap(); // by its root
  return (component) => {
    const { parentElement, data } = component;
    const root = parentElement.querySelector("#root");
    const painted = paint(root, parentElement);
    if (!kept.has(root)) kept.set(root, make(root, data));
    const made = kept.get(root);
    update(made, component, painted);
    return () => {
      made.leave();
      kept.delete(root);
    };
  };
}
