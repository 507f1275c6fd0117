"""One verb for all methods of attribution, and what each has to say about itself."""

from __future__ import annotations

import difflib
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch

from cnnviz.errors import UnknownName
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.grad_cam import grad_cam
from cnnviz.saliency.gradient import gradient


@dataclass(frozen=True)
class Method:
    """A method for the page: `.title`, the `.idea` in a sentence, how it `.misleads`, its `.paper` and `.address`."""

    name: str
    title: str
    idea: str
    misleads: str
    paper: str
    address: str
    compute: Callable[..., Attribution]

    @property
    def options(self) -> tuple[str, ...]:
        """Return the names of the options that `explain` takes for this method."""
        parameters = inspect.signature(self.compute).parameters.values()
        return tuple(each.name for each in parameters if each.kind is each.KEYWORD_ONLY)


_METHODS = (
    Method(
        "gradient",
        "Gradient",
        "Which pixels would change the score most if they changed a little?",
        "It shows what the score is sensitive to, which need not be what the class was recognized by; it is noisy.",
        "Simonyan et al. 2013, section 3",
        "https://arxiv.org/abs/1312.6034",
        gradient,
    ),
    Method(
        "grad_cam",
        "Grad-CAM",
        "Which regions hold the features that speak for this class?",
        "It is as coarse as the layer it looks at, and each cell sees more of the photo than the patch it colours.",
        "Selvaraju et al. 2017, section 3",
        "https://arxiv.org/abs/1610.02391",
        grad_cam,
    ),
)


def methods() -> tuple[Method, ...]:
    """Return the methods that `explain` knows, in the order in which a page offers them."""
    return _METHODS


def explain(model: Model, picture: Picture, target: int | None, method: str, **options: Any) -> Attribution:
    """Return where in `picture` the class `target` (an index; None for the top one) comes from, by `method`.

    `options` are those of the method: `signed` for "gradient", `layer` for "grad_cam". The shared network is not
    touched: gradients are taken of pixels and activations only, without hooks.

    Raises `UnknownName` for a method, option or layer that does not exist, and `DoesNotFit` for a class out of range or
    a layer that has no rows and columns.
    """
    how = _find(method)
    for option in options:
        if option not in how.options:
            raise UnknownName(f"{how.title} has no option '{option}'; it takes: {', '.join(how.options) or 'none'}.")
    started = time.perf_counter()
    with torch.inference_mode(mode=False), torch.enable_grad():
        found = how.compute(model, picture, target, **options)
    return replace(found, milliseconds=1000 * (time.perf_counter() - started))


def _find(name: str) -> Method:
    """Return the method called `name`."""
    known = {each.name: each for each in _METHODS}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=2, cutoff=0.3) or list(known)
        raise UnknownName(f"There is no saliency method '{name}'. Near it: {', '.join(near)}.")
    return known[name]
