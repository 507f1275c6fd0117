"""From a layer to the lab and back: the network comes along."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui import builder_settings


def lab() -> None:
    from unittest.mock import patch

    import streamlit as st

    from cnnviz.ui import builder_link

    with patch.object(st, "page_link", lambda _page, **options: st.write(options["label"])):  # needs the router's pages
        builder_link.back()


@pytest.mark.parametrize(
    ("address", "kept", "shown"),
    [
        ({"b": "1_3x9x9_c4k3"}, "1_3x9x9_c4k3", ["Back to your network"]),
        ({"b": "1_3x9x9_c4k3_zz"}, None, []),
        ({"b": "<script>"}, None, []),
        ({}, None, []),
    ],
)
def test_the_lab_leads_back_to_the_network_it_was_opened_from(
    address: dict[str, str], kept: str | None, shown: list[str]
) -> None:
    app = AppTest.from_function(lab)
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    assert [each.value for each in app.markdown] == shown
    found = app.session_state[builder_settings.KEPT] if kept else None
    assert found == kept
