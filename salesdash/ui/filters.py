"""The filters in the sidebar and the address bar: two sides of one thing, kept equal.

The address wins when it was changed from outside (a link, Back, Forward), the widgets win when the visitor moved one. Codes stand
in the address, never labels, so a link reads the same in both languages. A value that cannot be used stays in the address
and is named on the page until the visitor moves a filter.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from salesdash import text
from salesdash.scope import DIMENSIONS, Calendar, Scope, Unused, month_range
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import browser_lang, lang, say

NAMES = ("lang", "period", "compare", *DIMENSIONS)
PERIODS = {
    "last_12_months": N_("Last 12 months"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
    "this_quarter": N_("This quarter"),
    "all": N_("All months"),
    "months": N_("Other months …"),
}
COMPARISONS = {"last_year": N_("Same months a year before"), "previous": N_("The months just before")}
TITLES = {"region": N_("Region"), "segment": N_("Segment"), "channel": N_("Channel"), "category": N_("Category")}
EVERYTHING = {"region": N_("All regions"), "segment": N_("All segments"), "channel": N_("All channels"), "category": N_("All categories")}


def scope() -> Scope:
    """What is asked: as the widgets stand."""
    state = st.session_state
    period = state.get("period", Scope.period)
    if period == "months":
        first, last = sorted((state["period_first"], state["period_last"]))
        period = f"{first // 100}-{first % 100:02}..{last // 100}-{last % 100:02}"
    chosen = {name: tuple(state.get(name, ())) for name in DIMENSIONS}
    return Scope(period=period, compare=state.get("compare", Scope.compare), **chosen)


def unused() -> tuple[Unused, ...]:
    """The values of the address that could not be used."""
    return _asked()[1]


def written_out() -> list[tuple[str, str]]:
    """The whole state as pairs for an address: language, months, comparison, codes, and the version of the data."""
    return [("lang", lang()), *scope().to_query(store.house().calendar), ("data", str(store.house().state.version))]


def draw() -> None:
    """The filters of every page, in the sidebar."""
    house = store.house()
    periods = {name: say(title) for name, title in PERIODS.items()}
    st.selectbox(say(N_("Period")), list(periods), format_func=periods.__getitem__, key="period")
    if st.session_state["period"] == "months":
        months = {month: text.month(month, lang()) for month in _months(house.calendar)}
        first, last = st.columns(2)
        first.selectbox(say(N_("From")), list(months), format_func=months.__getitem__, key="period_first")
        last.selectbox(say(N_("To")), list(months), format_func=months.__getitem__, key="period_last")
    comparisons = {name: say(title) for name, title in COMPARISONS.items()}
    st.selectbox(say(N_("Compared with")), list(comparisons), format_func=comparisons.__getitem__, key="compare")
    for name in DIMENSIONS:
        names = house.names(name, lang())
        if len(names) > 1:
            st.multiselect(say(TITLES[name]), list(names), format_func=names.__getitem__, placeholder=say(EVERYTHING[name]), key=name)
    _write_address()


def language() -> None:
    """The language switch, in the sidebar."""
    st.session_state.setdefault("lang", lang())
    st.segmented_control(
        say(N_("Language")),
        list(text.LANGUAGES),
        format_func=text.LANGUAGES.__getitem__,
        key="lang",
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    if st.query_params.get("lang", browser_lang()) != lang():
        st.query_params["lang"] = lang()


def follow_address(word: str) -> None:
    """Set the widgets by the address where somebody else changed it: a link, Back, Forward. Called before any of them is drawn.

    word  the page that is shown: a page opened from the navigation has no filters in its address yet and keeps those there are
    """
    state, address = st.session_state, _address()
    opened = state.get("address_of") != word
    state["address_of"] = word
    if "address" in state and (state["address"] == address or (opened and not address)):
        return
    state["address"] = address
    if st.query_params.get("lang") in text.LANGUAGES:
        state["lang"] = st.query_params["lang"]
    if store.is_empty():
        return
    asked, _ = _asked()
    state.update({name: list(getattr(asked, name)) for name in DIMENSIONS})
    state["compare"] = asked.compare
    state["period"] = asked.period if asked.period in PERIODS else "months"
    state["period_first"], state["period_last"] = store.house().calendar.months(asked.period) or (0, 0)


def clear() -> None:
    """Back to all regions, segments, channels and categories, and to the usual period."""
    st.session_state.update({name: [] for name in DIMENSIONS})
    st.session_state.update({"period": Scope.period, "compare": Scope.compare})


def _asked() -> tuple[Scope, tuple[Unused, ...]]:
    """What the address asks, and what of it cannot be used."""
    house = store.house()
    query = {name: st.query_params.get_all(name) for name in ("period", "compare", *DIMENSIONS) if name in st.query_params}
    asked, refused = Scope.from_query(query, house.calendar, {name: house.names(name, "en") for name in DIMENSIONS})
    more = []
    if asked.compare not in COMPARISONS:
        more.append(Unused("compare", asked.compare, N_("there are no targets to compare with yet")))
        asked = replace(asked, compare=Scope.compare)
    reached, months = house.calendar.months(asked.period), _months(house.calendar)
    if asked.period not in PERIODS and not (reached and months[0] <= reached[0] and reached[1] <= months[-1]):
        more.append(Unused("period", asked.period, N_("the data does not reach so far")))
        asked = replace(asked, period=Scope.period)
    return asked, (*refused, *more)


def _months(calendar: Calendar) -> list[int]:
    """The months one can choose: the years that have data, whole."""
    first, last = calendar.months("all") or (0, 0)
    return month_range(first // 100 * 100 + 1, last // 100 * 100 + 12)


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}


def _write_address() -> None:
    """Write the widgets into the address where it does not say the same; what is at its default is left out."""
    calendar, now, rest = store.house().calendar, scope(), Scope()
    asked, _ = _asked()
    same_period = asked.period == now.period or (now.period not in PERIODS and calendar.months(asked.period) == calendar.months(now.period))
    if not same_period or replace(asked, period="") != replace(now, period=""):
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES or name == "lang"}
        moved = {name: getattr(now, name) for name in NAMES[1:] if getattr(now, name) != getattr(rest, name)}
        st.query_params.from_dict({**others, **{name: [value] if isinstance(value, str) else list(value) for name, value in moved.items()}})
    st.session_state["address"] = _address()
