"""The receptive field: which pixels of the network's input one unit of a layer can see."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.checks import pair, two, whole
from cnnviz.arithmetic.padding import Padding, kernel_span, resolve_padding


@dataclass(frozen=True)
class ReceptiveField:
    """The field of a layer's units, each number `(height, width)` in pixels of the network's input.

    `ReceptiveField()` is the input itself, where a pixel sees a pixel; each layer behind it is a `.then(...)`.
    Source: Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks, Distill (2019).
    """

    size: tuple[int, int] = (1, 1)
    """The field's sides."""
    stride: tuple[int, int] = (1, 1)
    """From one unit's field to that of its neighbour."""
    padding: tuple[int, int] = (0, 0)
    """How far the first unit's field hangs over the picture's top and left border."""

    def then(
        self,
        kernel: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: Padding | tuple[Padding, Padding] = 0,
        dilation: int | tuple[int, int] = 1,
    ) -> ReceptiveField:
        """Return the field behind one more convolution or pooling.

        Each argument is an int for both axes or `(height, width)`. So `padding=(1, 2)` is 1 above and below, 2 left
        and right, as in PyTorch; `padding=((top, bottom), (left, right))` pads the sides apart, and only top and left
        move the field. A name ("same", "valid", "full") does for both axes. `ceil_mode` changes no field.

        Raises:
            DoesNotFit: a number is broken or too small.

        """
        kernels, strides = pair(kernel, "kernel size", 1), pair(stride, "stride", 1)
        dilations, paddings = pair(dilation, "dilation", 1), two(padding, "padding")
        size, jump, start = [], [], []
        for axis in (0, 1):
            before, _ = resolve_padding(paddings[axis], kernels[axis], dilations[axis], strides[axis])  # type: ignore[arg-type]
            reach = kernel_span(kernels[axis], dilations[axis]) - 1
            size.append(self.size[axis] + reach * self.stride[axis])
            jump.append(self.stride[axis] * strides[axis])
            start.append(self.padding[axis] + before * self.stride[axis])
        return ReceptiveField((size[0], size[1]), (jump[0], jump[1]), (start[0], start[1]))

    def box(self, row: int, col: int, image_size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return the part of the picture in the field of unit `(row, col)`, counted from 0.

        It is half-open, `(top, left, bottom, right)`: the field, a whole rectangle, clipped to `image_size`,
        `(height, width)`. Where it lies wholly in padding the box is empty: it has neither height nor width, and
        stands on the border beside the field.
        Outside this box no pixel has any influence. Inside, some may have none: in the holes of a dilation, between
        windows, or at a border where a layer on the way dropped rows or saw padding only.

        Raises:
            DoesNotFit: a negative place, or a picture without pixels.

        """
        place = whole(row, "unit's row", 0), whole(col, "unit's column", 0)
        height, width = pair(image_size, "picture's size", 1)
        top, bottom = self._clipped(0, place[0], height)
        left, right = self._clipped(1, place[1], width)
        if top == bottom or left == right:
            return top, left, top, left
        return top, left, bottom, right

    def _clipped(self, axis: int, place: int, length: int) -> tuple[int, int]:
        start = place * self.stride[axis] - self.padding[axis]
        return min(max(start, 0), length), min(max(start + self.size[axis], 0), length)
