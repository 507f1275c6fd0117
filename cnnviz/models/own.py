"""The operator's own networks: `CNNVIZ_MODELS=package.module:factory`, several with commas between them.

Only the environment of the server decides what is run; nothing that a visitor sends is. A factory takes no arguments
and returns a module, or an `OwnNetwork` that also says how pictures go in and what the classes are called. Whatever is
wrong with one becomes a sentence, in the log and for the page, and the others go on.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnnviz.errors import CnnvizError, UnknownName

if TYPE_CHECKING:
    from torch import nn

SETTING = "CNNVIZ_MODELS"
PREFIX = "own-"  # of names in links, so that no network of ours is ever hidden
HOW = "Write package.module:factory, several with commas between them"

_FORM = re.compile(r"(?P<module>[A-Za-z_]\w*(\.[A-Za-z_]\w*)*):(?P<factory>[A-Za-z_]\w*)", re.ASCII)
_reading = threading.Lock()
log = logging.getLogger("cnnviz")


@dataclass(frozen=True)
class OwnNetwork:
    """A network with what it needs to take a photo in; only `module` has to be given.

    `module` maps `(N, 3, input_size, input_size)` to logits `(N, classes)`; a photo's shorter side is resized to
    `input_size`, its centre cut out, then `(x / 255 - mean) / std`.
    """

    module: nn.Module
    title: str = ""  # the factory's name where empty
    class_names: tuple[str, ...] = ()  # "class 1", "class 2", ... where empty
    input_size: int = 224
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class OwnEntry:
    """One of the operator's networks, tried out: it takes a picture and its layers can be followed."""

    name: str  # in links: "own-" and the factory's name
    network: OwnNetwork  # with title and class names filled in
    parameters: int
    macs: int


class NotUsable(CnnvizError):
    """Why a setting names no network that can be looked into."""


def entries() -> tuple[OwnEntry, ...]:
    """Return the operator's networks; makes them when first asked, which imports torch where there are any."""
    return _current()[0]


def own_problems() -> tuple[str, ...]:
    """Return a sentence for each part of the setting that names no usable network."""
    return _current()[1]


def entry(name: str) -> OwnEntry:
    """Return one of the operator's networks by its name in links; raises `UnknownName`."""
    for each in entries():
        if each.name == name:
            return each
    raise UnknownName(f"There is no network named {name!r} in {SETTING}.")


def _current() -> tuple[tuple[OwnEntry, ...], tuple[str, ...]]:
    with _reading:  # two visitors at once: the factories run once
        return _read(os.environ.get(SETTING, "").strip())


@lru_cache(maxsize=1)
def _read(setting: str) -> tuple[tuple[OwnEntry, ...], tuple[str, ...]]:
    """Make every network of the setting; each problem is logged once, with what Python said of it."""
    made: dict[str, OwnEntry] = {}
    told = []
    for part in filter(None, (part.strip() for part in setting.split(","))):
        try:
            each = _make(part, taken=made)
            made[each.name] = each
        except NotUsable as problem:
            log.warning("%s", problem, exc_info=problem.__cause__)
            told.append(str(problem))
    return tuple(made.values()), tuple(told)


def _make(part: str, taken: dict[str, OwnEntry]) -> OwnEntry:
    """Call the factory that one part of the setting names, and try what it returns. Raises `NotUsable`."""
    form = _FORM.fullmatch(part)
    if form is None:
        raise NotUsable(f"{SETTING} holds {part!r}. {HOW}.")
    factory_name = form["factory"]
    factory = _factory(part, form["module"], factory_name)
    try:
        made = factory()
    except (Exception, SystemExit) as reason:  # whatever the operator's code raises
        raise NotUsable(
            f"{part} of {SETTING} raised {type(reason).__name__} when it was called without arguments. "
            "The server's log has the details."
        ) from reason
    from cnnviz.models.own_check import examined

    name, number = PREFIX + factory_name, 2
    while name in taken:
        name, number = f"{PREFIX}{factory_name}-{number}", number + 1
    return examined(made, part, name, factory_name)


def _factory(part: str, module_name: str, factory_name: str) -> Any:
    """Find the function that one part of the setting names. Raises `NotUsable`."""
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as reason:
        raise NotUsable(
            f"{SETTING} names {part}, but Python finds no module {reason.name}. "
            "Check the spelling, and that its folder is in PYTHONPATH."
        ) from reason
    except (Exception, SystemExit) as reason:  # whatever the operator's code raises
        raise NotUsable(
            f"{SETTING} names {part}, but importing {module_name} raised {type(reason).__name__}. "
            "The server's log has the details."
        ) from reason
    factory = getattr(module, factory_name, None)
    if not callable(factory):
        what = "has no" if factory is None else "has something else than a function named"
        raise NotUsable(f"{SETTING} names {part}, but {module_name} {what} {factory_name}. {HOW}.")
    return factory
