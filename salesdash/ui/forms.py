"""What people enter. A form knows the version it was opened with, so that two editors never overwrite each other."""

from __future__ import annotations

import streamlit as st

from salesdash import config, text
from salesdash.data import save
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import lang, say

TITLES = {
    "base_currency": N_("Base currency"),
    "fiscal_year_start": N_("The fiscal year begins in"),
    "week_start": N_("The week begins on"),
    "country": N_("Country (holidays, working days)"),
}


def reopen() -> None:
    """Show the settings as they stand now: something else than the form has changed them."""
    st.session_state.pop("settings_opened", None)


def settings() -> None:
    """What the figures mean: currency, fiscal year, week, country."""
    kept, reader = st.session_state.setdefault("settings_opened", store.settings()), lang()
    choices = {
        "base_currency": text.currencies(reader),
        "fiscal_year_start": {str(number): text.month_name(number, reader) for number in range(1, 13)},
        "week_start": {str(number): text.weekday(number, reader) for number in range(7)},
        "country": text.countries(reader),
    }
    with st.form("settings", border=False):
        cells = st.grid(2, min_column_width=240)
        entered: dict[str, str] = {}
        for name, names in choices.items():
            now = kept[name][0]
            with cells, st.container():
                entered[name] = st.selectbox(
                    say(TITLES[name]), list(names), index=list(names).index(now), format_func=names.__getitem__,
                    key=f"setting_{name}_{reader}_{kept[name][1]}",
                )  # fmt: skip
                if name == "fiscal_year_start":
                    st.caption(say(N_("period=2026 in a link then means the fiscal year that begins in 2026.")))
        st.caption(say(N_("All amounts are in the base currency. It can change until amounts were converted from another one.")))
        if st.form_submit_button(say(N_("Save")), icon=":material/save:", key="save_settings"):
            reopen()
            for name, value in entered.items():
                before, version = kept[name]
                if value != before:
                    save.setting(store.engine(), name, value, seen=version, who=config.author())
            st.session_state["settings_saved"] = True
            st.rerun()
    if st.session_state.pop("settings_saved", False):
        st.success(say(N_("Saved.")), icon=":material/check_circle:")
