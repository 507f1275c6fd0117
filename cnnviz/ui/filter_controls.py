"""The controls of the image filter page; returns what they are set to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import kernels
from cnnviz.render.palette import Mode
from cnnviz.serve import Question
from cnnviz.ui import computing, links
from cnnviz.ui.choice import theme
from cnnviz.ui.filtering import LEARNED, MAGNITUDE, TYPED, FilterSetting

SOURCES = {"classic": "Hand-made", LEARNED: "Learned", TYPED: "Typed"}
MODES = {"grey": "on grey", "channels": "each colour"}
BORDERS = {"reflect": "mirrored", "zero": "zeros", "replicate": "repeated edge", "circular": "wrapped around"}
MOST = 2000  # characters of a typed kernel
FIRST_TYPED = "-1 0 1\n-2 0 2\n-1 0 1"


class Common(TypedDict):
    """What every kernel has; see `FilterSetting`."""

    mode: str
    border: str
    theme: Mode


def filter_names() -> list[str]:
    """Names of the hand-made filters, the two Sobels' magnitude after them."""
    names = list(kernels.names())
    names.insert(names.index("sobel_y") + 1, MAGNITUDE)
    return names


def filter_title(name: str) -> str:
    """Return what people call a hand-made filter."""
    return "Sobel magnitude" if name == MAGNITUDE else kernels.get(name).title


def first_setting(mode: Mode) -> FilterSetting:
    """Return what the page opens with."""
    name = filter_names()[0]
    return FilterSetting(name, filter_title(name), next(iter(MODES)), next(iter(BORDERS)), mode)


def draw() -> FilterSetting | None:
    """Draw the controls; None where a typed kernel cannot be read, after a sentence that says why."""
    source = _choice("Kernel", "from", "kernels of the kind", SOURCES, st.segmented_control)
    own, shared = st.container(), st.container()
    with shared:
        common = _common(grey_matters=source != LEARNED)
    with own:
        return {LEARNED: _learned, TYPED: _typed}.get(source, _classic)(common)


def _classic(common: Common) -> FilterSetting:
    name = _choice("Filter", "kernel", "the filter", {name: filter_title(name) for name in filter_names()})
    idea = "Both Sobels together: the length of the gradient." if name == MAGNITUDE else kernels.get(name).idea
    st.caption(idea)
    return FilterSetting(name, filter_title(name), **common)


def _choice(
    label: str, key: str, noun: str, titles: dict[str, str], widget: Callable[..., Any] = st.selectbox, **more: Any
) -> str:
    """Draw one choice among named things, kept in the address; the first is the default."""
    names = list(titles)
    links.option(key, noun, names, names[0], titles.__getitem__)
    if widget is st.segmented_control:
        more["required"] = True
    name: str = widget(label, names, format_func=titles.__getitem__, key=key, **more)
    links.write(key, name, names[0])
    return name


def _common(*, grey_matters: bool) -> Common:
    """Draw what every kernel has: on what it is laid, and what stands beyond the border."""
    mode = _choice(
        "Laid on", "mode", "a filter laid on", MODES, st.segmented_control, disabled=not grey_matters,
        help="A hand-made kernel has one layer: it is laid on the brightness, or on red, green and blue apart. "
        "A learned filter has a layer for each colour.",
    )  # fmt: skip
    border = _choice("Beyond the border", "border", "the border", BORDERS)
    return {"mode": mode, "border": border, "theme": theme()}


def _typed(common: Common) -> FilterSetting | None:
    wish = links.asked("typed")
    if wish is not None or "typed" not in st.session_state:
        st.session_state["typed"] = (
            (wish or FIRST_TYPED)[:MOST] if wish is not None else links.kept("typed", FIRST_TYPED)
        )
    hint = "Numbers or fractions such as 1/9, 1 to 15 rows and columns."
    text = st.text_area("Your kernel, a row on each line", key="typed", max_chars=MOST, help=hint)
    links.write("typed", text, FIRST_TYPED)
    try:
        weights = kernels.parse(text)
    except DoesNotFit as problem:
        st.info(links.plain(str(problem)), icon=":material/edit:")
        return None
    rows, columns = weights.shape
    return FilterSetting(TYPED, f"your {rows} \u00d7 {columns} kernel", **common, weights=_frozen(weights))


def _learned(common: Common) -> FilterSetting | None:
    """Let the student pick one of the network's first filters from their pictures."""
    computing.wait_until_ready()
    from cnnviz.ui import learned, network  # torch comes with them, and only this source of kernels needs it

    model = network.control()
    title = model.card.title if model.card else model.name
    answer = computing.ask(Question("first filters", model.name), lambda: learned.first_filters(model), "first filters")
    if answer is None:
        return None
    filters = answer.value
    index = learned.chosen(model, filters)
    st.caption(f"{title}: what its first layer has learned. Choose a filter, and it is laid on your photo.")
    name, weights = f"learned filter {index + 1} of {filters.layer}", _frozen(filters.kernels[index])
    return FilterSetting(LEARNED, name, **common, weights=weights, offset=filters.offsets[index])


def _frozen(weights: np.ndarray) -> tuple[object, ...]:
    """Turn an array into nested tuples."""
    return tuple(_frozen(row) if row.ndim else float(row) for row in weights)
