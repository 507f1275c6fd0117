"""A run's pictures as an animated GIF, by Pillow: photos need more colours than one small palette has."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterable

from PIL import Image

from cnnviz.errors import UnknownName
from cnnviz.serve import Question, Visitor, engine, runs
from cnnviz.ui import inspecting_asked
from cnnviz.ui.quick import Asked

SIDE = 320  # pixels, about, to which small pictures are enlarged
PAUSE, END = 120, 1500  # milliseconds of a frame, and of the last
PATIENCE = 30.0


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{run}`, the id of one of the visitor's runs, with a GIF of its pictures. Raises `UnknownName`."""
    run = inspecting_asked.text(asked, "run")
    found, since = [], 0
    while True:
        look = runs.look(visitor, "dream", run, since)
        found += [bytes(frame) for frame in look.frames.values()]
        since = look.next
        if not look.more:
            break
    pictures = [part for part in map(picture, found) if part]
    if not pictures:
        raise UnknownName("There is no picture yet. Let it run a little.")
    question = Question("dream gif", options=(run, since))
    return engine().ask(question, lambda: gif(pictures), visitor.id, "dream gif", PATIENCE).value


def picture(frame: bytes) -> bytes:
    """Return the picture of a packed frame as a file, b"" where it has none."""
    (length,) = struct.unpack_from("<I", frame)
    sizes: list[int] = json.loads(frame[4 : 4 + length])["blobs"]
    return frame[4 + length : 4 + length + sizes[0]] if sizes else b""


def gif(files: Iterable[bytes]) -> bytes:
    """Join picture files into a GIF that loops and rests on its last frame."""
    frames = []
    for file in files:
        image = Image.open(io.BytesIO(file)).convert("RGB")
        factor = max(1, SIDE // max(image.size))
        large = image.resize((factor * image.width, factor * image.height), Image.Resampling.BICUBIC)
        frames.append(large.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG))
    buffer = io.BytesIO()
    pauses = [PAUSE] * (len(frames) - 1) + [END]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=pauses, loop=0, disposal=1)
    return buffer.getvalue()
