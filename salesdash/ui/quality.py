"""How good the data is that a page stands on: one quiet line under the title, and behind it what is missing, with the way to the rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from salesdash import config, text
from salesdash.data.lines import Without
from salesdash.scope import Scope
from salesdash.text import N_
from salesdash.ui import figures, store
from salesdash.ui.who import lang, say

OVERDUE_DAYS = 7
"""Data whose last day is longer ago than this is called overdue."""
MISSING: dict[Without, tuple[str, str]] = {
    "cost": (N_("{count} order lines ({share}) have no cost: they are left out of the gross margin."), N_("{share} of lines without cost")),
    "customer": (N_("{count} order lines ({share}) have no customer: they count for none."), N_("{share} of lines without customer")),
}
"""What can be missing -> the sentence, and its short form in the line."""


def strip() -> None:
    """The line under the title; it opens."""
    state = store.house().state
    late = (_today() - state.last_day).days if state.last_day else 0
    counts: dict[Without, int] = {"cost": state.uncosted_lines, "customer": state.unnamed_lines}
    missing = {what: count for what, count in counts.items() if count}
    troubles = [say(N_("{count} rows left out"), count=state.rows_refused)] if state.rows_refused else []
    troubles += [say(MISSING[what][1], share=_share(count, state.lines)) for what, count in missing.items()]
    upto = say(N_("Data up to {day}"), day=state.last_day)
    if late > OVERDUE_DAYS:
        upto = say(N_("Data up to {day}, {days} days ago"), day=state.last_day, days=late)
    icon = "warning" if late > OVERDUE_DAYS else "info" if troubles else "check_circle"
    with st.popover(text.md(" · ".join([upto, *troubles])), type="tertiary", icon=f":material/{icon}:", key=f"quality-{icon}"):
        if late > OVERDUE_DAYS:
            st.markdown(text.md(say(N_("The last day with orders is {days} days ago: newer orders are overdue."), days=late)))
        if state.last_import:
            when = written_time(state.last_import)
            st.markdown(
                text.md(
                    say(N_("Last import: {when}, {file}; {count} order lines in all."), when=when, file=state.last_file, count=state.lines)
                )
            )
        if state.rows_refused:
            st.markdown(text.md(say(N_("{count} rows of files were left out; their reports say which and why."), count=state.rows_refused)))
        for what, count in missing.items():
            st.markdown(text.md(say(MISSING[what][0], count=count, share=_share(count, state.lines))))
            st.button(say(N_("Show the rows")), key=f"missing-{what}", icon=":material/table_rows:", on_click=_ask, args=(what, count))
        if not troubles:
            st.markdown(say(N_("Nothing is missing: every row was loaded, every line has its cost and its customer.")))
        st.page_link(config.ROOT / "pages" / "data.py", label=say(N_("Imports and their reports")), icon=":material/database:")
    if asked := st.session_state.pop("missing_asked", None):
        st.dialog(say(N_("The rows behind the numbers")), width="large")(_rows)(*asked)


def _ask(what: Without, count: int) -> None:
    st.session_state["missing_asked"] = (what, count)


def _rows(what: Without, count: int) -> None:
    """The lines of all months where something is missing, a page at a time."""
    figures.paged(Scope(period="all"), count, say(MISSING[what][0], count=count, share=_share(count, store.house().state.lines)), what)


def _share(count: int, lines: int) -> str:
    return text.percent(count / lines, lang(), 1 if count / lines >= 0.001 else 3)


def _today() -> date:
    return datetime.now(_zone()).date()


def _zone() -> ZoneInfo | None:
    """The visitor's own clock."""
    return ZoneInfo(zone) if (zone := st.context.timezone) else None


def written_time(at: str) -> str:
    """When something happened (ISO, UTC where it does not say), by the visitor's clock."""
    when = datetime.fromisoformat(at)
    when = when.replace(tzinfo=when.tzinfo or UTC).astimezone(_zone() or UTC)
    return f"{text.date(when.date(), lang())} {when:%H:%M}"
