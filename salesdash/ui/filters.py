"""The filters in the sidebar and the address bar: two sides of one thing, kept equal.

The address wins when it was changed from outside (a link, Back, Forward), the widgets win when the visitor moved one. Codes stand
in the address, never labels, so a link reads the same in both languages. A value that cannot be used stays in the address
and is named on the page until the visitor moves a filter. The language always stands in the address: one that says nothing at all
belongs to a page just opened from the navigation, which keeps what there is, while one that says only the language means that all
filters are off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from salesdash import text
from salesdash.scope import DIMENSIONS, Calendar, Scope, Unused, month_range
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import lang, say

ENDS = ("period_first", "period_last")
NAMES = ("lang", "period", "compare", *DIMENSIONS)
PERIODS = {
    "last_12_months": N_("Last 12 months"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
    "this_quarter": N_("This quarter"),
    "all": N_("All months"),
    "months": N_("Other months …"),
}
COMPARISONS = {"last_year": N_("Same months a year before"), "previous": N_("The months just before"), "target": N_("Target")}
TITLES = {"region": N_("Region"), "segment": N_("Segment"), "channel": N_("Channel"), "category": N_("Category")}
EVERYTHING = {"region": N_("All regions"), "segment": N_("All segments"), "channel": N_("All channels"), "category": N_("All categories")}


def scope() -> Scope:
    """What is asked: as the widgets stand, or stood on the last page that had them."""
    kept = _kept()
    period = kept["period"]
    if period == "months":
        first, last = sorted((kept["period_first"], kept["period_last"]))
        period = f"{first // 100}-{first % 100:02}..{last // 100}-{last % 100:02}"
    return Scope(period=period, compare=kept["compare"], **{name: tuple(kept[name]) for name in DIMENSIONS})


def unused() -> tuple[Unused, ...]:
    """The values of the address that could not be used."""
    return (*_foreign(), *_asked()[1])


def written_out() -> list[tuple[str, str]]:
    """The whole state as pairs for an address: language, months, comparison, codes, every knob, and the version of the data."""
    house = store.house()
    knobs = [(name, st.session_state["knobs"][name]) for name in st.session_state.get("knobs_here", ())]
    return [
        ("lang", lang()),
        *scope().to_query(house.calendar),
        *((name, f"{value:g}") for name, value in knobs),
        ("data", str(house.state.version)),
    ]


def draw() -> None:
    """The filters, in the sidebar."""
    house, kept = store.house(), _kept()
    periods = {name: say(title) for name, title in PERIODS.items()}
    kept["period"] = st.selectbox(say(N_("Period")), list(periods), format_func=periods.__getitem__, key=_key("period"))
    if kept["period"] == "months":
        months = {month: text.month(month, lang()) for month in _months(house.calendar)}
        for cell, end, title in zip(st.columns(2), ENDS, (say(N_("From")), say(N_("To"))), strict=True):
            kept[end] = cell.selectbox(title, list(months), format_func=months.__getitem__, key=_key(end))
    else:
        kept.update(zip(ENDS, house.calendar.months(kept["period"]) or (0, 0), strict=True))
    comparisons = {name: say(title) for name, title in COMPARISONS.items() if name != "target" or house.state.has_targets}
    kept["compare"] = st.selectbox(say(N_("Compared with")), list(comparisons), format_func=comparisons.__getitem__, key=_key("compare"))
    for name in DIMENSIONS:
        names = house.names(name, lang())
        if len(names) > 1:
            title, everything = say(TITLES[name]), say(EVERYTHING[name])
            kept[name] = st.multiselect(title, list(names), format_func=names.__getitem__, placeholder=everything, key=_key(name))


def _kept() -> dict[str, Any]:
    """What the filters stand at, on every page and in either language: a widget's own value lives no longer than the widget."""
    first = {"period": Scope.period, "compare": Scope.compare, **{name: [] for name in DIMENSIONS}}
    kept: dict[str, Any] = st.session_state.setdefault("filters", first)
    return kept


