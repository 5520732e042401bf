"""The link to what is on screen: every filter written out, in codes that read the same in both languages."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from salesdash.text import N_
from salesdash.ui import filters
from salesdash.ui.who import say


def link() -> str:
    """The address of this page with all values, defaults included."""
    return f"{st.context.url}?{urlencode(filters.written_out())}"


def button() -> None:
    """The button that shows the link, ready to copy."""
    if st.button(say(N_("Copy link")), key="copy_link", icon=":material/link:"):
        st.dialog(say(N_("Link to this page")), width="medium", icon=":material/link:")(_dialog)()


def _dialog() -> None:
    st.code(link(), language=None, wrap_lines=True)
    st.caption(say(N_("Whoever opens it sees the same page, months and filters, in the language you read now; it can be switched there.")))
