"""What comes from browsers and addresses is checked before anything is done with it."""

from __future__ import annotations

import base64
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui import home, links
from cnnviz.ui.components import pack


@given(st.text())
def test_a_quoted_value_formats_nothing_and_stays_on_one_line(value: str) -> None:
    said = links.quoted(value)
    assert len(said) <= links.LONGEST + 3
    assert not set(said) & set("<>[]()*_`#:$\\\n\r&|~")


@pytest.mark.parametrize(
    "url",
    ["", "data:text/html;base64,PGI+", "https://example.org/a.png", "data:image/png;base64,%%%", "data:image/png,abc"],
)
def test_only_data_urls_of_pictures_are_read(url: str) -> None:
    with pytest.raises(ValueError, match=r"data URL|base64|padding|alphabet"):
        home.decoded(url)


def test_a_data_url_longer_than_a_photo_is_not_even_decoded() -> None:
    with pytest.raises(ValueError, match="not a data URL"):
        home.decoded("data:image/png;base64," + "A" * home.LONGEST)


def test_a_data_url_gives_its_bytes() -> None:
    assert home.decoded("data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8").decode()) == b"\xff\xd8"


def test_packed_message_is_length_header_and_blobs() -> None:
    message = pack({"a": 1}, [b"xy", b"", b"z"])
    (length,) = struct.unpack("<I", message[:4])
    assert json.loads(message[4 : 4 + length]) == {"a": 1, "blobs": [2, 0, 1]}
    assert message[4 + length :] == b"xyz"
