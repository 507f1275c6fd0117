"""The address as state: new links are followed, our own late echoes are not, and the way back leads back."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from cnnviz.ui import links

    links.turn_page(st.session_state.get("page", "one"))
    links.option("kind", "the kind", ["a", "b", "c"], "a")
    kind = st.selectbox("Kind", ["a", "b", "c"], key="kind")
    links.write("kind", kind, "a")
    st.text(kind)
    links.show_notes()
    links.publish("page")


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def address(app: AppTest) -> str | None:
    """What the browser puts into its address under "kind" after the last run; None where it takes it out."""
    found = json.loads(app.get("bidi_component")[-1].proto.json)[0]
    return found["params"]["kind"] or None


def take_over(app: AppTest) -> None:
    """Do what the browser does with it."""
    value = address(app)
    if value is None:
        app.query_params.pop("kind", None)
    else:
        app.query_params["kind"] = value


def test_link_sets_the_widget() -> None:
    assert opened(kind="b").text[0].value == "b"


def test_unknown_value_is_told_and_becomes_the_default() -> None:
    app = opened(kind="<b>z</b>")
    assert app.text[0].value == "a"
    assert "?b?z??b?" in app.markdown[0].value


def test_choice_is_written_and_the_default_is_not() -> None:
    app = opened()
    assert address(app) is None
    app.selectbox(key="kind").select("c").run()
    assert address(app) == "c"
    app.selectbox(key="kind").select("a").run()
    assert address(app) is None


def test_way_back_to_an_earlier_choice_and_to_the_default_is_followed() -> None:
    app = opened()
    app.selectbox(key="kind").select("b").run()
    take_over(app)
    app.selectbox(key="kind").select("c").run()
    take_over(app)
    app.run()
    app.query_params["kind"] = "b"
    assert app.run().text[0].value == "b"
    del app.query_params["kind"]
    assert app.run().text[0].value == "a"


def test_late_echo_of_our_own_address_does_not_take_a_newer_choice_back() -> None:
    app = opened()
    app.selectbox(key="kind").select("b").run()
    app.selectbox(key="kind").select("c").run()
    assert app.text[0].value == "c"  # sent before the browser had the new address
    app.query_params["kind"] = "b"  # the first echo arrives late
    app.run()
    assert app.text[0].value == "c"


def test_choice_survives_a_visit_to_another_page_whose_address_lacks_it() -> None:
    app = opened()
    app.selectbox(key="kind").select("b").run()
    take_over(app)
    app.session_state["page"] = "two"
    del app.query_params["kind"]
    assert app.run().text[0].value == "b"
