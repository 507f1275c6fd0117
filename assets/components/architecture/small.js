// Why three 3x3 convolutions beat one 7x7: the same field, about half the weights.
import { element, grouped } from "../kit.js";
import { vector } from "./vector.js";

const CELL = 13;

/** The 7 x 7 pixels that both see, with the fields 3, 5, 7 of the three layers. */
function squares(fields, palette, title) {
  const whole = Math.max(...fields) * CELL;
  const svg = vector("svg", { viewBox: `-2 -2 ${whole + 4} ${whole + 4}`, width: whole + 4, height: whole + 4, role: "img", "aria-label": title });
  [...fields].reverse().forEach((side, i) => {
    const at = (whole - side * CELL) / 2;
    svg.append(vector("rect", { x: at, y: at, width: side * CELL, height: side * CELL, fill: palette.kernel.fill, "fill-opacity": 0.45 + 0.25 * i, stroke: palette.kernel.ink, "stroke-width": 1.5 }));
    svg.append(vector("text", { x: at + 4, y: at + 12, "font-size": 11, "font-weight": 700, fill: palette.kernel.ink, text: side }));
  });
  return svg;
}

export function smallKernels({ fields, channels }, palette) {
  const select = element("select", {});
  for (const { channels: count } of channels) select.append(element("option", { value: count, text: `${count} channels` }));
  const [three, one, said] = [element("b"), element("b"), element("p", { class: "sentence" })];
  const show = () => {
    const now = channels.find(({ channels: count }) => String(count) === select.value);
    three.textContent = `27 C² = ${grouped(now.three)} weights`;
    one.textContent = `49 C² = ${grouped(now.one)} weights`;
    const saved = Math.round(100 * (1 - now.three / now.one));
    said.textContent = `Both see ${fields.one} × ${fields.one} pixels. The three small ones have ${saved} % fewer weights, and two nonlinearities more between them.`;
  };
  select.onchange = show;
  select.value = "256";
  show();
  const side = (drawing, label, number) => element("figure", {}, drawing, element("figcaption", {}, label, number));
  return element(
    "div", { class: "small" },
    element("label", {}, "From and to C = ", select),
    element(
      "div", { class: "pair" },
      side(squares(fields.three, palette, `Fields ${fields.three.join(", ")} of three 3 × 3 convolutions`), "three 3 × 3 ", three),
      side(squares([fields.one], palette, `Field ${fields.one} of one 7 × 7 convolution`), "one 7 × 7 ", one),
    ),
    said,
  );
}
