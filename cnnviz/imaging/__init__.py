"""Pictures: reading an upload safely, the samples, classical kernels and their responses. No torch.

What is known about the samples costs no numpy import, so that a server starts without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnnviz.imaging import kernels, library, samples
    from cnnviz.imaging.borders import Border
    from cnnviz.imaging.cosine import Likeness, likeness
    from cnnviz.imaging.display import limit
    from cnnviz.imaging.filter import Mode, magnitude, respond
    from cnnviz.imaging.gradient import orientation, thinned
    from cnnviz.imaging.kernels import Kernel
    from cnnviz.imaging.picture import Picture
    from cnnviz.imaging.reading import read
    from cnnviz.imaging.samples import Sample

__all__ = [
    "Border",
    "Kernel",
    "Likeness",
    "Mode",
    "Picture",
    "Sample",
    "kernels",
    "library",
    "likeness",
    "limit",
    "magnitude",
    "orientation",
    "read",
    "respond",
    "samples",
    "thinned",
]

# No file here is named like one of these functions: importing the file would put the module in its place.
_HOMES = {
    "Border": "borders",
    "Kernel": "kernels",
    "Likeness": "cosine",
    "Mode": "filter",
    "Picture": "picture",
    "Sample": "samples",
    "likeness": "cosine",
    "limit": "display",
    "magnitude": "filter",
    "orientation": "gradient",
    "read": "reading",
    "respond": "filter",
    "thinned": "gradient",
}
_MODULES = {"kernels", "library", "samples"}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
