// Who sees whom: input channels above, output channels below, a line for every slice of every filter.
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 108;
const TOP = 14;
const LARGEST = 12; // radius of a channel
const READABLE = 10; // radius from which a channel's number can be read

function node(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** What a filter sees: `{ group, first, slices, text }`; `group` and `first` (its first input channel) from 0. */
export function seen({ cin, cout, groups }, filter) {
  const slices = cin / groups;
  const group = Math.floor(filter / (cout / groups));
  const first = group * slices;
  const channel = `Output channel ${filter + 1}`;
  const range = slices === 1 ? `channel ${first + 1} alone` : `channels ${first + 1} ${slices === 2 ? "and" : "to"} ${first + slices}`;
  let text = `${channel} is in group ${group + 1} of ${groups}: it sees input ${range}.`;
  if (groups === 1) text = cin === 1 ? `${channel} sees the only input channel.` : `${channel} sees all ${cin} input channels: there is only one group.`;
  return { group, first, slices, text };
}

/** The drawing, `width` CSS pixels wide; a click on an output channel calls `choose(filter)`. */
export function groupsDiagram({ cin, cout, groups }, filter, width, choose) {
  const wide = Math.max(200, Math.min(640, width || 320));
  const { group, first, slices, text } = seen({ cin, cout, groups }, filter);
  const svg = node("svg", { viewBox: `0 0 ${wide} ${HEIGHT}`, width: wide, height: HEIGHT, role: "img", "aria-label": text, class: "channels-svg" });
  const place = (index, count) => ((index + 0.5) * wide) / count;
  const lines = (filters, inputs) => filters.flatMap((to) => inputs.map((from) => `M${place(from, cin)} ${TOP}L${place(to, cout)} ${HEIGHT - TOP}`)).join("");
  const run = (start, length) => Array.from({ length }, (_, i) => start + i);
  const filters = cout / groups;
  const all = run(0, groups).map((at) => lines(run(at * filters, filters), run(at * slices, slices))).join("");
  svg.append(node("path", { d: all, class: "channels-lines" }));
  svg.append(node("path", { d: lines([filter], run(first, slices)), class: "channels-lines channels-chosen" }));
  const dots = (count, y, kind, chosen, click) => {
    const radius = Math.min(LARGEST, (0.42 * wide) / count);
    for (const index of run(0, count)) {
      const look = `channels-dot channels-${kind}${chosen(index) ? " channels-chosen" : ""}`;
      const dot = node("circle", { cx: place(index, count), cy: y, r: radius, class: look });
      if (click) dot.onclick = () => click(index);
      svg.append(dot);
      if (radius >= READABLE) svg.append(node("text", { x: place(index, count), y: y + 4.5, class: chosen(index) ? "channels-chosen" : "" }, index + 1));
    }
  };
  dots(cin, TOP, "in", (index) => Math.floor(index / slices) === group);
  dots(cout, HEIGHT - TOP, "out", (index) => index === filter, choose);
  return svg;
}
