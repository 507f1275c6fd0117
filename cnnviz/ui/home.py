"""The home page's demo on the server's side: which photos and doors it shows, and where its buttons lead.

No torch and no Plotly here: the browser does the work, with the embedded network's first filters as a small JSON.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.errors import CnnvizError
from cnnviz.imaging import samples
from cnnviz.ui import assets, choice, components, links
from cnnviz.ui.paths import PAGES

KEY = "home"
LONGEST = 6_000_000  # characters of a data URL: what a photo of 1024 x 1024 pixels can need, and no more
DOORS = (
    ("lab", "Convolution lab", "Drag kernel, stride and padding; shapes follow."),
    ("filters", "Image filters", "Sobel, blur and learned filters on a photo."),
    ("inspector", "Network inspector", "Look into a trained network."),
    ("saliency", "Saliency wall", "Which pixels matter? Twelve answers."),
    ("fool", "Fool the network", "Noise that nobody sees, another answer."),
    ("dream", "Dream a class", "What does the network imagine?"),
    ("classes", "Two classes", "Teach it your own, in seconds."),
    ("architectures", "Architectures", "LeNet-5 to today, drawn and counted."),
    ("builder", "Network builder", "Put layers together; see what fits."),
    ("field", "Receptive field", "Which pixels can one unit see?"),
)

AHEAD = ("network_map", "units", "select", "pictures", "ranking", "lab", "filters")  # of pages opened first from here


def demo() -> None:
    """Mount the demo and follow what its buttons ask."""
    photos = [
        {
            "name": sample.name,
            "title": sample.title,
            "alt": sample.alt,
            "url": assets.url(f"samples/{sample.path.name}"),
            "small": assets.url(f"samples/small/{sample.thumbnail.name}"),
        }
        for sample in samples.SAMPLES
    ]
    wish = links.asked("photo")
    if wish is not None and wish in samples.names():
        links.choose("photo", wish)
    name = choice.photo_name()
    data = {
        "photos": photos,
        "photo": name if not name.startswith(choice.UPLOAD) else choice.DEFAULT_PHOTO,
        "filters": {"url": assets.url("home/filters.json")},
        "doors": [{"id": page, "title": title, "line": line} for page, title, line in DOORS],
        "ahead": [assets.url(f"components/{module}") for name in AHEAD for module in components.modules(f"{name}.js")],
        "present": links.kept("present", "0") == "1",
    }
    result = components.mount("home", data, KEY, on_look_change=lambda: None, on_open_change=lambda: None)
    if isinstance(result.look, Mapping):
        go("inspector", result.look)
    if isinstance(result.open, Mapping) and result.open.get("page") in [page for page, _, _ in DOORS]:
        go(str(result.open["page"]), result.open)


def go(page: str, wish: Mapping[str, Any]) -> None:
    """Open a page with the photo that the demo shows; an own photo arrives as a data URL."""
    upload, name = wish.get("upload"), wish.get("photo")
    if isinstance(upload, str):
        try:
            choice.take_upload(decoded(upload))
        except (CnnvizError, binascii.Error, ValueError) as problem:
            links.tell(
                str(problem) if isinstance(problem, CnnvizError) else "The photo did not arrive whole. Try again."
            )
            st.rerun()
    elif isinstance(name, str) and name in samples.names():
        links.choose("photo", name)
    st.switch_page(PAGES / f"{page}.py")


def decoded(url: str) -> bytes:
    """Return the bytes of a base64 data URL. Raises `ValueError` where it is none, or longer than a photo can be."""
    head, _, body = url.partition(",")
    if len(url) > LONGEST or not head.startswith("data:image/") or not head.endswith(";base64"):
        raise ValueError("not a data URL of a picture")
    return base64.b64decode(body, validate=True)
