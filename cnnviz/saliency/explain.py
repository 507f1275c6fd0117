"""One verb for all methods of attribution, and what each has to say about itself."""

from __future__ import annotations

import difflib
import time
from dataclasses import replace
from typing import Any

import torch

from cnnviz.errors import UnknownName
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.method_list import METHODS, Method
from cnnviz.saliency.options import Progress


def methods() -> tuple[Method, ...]:
    """Return the methods that `explain` knows, in the order in which a page offers them."""
    return METHODS


def explain(
    model: Model,
    picture: Picture,
    target: int | None,
    method: str,
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Attribution:
    """Return where in `picture` the class `target` (an index; None for the top one) comes from, by `method`.

    `options` are those of the method, listed in its `.options`: `signed`, `layer`, `samples`, ... The shared network is
    not touched: gradients are taken of pixels and activations only, without hooks.

    A method that takes many passes calls `progress(done, of_all)` after each batch. It may raise to stop the method:
    nothing is left behind, and what it raised comes out of here. Methods of one or two passes never call it.

    Raises `UnknownName` for a method, option or layer that does not exist, and `DoesNotFit` for a class or an option
    out of range, a layer that has no rows and columns, or a network that the method is not for.
    """
    how = find(method)
    for option in options:
        if option not in how.options:
            raise UnknownName(f"{how.title} has no option '{option}'; it takes: {', '.join(how.options) or 'none'}.")
    if how.long:
        options["progress"] = progress
    started = time.perf_counter()
    with torch.inference_mode(mode=False), torch.enable_grad():
        found = how.compute(model, picture, target, **options)
    return replace(found, milliseconds=1000 * (time.perf_counter() - started))


def find(name: str) -> Method:
    """Return the method called `name`. Raises `UnknownName`, whose sentence has the nearest names."""
    known = {each.name: each for each in METHODS}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=2, cutoff=0.3) or list(known)
        raise UnknownName(f"There is no saliency method '{name}'. Near it: {', '.join(near)}.")
    return known[name]
