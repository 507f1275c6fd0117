"""The yardstick: a Streamlit page with nothing but a control and the text it changes."""

import streamlit as st

on = st.toggle("Switch", key="on")
st.text(f"It is {'on' if on else 'off'}")
