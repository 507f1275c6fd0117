"""A visitor's own classes: shown, named, sorted; and what the visitor has trained last, held for them alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture
from cnnviz.learn import class_pictures
from cnnviz.learn.class_pictures import ClassPictures
from cnnviz.learn.transfer import Learned
from cnnviz.models.model import Picture as Seen
from cnnviz.render import encode
from cnnviz.serve import Visitor, class_set
from cnnviz.serve.class_set import ClassSet
from cnnviz.ui import inspecting_asked
from cnnviz.ui.classes_examples import BY_NAME
from cnnviz.ui.classes_settings import MINE
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

THUMB, ACROSS = 56, 10  # pixels of a small picture, small pictures in a row of a class's sheet
_learned: WeakKeyDictionary[Visitor, OrderedDict[str, Learned]] = WeakKeyDictionary()
_lock = threading.Lock()
HELD = 2  # of what a visitor has trained: the run that is shown, and the one before


def pictures(visitor: Visitor, name: str) -> ClassPictures:
    """Return a set by its name in links. Raises `UnknownName`."""
    if name in BY_NAME:
        return BY_NAME[name].pictures()
    if name != MINE:
        raise UnknownName("This set of pictures is not here. Choose another.")
    classes = class_set.of(visitor).classes()
    every: list[Seen] = [copy for _, _, copies in classes for copy in copies]
    labels = tuple(label for label, (_, _, copies) in enumerate(classes) for _ in copies)
    return ClassPictures(tuple(title for _, title, _ in classes), tuple(every), labels)


def count(visitor: Visitor) -> int:
    """How many pictures the visitor has brought."""
    return sum(len(copies) for _, _, copies in class_set.of(visitor).classes())


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{set, act, ...}` with the set as it then is, see `shown`. Acts: "look", "add", "drop" (a class),
    "rename", "remove" (a picture). Raises `UnknownName`, `DoesNotFit`."""
    own, act = class_set.of(visitor), inspecting_asked.text(asked, "act")
    acts: dict[str, Callable[[], None]] = {
        "look": lambda: None,
        "add": own.add_class,
        "drop": lambda: own.remove_class(inspecting_asked.text(asked, "class")),
        "rename": lambda: own.rename(inspecting_asked.text(asked, "class"), inspecting_asked.text(asked, "name")),
        "remove": lambda: own.remove(inspecting_asked.text(asked, "picture")),
    }
    if act not in acts:
        raise UnknownName("The question is not complete. Reload the page.")
    acts[act]()
    meta, blobs = shown(visitor, inspecting_asked.text(asked, "set"))
    return pack(meta, blobs)


def shown(visitor: Visitor, name: str) -> tuple[dict[str, Any], list[bytes]]:
    """Return what the component shows of a set, and a sheet of small pictures for each class, `ACROSS` in a row."""
    them = pictures(visitor, name)
    own = class_set.of(visitor).classes() if name == MINE else ()
    classes, sheets = [], []
    for label, title in enumerate(them.names):
        rows = [i for i, each in enumerate(them.labels) if each == label]
        classes.append(
            {
                "name": title,
                "class": own[label][0] if own else None,
                "count": len(rows),
                "pictures": [copy.reference for copy in own[label][2]] if own else [],
            }
        )
        sheets.append(sheet([them.pictures[i] for i in rows]) if own else _example_sheet(name, label))
    meta = {"set": name, "classes": classes, "thumb": THUMB, "across": ACROSS, **_judged(them)}
    meta["honest"] = "" if own else BY_NAME[name].honest
    return meta, sheets


@lru_cache(maxsize=32)  # the page is drawn anew with each step
def _example_sheet(name: str, label: int) -> bytes:
    them = BY_NAME[name].pictures()
    return sheet([picture for picture, own in zip(them.pictures, them.labels, strict=True) if own == label])


def _judged(them: ClassPictures) -> dict[str, Any]:
    try:
        class_pictures.check(them)
    except DoesNotFit as problem:
        return {"problem": str(problem), "remarks": []}
    return {"problem": "", "remarks": list(class_pictures.remarks(them))}


def sheet(those: Sequence[Seen]) -> bytes:
    """Return small square copies of pictures in rows of `ACROSS`, as one JPEG; empty where there are none."""
    if not those:
        return b""
    rows = -(-len(those) // ACROSS)
    whole = np.full((rows * THUMB, ACROSS * THUMB, 3), 128, np.uint8)
    for i, each in enumerate(those):
        top, left = i // ACROSS * THUMB, i % ACROSS * THUMB
        whole[top : top + THUMB, left : left + THUMB] = square(each.rgb, THUMB)
    return encode.jpeg(whole, 85)


def square(rgb: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return the middle square of pixels `(H, W, 3)` as `(side, side, 3)`."""
    height, width = rgb.shape[:2]
    least = min(height, width)
    top, left = (height - least) // 2, (width - least) // 2
    cut = Image.fromarray(np.ascontiguousarray(rgb[top : top + least, left : left + least]))
    return np.asarray(cut.resize((side, side), Image.Resampling.BILINEAR))


def keeper(visitor: Visitor) -> Callable[[str, Learned], None]:
    """Return what keeps a trained classifier for a visitor under a name, without holding the visitor."""
    owner = ref(visitor)

    def keep(name: str, learned: Learned) -> None:
        found = owner()
        if found is None:
            return
        with _lock:
            held = _learned.setdefault(found, OrderedDict())
            held[name] = learned
            held.move_to_end(name)
            while len(held) > HELD:
                held.popitem(last=False)

    return keep


def trained(visitor: Visitor, name: str) -> Learned | None:
    """Return what the visitor has trained under a name, None where it is gone."""
    with _lock:
        return _learned.get(visitor, OrderedDict()).get(name)


def take(visitor: Visitor, reference: str, picture: Picture) -> None:
    """Put a picture into one of the visitor's classes. Raises `UnknownName`, `DoesNotFit`."""
    own: ClassSet = class_set.of(visitor)
    own.add(reference, picture)
