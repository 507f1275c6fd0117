"""From a layer's line to the lab and back, and what the lab shows smaller."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def lab() -> None:
    from unittest.mock import patch

    import streamlit as st

    from cnnviz.ui import architectures_link, builder_link

    with patch.object(st, "page_link", lambda _page, **options: st.write(options["label"])):  # needs the router's pages
        architectures_link.back()
        builder_link.back()


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(lab)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def test_the_lab_leads_back_to_the_layer_it_was_opened_from_and_says_what_it_cuts() -> None:
    app = opened(arch="alexnet_2012", layer="conv1")
    assert not app.exception
    assert [each.value for each in app.markdown] == ["Back to AlexNet (2012, two groups)"]
    assert "height 63 instead of 227" in app.caption[0].value
    assert (app.session_state["arch"], app.session_state["layer"]) == ("alexnet_2012", "conv1")


@pytest.mark.parametrize("arch", ["", "zzz", "<script>", "own:os.system", "x" * 5000])
def test_an_address_with_another_origin_leads_nowhere(arch: str) -> None:
    app = opened(arch=arch, layer="conv1")
    assert not app.exception
    assert not app.markdown


@pytest.mark.parametrize("layer", ["nope", "**bold**", "y" * 5000])
def test_an_unknown_layer_leads_back_to_its_network(layer: str) -> None:
    app = opened(arch="vgg_d", layer=layer)
    assert not app.exception
    assert [each.value for each in app.markdown] == ["Back to VGG D (16 layers)"]
    assert not app.caption


def test_of_two_origins_the_latest_is_told() -> None:
    app = opened(arch="alexnet_2012", layer="conv1")
    app.query_params.clear()
    app.query_params["b"] = "1_3x9x9_c4k3"
    assert [each.value for each in app.run().markdown] == ["Back to your network"]
    app.query_params.clear()
    app.query_params["arch"] = "vgg_a"
    assert [each.value for each in app.run().markdown] == ["Back to VGG A (11 layers)"]
