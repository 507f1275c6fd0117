"""Whatever the bytes are, reading them gives a picture or a sentence, and nothing else; warnings would fail here."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import imaging
from cnnviz.errors import UnreadableImage
from tests.imaging.files import corners, encode, with_orientation

NOISE = np.random.default_rng(5).integers(0, 256, (20, 13, 3), dtype=np.uint8)
FRAMES = {"save_all": True, "append_images": [Image.fromarray(NOISE[::-1].copy())]}
REAL = {
    "png": with_orientation(NOISE, 6, "PNG"),
    "png of 16 bits": encode(NOISE[..., 0].astype(np.uint16) * 257, "PNG"),
    "png with palette": encode(Image.fromarray(NOISE).quantize(9), "PNG", transparency=b"\x00\x80\xff"),
    "apng": encode(NOISE, "PNG", **FRAMES),
    "jpeg": with_orientation(NOISE, 5, "JPEG"),
    "jpeg, progressive": encode(NOISE, "JPEG", progressive=True),
    "jpeg of inks": encode(Image.fromarray(NOISE).convert("CMYK"), "JPEG"),
    "webp": with_orientation(NOISE, 8, "WebP"),
    "webp, lossless": encode(NOISE, "WebP", lossless=True),
    "webp, moving": encode(NOISE, "WebP", **FRAMES),
    "gif": encode(NOISE, "GIF"),
    "gif, moving": encode(NOISE, "GIF", **FRAMES),
    "bmp": encode(NOISE, "BMP"),
    "bmp with palette": encode(Image.fromarray(NOISE).quantize(9), "BMP"),
    "tiff": with_orientation(NOISE, 7, "TIFF"),
    "tiff, deflated": encode(NOISE, "TIFF", compression="tiff_adobe_deflate"),
    "tiff as jpeg": encode(NOISE, "TIFF", compression="jpeg"),
    "tiff of floats": encode(NOISE[..., 0].astype(np.float32), "TIFF", compression="tiff_lzw"),
    "tiff, pages": encode(NOISE, "TIFF", **FRAMES),
}
SIGNATURES = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF\0\0\0\0WEBP",
    b"<svg",
]

unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))


def picture_or_sentence(data: bytes) -> None:
    sentence = "."
    try:
        picture = imaging.read(data)
    except UnreadableImage as refusal:
        sentence = str(refusal)
    else:
        assert picture.rgb.dtype == np.uint8
        assert picture.rgb.shape == (picture.height, picture.width, 3)
        assert min(picture.rgb.shape[:2]) >= 1
        assert max(picture.rgb.shape[:2]) <= 1024
    assert sentence.endswith(".")


@given(signature=st.sampled_from(SIGNATURES), rest=st.binary(max_size=300))
@settings(unhurried, max_examples=300)
def test_random_bytes(signature: bytes, rest: bytes) -> None:
    picture_or_sentence(signature + rest)


@pytest.mark.parametrize("name", REAL)
@given(data=st.data())
@settings(unhurried, max_examples=150)
def test_real_files_with_bytes_changed(name: str, data: st.DataObject) -> None:
    file = bytearray(REAL[name])
    # most of a file's meaning is at its head
    places = st.one_of(st.integers(0, min(120, len(file) - 1)), st.integers(0, len(file) - 1))
    for at, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
        file[at] = value
    picture_or_sentence(bytes(file))


@pytest.mark.parametrize("name", REAL)
@given(data=st.data())
@settings(unhurried, max_examples=60)
def test_real_files_cut_stretched_and_spliced(name: str, data: st.DataObject) -> None:
    file = REAL[name]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(file))] * 2)))
    what = data.draw(st.sampled_from(["cut", "drop", "twice", "splice"]))
    other = REAL[data.draw(st.sampled_from(sorted(REAL)))]
    changed = {
        "cut": file[:end],
        "drop": file[:start] + file[end:],
        "twice": file[:end] + file[start:],
        "splice": file[:start] + other[:end] + file[start:],
    }
    picture_or_sentence(changed[what])


@pytest.mark.parametrize("name", REAL)
def test_every_one_of_these_files_is_readable_as_it_is(name: str) -> None:
    assert imaging.read(REAL[name]).rgb.shape in {(20, 13, 3), (13, 20, 3)}


def test_many_readers_at_once_get_what_each_gets_alone() -> None:
    files = list(REAL.values()) * 4
    alone = [imaging.read(file).digest for file in files]
    with ThreadPoolExecutor(8) as readers:
        assert [picture.digest for picture in readers.map(imaging.read, files)] == alone


def test_a_refusal_does_not_keep_the_next_reader_waiting() -> None:
    with contextlib.suppress(UnreadableImage):
        imaging.read(REAL["png"][:60])
    assert imaging.read(encode(corners(), "PNG")).width == 9
