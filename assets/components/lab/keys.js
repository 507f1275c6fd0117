// What the keys do, in one place with their description.
import { element } from "../kit.js";

const KEYS = [
  ["Arrows", "move the window on the picture"],
  ["Home, End", "to the start or end of the row"],
  ["Space", "plays and pauses"],
  ["Ctrl Z, Ctrl Y", "undo and redo a setting"],
  ["?", "shows these keys"],
];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** A list that folds out. */
export function keyList() {
  const lines = KEYS.flatMap(([key, does]) => [element("dt", {}, element("kbd", { text: key })), element("dd", { text: does })]);
  return element("details", { class: "keys" }, element("summary", { text: "Keys" }), element("dl", { id: "lab-keys" }, ...lines));
}

/** Listen on the whole lab; `actions` has `move(rows, cols)`, `toggle()`, `undo(forward)`, `help()`. */
export function listen(root, canvas, actions) {
  root.onkeydown = (event) => {
    const act = chosen(event, canvas, actions);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // the page around has keys of its own
    act();
  };
}

function chosen(event, canvas, { move, toggle, undo, help }) {
  const { key, target } = event;
  const typing = target instanceof HTMLInputElement && target.type === "number";
  if ((event.ctrlKey || event.metaKey) && !typing) {
    if (key.toLowerCase() === "z") return () => undo(event.shiftKey);
    if (key.toLowerCase() === "y") return () => undo(true);
    return null;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return null;
  if (key === "?") return help;
  const onButton = target.closest("button, summary");
  if (key === " " && !onButton) return toggle;
  if (target !== canvas) return null;
  if (key in MOVES) return () => move(...MOVES[key]);
  if (key === "Home") return () => move(0, -Infinity);
  if (key === "End") return () => move(0, Infinity);
  return null;
}
