"""The yardstick: a Streamlit page with nothing but a slider and the text it changes."""

import streamlit as st

st.text(f"It is {st.slider('Number', 1, 9, 5, key='number')}")
