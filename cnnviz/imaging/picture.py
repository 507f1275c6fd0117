"""A checked picture: what everything above this package gets instead of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Picture:
    """An RGB picture with its identity; two pictures are equal where size and pixels are.

    `rgb` is uint8 `(H, W, 3)` and read-only; `digest` is blake2b over the size and the pixels, in hexadecimal.
    Build with `Picture.of`.
    """

    rgb: NDArray[np.uint8] = field(repr=False, compare=False)
    digest: str

    @classmethod
    def of(cls, rgb: NDArray[np.uint8]) -> Picture:
        """Copy a uint8 array `(H, W, 3)` into a picture. Raises `ValueError` for any other array."""
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
            raise ValueError(f"a picture is uint8 (H, W, 3) with at least one pixel, not {rgb.dtype} {rgb.shape}")
        # through bytes, not a flag on a copy: an array over bytes can never be made writable again
        pixels = rgb.tobytes()
        size = np.asarray(rgb.shape[:2], dtype="<u4").tobytes()  # 2x8 and 8x2 may hold the same bytes
        frozen = np.frombuffer(pixels, dtype=np.uint8).reshape(rgb.shape)
        return cls(frozen, blake2b(size + pixels, digest_size=16).hexdigest())

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.rgb.shape[1])