def _set(**values: Any) -> None:
    """Set filters from outside their widgets, before these are drawn."""
    _kept().update(values)
    for name in values:
        st.session_state.pop(f"{name}_{lang()}", None)


def _key(name: str) -> str:
    """The key of a filter's widget: one per language, for a widget keeps the words it was made with. A new one starts at what is kept."""
    key = f"{name}_{lang()}"
    if key not in st.session_state:
        st.session_state[key] = _kept()[name]
    return key


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
    if st.query_params.get("lang") != lang() and not _foreign():
        st.query_params["lang"] = lang()
        remember_address()


def _foreign() -> list[Unused]:
    """The language of the address where it is none of ours."""
    asked = st.query_params.get_all("lang")[-1:]
    return [Unused("lang", code, N_("it is not one of en, zh")) for code in asked if code not in text.LANGUAGES]


def follow_address(word: str) -> None:
    """Set the widgets by the address where somebody else changed it: a link, Back, Forward. Called before any of them is drawn.

    word  the page that is shown
    """
    state, address = st.session_state, _address()
    opened = state.get("address_of") != word
    state["address_of"] = word
    if opened:
        state["knobs_here"], state["knobs_read"] = {}, None  # the knobs of this page keep what they stand at
    if state.get("address") == address or (opened and not address):
        return
    state["address"], state["knobs_read"] = address, []  # the knobs are to be read from this address
    if st.query_params.get("lang") in text.LANGUAGES:
        state["lang"] = st.query_params["lang"]
    if store.is_empty():
        return
    asked, _ = _asked()
    first, last = store.house().calendar.months(asked.period) or (0, 0)
    period = asked.period if asked.period in PERIODS else "months"
    _set(period=period, period_first=first, period_last=last, compare=asked.compare)
    _set(**{name: list(getattr(asked, name)) for name in DIMENSIONS})


def narrow(dimension: str, code: str) -> None:
    """Set a filter to exactly this code; for a button's ``on_click``. A code that has no lines any more changes nothing."""
    if code in store.house().names(dimension, lang()):
        _set(**{dimension: [code]})


def widen(dimension: str) -> None:
    """Take a filter off; for a button's ``on_click``."""
    _set(**{dimension: []})


def clear() -> None:
    """Back to all regions, segments, channels and categories, and to the usual period."""
    _set(period=Scope.period, compare=Scope.compare, **{name: [] for name in DIMENSIONS})


def _asked() -> tuple[Scope, tuple[Unused, ...]]:
    """What the address asks, and what of it cannot be used."""
    house = store.house()
    query = {name: st.query_params.get_all(name) for name in ("period", "compare", *DIMENSIONS) if name in st.query_params}
    asked, refused = Scope.from_query(query, house.calendar, {name: house.names(name, "en") for name in DIMENSIONS})
    more = []
    if asked.compare == "target" and not house.state.has_targets:
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
    return {name: st.query_params.get_all(name) for name in st.query_params}


def remember_address() -> None:
    """The address as it stands now is our own writing, and no news."""
    st.session_state["address"] = _address()


def write_address() -> None:
    """Write the widgets into the address where it does not say the same; what is at its default is left out, the language never."""
    calendar, now, rest = store.house().calendar, scope(), Scope()
    asked, _ = _asked()
    same_period = asked.period == now.period or (now.period not in PERIODS and calendar.months(asked.period) == calendar.months(now.period))
    if not same_period or replace(asked, period="") != replace(now, period=""):
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        moved = {name: getattr(now, name) for name in NAMES[1:] if getattr(now, name) != getattr(rest, name)}
        written = {name: [value] if isinstance(value, str) else list(value) for name, value in moved.items()}
        st.query_params.from_dict({"lang": [lang()], **others, **written})
    remember_address()
