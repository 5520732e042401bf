"""Figures and where they come from: the headline, the tiles, "Explain this number", the rows behind it."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Any, Protocol

import streamlit as st

from salesdash import text
from salesdash.data.directory import DataState
from salesdash.data.lines import PAGE_ROWS, Without
from salesdash.kpi import Kpi
from salesdash.scope import DIMENSIONS, Reach, Scope
from salesdash.text import N_
from salesdash.ui import draw, filters, store
from salesdash.ui.who import lang, say

ICONS = {
    "revenue": ":material/payments:",
    "gross_margin": ":material/percent:",
    "orders": ":material/receipt:",
    "active_customers": ":material/group:",
    "asp": ":material/sell:",
    "attainment": ":material/flag:",
    "cash_collected": ":material/account_balance:",
    "overdue": ":material/schedule:",
}
AGAINST = {"last_year": N_("YoY"), "previous": N_("vs prior"), "target": N_("vs target")}
ROWS_SHOWN = ("ordered_on", "order_no", "customer", "product", "category", "region", "channel", "quantity", "amount", "cost")
MOST_PAGES = 1_000
FEWEST_POINTS = 3
ONE_ROW, TILES_A_ROW = 5, 4
"""So many tiles stand in one row; more of them four by four."""
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
    headline: Any


def headline(answer: Answer) -> None:
    """What changed, in one sentence; under it what it is made of, the next action or what would settle it, and what to bear in mind."""
    st.header(_sentence(answer.headline, answer), anchor=False)
    if because := getattr(answer, "because", None):
        st.markdown(_sentence(because, answer))
    if action := getattr(answer, "action", None):
        st.warning(_sentence(action, answer), icon=":material/priority_high:")
        st.button(say(N_("Look at it")), key="look_at_it", icon=":material/filter_alt:", on_click=_look_at, args=(action,))
    if settle := getattr(answer, "settle", None):
        st.info(_sentence(settle, answer), icon=":material/lightbulb:")
    if notes := getattr(answer, "notes", ()):
        st.caption(" ".join(_sentence(note, answer) for note in notes))


def _look_at(action: Any) -> None:
    """Narrow the filters to what an action names."""
    for name in DIMENSIONS:
        if name in action.values:
            filters.narrow(name, action.values[name]["code"])


def say_headline(answer: Answer) -> None:
    """The headline of a part of a page."""
    st.markdown(_sentence(answer.headline, answer))


def _sentence(said: Any, answer: Answer) -> str:
    return text.md(text.sentence(said, lang(), answer.state.currency))


def calendar(answer: Any) -> None:
    """What the line of the comparison by month is: not what was booked, but that on this year's calendar."""
    months = answer.months
    if (months["before"].notna() & (months["before"] != months["booked"])).any():
        st.caption(
            say(N_("The comparison is on this year's calendar (working days, feasts that move); point at a month for what was booked."))
        )


def running(answer: Any) -> None:
    """Where the month that still runs will end, how sure that is, and what the target's chances are."""
    told, reader, currency = answer.running, lang(), answer.state.currency
    if told is None:
        st.markdown(say(N_("The last month is complete: nothing is left to estimate.")))
        return
    if not hasattr(told, "landing"):
        st.markdown(_sentence(told, answer))
        return
    landing, ends = told.landing, told.landing.estimate
    written = partial(text.money, lang=reader, currency=currency)
    gap = landing.estimate.value - told.target if told.target else None
    st.metric(
        say(N_("{month} will end at"), month=text.month(landing.month, reader)),
        text.md(written(ends.value)),
        None if gap is None else text.money_change(gap, reader, currency),
        delta_description=None if gap is None else say(AGAINST["target"]),
        icon=":material/flight_land:",
    )
    facts = [
        say(N_("8 in 10 such intervals hold what comes: {low} to {high}."), low=written(ends.low), high=written(ends.high)),
        say(
            N_("So far {actual}, after working day {worked} of {of}."), actual=written(landing.actual), worked=landing.worked, of=landing.of
        ),
    ]
    if told.target is None:
        facts.append(say(N_("No target is set for this month and these filters.")))
    else:
        chance = text.chance(told.probability, reader)
        facts.append(say(N_("Target {target}: the chance of reaching it is {chance}."), target=written(told.target), chance=chance))
    facts.append(
        say(
            N_("Learnt from {n} months, which by now had {share} of what they came to."),
            n=ends.n,
            share=text.percent(landing.share, reader, 0),
        )
    )
    st.markdown("\n".join(f"- {text.md(fact)}" for fact in facts))
    if told.target and told.target > 0:
        st.progress(
            min(max(landing.actual / told.target, 0.0), 1.0),
            text=text.md(say(N_("{share} of the target so far"), share=text.percent(landing.actual / told.target, reader, 0))),
        )


