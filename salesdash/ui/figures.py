"""Figures and where they come from: the headline, the tiles, "Explain this number", the rows behind it."""

from __future__ import annotations

from math import ceil
from typing import Any, Protocol

import streamlit as st

from salesdash import text
from salesdash.data.directory import DataState
from salesdash.data.lines import PAGE_ROWS
from salesdash.kpi import Kpi
from salesdash.scope import DIMENSIONS, Reach
from salesdash.text import N_
from salesdash.ui import draw, filters, store
from salesdash.ui.who import lang, say

ICONS = {
    "revenue": ":material/payments:",
    "gross_margin": ":material/percent:",
    "orders": ":material/receipt:",
    "active_customers": ":material/group:",
    "asp": ":material/sell:",
}
AGAINST = {"last_year": N_("YoY"), "previous": N_("vs prior")}
ROWS_SHOWN = ("ordered_on", "order_no", "customer", "product", "category", "region", "channel", "quantity", "amount", "cost")
MOST_PAGES = 1_000
FEWEST_POINTS = 3
LABELLED = N_("{label}: {value}")


class Tile(Protocol):
    """A KPI of the period, the comparison, its change, one value per month, and where it comes from."""

    kpi: Kpi
    value: float | None
    change: float | None
    spark: tuple[float | None, ...]
    explained: Any


class Answer(Protocol):
    """What every room's answer says first."""

    reach: Reach
    state: DataState
    tiles: tuple[Any, ...]
    headline: Any
    action: Any


def headline(answer: Answer) -> None:
    """What changed, in one sentence; under it what would settle the rest."""
    currency = answer.state.currency
    st.header(text.md(text.sentence(answer.headline, lang(), currency)), anchor=False)
    if answer.action:
        st.info(text.md(text.sentence(answer.action, lang(), currency)), icon=":material/lightbulb:")


def tiles(answer: Answer) -> None:
    """A tile per KPI: value, change, one point per month, and its explanation. The rows open once no explanation covers them."""
    with st.grid(len(answer.tiles), min_column_width=150, key="tiles"):
        for tile in answer.tiles:
            with st.container(border=True, key=f"tile-{tile.kpi.id}", gap=None, height="stretch"):
                with st.popover(
                    say(N_("Explain this number")), icon=":material/info:", type="tertiary", key=_popover(tile.kpi), on_change="rerun"
                ) as explanation:
                    if explanation.open:
                        _explain(tile, answer)
                _metric(tile, answer.state.currency)
    if st.session_state.pop("rows_asked", False):
        st.dialog(say(N_("The rows behind the numbers")), width="large")(_rows)(answer)


def _popover(kpi: Kpi) -> str:
    return f"explain-{kpi.id}"


def _ask_for_rows(kpi: Kpi) -> None:
    """Close the explanation, and open the rows on the run that follows."""
    st.session_state[_popover(kpi)] = False
    st.session_state["rows_asked"] = True


def _metric(tile: Tile, currency: str) -> None:
    kpi, change = tile.kpi, _change(tile.kpi, tile.change)
    points = [value for value in tile.spark if value is not None]
    st.metric(
        say(kpi.name),
        text.md(text.figure(tile.value, kpi.unit, lang(), currency)),
        change if tile.change is not None else None,
        delta_color="off" if not tile.change else "normal" if kpi.good == "up" else "inverse",
        delta_arrow="off" if not tile.change else "auto",
        delta_description=say(AGAINST[filters.scope().compare]) if tile.change is not None else None,
        icon=ICONS.get(kpi.id),
        chart_data=points if len(points) >= FEWEST_POINTS else None,
        height="stretch",
        chart_type="area",
    )


def _change(kpi: Kpi, change: float | None) -> str:
    return text.points(change, lang()) if kpi.unit == "percent" else text.change(change, lang())


def _explain(tile: Tile, answer: Answer) -> None:
    kpi, reader, currency = tile.kpi, lang(), answer.state.currency
    st.markdown(say(LABELLED, label=f"**{say(kpi.name)}**", value=say(kpi.definition)))
    st.markdown(say(LABELLED, label=say(N_("Formula")), value=text.md(say(kpi.formula))))
    st.markdown("\n".join(f"- {text.md(line)}" for line in _asked(answer)))
    left_out = [text.sentence(one, reader, currency) for one in tile.explained.left_out] or [say(N_("Nothing is left out."))]
    st.markdown(
        "\n".join(f"- {text.md(line)}" for line in [say(N_("{count} order lines are counted."), count=tile.explained.lines), *left_out])
    )
    if kpi.unit == "money" and tile.value is not None:
        st.caption(text.md(say(N_("In full: {value}"), value=text.full_money(tile.value, reader, currency))))
    st.button(say(N_("Show the rows")), key=f"rows-{kpi.id}", icon=":material/table_rows:", on_click=_ask_for_rows, args=(kpi,))


def _asked(answer: Answer) -> list[str]:
    """Period, comparison and filters in words."""
    reach, scope, reader = answer.reach, filters.scope(), lang()
    lines = [say(N_("Period: {period}"), period=text.period(reach.first, reach.last, reader))]
    if reach.before_first and reach.before_last:
        lines.append(say(N_("Compared with: {period}"), period=text.period(reach.before_first, reach.before_last, reader)))
    for name in DIMENSIONS:
        if chosen := getattr(scope, name):
            names = store.house().names(name, reader)
            lines.append(say(LABELLED, label=say(filters.TITLES[name]), value=text.listed((names[code] for code in chosen), reader)))
    return lines


def _rows(answer: Answer) -> None:
    """Order lines, a page at a time."""
    lines = answer.tiles[0].explained.lines
    pages = min(ceil(lines / PAGE_ROWS), MOST_PAGES)
    if lines > MOST_PAGES * PAGE_ROWS:
        st.info(say(N_("The first {rows} rows are shown; download the whole table on the Data page."), rows=MOST_PAGES * PAGE_ROWS))
    page = st.pagination(pages, key="rows_page") if pages > 1 else 1
    st.caption(say(N_("{count} order lines in the period and filters, {rows} a page."), count=lines, rows=PAGE_ROWS))
    draw.table(store.rows(filters.scope(), page), ROWS_SHOWN, alt=N_("Order lines"), key=f"rows_{page}")
