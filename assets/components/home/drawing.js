// Small drawings as SVG, in the palette's colours.
const SVG = "http://www.w3.org/2000/svg";

/** An SVG of parts `[tag, attributes]`; `style` goes where the page's policy allows it. */
export function draw(width, height, ...parts) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of parts) {
    const node = document.createElementNS(SVG, tag);
    const { style, ...rest } = attributes;
    for (const [name, value] of Object.entries(rest)) node.setAttribute(name, value);
    node.style.cssText = style ?? "";
    svg.append(node);
  }
  return svg;
}

/** Squares in rows and columns, each filled as `styleOf(row, col)` says. */
export function grid(x, y, rows, cols, side, styleOf, gap = 1) {
  return Array.from({ length: rows * cols }, (_, i) => {
    const [row, col] = [Math.floor(i / cols), i % cols];
    return ["rect", { x: x + col * side, y: y + row * side, width: side - gap, height: side - gap, rx: Math.max(0, gap), style: styleOf(row, col) }];
  });
}

/** The outline of a rectangle. */
export function box(x, y, width, height, style) {
  return ["rect", { x, y, width, height, rx: 1.5, style: `fill: none; stroke-width: 2.5; ${style}` }];
}
