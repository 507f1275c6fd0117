"""What the component of dreams is given: the setting, what the network has, the photo, and the gallery's addresses."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import Any

from cnnviz.imaging import samples
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.synthesis import style
from cnnviz.synthesis.block_ends import block_ends
from cnnviz.ui import assets, dream_settings
from cnnviz.ui.choice import DEFAULT_PHOTO
from cnnviz.ui.components import pack
from cnnviz.ui.dream_settings import NUMBERS, Dream
from cnnviz.ui.paths import ASSETS
from cnnviz.ui.settled import Settled

FOLDER = "dreams"


@cache
def gallery() -> dict[str, Any] | None:
    """Return what `cnnviz.synthesis.gallery` says it has made, None where it was never run."""
    path = ASSETS / FOLDER / "gallery.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def packed(model: Model, photo: bytes, name: str, title: str, look: Settled[Dream], ask: dict[str, str]) -> bytes:
    """Pack what the component takes; blob 0 is the photo as the network sees it. `name` is the photo's in links."""
    made = gallery() if model.name == "embedded" else None
    counts = dream_settings.channel_counts(model)
    meta = {
        "ask": ask,
        "look": asdict(look.told),
        "first": asdict(dream_settings.first(model)),
        "serial": look.serial,
        "ranges": {key: [low, high] for key, (_, low, high) in NUMBERS.items()},
        "steps": dream_settings.STEPS,
        "network": model.card.title if model.card else model.name,
        "side": model.input_size[0],
        "photo": title,
        "classes": list(model.class_names),
        "layers": list(counts.items()),
        "ends": block_ends(model),
        "styles": [[each, samples.get(each).title] for each in samples.names()],
        "painter": [card(style.painter()).title, style.painter() in style.DEEP],
        "gallery": made,
        "folder": assets.url(FOLDER),
        "samples": assets.url("samples/small"),
        "example": made is not None and name == DEFAULT_PHOTO,
    }
    return pack(meta, [photo])
