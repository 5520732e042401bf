"""A page with two knobs in a fragment, for the tests of the sliders: run by AppTest and by a real server."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from salesdash.params import Params, knob, lever
from salesdash.ui import controls, filters, share


@dataclass(frozen=True)
class WhatIf(Params):
    price_pct: float = lever("price_pct")
    cap_pct: float = knob(200.0, "Cap", 150.0, 300.0, 5.0, "%.0f%%", "No payout above this attainment.")


@dataclass(frozen=True)
class Elsewhere(Params):
    price_pct: float = lever("price_pct")
    days: float = knob(3.0, "Days", 0.0, 9.0, 1.0, "%.0f", "Days of nothing.")


@st.fragment
def card() -> None:
    what_if = controls.sliders(Elsewhere if st.session_state["page"] == "second" else WhatIf)
    st.text(f"{what_if} moved={controls.moved()}")


st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.segmented_control("Page", ["first", "second"], default="first", key="page")
filters.follow_address(st.session_state["page"])
filters.language()
st.caption(f"run {st.session_state['runs']}")
card()
if st.button("Link", key="link"):
    st.code(share.link())
