"""Python lines on the page, coloured, with a way to copy them.

A component of ours: `st.code` takes some 10 ms in the browser to colour six lines, at every step of a control.
"""

from __future__ import annotations

import io
import keyword
import tokenize

from cnnviz.ui import components

Piece = tuple[str, str]  # (kind, text); kind is "" for plain text


def show(title: str, lines: str, said: str, key: str) -> None:
    """Draw lines of Python under a title, with a sentence below."""
    components.mount("code", {"title": title, "pieces": pieces(lines), "said": said}, key=key)


def pieces(lines: str) -> list[Piece]:
    """Cut Python source into pieces that join to the same text: keyword, number, string, comment or plain."""
    found: list[Piece] = []
    starts = [0]
    for line in lines.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    at = 0
    for token in tokenize.generate_tokens(io.StringIO(lines).readline):
        kind = _kind(token)
        if not kind:
            continue
        start = starts[token.start[0] - 1] + token.start[1]
        if start > at:
            found.append(("", lines[at:start]))
        at = start + len(token.string)
        found.append((kind, token.string))
    return [*found, ("", lines[at:])] if at < len(lines) else found


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return "keyword" if keyword.iskeyword(token.string) else ""
    return {tokenize.NUMBER: "number", tokenize.STRING: "string", tokenize.COMMENT: "comment"}.get(token.type, "")
