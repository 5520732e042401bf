"""Who is there: the language a visitor reads, and the name that stands under what a visitor writes."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from salesdash import config, text
from salesdash.text import N_

LOGIN = "login:"
"""Before a name that a login vouches for; any other name was only said."""
NOBODY = ("", "unknown")
LONGEST_NAME = 60


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


def author() -> str:
    """Whose name is kept with what this visitor writes: the login's, else the name given in the sidebar, else the server's."""
    if st.user.get("is_logged_in"):
        return LOGIN + str(st.user.get("email") or st.user.get("name") or st.user.get("sub"))
    return st.session_state.get("name_given") or config.author()


def signed(author: object) -> str:
    """A kept name as it is shown: one that no login vouches for is marked."""
    name = str(author or "")
    if name.startswith(LOGIN):
        return name.removeprefix(LOGIN)
    return "—" if name in NOBODY else say(N_("{name} (unverified)"), name=name)


def ask_name() -> None:
    """In the sidebar: who is logged in, else the name a visitor gives. Nothing where the server names everybody."""
    if st.user.get("is_logged_in"):
        st.caption(text.md(signed(author())))
    elif not os.environ.get("SALESDASH_AUTHOR"):
        given = st.session_state.get("name_given")
        with st.popover(
            text.md(signed(given)) if given else say(N_("Your name")), icon=":material/person:", type="tertiary", key="who", width="stretch"
        ):
            st.text_input(
                say(N_("Your name (for notes and edits)")), value=given or "", max_chars=LONGEST_NAME, key="name_entered", on_change=_keep_name,
                help=say(N_("It stands under what you write. Without a login nobody can check it, so it is marked as unverified.")),
            )  # fmt: skip


def _keep_name() -> None:
    st.session_state["name_given"] = st.session_state["name_entered"].replace(LOGIN, "").strip()
