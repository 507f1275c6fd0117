"""Pictures that a visitor has brought to teach classes with: small copies, bounded, theirs alone, gone with them."""

from __future__ import annotations

import io
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture
from cnnviz.serve.visitor import Visitor

SIDE = 160  # pixels of a square copy: as much as a network for 224 pixels makes use of, nearly
CLASSES, PICTURES, EACH = 5, 200, 100  # at most, in all and of one class
BYTES = 4_000_000  # of a visitor's copies together
NAME = 30  # characters of a class's name
QUALITY = 90


@dataclass(frozen=True)
class SmallCopy:
    """The middle square of a picture, `SIDE` x `SIDE`, kept as JPEG; what `models.Picture` asks for."""

    reference: str
    jpeg: bytes = field(repr=False)
    digest: str  # of the picture that was brought, so that the same one is known again

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """Pixels `(SIDE, SIDE, 3)`, decoded each time: two hundred lie around as half a megabyte."""
        with Image.open(io.BytesIO(self.jpeg), formats=["JPEG"]) as image:
            return np.asarray(image.convert("RGB"))


@dataclass
class OwnClass:
    """A class with its copies, the oldest first."""

    reference: str
    name: str
    copies: list[SmallCopy] = field(default_factory=list)


class ClassSet:
    """A visitor's classes. `revision` grows with every change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._classes = [OwnClass(secrets.token_urlsafe(6), name) for name in ("First", "Second")]
        self.revision = 0

    def classes(self) -> tuple[tuple[str, str, tuple[SmallCopy, ...]], ...]:
        """Return reference, name and copies of each class."""
        with self._lock:
            return tuple((each.reference, each.name, tuple(each.copies)) for each in self._classes)

    def add_class(self) -> None:
        """Add an empty class. Raises `DoesNotFit` beyond the limit."""
        with self._changing():
            if len(self._classes) >= CLASSES:
                raise DoesNotFit(f"There are {CLASSES} classes already, as many as this page takes.")
            self._classes.append(OwnClass(secrets.token_urlsafe(6), f"Class {len(self._classes) + 1}"))

    def remove_class(self, reference: str) -> None:
        """Let a class and its pictures go; one is always left. Raises `UnknownName`, `DoesNotFit`."""
        with self._changing():
            found = self._find(reference)
            if len(self._classes) == 1:
                raise DoesNotFit("This is the last class. Empty it, or give it another name.")
            self._classes.remove(found)

    def rename(self, reference: str, name: str) -> None:
        """Give a class a name of 1 to 30 characters on one line. Raises `UnknownName`, `DoesNotFit`."""
        clean = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:NAME].strip()
        with self._changing():
            found = self._find(reference)
            if not clean:
                raise DoesNotFit("A class needs a name of at least one letter.")
            if any(each is not found and each.name == clean for each in self._classes):
                raise DoesNotFit(f"Another class is called “{clean}” already. Choose another name.")
            found.name = clean

    def add(self, reference: str, picture: Picture) -> None:
        """Put a small copy into a class. Raises `UnknownName`, and `DoesNotFit` for what is there or too much."""
        copy = small(picture)
        with self._changing():
            found = self._find(reference)
            if any(each.digest == copy.digest for each in found.copies):
                raise DoesNotFit("This very picture is in the class already.")
            if len(found.copies) >= EACH:
                raise DoesNotFit(f"A class takes at most {EACH} pictures; this one is full.")
            held = [each for own in self._classes for each in own.copies]
            if len(held) >= PICTURES or sum(len(each.jpeg) for each in held) + len(copy.jpeg) > BYTES:
                raise DoesNotFit(f"All classes together take at most {PICTURES} pictures. Remove some first.")
            found.copies.append(copy)

    def remove(self, reference: str) -> None:
        """Let one picture go. Raises `UnknownName`."""
        with self._changing():
            for own in self._classes:
                for copy in own.copies:
                    if copy.reference == reference:
                        own.copies.remove(copy)
                        return
            raise UnknownName("This picture is no longer here.")

    def find(self, reference: str) -> SmallCopy:
        """Return one picture. Raises `UnknownName`."""
        with self._lock:
            for own in self._classes:
                for copy in own.copies:
                    if copy.reference == reference:
                        return copy
        raise UnknownName("This picture is no longer here.")

    def _find(self, reference: str) -> OwnClass:
        for each in self._classes:
            if each.reference == reference:
                return each
        raise UnknownName("This class is no longer here. Reload the page.")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock; a change that goes through counts."""
        with self._lock:
            yield
            self.revision += 1


def small(picture: Picture) -> SmallCopy:
    """Return the middle square of a picture as a small copy."""
    height, width = picture.rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(np.ascontiguousarray(picture.rgb[top : top + side, left : left + side]))
    buffer = io.BytesIO()
    square.resize((SIDE, SIDE), Image.Resampling.BILINEAR).save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return SmallCopy(secrets.token_urlsafe(6), buffer.getvalue(), picture.digest)


_sets: WeakKeyDictionary[Visitor, ClassSet] = WeakKeyDictionary()
_lock = threading.Lock()


def of(visitor: Visitor) -> ClassSet:
    """Return a visitor's set, empty at first."""
    with _lock:
        return _sets.setdefault(visitor, ClassSet())
