"""What every page shows in the same way: its title, what was wrong, the headline, tiles, explanations, how it was worked out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from salesdash import config, text
from salesdash.errors import DatabaseUnavailable, EditConflict, NothingInScope, SalesdashError
from salesdash.questions import BY_WORD
from salesdash.text import N_
from salesdash.ui import filters, quality, share, store, welcome
from salesdash.ui.who import lang, say

log = logging.getLogger("salesdash")
STYLE = f"<style>{(config.ROOT / 'salesdash' / 'static' / 'style.css').read_text(encoding='utf-8')}</style>"


def style() -> None:
    """The one style sheet, read once."""
    st.html(STYLE)


@contextmanager
def answering(word: str) -> Iterator[DeltaGenerator]:
    """A page: title, data date, what of the link was not used; then what stands inside. Gives the corner where buttons go.

    An expected trouble (SalesdashError) becomes a sentence in the visitor's language that says what to do.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="head"):
        with st.container(width="content", gap=None):
            st.title(say(BY_WORD[word].question), anchor=False)
            under = st.container(horizontal=True, vertical_alignment="center", gap="small", key="under-title")
        corner = st.container(horizontal=True, width="content", key="corner")
    with suppress(DatabaseUnavailable):  # what stands inside meets it again, and it is told below
        if not store.is_empty():
            with under:
                _under_title(word)
            with corner:
                share.button()
            _not_used()
    try:
        yield corner
    except NothingInScope as trouble:
        if store.is_empty():
            welcome.greet()
        else:
            st.info(text.md(text.sentence(trouble, lang())), icon=":material/filter_alt_off:")
            st.button(say(N_("Clear the filters")), on_click=filters.clear, key="clear")
    except SalesdashError as trouble:
        _tell(trouble)


@contextmanager
def card(key: str, title: str) -> Iterator[None]:
    """A framed part of a page with its title (msgid). What goes wrong inside is told inside; the rest of the page stands."""
    with st.container(border=True, key=f"card-{key}", height="stretch"):
        st.markdown(f"**{say(title)}**")
        with _told_here():
            yield


@contextmanager
def part(key: str, name: str) -> Iterator[None]:
    """Like `card`, named after something from the data."""
    with st.container(border=True, key=f"card-{key}"):
        st.markdown(f"**{text.md(name)}**")
        with _told_here():
            yield


@contextmanager
def _told_here() -> Iterator[None]:
    try:
        yield
    except (DatabaseUnavailable, NothingInScope):
        raise  # these concern the whole page
    except SalesdashError as trouble:
        _tell(trouble)


def _tell(trouble: SalesdashError) -> None:
    """An expected trouble in the visitor's language; of an edit conflict both versions."""
    st.error(text.md(text.sentence(trouble, lang())), icon=":material/error:")
    if isinstance(trouble, EditConflict):
        rows = [
            {say(N_("Field")): name, say(N_("Theirs")): str(trouble.theirs.get(name, "")), say(N_("Yours")): str(value)}
            for name, value in trouble.yours.items()
        ]
        st.dataframe(rows, hide_index=True, alt=say(N_("Both versions")), key="conflict")


def method(docstring: str) -> None:
    """How the room works its answer out: its first line, the rest when it is opened."""
    title, *rest = text.method(docstring, lang())
    with st.expander(title, icon=":material/function:"):
        st.markdown("\n\n".join(rest))


def broken(error: Exception) -> bool:
    """What a visitor sees of a bug: an id to report; the log has the rest. True: it has been shown."""
    number = secrets.token_hex(4)
    log.error("something broke (%s)", number, exc_info=error)
    st.error(say(N_("Something broke ({number}). The log has the details under this number."), number=number), icon=":material/error:")
    return True


def _under_title(word: str) -> None:
    house = store.house()
    first, last = house.calendar.months(filters.scope().period) or (0, 0)
    parts = [text.period(first, last, lang())] if word != "data" else []
    st.caption(text.md(" · ".join([*parts, house.state.currency])), width="content")
    quality.strip()


def _not_used() -> None:
    share.not_used(filters.unused())
    if (seen := st.query_params.get("data", "")).isdigit() and int(seen) != store.house().state.version:
        st.info(say(N_("This link was made on another state of the data; its figures may have been others.")), icon=":material/update:")
