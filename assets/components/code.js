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

/** Cut coloured pieces at the ends of lines: a list of lines, each a list of pieces. */
function byLine(pieces) {
  const lines = [[]];
  for (const [kind, text] of pieces) {
    text.split("\n").forEach((part, i) => {
      if (i > 0) {
        lines.at(-1).push(["", "\n"]);
        lines.push([]);
      }
      if (part) lines.at(-1).push([kind, part]);
    });
  }
  return lines;
}

/** Write the lines that have changed: of three dozen a step mostly changes two, and what is marked elsewhere stays marked. */
function write(pre, pieces) {
  const lines = byLine(pieces);
  while (pre.childNodes.length > lines.length) pre.lastChild.remove();
  lines.forEach((line, i) => {
    const there = pre.childNodes[i] ?? pre.appendChild(element("span"));
    const text = line.map(([, part]) => part).join("");
    if (there.textContent === text && there.hasChildNodes()) return;
    there.replaceChildren(...line.map(([kind, part]) => (kind ? element("span", { class: kind, text: part }) : part)));
  });
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
