"""Everything this package raises on purpose. Each message is a sentence that tells the student what to change.

CnnvizError
|-- DoesNotFit (ValueError)            a window larger than its input, channels that groups do not divide, ...
|-- UnreadableImage (ValueError)       an upload that is no picture, or more of one than we take
|-- UnknownName (KeyError)             a sample, kernel, network, layer, class or method that does not exist
|-- NotTraceable (TypeError)           a network whose graph cannot be recorded
|-- WeightsUnavailable (RuntimeError)  a network whose weights are neither here nor to be had
`-- NotComputed (RuntimeError)         the answer was not computed
    |-- Superseded                     the same visitor has asked something newer
    `-- TooBusy                        the queue is full
"""

from __future__ import annotations


class CnnvizError(Exception):
    """Base of all: `str(error)` is a sentence to show as it is."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DoesNotFit(CnnvizError, ValueError):
    """A setting that no convolution can have."""


class UnreadableImage(CnnvizError, ValueError):
    """Bytes that do not become a picture; the sentence says what they are and why they are refused."""


class UnknownName(CnnvizError, KeyError):
    """A name that is not in a list; the sentence names the nearest ones that are."""


class NotTraceable(CnnvizError, TypeError):
    """A network that torch.fx cannot follow; the sentence says why."""


class WeightsUnavailable(CnnvizError, RuntimeError):
    """The weights of a network are not on this machine and cannot be fetched; the sentence names the folder."""


class NotComputed(CnnvizError, RuntimeError):
    """The question was dropped before its answer was there."""


class Superseded(NotComputed):
    """A newer question of the same visitor took this one's place."""


class TooBusy(NotComputed):
    """More questions are waiting than the server takes."""
