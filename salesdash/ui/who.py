"""Who is there: the language a visitor reads."""

from __future__ import annotations

from typing import Any

import streamlit as st

from salesdash import text


def browser_lang() -> str:
    """The language the browser asks for."""
    return text.language(st.context.locale)


def lang() -> str:
    """The language of this visitor: what was chosen in the sidebar, else what the link says, else the browser's."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in text.LANGUAGES else browser_lang()


def say(msgid: str, **values: Any) -> str:
    """A sentence in this visitor's language."""
    return text.t(msgid, lang(), **values)
