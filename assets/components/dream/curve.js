// The curve of a score, step by step, with numbers at its ends.
import { vector } from "../architecture/vector.js";
import { short } from "../kit.js";

const [WIDE, TALL, LEFT, LOW, TOP] = [320, 170, 52, 26, 18];

export function curve(scores, of, name, palette) {
  const low = Math.min(...scores);
  const high = Math.max(...scores);
  const span = high - low || 1;
  const last = Math.max(of, scores.length);
  const x = (step) => LEFT + ((step - 1) / Math.max(1, last - 1)) * (WIDE - LEFT - 10);
  const y = (score) => TOP + (1 - (score - low) / span) * (TALL - LOW - TOP);
  const label = `${name}, step by step: from ${short(scores[0])} to ${short(scores.at(-1))} after ${scores.length} of ${last} steps`;
  const svg = vector("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, width: "100%", role: "img", "aria-label": label });
  const text = { "font-size": 12, fill: palette.faint };
  for (const value of [low, high]) {
    svg.append(vector("path", { d: `M${LEFT} ${y(value)}H${WIDE - 10}`, stroke: palette.line }));
    svg.append(vector("text", { ...text, x: LEFT - 6, y: y(value) + 4, "text-anchor": "end", text: short(value, span < 1 ? 3 : 1) }));
  }
  svg.append(vector("text", { ...text, x: LEFT, y: 11, text: name }));
  svg.append(vector("text", { ...text, x: LEFT, y: TALL - 8, text: "step 1" }));
  svg.append(vector("text", { ...text, x: WIDE - 10, y: TALL - 8, "text-anchor": "end", text: String(last) }));
  const path = scores.map((score, i) => `${i ? "L" : "M"}${x(i + 1).toFixed(1)} ${y(score).toFixed(1)}`).join("");
  svg.append(vector("path", { d: path, fill: "none", stroke: palette.output.ink, "stroke-width": 2.5, "stroke-linejoin": "round" }));
  svg.append(vector("circle", { cx: x(scores.length), cy: y(scores.at(-1)), r: 4, fill: palette.output.ink }));
  return svg;
}
