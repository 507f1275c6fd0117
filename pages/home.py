"""Home is the demo: a window glides over a photo and paints the edge picture, all in the browser."""

import streamlit as st

from cnnviz.ui import home, links

st.title("What does a convolution do to a picture?", anchor=False)
links.show_notes()
home.demo()
