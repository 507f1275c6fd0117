// A row of pictures on a page. data: packed as `Figures.show` takes it, or { about } with that as its only blob; `about` names network and
// photo in the captions of files.
import { Figures } from "./figures.js";
import { mounted, unpack } from "./kit.js";

function make(root) {
  const row = new Figures();
  root.replaceChildren(row.element);
  return row;
}

export default mounted(make, (row, { data }, painted) => {
  const { about = "", figures, blobs } = unpack(data);
  row.about = () => about;
  row.show(figures ? data : blobs[0], painted);
});
