"""The parts of a page of which one is shown: chosen by a row of buttons, named in the address by its code."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from salesdash.text import N_
from salesdash.ui.who import lang, say

PARAMETER = "view"


def choose(views: Mapping[str, str]) -> str:
    """Which view (code -> title, msgid) is wanted; the first unless the address or the visitor says otherwise. Only it is worked out."""
    asked, first = st.query_params.get(PARAMETER), next(iter(views))
    start = asked if asked in views else first
    key = f"{PARAMETER}_{lang()}"
    if key not in st.session_state or st.session_state.get("view_address", start) != start:  # somebody else changed it: a link, Back
        st.session_state[key] = start
    titles = {code: say(title) for code, title in views.items()}
    chosen = st.segmented_control(
        say(N_("View")), list(titles), format_func=titles.__getitem__, key=key, required=True, label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    if chosen != start:
        if chosen == first:
            del st.query_params[PARAMETER]
        else:
            st.query_params[PARAMETER] = str(chosen)
    st.session_state["view_address"] = chosen
    return str(chosen)
