"""Bars that explain themselves: a click on one says what it is, what it is made of, and leads to the rows or to that part alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from salesdash import text
from salesdash.scope import Scope
from salesdash.text import N_
from salesdash.ui import draw, figures, filters, store
from salesdash.ui.who import lang, say

STEPS = {
    "before": N_("What was booked in the comparison period."),
    "after": N_("What was booked in the period."),
    "volume": N_("What it would have changed if only the total number of units had changed, at the old mix and the old prices."),
    "price": N_("(price now − price before) × units now, for every product and channel sold in both periods."),
    "mix": N_("What the shift of units between dearer and cheaper products and channels did, at the old prices and the same total."),
    "new": N_("Products and channels with sales now and none in the comparison period."),
    "lost": N_("Products and channels with sales in the comparison period and none now."),
    "other": N_("Lines with an amount and no quantity: no price can be told."),
    "returns": N_("What was paid back for returns, now against then."),
}
WAYS = {"region": N_("Region"), "channel": N_("Channel"), "category": N_("Category"), "segment": N_("Segment")}
HINT = N_("Click a bar for what is behind it.")


def bridge(build: draw.Chart, answer: Any, *, key: str, alt: str) -> None:
    """A waterfall; the clicked step is explained below it, with the largest parts it is made of (`causes`, where the answer has them)."""
    currency = answer.state.currency
    st.caption(say(HINT) + ("" if answer.bridge["start"].iloc[0] <= 0 else " " + say(N_("The axis does not begin at zero."))))
    step = draw.chart(build, answer.bridge, alt=alt, key=key, currency=currency, pick="code")
    if step is not None:
        _step(answer, step, key)
    draw.table_on_demand(answer.bridge, ("name", "step", "total"), alt=alt, key=f"{key}-table", currency=currency)


def _step(answer: Any, step: str, key: str) -> None:
    """One step: what it is, and the largest parts it is made of."""
    reader, currency = lang(), answer.state.currency
    row = answer.bridge.set_index("code").loc[step]
    amount = row["step"] if pd.isna(row["total"]) else row["total"]
    with st.container(border=True, key=f"{key}-explained"):
        st.markdown(
            f"**{text.md(text.name_of(step, row['name'], row['name_zh'], reader))}** · {text.md(text.full_money(amount, reader, currency))}"
        )
        st.markdown(text.md(say(STEPS[step])))
        behind = answer.causes(step) if hasattr(answer, "causes") else None
        if behind is not None and len(behind):
            channels = store.house().names("channel", reader)
            shown = behind.assign(channel=[channels.get(code, code) for code in behind["channel"]])
            draw.table(shown, ("name", "channel", "step"), alt=N_("The largest parts of this step"), key=f"{key}-causes", currency=currency)


def growth(compared: draw.Chart, alone: draw.Chart, answer: Any, *, key: str, alt: str) -> None:
    """Where the change comes from, by the dimension that is chosen; the clicked part is explained and can be looked at alone."""
    reader, currency = lang(), answer.state.currency
    names = {way: say(title) for way, title in WAYS.items() if len(answer.parts[way]) > 1}
    if not names:
        st.markdown(say(N_("With these filters one region, channel, category and segment is left: there is nothing more to tell apart.")))
        return
    way = st.segmented_control(
        say(N_("By")), list(names), format_func=names.__getitem__, default=next(iter(names)), required=True, key=f"{key}-way-{reader}",
        label_visibility="collapsed",
    )  # fmt: skip
    moves = answer.moves[way]
    told = moves["before"].notna().any()
    st.caption(say(HINT))
    code = draw.chart(compared if told else alone, moves, alt=alt, key=f"{key}-{way}", currency=currency, pick="code")
    if code is not None:
        _part(answer, way, code, key)
    columns = ("name", "revenue", "before", "change", "share", "margin")
    draw.table_on_demand(answer.parts[way], columns, alt=alt, key=f"{key}-table", currency=currency)


def _only(way: str, code: str) -> Scope:
    """What the filters ask, of this part alone."""
    part: dict[str, Any] = {way: (code,)}
    return replace(filters.scope(), **part)


def _part(answer: Any, way: str, code: str, key: str) -> None:
    """One part: its figures, and the ways on from it."""
    reader, row = lang(), answer.parts[way].set_index("code").loc[code]
    money, name = partial(text.full_money, lang=reader, currency=answer.state.currency), store.house().names(way, reader).get(code, code)
    values = {"revenue": money(row["revenue"]), "share": text.percent(row["share"], reader)}
    said = say(N_("Revenue {revenue}, {share} of all in these filters."), **values)
    if pd.notna(row["change"]):
        values |= {"before": money(row["before"]), "change": text.money_change(row["change"], reader, answer.state.currency)}
        said = say(N_("Revenue {revenue} ({share} of all in these filters) against {before}: {change}."), **values)
    with st.container(border=True, key=f"{key}-explained"):
        st.markdown(f"**{text.md(name)}** · {text.md(said)}")
        st.markdown(text.md(say(N_("The sum of {count} order lines; returns are subtracted."), count=int(row["lines"]))))
        with st.container(horizontal=True):
            if code != "-":
                st.button(
                    say(N_("Look only at {name}"), name=text.md(name)), key=f"{key}-only", icon=":material/filter_alt:", on_click=filters.narrow,
                    args=(way, code),
                )  # fmt: skip
                st.button(
                    say(N_("Show the rows")), key=f"{key}-rows", icon=":material/table_rows:", on_click=figures.ask_for_rows,
                    args=(_only(way, code), int(row["lines"])),
                )  # fmt: skip
