"""The sets of pictures that the page brings along: drawings by chance and pieces of the sample photos."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.imaging import Picture
from cnnviz.imaging.doodles import doodle
from cnnviz.imaging.pieces import piece
from cnnviz.learn.class_pictures import ClassPictures

EACH = 40  # pictures of a class
FURTHER = 1000  # from this number on drawings are not in any set: new ones to try


@dataclass(frozen=True)
class Example:
    """A set: `kinds` names each class and what it is made from; `honest` says what its accuracy does not tell."""

    name: str
    title: str
    kinds: tuple[tuple[str, str], ...]  # name of the class, kind of drawing or name of the sample
    drawn: bool
    honest: str

    def picture(self, kind: str, number: int) -> Picture:
        """Return a picture of a class."""
        return doodle(kind, number) if self.drawn else piece(kind, number)

    def pictures(self) -> ClassPictures:
        """Return the whole set."""
        names = tuple(name for name, _ in self.kinds)
        every = tuple(self.picture(kind, number) for _, kind in self.kinds for number in range(EACH))
        return ClassPictures(names, every, tuple(label for label in range(len(names)) for _ in range(EACH)))


EXAMPLES = (
    Example(
        "faces",
        "Smile or frown",
        (("Smile", "smile"), ("Frown", "frown")),
        True,
        "Drawn by chance, so that nothing but the mouth tells the classes apart. The network has never seen a drawing.",
    ),
    Example(
        "garden",
        "Sun, flower, fish",
        (("Sun", "sun"), ("Flower", "flower"), ("Fish", "fish")),
        True,
        "Drawn by chance. Shapes and colours give much away: see how few pictures are enough.",
    ),
    Example(
        "photos",
        "Pieces of three photos",
        (("Cat", "cat"), ("Coffee", "coffee"), ("Rocket", "rocket")),
        False,
        "All pictures of a class are pieces of one photo, the held-out ones too: such a test is far too easy. "
        "Another cat is the true one; try your own.",
    ),
)
BY_NAME = {example.name: example for example in EXAMPLES}
