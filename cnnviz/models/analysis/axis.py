"""Which pixels each unit of a map can see, along one axis of the picture: exact, also where neighbours see differently.

Behind convolutions all units see alike, one stride apart. Behind a transposed convolution or an upsampling they take
turns: with stride 2, even units may see one pixel and odd units two. So a whole turn of units is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

Span = tuple[int, int]
"""Half-open: from the first pixel seen to the one behind the last. It may hang over the picture's border."""


def hull(spans: Iterable[Span | None]) -> Span | None:
    """Return the shortest span around all; None where all are None, which see nothing."""
    some = [span for span in spans if span is not None]
    return (min(low for low, _ in some), max(high for _, high in some)) if some else None


@dataclass(frozen=True)
class Axis:
    """Unit `i` sees `spans[i % turn]`, moved on by `advance` pixels for each whole turn, with `turn = len(spans)`."""

    advance: int = 1
    spans: tuple[Span | None, ...] = ((0, 1),)

    def at(self, unit: int) -> Span | None:
        """Return what one unit sees; units before the first, which stand for padding, go on in the same steps."""
        turns, place = divmod(unit, len(self.spans))
        span = self.spans[place]
        return span and (span[0] + turns * self.advance, span[1] + turns * self.advance)

    def gather(self, step: int, taps: Sequence[Sequence[int]]) -> Axis:
        """Return the axis of units that see units: unit `i` those at `taps[i % n] + (i // n) * step`, n = len(taps).

        A convolution is `gather(stride, [taps of the kernel])`, doubling a map `gather(1, [[0], [0]])`.
        """
        if len(self.spans) == 1 and len(taps) == 1 and taps[0]:
            ends = hull((self.at(min(taps[0])), self.at(max(taps[0]))))
            return Axis(self.advance * step, (ends,))
        turns = len(self.spans) // gcd(len(self.spans), step)  # until both patterns begin anew
        spans = tuple(hull(self.at(tap + turn * step) for tap in unit) for turn in range(turns) for unit in taps)
        return Axis(self.advance * (turns * step // len(self.spans)), spans).shortest()

    def shortest(self) -> Axis:
        """Return the same axis with the shortest turn that says it."""
        n = len(self.spans)
        for turn in range(1, n):
            if n % turn == 0 and self.advance * turn % n == 0:
                short = Axis(self.advance * turn // n, self.spans[:turn])
                if all(short.at(i) == self.spans[i] for i in range(n)):
                    return short
        return self

    @property
    def pace(self) -> Fraction:
        """Pixels from one unit to the next, on average."""
        return Fraction(self.advance, len(self.spans))

    def straight(self) -> tuple[int, int, int] | None:
        """Return `(size, stride, padding)` of the smallest equal fields, one stride apart, that cover all units'.

        None where the pace is no whole number, or no unit sees anything.
        """
        if self.pace.denominator != 1:
            return None
        stride = int(self.pace)
        around = hull(span and (span[0] - i * stride, span[1] - i * stride) for i, span in enumerate(self.spans))
        return around and (around[1] - around[0], stride, -around[0])

    @property
    def even(self) -> bool:
        """Whether all units see alike, so that `straight` is no more than each of them sees."""
        return len(self.spans) == 1


@lru_cache(maxsize=4096)
def convolved(axis: Axis, kernel: int, stride: int, before: int, dilation: int) -> Axis:
    """Return the axis behind a convolution or pooling."""
    return axis.gather(stride, [range(-before, dilation * (kernel - 1) + 1 - before, dilation)])


@lru_cache(maxsize=4096)
def transposed(axis: Axis, kernel: int, stride: int, padding: int, dilation: int) -> Axis:
    """Return the axis behind a transposed convolution: input `j` goes to outputs `j * stride - padding + tap`."""
    taps = [dilation * tap for tap in range(kernel)]
    return axis.gather(
        1, [[(i + padding - tap) // stride for tap in taps if (i + padding - tap) % stride == 0] for i in range(stride)]
    )


@lru_cache(maxsize=4096)
def adapted(axis: Axis, size: int, output: int) -> Axis:
    """Return the axis behind an adaptive pooling: window `i` is `floor(i * size / output)` to `ceil((i + 1) * ...)`."""
    common = gcd(size, output)
    size, output = size // common, output // common
    return axis.gather(size, [range(i * size // output, -(-(i + 1) * size // output)) for i in range(output)])


@lru_cache(maxsize=4096)
def united(first: Axis, second: Axis, units: int) -> tuple[Axis, Fraction]:
    """Return the axis whose units see what both see, and how many pixels apart the two are centred at most.

    (Where neighbours take turns, centres differ by themselves: then the distance is put down as 0.)
    Axes of one pace unite exactly; of two paces, it is the smallest straight axis that covers both for `units` units.
    """
    if first.pace == second.pace:
        turn = lcm(len(first.spans), len(second.spans))
        pairs = [(first.at(i), second.at(i)) for i in range(turn)]
        advance = int(first.pace * turn)
        apart = _apart(pairs) if turn == 1 else Fraction(0)
        return Axis(advance, tuple(hull(pair) for pair in pairs)).shortest(), apart
    pairs = [(first.at(i), second.at(i)) for i in range(units)]
    both = [hull(pair) for pair in pairs]
    low, high = sorted((first.pace, second.pace))
    choices = {int(low), -int(-low // 1), int(high), -int(-high // 1)}
    covers = [
        Axis(stride, (hull(span and (span[0] - i * stride, span[1] - i * stride) for i, span in enumerate(both)),))
        for stride in sorted(choices)
    ]
    return min(covers, key=lambda axis: (axis.straight() or (0,))[0]), _apart(pairs)


def _apart(pairs: Iterable[tuple[Span | None, Span | None]]) -> Fraction:
    """Return the largest distance of the centres of two spans."""
    return max((Fraction(abs(sum(a) - sum(b)), 2) for a, b in pairs if a and b), default=Fraction(0))
