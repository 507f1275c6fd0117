"""Python lines on the page, coloured, with a way to copy and to keep them.

A component of ours: `st.code` takes some 10 ms in the browser to colour six lines, at every step of a control.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import Any

from cnnviz.ui import components

Piece = tuple[str, str]  # (kind, text); kind is "" for plain text

# One regular expression and no tokenizer: hundreds of numbers are cut in a tenth of a millisecond, and four or more in
# a row are one piece, for each piece is an element of the page.
NUMBER = r"(?<![\w.])(?:0x[0-9A-Fa-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)"
TOKEN = re.compile(
    rf"(?P<comment>#[^\n]*)"
    rf'|(?P<string>"""[\s\S]*?"""|"[^"\n]*"|\'[^\'\n]*\')'
    rf"|(?P<number>-?{NUMBER}(?:,\s+-?{NUMBER}){{3,}}|{NUMBER})"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)


@dataclass(frozen=True)
class Lines:
    """Lines of Python under a title, with a sentence below; `file` is the name under which they can be kept."""

    title: str
    text: str
    said: str
    file: str = "example.py"

    def as_data(self) -> dict[str, Any]:
        """Return the lines as `assets/components/lines.js` takes them."""
        return {"title": self.title, "file": self.file, "pieces": pieces(self.text), "said": self.said}


def show(title: str, lines: str, said: str, key: str, file: str = "example.py") -> None:
    """Draw lines of Python."""
    components.mount("code", Lines(title, lines, said, file).as_data(), key=key)


def pieces(lines: str) -> list[Piece]:
    """Cut Python source into pieces that join to the same text: keyword, number, string, comment or plain."""
    found: list[Piece] = []
    at = 0
    for token in TOKEN.finditer(lines):
        if token.start() > at:
            found.append(("", lines[at : token.start()]))
        found.append((token.lastgroup or "", token[0]))
        at = token.end()
    return [*found, ("", lines[at:])] if at < len(lines) else found
