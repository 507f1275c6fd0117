"""One visitor and the photos they have brought.

Streamlit's session state holds the `Visitor`, and lets it go 600 s after the page was closed
(`server.disconnectedSessionTTL`); the photos are held nowhere else and go with it.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from cnnviz.errors import UnknownName

if TYPE_CHECKING:
    from cnnviz.imaging import Picture

UPLOADS = 4  # at most 1024 x 1024 x 3 bytes each: 12 MB a visitor


class Visitor:
    """Who asks: `id` is random, so that nobody can be taken for another by guessing.

    `ticket` is what the visitor's own page shows to the server when it asks beside the page's run; nobody else sees it.
    A photo is found only by the reference that `add` returned, and only here: not by its digest, not by others.
    """

    def __init__(self, uploads: int = UPLOADS) -> None:
        self.id = secrets.token_urlsafe(16)
        self.ticket = secrets.token_urlsafe(24)
        self._limit = uploads
        self._lock = threading.Lock()  # a stopped rerun may still be adding while the next one reads
        self._pictures: dict[str, Picture] = {}  # oldest first
        _present[self.ticket] = self

    @staticmethod
    def of(ticket: str) -> Visitor | None:
        """Return the visitor who holds a ticket; None where that visitor has left, or there never was one."""
        return _present.get(ticket)

    @staticmethod
    def present() -> int:
        """Return how many visitors there are, those who left less than ten minutes ago among them."""
        return len(_present)

    def add(self, picture: Picture) -> str:
        """Hold a photo, letting the oldest go beyond the limit; returns its reference. The same photo keeps its own."""
        with self._lock:
            for reference, held in self._pictures.items():
                if held.digest == picture.digest:
                    self._pictures[reference] = self._pictures.pop(reference)
                    return reference
            reference = secrets.token_urlsafe(9)
            self._pictures[reference] = picture
            while len(self._pictures) > self._limit:
                del self._pictures[next(iter(self._pictures))]
            return reference

    def get(self, reference: str) -> Picture:
        """Return the photo. Raises `UnknownName` where this visitor holds none under that reference."""
        with self._lock:
            picture = self._pictures.get(reference)
        if picture is None:
            raise UnknownName("This photo is no longer here. Drop it in again, or choose a sample.")
        return picture

    def references(self) -> tuple[str, ...]:
        """References of the photos held, the oldest first."""
        with self._lock:
            return tuple(self._pictures)


_present: WeakValueDictionary[str, Visitor] = WeakValueDictionary()
