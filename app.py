"""Entry point: `streamlit run app.py` serves the pages that `cnnviz/ui/router.py` lists."""

import streamlit as st

from cnnviz.ui import hosting

app = st.App(
    hosting.ROUTER,
    lifespan=hosting.lifespan,
    routes=hosting.routes(),
    middleware=hosting.middleware(),
    on_script_error=hosting.on_script_error,
)
