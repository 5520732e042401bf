"""What customers paid and still owe, and what was aimed for.

Payments know a region and nothing else of the shared dimensions: where a reach cuts segment, channel or category, there is no answer,
and the frames have no rows. Money in currency units.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from salesdash.data import directory
from salesdash.data.engine import total, whole_rows
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.queries import both_periods
from salesdash.data.schema import payments, regions
from salesdash.data.schema import targets as target_table
from salesdash.scope import Reach, add_months, month_of, month_range

SCOPES = ("company", "region", "channel", "category")
"""Whose targets are read: not those of teams and reps."""


def collected(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month of both periods in which something was paid, by the day of payment: month (YYYYMM), collected (tax included,
    what was paid back subtracted)."""
    wanted, sums = both_periods(reach), dict[int, int]()
    if _told_apart(reach):
        span = {"first": _day(wanted[0]), "end": _day(add_months(wanted[-1], 1))}
        for day, amount in whole_rows(connection, _per_day(reach.region is not None), span | _codes(reach)):
            month = int(str(day)[:7].replace("-", ""))
            sums[month] = sums.get(month, 0) + amount
    months = [m for m in wanted if m in sums]
    return pd.DataFrame(
        {"month": pd.Series(months, dtype="int64"), "collected": pd.Series([sums[m] / MONEY_SCALE for m in months], dtype=float)}
    )


def overdue(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row: overdue (what was due before the data's last day and is not paid; open credit notes subtracted), payments (how many
    of them ask for money), oldest_due_on (datetime, the first day on which one of them was due; empty when there is none)."""
    last = directory.calendar(connection).last_day
    rows = whole_rows(connection, _open(reach.region is not None), {"last": last} | _codes(reach)) if last and _told_apart(reach) else []
    return pd.DataFrame({
        "overdue": pd.Series([r[0] / MONEY_SCALE for r in rows], dtype=float), "payments": pd.Series([r[1] for r in rows], dtype="int64"),
        "oldest_due_on": pd.to_datetime(pd.Series([r[2] for r in rows], dtype=object)).astype("datetime64[s]"),
    })  # fmt: skip


def targets(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per target of the reach's months, of the running month and of its fiscal year, for the company as a whole and by region,
    channel and category, whatever the reach cuts: month (YYYYMM), metric, scope, scope_code ("-" for the company), amount (currency
    units; a count or a fraction where the metric is one)."""
    calendar, months = directory.calendar(connection), {*month_range(reach.first, reach.last)}
    if calendar.last_day:
        running = month_of(calendar.last_day)
        start = add_months(running, -((running % 100 - calendar.fiscal_year_start) % 12))
        months |= {*month_range(start, add_months(start, 11))}
    rows = whole_rows(connection, _targets(), {"months": sorted(months)})
    frame = pd.DataFrame(rows, columns=["month", "metric", "scope", "scope_code", "amount"])
    return frame.astype({"month": "int64", "metric": str, "scope": str, "scope_code": str}).assign(
        amount=frame["amount"].astype(float) / MONEY_SCALE
    )


def _told_apart(reach: Reach) -> bool:
    return reach.segment is None and reach.channel is None and reach.category is None


def _codes(reach: Reach) -> dict[str, Any]:
    return {} if reach.region is None else {"region": sorted(reach.region)}


def _day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def _within(by_region: bool) -> list[sa.ColumnElement[bool]]:
    """Payments of the regions given, by their level-1 region."""
    if not by_region:
        return []
    root = regions.alias()
    chosen = sa.select(root.c.id).where(root.c.code.in_(sa.bindparam("region", expanding=True, type_=sa.Text)))
    return [payments.c.region_id.in_(sa.select(regions.c.id).where(regions.c.root_id.in_(chosen)))]


@lru_cache
def _per_day(by_region: bool) -> sa.Select[Any]:
    """Day and what was paid on it: the sums that the index on the day of payment holds."""
    p = payments.c
    first, end = sa.bindparam("first", type_=sa.Date), sa.bindparam("end", type_=sa.Date)
    return sa.select(p.paid_on, total(p.amount)).where(p.paid_on >= first, p.paid_on < end, *_within(by_region)).group_by(p.paid_on)


@lru_cache
def _open(by_region: bool) -> sa.Select[Any]:
    """Sum, number and first due day of what is overdue on the day `last`."""
    p = payments.c
    asked: sa.ColumnElement[Any] = sa.func.count(sa.case((p.amount > 0, 1)))
    since: sa.ColumnElement[Any] = sa.func.min(sa.case((p.amount > 0, p.due_on)))
    last = sa.bindparam("last", type_=sa.Date)
    return sa.select(total(p.amount), asked, since).where(p.paid_on.is_(None), p.due_on < last, *_within(by_region))


@lru_cache
def _targets() -> sa.Select[Any]:
    t, months = target_table.c, sa.bindparam("months", expanding=True, type_=sa.Integer)
    return (
        sa.select(t.month, t.metric, t.scope, t.scope_code, t.amount)
        .where(t.month.in_(months), t.scope.in_(SCOPES))
        .order_by(t.month, t.metric, t.scope, t.scope_code)
    )
