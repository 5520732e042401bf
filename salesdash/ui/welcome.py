"""An empty house: load your own files, or take the made-up company to look around."""

from __future__ import annotations

import streamlit as st

from salesdash import config, text
from salesdash.data import demo
from salesdash.errors import SalesdashError
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import lang, say


def greet() -> None:
    """What to do when there is nothing to show. A database that somebody named is never filled with made-up data."""
    with st.container(border=True, key="card-welcome"):
        explain()
        with st.container(horizontal=True):
            if st.button(say(N_("Load your files")), type="primary", icon=":material/upload_file:", key="go_to_data"):
                st.switch_page(config.ROOT / "pages" / "data.py")
            wanted = not config.database_is_configured() and st.button(
                say(N_("Take the sample company")), icon=":material/science:", key="sample"
            )
        if not config.database_is_configured():
            st.caption(
                say(N_("The sample is a made-up coffee company with four years of orders. One click on the Data page takes it out again."))
            )
        if wanted:
            try:
                build()
            except SalesdashError as trouble:  # somebody else fills the house: a page without answer tells no other trouble
                st.warning(text.md(text.sentence(trouble, lang())), icon=":material/hourglass_top:")
            else:
                st.rerun()


def build() -> None:
    """The made-up company, with a bar that says what is being done."""
    bar = st.empty()

    def show(what: str, share: float) -> None:
        bar.progress(min(share, 1.0), text=f"{say(what)} …")

    demo.build(store.engine(), progress=show)
    bar.empty()


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
