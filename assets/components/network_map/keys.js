// Keys that work wherever the focus is, as a presenter needs them, but never while someone types.

const TYPED = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const OWN = "button, a, summary, select, input, [role=slider], [role=radio], [role=tab], [role=option], [role=combobox]";

/** Listen for keys, `{ key: act }`; arrows only where nothing is focused that has a use for them. Returns what ends it. */
export function listen(keys) {
  const heard = (event) => {
    const [target] = event.composedPath();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, key)) return;
    if (target.matches?.(TYPED) || (key.startsWith("Arrow") && target.closest?.(OWN))) return;
    keys[key]();
    event.preventDefault();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}
