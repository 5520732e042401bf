"""What comes out of the Overview: tiles, months, breakdowns, top customers, a headline. It has no knobs yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from salesdash.data.directory import DataState
from salesdash.evidence import Finding
from salesdash.kpi import ACTIVE_CUSTOMERS, ASP, GROSS_MARGIN, ORDERS, REVENUE, Kpi
from salesdash.scope import Reach

TILES: tuple[Kpi, ...] = (REVENUE, GROSS_MARGIN, ORDERS, ACTIVE_CUSTOMERS, ASP)


@dataclass(frozen=True)
class Sentence:
    """A msgid and what fills it: plain numbers carry their unit in `units` ("money", "percent", "points", "count", "period", "name")."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """Where a number comes from: the lines it counts, and what was left out, each with the reason."""

    lines: int
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


@dataclass(frozen=True)
class Answer:
    """months: month (Timestamp, first day), revenue, before (the comparison's revenue in the same place), complete (False: still running).
    categories, regions: code, name, name_zh, revenue, before, change (currency units; before and change empty without a comparison),
    share (of the period's revenue), margin (fraction; empty where no cost is known).
    customers: at most 20: code, name, name_zh, revenue, before, share."""

    reach: Reach
    state: DataState
    tiles: tuple[Tile, ...]
    months: pd.DataFrame
    categories: pd.DataFrame
    regions: pd.DataFrame
    customers: pd.DataFrame
    headline: Sentence
    action: Sentence | None
    findings: tuple[Finding, ...] = ()
