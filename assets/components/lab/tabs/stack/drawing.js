// The rows of units one above the other, the last layer on top; every cell stands over the middle of what it sees.
const SVG = "http://www.w3.org/2000/svg";

export function node(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * Draw `rows` and the trace of a unit into `svg`, `width` CSS pixels wide where text is `em` high.
 * Returns `unitAt(x, y)`: the unit of the last layer under a point, or -1.
 */
export function draw(svg, rows, layers, traced, { width, em, label }) {
  const places = lay(rows, layers, width, em);
  const height = places[0].bottom + 0.2 * em;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "aria-label": label })) svg.setAttribute(name, value);
  const drawn = [];
  for (let at = rows.length - 1; at > 0; at--) drawn.push(fan(places[at], places[at - 1], traced[at], traced[at - 1]));
  const last = rows.length - 1;
  places.forEach((place, at) => drawn.push(...cells(place, traced[at], at, last), ...names(place, rows, at, em, traced[last].seen)));
  svg.replaceChildren(...drawn);
  const top = places.at(-1);
  return (x, y) => {
    if (y < top.top - 0.6 * em || y > top.bottom + 0.6 * em) return -1;
    const unit = Math.round((x - top.left(0)) / top.apart - top.side / top.apart / 2);
    return unit >= 0 && unit < rows.at(-1).size ? unit : -1;
  };
}

/** Where each row stands: `left(index)` of a cell, its `side`, how far `apart` they are, and the row's `top` and `bottom`. */
function lay(rows, layers, width, em) {
  const middle = ({ start, field }) => start + (field - 1) / 2;
  const pads = rows.map((_, at) => (layers[at] && at < rows.length - 1 ? [layers[at].before, layers[at].after] : [0, 0]));
  const least = Math.min(...rows.map((row, at) => middle(row) - (pads[at][0] + 0.5) * row.jump));
  const most = Math.max(...rows.map((row, at) => middle(row) + (row.size - 1 + pads[at][1] + 0.5) * row.jump));
  const pixel = Math.min(2.4 * em, (width - 2) / (most - least));
  const bar = 1.7 * em;
  return rows.map((row, at) => {
    const apart = row.jump * pixel;
    const side = Math.min(apart, 2.4 * em);
    const top = (rows.length - 1 - at) * 4.6 * em + 1.5 * em;
    const left = (index) => 1 + (middle(row) + index * row.jump - least) * pixel - side / 2;
    return { left, side, apart, top, bottom: top + bar, height: bar, size: row.size, pads: pads[at] };
  });
}

/** From what is seen in one row to what that sees in the row below, padding with it. */
function fan(above, below, { seen }, under) {
  const reached = [...under.seen, ...under.padding];
  if (seen.length === 0 || reached.length === 0) return node("path", { d: "" });
  const [low, high] = [Math.min(...reached), Math.max(...reached)];
  const corners = [
    [above.left(seen[0]), above.bottom],
    [above.left(seen.at(-1)) + above.side, above.bottom],
    [below.left(high) + below.side, below.top],
    [below.left(low), below.top],
  ];
  return node("path", { d: `M${corners.map((corner) => corner.map((at) => at.toFixed(1)).join(" ")).join("L")}Z`, class: "stack-fan" });
}

/** One path for each kind of cell: hundreds of cells cost no more than a few. */
function cells(place, { seen, padding }, at, last) {
  const gap = place.side > 5 ? 0.75 : 0;
  const wide = (place.side - 2 * gap).toFixed(1);
  const box = (index) => `M${(place.left(index) + gap).toFixed(1)} ${place.top}h${wide}v${place.height}h-${wide}Z`;
  const path = (indices, kind) => node("path", { d: indices.map(box).join(""), class: `stack-cell stack-${kind}${gap ? "" : " stack-dense"}` });
  const run = (from, end) => Array.from({ length: end - from }, (_, i) => from + i);
  const { pads, size } = place;
  const bordering = [...run(-pads[0], 0), ...run(size, size + pads[1])];
  const chosen = new Set([...seen, ...padding]);
  return [
    path(bordering.filter((index) => !chosen.has(index)), "padding"),
    path(padding, "padding stack-seen"),
    path(run(0, size).filter((index) => !chosen.has(index)), at === 0 ? "pixel" : "unit"),
    path(seen, at === last ? "chosen" : "seen"),
  ];
}

function names(place, rows, at, em, chosen) {
  const { size, field } = rows[at];
  const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const text = at === 0 ? `Input: ${plural(size, "pixel")}` : `Layer ${at}: ${plural(size, "unit")}, each sees ${plural(field, "pixel")}`;
  const name = node("text", { x: 1, y: place.top - 0.45 * em, class: at === 0 ? "stack-name stack-input" : "stack-name" }, text);
  if (place.side < 1.5 * em) return [name];
  const numbers = Array.from({ length: size }, (_, index) => {
    const look = at === rows.length - 1 && chosen.includes(index) ? "stack-number stack-light" : "stack-number";
    return node("text", { x: place.left(index) + place.side / 2, y: place.top + 1.15 * em, class: look }, index + 1);
  });
  return [name, ...numbers];
}