def tiles(answer: Any) -> None:
    """A tile per KPI: value, change, one point per month, and its explanation. The rows open once no explanation covers them."""
    with st.grid(len(answer.tiles) if len(answer.tiles) <= ONE_ROW else TILES_A_ROW, min_column_width=150, key="tiles"):
        for tile in answer.tiles:
            with st.container(border=True, key=f"tile-{tile.kpi.id}", gap=None, height="stretch"):
                with st.popover(
                    say(N_("Explain this number")), icon=":material/info:", type="tertiary", key=_popover(tile.kpi), on_change="rerun"
                ) as explanation:
                    if explanation.open:
                        _explain(tile, answer)
                _metric(tile, answer.state.currency)
    if asked := st.session_state.pop("rows_asked", None):
        st.dialog(say(N_("The rows behind the numbers")), width="large")(_rows)(*asked)


def _popover(kpi: Kpi) -> str:
    return f"explain-{kpi.id}"


def _ask_from_tile(kpi: Kpi, lines: int) -> None:
    """Close the explanation, and open the rows on the run that follows."""
    st.session_state[_popover(kpi)] = False
    ask_for_rows(filters.scope(), lines)


def ask_for_rows(scope: Scope, lines: int) -> None:
    """Open the order lines of a scope on the run that follows; a button's callback. lines: how many there are."""
    st.session_state["rows_asked"] = (scope, lines)


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
    counted = [say(N_("{count} order lines are counted."), count=tile.explained.lines)] if tile.explained.lines is not None else []
    left_out = [text.sentence(one, reader, currency) for one in tile.explained.left_out]
    if not left_out and tile.value is not None:
        left_out = [say(N_("Nothing is left out."))]
    st.markdown("\n".join(f"- {text.md(line)}" for line in [*counted, *left_out]))
    if kpi.unit == "money" and tile.value is not None:
        st.caption(text.md(say(N_("In full: {value}"), value=text.full_money(tile.value, reader, currency))))
    if tile.explained.lines is not None:
        st.button(
            say(N_("Show the rows")), key=f"rows-{kpi.id}", icon=":material/table_rows:", on_click=_ask_from_tile, args=(kpi, tile.explained.lines),
        )  # fmt: skip


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


def _rows(scope: Scope, lines: int) -> None:
    """Order lines, a page at a time."""
    if lines > MOST_PAGES * PAGE_ROWS:
        st.info(say(N_("The first {rows} rows are shown; download the whole table on the Data page."), rows=MOST_PAGES * PAGE_ROWS))
    paged(scope, lines, say(N_("{count} order lines in the period and filters, {rows} a page."), count=lines, rows=PAGE_ROWS))


def paged(scope: Scope, lines: int, caption: str, without: Without | None = None) -> None:
    """The order lines of a scope (of those where something is not known), `lines` of them, a page at a time."""
    pages = min(ceil(lines / PAGE_ROWS), MOST_PAGES)
    page = st.pagination(pages, key="rows_page") if pages > 1 else 1
    st.caption(text.md(caption))
    draw.table(store.rows(scope, page, without), ROWS_SHOWN, alt=N_("Order lines"), key=f"rows_{without}_{page}")
