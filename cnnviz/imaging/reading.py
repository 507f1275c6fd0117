"""An upload becomes a picture, or a sentence.

The order matters: bytes, first bytes, header, and only then a decoder, chosen by us and not by trying them all.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from threading import Lock

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from cnnviz.errors import UnreadableImage
from cnnviz.imaging.limits import check_bytes, check_scans, check_size, declared_size
from cnnviz.imaging.picture import Picture
from cnnviz.imaging.pixels import fitted, rgb_of
from cnnviz.imaging.signature import recognise

# opened by class: `Image.open` would also try neighbours (MPO inside JPEG) and warn about sizes refused below
_DECODERS: dict[str, type[ImageFile.ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
}
_TIFF_BITS, _TIFF_TILE_WIDTH, _TIFF_TILE_HEIGHT = 258, 322, 323

_one_at_a_time = Lock()  # decoding takes memory for a moment: one large photo at a time, not a class of thirty


def read(data: bytes) -> Picture:
    """Read a PNG, JPEG, WebP, GIF, BMP or TIFF (the first frame) into a picture of at most 1024 pixels a side.

    The EXIF rotation is applied, transparency lies on white, 16-bit values are scaled, inks (CMYK) become RGB without
    colour management; proportions stay. Raises `UnreadableImage`, and nothing else, for any bytes: empty, over 20 MB,
    more than 40 million pixels or 20,000 a side, no picture, damaged or cut off.
    """
    check_bytes(data)
    kind = recognise(data)
    check_size(declared_size(kind, data), kind)
    if kind == "JPEG":
        check_scans(data)
    with _one_at_a_time, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")  # about metadata that is not used here
        try:
            return _decode(data, kind)
        except UnreadableImage:
            raise
        except Image.DecompressionBombError:
            raise UnreadableImage(f"This {kind} has more than 40 million pixels. Scale it down first.") from None
        except Exception as reason:
            raise UnreadableImage(_explain(reason, kind)) from reason


def _decode(data: bytes, kind: str) -> Picture:
    with _DECODERS[kind](BytesIO(data)) as image:
        check_size(image.size, kind)
        bits = 16
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            # a tile is decoded whole, however little of it the picture uses
            check_size((image.tag_v2.get(_TIFF_TILE_WIDTH, 0), image.tag_v2.get(_TIFF_TILE_HEIGHT, 0)), kind)
            bits = min(max(image.tag_v2.get(_TIFF_BITS, (16,))), 16)
        width, height = fitted(image.size)
        image.draft(
            None, (2 * width, 2 * height)
        )  # JPEG alone: decodes at 1/2, 1/4 or 1/8; twice the size keeps it crisp
        image.load()
        if image.mode == "LAB":
            raise UnreadableImage(
                f"This {kind} keeps its colours as CIE L*a*b*, which is not read here. Save it as RGB."
            )
        return Picture.of(rgb_of(image, bits))


def _explain(reason: Exception, kind: str) -> str:
    words = str(reason).lower()
    if isinstance(reason, MemoryError):
        return f"This {kind} needs more memory than there is just now. Scale it down first."
    if "too large" in words or "too much memory" in words:
        return f"This {kind} carries a text or colour profile that unpacks to too much. Save it again without metadata."
    if isinstance(reason, EOFError) or "truncated" in words or "end of" in words or "not enough" in words:
        return f"This {kind} is cut off: the file ends before the picture does. Copy or download it again."
    return f"This {kind} is damaged or cut off: its pixels cannot be decoded. Download it again, or save it anew."
