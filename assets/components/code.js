// Python lines with a button that copies them, and a sentence below. data: { title, pieces: [[kind, text]], said }
import { element, paint } from "./kit.js";

const THANKS = 1500; // milliseconds that the button says it has copied

function copier(pre) {
  const button = element("button", { type: "button", text: "Copy" });
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre); // no clipboard without HTTPS: the lines are marked, the keys do the rest
      button.textContent = "Marked: press Ctrl C";
    }
    setTimeout(() => (button.textContent = "Copy"), THANKS);
  };
  return button;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  if (!root.firstChild) {
    const pre = element("pre", { tabindex: "0", "aria-label": data.title });
    root.append(element("h2", {}), element("div", { class: "frame" }, pre, copier(pre)), element("p", { class: "said" }));
  }
  const [title, frame, said] = root.children;
  title.textContent = data.title;
  frame.firstChild.replaceChildren(...data.pieces.map(([kind, text]) => (kind ? element("span", { class: kind, text }) : text)));
  said.textContent = data.said;
}
