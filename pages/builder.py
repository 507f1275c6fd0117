"""Network builder: layers put together in the browser; shapes, costs and fields follow at once."""

import streamlit as st

from cnnviz.ui import builder_page, builder_settings, components, links, trips

st.title("Network builder", anchor=False)
st.markdown("Put layers together. Shapes, parameters, MACs and receptive fields follow; what does not fit says why.")


@st.fragment  # when the finger rests, this runs alone, not the router and the page's head
def bench() -> None:
    network = builder_settings.current()
    links.show_notes()
    result = components.mount(
        "builder",
        data=builder_settings.as_data(network),
        key=builder_settings.KEY,
        on_network_change=builder_settings.remember,
        on_open_change=lambda: None,
    )
    trips.follow(result.open)
    builder_page.draw(network)
    links.publish("bench")


bench()
