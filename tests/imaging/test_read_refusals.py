from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from cnnviz import imaging
from cnnviz.errors import UnreadableImage
from cnnviz.imaging import limits
from tests.imaging.files import LOSSLESS, corners, encode, tiff_of_one_pixel

NOISE = np.random.default_rng(3).integers(0, 256, (64, 48, 3), dtype=np.uint8)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableImage) as caught:
        imaging.read(data)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    for word in ("error", "invalid", "oops", "Traceback"):
        assert word not in sentence.lower()
    return sentence


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert "empty" in refusal(b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF document"),
        (b"\n\n  %PDF-1.4", "PDF document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by -->\n<svg width='3'>", "SVG drawing"),
        ("<?xml version='1.0' encoding='UTF-16'?><svg >".encode("utf-16"), "SVG drawing"),
        (struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic", "HEIC photo"),
        (struct.pack(">I", 24) + b"ftypmif1\0\0\0\0mif1heic", "HEIC photo"),
        (struct.pack(">I", 28) + b"ftypavif\0\0\0\0avifmif1miaf", "AVIF picture"),
        (struct.pack(">I", 28) + b"ftypmif1\0\0\0\0mif1avifmiaf", "AVIF picture"),
        (struct.pack(">I", 24) + b"ftypisom\0\0\x02\0isomiso2", "video"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"PK\x03\x04\x14\0", "ZIP archive"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"\0\0\x01\0\x01\0", "icon"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\xff\x0a\xfa\x7f", "JPEG XL"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"just some words, no picture", "no picture that is known here"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "no picture that is known here"),
        (b"\0", "no picture that is known here"),
    ],
)
def test_strangers_are_called_by_their_name(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_real_avif_is_not_decoded() -> None:
    ftyp = struct.pack(">I", 32) + b"ftypavif" + bytes(4) + b"avifmif1miafMA1A"
    assert "AVIF" in refusal(ftyp + bytes(500))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_off_is_refused_as_such(kind: str, share: float) -> None:
    data = encode(NOISE, kind, **LOSSLESS.get(kind, {}))
    sentence = refusal(data[: int(len(data) * share)])
    assert "cut off" in sentence
    assert kind in sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF"])
def test_a_signature_alone_is_a_file_cut_off(kind: str) -> None:
    assert "cut off" in refusal(encode(NOISE, kind)[:16])


def test_over_20_megabytes_is_refused_with_its_size() -> None:
    assert "20.6 MB; at most 20 MB" in refusal(b"\x89PNG\r\n\x1a\n" + bytes(20_600_000))


def test_20_megabytes_are_not_too_many() -> None:
    data = encode(corners(), "BMP")
    assert imaging.read(data + bytes(limits.MAX_BYTES - len(data))).width == 9


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    data = encode(NOISE, "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def gif_of(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + encode(corners(), "GIF")[10:]


def gif_frame_of(width: int, height: int) -> bytes:
    """A small screen with a first frame that is far larger, after an extension and some junk."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x01\x00\x00;"
    return b"GIF89a\x08\0\x08\0\x80\0\0" + bytes(6) + b"?!\xf9\x04\x08\0\0\0\0" + frame


def bmp_of(width: int, height: int) -> bytes:
    data = encode(corners(), "BMP")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def webp_of(width: int, height: int) -> bytes:
    canvas = bytes([16, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + canvas


def tiff_of(width: int, height: int) -> bytes:
    return tiff_of_one_pixel(b"\0", bits=(8,), changes={256: width, 257: height})


@pytest.mark.parametrize("claim", [png_of, jpeg_of, gif_of, gif_frame_of, bmp_of, webp_of, tiff_of])
def test_too_many_pixels_are_refused_from_the_header(claim) -> None:
    sentence = refusal(claim(9400, 9400))
    assert "88.4 million pixels; at most 40 million" in sentence
    assert "9400 pixels wide" in sentence


@pytest.mark.parametrize("claim", [png_of, jpeg_of, gif_of, bmp_of, tiff_of])
def test_a_side_beyond_20_000_is_refused(claim) -> None:
    assert "at most 20\u2009000 a side" in refusal(claim(20_001, 3))


@pytest.mark.parametrize(("lossless", "form"), [(True, b"VP8L"), (False, b"VP8 ")])
def test_the_size_of_a_plain_webp_is_read_from_its_header(lossless: bool, form: bytes) -> None:
    data = encode(np.zeros((7, 300, 3), np.uint8), "WebP", lossless=lossless)
    assert data[12:16] == form
    assert limits.declared_size("WebP", data) == (300, 7)


def test_a_tile_may_not_be_larger_than_a_picture() -> None:
    tiles = {322: 60_000, 323: 60_000, 324: 14, 325: 1}
    assert "60000 pixels wide" in refusal(tiff_of_one_pixel(b"\0", bits=(8,), changes=tiles))


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    data = encode(NOISE, "JPEG", progressive=True)
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xda", first + 2)
    scans = data[first:second] * 200
    assert "more than 100 times" in refusal(data[:first] + scans + data[second:])


def test_what_phones_append_to_a_jpeg_does_not_count_as_scans() -> None:
    data = encode(NOISE, "JPEG")
    assert imaging.read(data + b"\xff\xda\x00\x02" * 500).width == 48


@pytest.mark.parametrize("kind", ["iTXt", "iCCP"])
def test_a_chunk_that_unpacks_to_megabytes_is_refused(kind: str) -> None:
    bomb = bytes(8_000_000)
    if kind == "iTXt":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("comment", bomb.decode(), zip=True)
        data = encode(corners(), "PNG", pnginfo=info)
    else:
        data = encode(corners(), "PNG", icc_profile=bomb)
    assert len(data) < 20_000
    assert "without metadata" in refusal(data)


def test_lab_colours_are_named() -> None:
    assert "CIE L*a*b*" in refusal(encode(Image.new("LAB", (3, 3)), "TIFF"))


def test_damaged_metadata_does_not_cost_the_photo() -> None:
    data = encode(corners(), "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff\xff\xff\xff")
    assert imaging.read(data).width == 9
