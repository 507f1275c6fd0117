"""Two classes: pictures of one's own, a trained trunk, a new head that learns to tell them apart."""

import streamlit as st

from cnnviz.ui import choice, components, computing, links

st.title("Two classes of your own", anchor=False)
if not links.presenting():
    st.markdown("A trained network has learned to see; teach it in seconds what you want it to tell apart.")
computing.wait_until_ready()

from cnnviz.models import Model  # noqa: E402 (torch comes with them)
from cnnviz.ui import classes, classes_own, classes_settings, network  # noqa: E402

notes = st.container()
whole = st.container()  # it needs the width; what else can be chosen lies under it
left, right = st.columns(2, gap="large")
with left:
    model = network.control()
with right:
    choice.photo_line()
classes_settings.start_over()


@st.fragment  # the component moves by itself; here the address takes over where it rests
def bench(model: Model, photo: str) -> None:
    mine = choice.visitor()
    settled = classes_settings.current(classes_own.count(mine) > 0)
    ask = {"ticket": mine.ticket, "net": model.name, "photo": photo, "photoTitle": choice.photo_title(photo)}
    components.mount(
        "classes",
        classes.packed(mine, model, settled, ask),
        key=classes_settings.NAME,
        on_settings_change=lambda: None,
    )
    computing.show_place("place", "a training tells how long it takes while it learns")
    links.publish("bench")


with whole:
    bench(model, choice.photo_name())
with notes:
    links.show_notes()
