// Small parts of SVG: elements, points, and a file that stands alone.
const SVG = "http://www.w3.org/2000/svg";

/** Make an SVG element: `vector("rect", { x: 0, fill: "red" }, child, ...)`; `text` is its text. */
export function vector(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (name === "text") node.textContent = value;
    else node.setAttribute(name, typeof value === "number" ? Number(value.toFixed(2)) : value);
  }
  node.append(...children);
  return node;
}

/** Points `[[x, y], ...]` as SVG has them. */
export const points = (list) => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

/** The file of a drawing, on paper of its own. */
export function asFile(svg, paper) {
  const copy = svg.cloneNode(true);
  const [x, y, width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
  for (const [name, value] of Object.entries({ xmlns: SVG, width, height })) copy.setAttribute(name, value);
  for (const node of copy.querySelectorAll("[tabindex]")) node.removeAttribute("tabindex");
  const sheet = vector("rect", { x, y, width, height, fill: paper });
  const title = copy.querySelector("title");
  if (title) title.after(sheet);
  else copy.prepend(sheet);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}

/** The drawing as an image that a canvas can take. */
export async function asImage(svg, paper) {
  const image = new Image();
  image.src = URL.createObjectURL(asFile(svg, paper));
  await image.decode();
  URL.revokeObjectURL(image.src);
  return image;
}
