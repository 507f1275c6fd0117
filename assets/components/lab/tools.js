// Small parts of the lab's page: buttons, and those that play.
import { element } from "../kit.js";

export function part(name, ...children) {
  return element("div", { class: name }, ...children);
}

export function button(text, onclick, attributes = {}) {
  const made = element("button", { type: "button", text, ...attributes });
  made.onclick = onclick;
  return made;
}

/** Play, one step back or forward, slower or faster; `playing(yes)` and `speed(factor)` show the state. */
export function transport({ toggle, step, speed }) {
  const play = button("Play", toggle, { class: "play" });
  const factor = element("output", { class: "factor", title: "Speed" , text: "1×" });
  const group = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Play" },
    button("‹", () => step(-1), { "aria-label": "Step back", title: "Step back (,)" }),
    play,
    button("›", () => step(1), { "aria-label": "Step forward", title: "Step forward (.)" }),
    button("−", () => speed(-1), { "aria-label": "Slower", title: "Slower (-)" }),
    factor,
    button("+", () => speed(1), { "aria-label": "Faster", title: "Faster (+)" }),
  );
  return {
    element: group,
    playing: (yes) => (play.textContent = yes ? "Pause" : "Play"),
    speed: (value) => (factor.textContent = `${value}×`),
  };
}
