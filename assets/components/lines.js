// Python lines to read, copy and keep, with a sentence below.
import { element } from "./kit.js";

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

export class Lines {
  constructor() {
    this.title = element("h2");
    this.pre = element("pre", { tabindex: "0", role: "group" });
    this.said = element("p", { class: "told" });
    const head = element("div", { class: "head" }, this.title, copier(this.pre), keeper(this.pre));
    this.element = element("section", { class: "lines" }, head, this.pre, this.said);
    this.element.hidden = true;
  }

  /** `{ title, file, pieces: [[kind, text]], said }`; null where there is nothing to write. */
  show(data) {
    this.element.hidden = !data;
    if (!data) return;
    this.title.textContent = data.title;
    this.pre.setAttribute("aria-label", data.title);
    this.pre.dataset.file = data.file;
    write(this.pre, data.pieces);
    this.said.textContent = data.said;
  }
}
