"""The what-if card: sliders, what they would have changed, and the bridge to it. Only the card runs again when a slider moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from salesdash import text
from salesdash.params import Params
from salesdash.text import N_
from salesdash.ui import bars, controls, draw
from salesdash.ui.who import lang, say

Answer = Callable[[Params], Any]


@st.fragment
def card(asked: type[Params], answer: Answer, chart: draw.Chart, *, alt: str) -> None:
    """asked: the sliders; answer: what they lead to (revenue, profit, margin now and then, headline, notes, bridge); chart: of its bridge."""
    left, right = st.columns([2, 3])
    with left:
        found = answer(controls.sliders(asked))
    currency, reader = found.state.currency, lang()
    with right:
        st.markdown(f"**{text.md(text.sentence(found.headline, reader, currency))}**")
        with st.grid(3, min_column_width=130):
            written = partial(text.money, lang=reader, currency=currency)
            _figure(N_("Revenue"), written(found.revenue[1]), text.money_change(found.revenue[1] - found.revenue[0], reader, currency))
            if None not in found.profit:
                _figure(
                    N_("Gross profit"), written(found.profit[1]), text.money_change(found.profit[1] - found.profit[0], reader, currency)
                )
            if None not in found.margin:
                _figure(N_("Gross margin"), text.percent(found.margin[1], reader), text.points(found.margin[1] - found.margin[0], reader))
        bars.bridge(chart, found, key="what-if", alt=alt)
    st.caption(" ".join(text.md(text.sentence(note, reader, currency)) for note in found.notes))


def _figure(label: str, value: str, change: str) -> None:
    nothing = not any(digit in change for digit in "123456789")
    st.metric(
        say(label), text.md(value), change, delta_color="off" if nothing else "normal", delta_arrow="off" if nothing else "auto",
        delta_description=say(N_("vs as it was")),
    )  # fmt: skip
