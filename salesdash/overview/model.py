"""What comes out of the Overview and of its sub-questions: figures with their explanation, a bridge, what moved, what may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pandas as pd

from salesdash.data.directory import DataState
from salesdash.errors import NothingInScope
from salesdash.evidence import Estimate, Finding
from salesdash.kpi import ACTIVE_CUSTOMERS, ASP, ATTAINMENT, CASH_COLLECTED, GROSS_MARGIN, ORDERS, OVERDUE, REVENUE, Kpi
from salesdash.params import Params, lever
from salesdash.scenario import Effect
from salesdash.scope import Reach
from salesdash.text import N_

TILES: tuple[Kpi, ...] = (REVENUE, GROSS_MARGIN, ORDERS, ACTIVE_CUSTOMERS, ASP)
PLANNED: tuple[Kpi, ...] = (ATTAINMENT, CASH_COLLECTED, OVERDUE)
"""Tiles that are there where targets and payments are."""
DIMENSIONS = ("region", "channel", "category", "segment")
"""By what growth is told apart, in the order of the page."""
CAUSES = 5
"""How many parts of a step are named."""
BY = {
    "region": N_("Revenue by region"),
    "channel": N_("Revenue by channel"),
    "category": N_("Revenue by category"),
    "segment": N_("Revenue by segment"),
}


@dataclass(frozen=True)
class WhatIf(Params):
    """The first sliders: what the period would have come to."""

    price_pct: float = lever("price_pct")
    volume_pct: float = lever("volume_pct")
    mix_pts: float = lever("mix_pts")
    unit_cost_pct: float = lever("unit_cost_pct")


def anything(state: DataState, lines: Any) -> None:
    """Raises NothingInScope when there is nothing to show: no data at all, or no lines left by the filters."""
    if not state.lines:
        raise NothingInScope(N_("Nothing has been loaded yet. Load your orders from a CSV or Excel file."))
    if not lines:
        raise NothingInScope(N_("There are no orders in this period with these filters. Widen the period or take a filter away."))


@dataclass(frozen=True)
class Sentence:
    """A msgid and what fills it: plain numbers carry their unit in `units` ("money", "percent", "points", "count", "period", "name")."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """Where a number comes from: the lines it counts (None: it does not come from order lines), and what was left out, each with the reason."""

    lines: int | None
    left_out: tuple[Sentence, ...]


@dataclass(frozen=True)
class Tile:
    """One KPI of the period: value and the comparison's value in its own unit, change as the KPI tells it, one value per month."""

    kpi: Kpi
    value: float | None
    before: float | None
    change: float | None
    spark: tuple[float | None, ...]
    explained: Explained


class Landing(Protocol):
    """Where the running month will end (worked out by the Forecast room; the same figure on every page)."""

    month: int
    actual: float
    estimate: Estimate
    day: date
    worked: int
    of: int

    def probability(self, target: float) -> float: ...


@dataclass(frozen=True)
class Running:
    """The month that is still running: its landing, its target (None: not set) and the chance of reaching it."""

    landing: Landing
    target: float | None
    probability: float | None
    sentence: Sentence


@dataclass(frozen=True)
class Answer:
    """months: month (Timestamp, first day), revenue, before (what the comparison would have come to on this calendar; with a target: the
    target), booked (what it came to), complete (False: still running), landing, low, high (of the running month, else empty); the running
    month follows a period that ends just before it.
    parts: dimension -> code, name, name_zh, revenue, before, change (currency units; before and change empty without a comparison),
    share (of the period's revenue), margin (fraction; empty where no cost is known), lines; by change. moves: the twelve that moved most.
    bridge: code (before, price, volume, mix, new, lost, other, returns, after), name, name_zh, step or total (currency units, to the cent;
    they add up), start, end (of its bar), kind (total, up, down); empty without a comparison.
    items: product, category, channel and one column per step; they add up to it. names: product, name, name_zh."""

    reach: Reach
    state: DataState
    tiles: tuple[Tile, ...]
    months: pd.DataFrame
    parts: Mapping[str, pd.DataFrame]
    moves: Mapping[str, pd.DataFrame]
    bridge: pd.DataFrame
    items: pd.DataFrame
    names: pd.DataFrame
    headline: Sentence
    because: Sentence | None
    running: Running | Sentence | None
    action: Sentence | None
    settle: Sentence | None
    notes: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()

    def causes(self, step: str) -> pd.DataFrame:
        """The largest parts of a step of the bridge: code, name, name_zh (of a product), channel, step; by size."""
        if step not in self.items:
            return pd.DataFrame(columns=["code", "name", "name_zh", "channel", "step"])
        largest = self.items.loc[self.items[step].abs().nlargest(CAUSES).index].rename(columns={step: "step", "product": "code"})
        named = self.names.drop_duplicates("product").set_index("product")
        return largest.loc[largest["step"] != 0, ["code", "channel", "step"]].join(named, on="code").reset_index(drop=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Everything the page shows, as tables, by name (msgid)."""
        named = {BY[dimension]: frame for dimension, frame in self.parts.items()}
        return {N_("Revenue by month"): self.months, N_("From the comparison to now"): self.bridge, **named}


@dataclass(frozen=True)
class Movers:
    """customers, products: at most 10 gains and 10 losses each: code, name, name_zh, revenue, before, change; by change.
    top: at most 20 customers: code, name, name_zh, revenue, before, share. flows: code (new, more, less, lost, unnamed), name, name_zh,
    customers, revenue, before, change; changes add up to the change of revenue."""

    reach: Reach
    state: DataState
    customers: pd.DataFrame
    products: pd.DataFrame
    top: pd.DataFrame
    flows: pd.DataFrame
    headline: Sentence

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Everything it shows, as tables, by name (msgid)."""
        return {
            N_("Customers: who came and went"): self.flows,
            N_("Customers that moved most"): self.customers,
            N_("Products that moved most"): self.products,
            N_("Top customers"): self.top,
        }


@dataclass(frozen=True)
class Delivery:
    """channels: code, name, name_zh, due (orders with a promised date), late, on_time (share), on_time_before, lines, return_rate (of lines),
    return_rate_before, returned (currency units), errors (tickets about delivery and goods), error_rate (per order), by orders."""

    reach: Reach
    state: DataState
    channels: pd.DataFrame
    headline: Sentence

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Everything it shows, as tables, by name (msgid)."""
        return {N_("Delivery by channel"): self.channels}


@dataclass(frozen=True)
class Outcome:
    """bridge: as in `Answer`, from the baseline to the what-if. revenue, profit, margin: now and then (profit and margin None where no cost is
    known). effect: against the baseline, month × category."""

    reach: Reach
    state: DataState
    bridge: pd.DataFrame
    revenue: tuple[float, float]
    profit: tuple[float | None, float | None]
    margin: tuple[float | None, float | None]
    headline: Sentence
    notes: tuple[Sentence, ...]
    effect: Effect

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Everything it shows, as tables, by name (msgid)."""
        return {N_("From the baseline to the what-if"): self.bridge}
