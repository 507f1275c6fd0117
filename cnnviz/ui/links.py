"""The address as the state of a page. Addresses are untrusted: each value is checked against what there is, and what
could not be had is told in a sentence ("The link asked for kernel -1; it can be 1 to 15. Showing 1.").

Streamlit can bind a widget to the address itself, but then writes the label that people read ("Sobel magnitude"), and
drops what it does not know without a word. Here the address holds stable names, and what was chosen on one page is
kept for the others. Pages only read `st.query_params`: writing through it costs each step some 10 ms in the browser and
a step of its history, so a small component writes (`publish`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from cnnviz.ui import components
from cnnviz.ui.paths import PAGES

KEPT = "_kept"  # what the visitor has chosen, by key, on whichever page
SEEN = "_seen"  # what the address held when we last looked, by key; "" where it held nothing
PENDING = "_pending"  # what we have written since and not yet seen there: browsers answer late
WRITTEN = "_written"  # what this run has written since the last `publish`, by key
PAGE = "_page"
ARRIVING = "_arriving"  # the page that a link on the last one leads to
NOTES = "_notes"
ABSENT = ""  # the address says nothing: the default
LONGEST = 40  # characters of a strange value that a sentence repeats
SHOWN = 2  # sentences that stand on the page; of more, the rest folds out
NUMBER = 12  # characters that a number in an address may have


def _store(name: str) -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(name, {})
    return found


def quoted(value: str) -> str:
    """Return a value as a sentence may repeat it: short, on one line, nothing that formats text."""
    plain = "".join(sign if sign.isalnum() or sign in " .,-+" else "?" for sign in value)
    return plain[:LONGEST] + ("..." if len(plain) > LONGEST else "")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is: file names and typed numbers may hold anything."""
    return re.sub(r"([\\`*_\[\]$<>~:#|])", r"\\\1", text)


def presenting() -> bool:
    """Whether `?present=1` was asked for, on this page or before; the address keeps saying so."""
    wish = asked("present")
    on = kept("present", "0") == "1" if wish is None or wish == ABSENT else wish == "1"
    write("present", "1" if on else "0", "0")
    return on


def tell(note: str) -> None:
    """Keep a sentence for the page to show, once."""
    notes = st.session_state.setdefault(NOTES, [])
    if note not in notes:
        notes.append(note)


def show_notes() -> None:
    """Draw the sentences that have gathered, with a way to close them."""
    notes: list[str] = st.session_state.get(NOTES, [])
    if not notes:
        return
    with st.container(border=True):
        for note in notes[:SHOWN]:
            st.markdown(f":material/info: {plain(note)}")
        if len(notes) > SHOWN:
            with st.expander(f"{len(notes) - SHOWN} more"):
                st.markdown("\n".join(f"- {plain(note)}" for note in notes[SHOWN:]))
        st.button("Fine", key="close_notes", on_click=notes.clear)


def turn_page(name: str) -> None:
    """Note which page is open. After a step to another its address may still be the last page's: it asks nothing."""
    before = st.session_state.get(PAGE)
    followed = st.session_state.pop(ARRIVING, None) == name
    if before != name:
        st.session_state[PAGE] = name
        st.session_state[SEEN] = {} if before is None or followed else dict(st.query_params)
        st.session_state[PENDING] = {}


def follow(page: str, params: Mapping[str, str]) -> None:
    """Open a page as a link with `params` does, in the same visit: the photo and the presenter's type come along."""
    st.session_state[ARRIVING] = page
    _store(WRITTEN).clear()  # of the page that is left
    st.switch_page(PAGES / f"{page}.py", query_params=dict(params))


def asked(key: str) -> str | None:
    """Return what a new link, or the browser's way back, asks for under `key`; `ABSENT` asks for the default.

    None where the address says what it said before, or what we have written ourselves.
    """
    now = st.query_params.get(key, ABSENT)
    seen, pending = _store(SEEN), _store(PENDING).setdefault(key, [])
    before = seen.get(key, ABSENT)
    seen[key] = now
    if now in pending:
        del pending[: pending.index(now) + 1]
        return None
    return None if now == before else now


def concerned(keys: Iterable[str]) -> list[str]:
    """Return those of many keys that the address holds, or that were asked for or written: the rest is as at first."""
    known = {*st.query_params, *_store(SEEN), *_store(KEPT)}
    return [key for key in keys if key in known]


def write(key: str, value: str, default: str) -> None:
    """Keep a choice and put it into the address with the next `publish`; defaults stay out of it."""
    _store(KEPT)[key] = value
    wanted = ABSENT if value == default else value
    _store(WRITTEN)[key] = wanted
    pending: list[str] = _store(PENDING).setdefault(key, [])
    latest = pending[-1] if pending else st.query_params.get(key, ABSENT)
    if wanted != latest:
        pending.append(wanted)


def publish(place: str) -> None:
    """Let the browser take over what was written, at the end of a page or fragment; `place` is unique on the page."""
    params = _store(WRITTEN)
    components.mount(
        "address", {"page": st.session_state.get(PAGE, ""), "params": dict(params)}, key=f"address {place}"
    )
    params.clear()


def kept(key: str, default: str) -> str:
    """Return what the visitor has chosen under `key` on any page."""
    value: str = _store(KEPT).get(key, default)
    return value


def choose(key: str, value: str) -> None:
    """Choose for the visitor, before the widget `key` is drawn (in a callback, or on another page)."""
    _store(KEPT)[key] = value
    st.session_state[key] = value


def option(key: str, noun: str, options: Sequence[str], default: str, title: Callable[[str], str] = str) -> None:
    """Set the widget `key`, which is drawn next, to what the link asks for, else what was chosen, else the default."""
    wish = asked(key)
    if wish is not None and (wish in options or wish == ABSENT):
        st.session_state[key] = wish or default
    elif wish is not None:
        tell(f"The link asked for {noun} \u201c{quoted(wish)}\u201d, which is not here. Showing {title(default)}.")
    if st.session_state.get(key) not in options:
        before = kept(key, default)
        st.session_state[key] = before if before in options else default


def integer(key: str, noun: str, low: int, high: int, default: int) -> int | None:
    """Return the whole number that a link asks for, or the nearest there is and a sentence; None where none asks."""
    wish = asked(key)
    if wish is None or wish == ABSENT:
        return None if wish is None else default
    try:
        value = int(wish) if len(wish) <= NUMBER else None
    except ValueError:
        value = None
    shown = default if value is None else min(max(value, low), high)
    if value != shown:
        tell(f"The link asked for {noun} {quoted(wish)}; it can be {low} to {high}. Showing {shown}.")
    return shown
