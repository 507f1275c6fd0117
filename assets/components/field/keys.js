// What the keys do on this page; the lab's keys do the same there.
import { element } from "../kit.js";

const KEYS = [
  ["Arrows", "move the unit on its map; with Shift ten at once"],
  ["Home, End", "to the start or end of the row"],
  [". and ,", "to the next or the last layer of the film"],
  ["Space", "plays and pauses"],
  ["+ and -", "faster, slower"],
  ["H", "the effective field, on and off"],
  ["?", "shows these keys"],
];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] };
const LEAP = 10;
const TYPED = "input:not([type=checkbox]), textarea, select";
const PRESSED = "button, summary, a[href], input[type=checkbox]"; // they have their own use for Space

/** A list that folds out. */
export function keyList() {
  const lines = KEYS.flatMap(([key, does]) => [element("dt", {}, element("kbd", { text: key })), element("dd", { text: does })]);
  return element("details", { class: "keys" }, element("summary", { text: "Keys" }), element("dl", { id: "field-keys" }, ...lines));
}

/** Listen on the whole page; `actions`: `move(rows, cols)`, `toggle()`, `step(delta)`, `speed(delta)`, `flip()`, `help()`. */
export function listen(root, canvas, actions) {
  root.onkeydown = (event) => {
    const act = chosen(event, canvas, actions);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // the page around has keys of its own
    act();
  };
}

function chosen({ target, key, altKey, ctrlKey, metaKey, shiftKey }, canvas, { move, toggle, step, speed, flip, help }) {
  if (target.matches(TYPED) || altKey || ctrlKey || metaKey) return null;
  if (key === " ") return target.closest(PRESSED) ? null : toggle;
  const everywhere = { "?": help, h: flip, H: flip, ".": () => step(1), ",": () => step(-1), "+": () => speed(1), "=": () => speed(1), "-": () => speed(-1) };
  if (Object.hasOwn(everywhere, key)) return everywhere[key];
  if (target !== canvas || !Object.hasOwn(MOVES, key)) return null;
  return () => move(...MOVES[key].map((steps) => steps * (shiftKey ? LEAP : 1)));
}
