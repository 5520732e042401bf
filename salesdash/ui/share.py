"""The link to what is on screen: every filter and knob written out, in codes that read the same in both languages; and what of a
link could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from salesdash import text
from salesdash.scope import Unused
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


def not_used(refused: Sequence[Unused]) -> None:
    """Name the values of the link that were not used, each with the reason."""
    if refused:
        listed = "\n".join(
            "- " + say(N_("{label}: {value}"), label=f"**{text.md(one.name)}={text.md(one.value)}**", value=say(one.why)) for one in refused
        )
        st.warning(say(N_("Part of the link was not used:")) + "\n" + listed, icon=":material/link_off:")


def _dialog() -> None:
    st.code(link(), language=None, wrap_lines=True)
    st.caption(say(N_("Whoever opens it sees the same page, months and filters, in the language you read now; it can be switched there.")))
