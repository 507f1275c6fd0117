"""Which rows and columns of its input a window never reads."""

from __future__ import annotations

from functools import lru_cache

from cnnviz.arithmetic import Shape, Window, describe_rows
from cnnviz.errors import DoesNotFit


@lru_cache(maxsize=1024)
def unread(window: Window, shape: Shape) -> tuple[str, ...]:
    """Say which rows and columns of its input a window never reads."""
    if len(shape) != 3:
        return ()
    sentences: list[str] = []
    for side, noun in enumerate(("row", "column")):
        if min(window.padding[side]) < 0:
            continue
        try:
            found = describe_rows(
                shape[1 + side], window.kernel[side], window.stride[side], window.padding[side],
                window.dilation[side], window.ceil_mode, noun=noun,
            )  # fmt: skip
        except DoesNotFit:
            continue
        sentences += [sentence for sentence in found if not sentence.startswith("Only padding")]
    return tuple(sentences)
