"""An empty house: load your own files, or take the small made-up company to look around."""

from __future__ import annotations

import streamlit as st

from salesdash import config
from salesdash.data import demo
from salesdash.text import N_
from salesdash.ui import checking, store
from salesdash.ui.who import say


def greet() -> None:
    """What to do when there is nothing to show. A database that somebody named is never filled with made-up data."""
    with st.container(border=True, key="card-welcome"):
        explain()
        with st.container(horizontal=True):
            if st.button(say(N_("Load your files")), type="primary", icon=":material/upload_file:", key="go_to_data"):
                st.switch_page(config.ROOT / "pages" / "data.py")
            wanted = not config.database_is_configured() and st.button(
                say(N_("Take the small sample")), icon=":material/science:", key="sample"
            )
        if wanted:
            bar = st.empty()
            bar.progress(0.0, text=say(N_("Making a small company …")))
            demo.build(store.engine(), progress=checking.progress(bar.progress))
            st.rerun()


def explain() -> None:
    """What can be loaded here."""
    st.markdown(f"**{say(N_('There is no data yet.'))}**")
    st.write(
        say(
            N_(
                "Load your orders from a CSV or Excel file: the columns are recognised, everything is checked before anything is saved, and an import can be undone."
            )
        )
    )
