// Python lines to read, copy and keep, with a sentence below. data: { title, file, pieces: [[kind, text]], said }
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

function keeper(pre) {
  const button = element("button", { type: "button", text: "Download as .py" });
  button.onclick = () => {
    const href = URL.createObjectURL(new Blob([pre.textContent, "\n"], { type: "text/x-python" }));
    element("a", { href, download: pre.dataset.file }).click();
    setTimeout(() => URL.revokeObjectURL(href), THANKS);
  };
  return button;
}

/** The same lines again change nothing: what is marked stays marked, and the place where one reads stays. */
function write(pre, pieces) {
  const text = pieces.map(([, part]) => part).join("");
  if (text === pre.textContent) return;
  pre.replaceChildren(...pieces.map(([kind, part]) => (kind ? element("span", { class: kind, text: part }) : part)));
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  if (!root.firstChild) {
    const pre = element("pre", { tabindex: "0", role: "group" });
    root.append(element("div", { class: "head" }, element("h2"), copier(pre), keeper(pre)), pre, element("p", { class: "said" }));
  }
  const [head, pre, said] = root.children;
  head.firstChild.textContent = data.title;
  pre.setAttribute("aria-label", data.title);
  pre.dataset.file = data.file;
  write(pre, data.pieces);
  said.textContent = data.said;
}
