// What the keys do in the list of layers, and everywhere in the builder.

const TYPED = "input, textarea, select";

/**
 * Listen on the whole builder; `actions` has `undo(forward)`, `move(index, by)`, `step(index)`, `last()`, `remove(index)` and `add()`.
 * Keys that mean nothing here stay with the page.
 */
export function listen(root, actions) {
  root.onkeydown = (event) => {
    const act = chosen(event, actions);
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation(); // the page around has keys of its own
  };
}

function chosen(event, actions) {
  const { target, altKey } = event;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    return !altKey && ["z", "y"].includes(key) ? () => actions.undo(key === "y" || event.shiftKey) : null;
  }
  const row = target.closest(".row");
  if (!row || target.matches(TYPED)) return null;
  const index = Number(row.dataset.index);
  const by = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (by && altKey) return () => actions.move(index, by);
  if (altKey || !target.matches(".head")) return null; // buttons in a row have their own use for keys
  if (by) return () => actions.step(index + by);
  const others = { Home: () => actions.step(-1), End: () => actions.last(), Delete: () => actions.remove(index), Insert: () => actions.add() };
  return Object.hasOwn(others, key) ? others[key] : null;
}
