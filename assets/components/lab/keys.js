// What the keys do, in one place with their description.
import { element } from "../kit.js";

const KEYS = [
  ["Arrows", "move on the picture"],
  ["Home, End", "to the start or end of the row"],
  ["O, I, K", "move on the output, the input or the kernel"],
  ["Space", "plays and pauses"],
  [". and ,", "one step forward, one step back"],
  ["+ and -", "faster, slower"],
  ["P", "pins what is marked; Esc lets it go"],
  ["Ctrl Z, Ctrl Y", "undo and redo a setting"],
  ["?", "shows these keys"],
];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] };
const BOARDS = { o: "output", i: "input", k: "kernel" };
const TYPED = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const PRESSED = "button, summary, a[href], input[type=checkbox], input[type=radio], [role=tab]"; // they have their own use for Space

/** A list that folds out. */
export function keyList() {
  const lines = KEYS.flatMap(([key, does]) => [element("dt", {}, element("kbd", { text: key })), element("dd", { text: does })]);
  return element("details", { class: "keys" }, element("summary", { text: "Keys" }), element("dl", { id: "lab-keys" }, ...lines));
}

/**
 * Listen on the whole lab; `actions` has `move(rows, cols)`, `toggle()`, `step(delta)`, `speed(delta)`, `pin()`, `unpin()`, `board(name)`,
 * `undo(forward)`, `help()`. Where an action returns false the key stays with the page.
 */
export function listen(root, canvas, actions) {
  root.onkeydown = (event) => {
    const act = chosen(event, canvas, actions);
    if (!act || act() === false) return;
    event.preventDefault();
    event.stopPropagation(); // the page around has keys of its own
  };
}

function chosen(event, canvas, actions) {
  const { target } = event;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const typing = target.matches(TYPED);
  if (typing || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return () => actions.undo(event.shiftKey);
    return key === "y" ? () => actions.undo(true) : null;
  }
  if (key === " ") return target.closest(PRESSED) ? null : actions.toggle;
  const everywhere = {
    "?": actions.help,
    ".": () => actions.step(1),
    ",": () => actions.step(-1),
    "+": () => actions.speed(1),
    "=": () => actions.speed(1),
    "-": () => actions.speed(-1),
    p: actions.pin,
    Escape: actions.unpin,
  };
  if (Object.hasOwn(everywhere, key)) return everywhere[key];
  if (target !== canvas) return null;
  if (Object.hasOwn(MOVES, key)) return () => actions.move(...MOVES[key]);
  return Object.hasOwn(BOARDS, key) ? () => actions.board(BOARDS[key]) : null;
}
