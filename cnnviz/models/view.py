"""The part of a photo that a network sees, and the way between its pixels and the photo's."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # half-open (top, left, bottom, right)


@dataclass(frozen=True)
class View:
    """Shorter side resized to `resize`, then a centred square of `crop` pixels: nothing is squeezed.

    Coordinates are continuous and half-open: pixel (row, col) covers `(row, col, row + 1, col + 1)`. Photo pixels are
    those of `Picture.rgb`. The sizes round as torchvision's `resize` and `center_crop` round them.
    """

    photo_size: tuple[int, int]  # (height, width)
    resize: int
    crop: int

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the network's input."""
        return self.crop, self.crop

    @property
    def resized(self) -> tuple[int, int]:
        """Height and width of the whole photo once its shorter side is `resize` pixels; the longer one is cut off."""
        height, width = self.photo_size
        if width <= height:
            return self.resize * height // width, self.resize
        return self.resize, self.resize * width // height

    @property
    def offset(self) -> tuple[int, int]:
        """Row and column of the crop's first pixel in the resized photo (halves go to the even side)."""
        height, width = self.resized
        return round((height - self.crop) / 2), round((width - self.crop) / 2)

    @property
    def box(self) -> Box:
        """The part of the photo that the network sees, in photo pixels: floats, rarely whole."""
        return self.to_photo((0, 0, self.crop, self.crop))

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        """`box` in whole pixels of the photo, at least one high and wide: of a line, both sides round to one column."""
        top, left, bottom, right = (round(side) for side in self.box)
        top, left = (max(0, min(at, size - 1)) for at, size in zip((top, left), self.photo_size, strict=True))
        return top, left, max(bottom, top + 1), max(right, left + 1)

    @property
    def _scale(self) -> tuple[float, float]:
        """Photo pixels per input pixel, down and across; they differ by less than one resized pixel over the photo."""
        return self.photo_size[0] / self.resized[0], self.photo_size[1] / self.resized[1]

    def to_photo(self, box: Box) -> Box:
        """Map a half-open box in input pixels to photo pixels."""
        (down, across), (top, left) = self._scale, self.offset
        return (box[0] + top) * down, (box[1] + left) * across, (box[2] + top) * down, (box[3] + left) * across

    def to_input(self, box: Box) -> Box:
        """Map a half-open box in photo pixels to input pixels; what lies outside the view ends outside the input."""
        (down, across), (top, left) = self._scale, self.offset
        return box[0] / down - top, box[1] / across - left, box[2] / down - top, box[3] / across - left
