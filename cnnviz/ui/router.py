"""The script that Streamlit runs for every visitor: lists the pages, runs the one that is open."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui import links
from cnnviz.ui.paths import ASSETS, PAGES

SECTIONS = {
    "": [
        ("home", "Home", "home", "A convolution at work on a photo, in the first three seconds."),
    ],
    "One layer": [
        ("lab", "Convolution lab", "grid_on", "Sizes, parameters and the receptive field follow your finger."),
        ("filters", "Image filters", "filter_b_and_w", "Sobel, blur and learned filters on your own photo."),
    ],
    "A whole network": [
        ("architectures", "Architectures", "deployed_code", "Networks drawn as volumes, and their cost."),
        ("builder", "Network builder", "stacks", "Put layers together: shapes, parameters and fields follow."),
        ("field", "Receptive field", "center_focus_strong", "Which pixels of the photo one unit sees, layer by layer."),
        ("inspector", "Network inspector", "troubleshoot", "What a trained network sees in your photo."),
        ("saliency", "Saliency wall", "blur_on", "Which pixels matter, by every method, and whether to believe it."),
    ],
    "Play": [
        ("fool", "Fool the network", "theater_comedy", "A change that nobody sees, and it says something else."),
        ("classes", "Two classes", "category", "Teach a trained network classes of your own, in seconds."),
        ("dream", "Dream a class", "bedtime", "Noise becomes what a network wants to see."),
    ],
}

st.set_page_config(
    page_title="CNN visualizer", page_icon=str(ASSETS / "home" / "icon.png"), layout="wide", menu_items={"About": None}
)
page = st.navigation(
    {
        section: [
            st.Page(
                PAGES / f"{name}.py",
                title=title,
                icon=f":material/{icon}:",
                help=line,
                url_path=name,
                default=name == "home",
            )
            for name, title, icon, line in pages
        ]
        for section, pages in SECTIONS.items()
    },
    position="top",  # the pages' drawings need the width that a sidebar would take
)
links.turn_page(page.url_path)
links.presenting()
page.run()
links.publish("page")
