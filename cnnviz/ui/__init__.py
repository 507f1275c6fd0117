"""The only package that knows Streamlit: router, shared controls, browser components."""
