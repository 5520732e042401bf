"""The sliders of a what-if and the address bar: like the filters, two sides of one thing, kept equal.

One name = one knob = one slider = one parameter of the address. A shared lever moved on one page is moved on all. A knob at rest
is left out of the address; a value of a link that cannot be used is named above the sliders, with the reason. Works on a page and
inside a fragment, which then runs alone.
"""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from salesdash import params
from salesdash.params import Knob, Params
from salesdash.scope import Unused
from salesdash.text import N_
from salesdash.ui import filters, share
from salesdash.ui.who import say

P = TypeVar("P", bound=Params)


def sliders(what_if: type[P]) -> P:
    """A slider per knob, and the way back; what they stand at."""
    declared, kept, (asked, refused) = params.knobs(what_if), _kept(), _asked(what_if)
    st.session_state.setdefault("knobs_here", {}).update({name: knob.rest for name, knob in declared.items()})
    _read_address(asked, list(declared))
    above = st.empty()
    for name, knob in declared.items():
        if name not in st.session_state:
            st.session_state[name] = kept.get(name, knob.rest)
        kept[name] = st.slider(
            say(knob.label), knob.low, knob.high, step=knob.step, format=say(knob.written), help=say(knob.assumption), key=name
        )
    now = what_if(**{name: kept[name] for name in declared})
    if now != asked:
        _write(declared, now)
    elif refused:
        with above:
            share.not_used([Unused(name, st.query_params[name], why) for name, why in refused.items()])
    st.button(
        say(N_("Back to today's values")), icon=":material/restart_alt:", on_click=_set, args=({n: k.rest for n, k in declared.items()},),
        disabled=now.at_rest, key="knobs_back",
    )  # fmt: skip
    return now


def moved() -> bool:
    """Whether any knob of this page stands elsewhere than at rest."""
    return any(_kept().get(name, rest) != rest for name, rest in st.session_state.get("knobs_here", {}).items())


def _kept() -> dict[str, float]:
    """What every knob stands at, also on the pages that do not have it: a slider's own value lives no longer than the slider."""
    kept: dict[str, float] = st.session_state.setdefault("knobs", {})
    return kept


def _set(values: dict[str, float]) -> None:
    """Set knobs from outside their sliders, before these are drawn."""
    _kept().update(values)
    for name, value in values.items():
        st.session_state[name] = value


def _read_address(asked: Params, names: list[str]) -> None:
    """Set the knobs by an address that somebody else changed, each once. See `filters.follow_address`."""
    read = st.session_state.setdefault("knobs_read", [])
    if read is not None and (new := [name for name in names if name not in read]):
        _set({name: getattr(asked, name) for name in new})
        read.extend(new)


def _asked(what_if: type[P]) -> tuple[P, dict[str, str]]:
    """What the address asks, and what of it cannot be used (name -> why)."""
    return params.from_query(what_if, {name: st.query_params[name] for name in params.knobs(what_if) if name in st.query_params})


def _write(declared: dict[str, Knob], now: Params) -> None:
    """Write the knobs into the address, without those at rest."""
    others = {name: st.query_params.get_all(name) for name in st.query_params if name not in declared}
    values = {name: getattr(now, name) for name, knob in declared.items() if getattr(now, name) != knob.rest}
    st.query_params.from_dict({**others, **{name: [f"{value:g}"] for name, value in values.items()}})
    filters.remember_address()
