// Keeps the address in step with what is on the page, without a word to the server.
//
// data: { page, params: { key: value or "" where it is the default } }; other keys are left as they are.
export default function ({ data }) {
  const there = new URL(location.href);
  if (there.pathname.split("/").pop() !== data.page) return; // the visitor has already gone on to another page
  for (const [key, value] of Object.entries(data.params)) {
    if (value === "") there.searchParams.delete(key);
    else there.searchParams.set(key, value);
  }
  // Replaced, not pushed: the way back leads to the last page, not through every stop of a slider.
  if (there.href !== location.href) history.replaceState(history.state, "", there);
}
