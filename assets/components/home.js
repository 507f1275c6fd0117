// The home page's demo: a window paints the edges of a photo, with the numbers of each step beside it.
//
// data = { photos: [{ name, title, url, alt }], photo: "<name>", filters: { url }, present: bool,
//          doors: [{ id, title, line, picture_url }], ahead: [addresses of modules] }
// Triggers: "look" { photo: "<sample>" | null, filter: "<kernel>", upload?: "<data URL>" }, "open" "<page>".
import { fetchAhead } from "./home/ahead.js";
import { Demo } from "./home/demo.js";

const demos = new WeakMap(); // parentElement -> its demo: called again with new data, it goes on where it was

export default function (component) {
  const { parentElement } = component;
  if (!demos.has(parentElement)) fetchAhead(component.data?.ahead);
  const demo = demos.get(parentElement) ?? new Demo();
  demos.set(parentElement, demo);
  demo.update(component, parentElement.querySelector("#root"));
  return () => {
    demo.stop();
    demos.delete(parentElement);
  };
}
