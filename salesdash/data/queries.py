"""The statements behind the loads, each built once per combination of filtered dimensions: only months and codes change from read to read.

A rollup is read at the coarsest stored level that tells apart what is filtered and what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa

from salesdash.data.engine import total, whole_rows
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.month_lines import SUMS
from salesdash.data.rollups import LEVELS, SET_LEVELS
from salesdash.data.rollups_packed import PRODUCT_LEVELS
from salesdash.data.rollups_sets import DELIVERY_LEVELS
from salesdash.data.schema import ALL, CELL, month_sales, month_sets
from salesdash.data.schema import categories as category_table
from salesdash.data.schema import channels as channel_table
from salesdash.data.schema import regions as region_table
from salesdash.data.schema import segments as segment_table
from salesdash.data.schema.house import month_days, month_deliveries, month_products
from salesdash.scope import DIMENSIONS, Reach, month_range

TREE: dict[str, sa.Table] = {"region": region_table, "segment": segment_table, "channel": channel_table, "category": category_table}
STORED = {
    month_sales: LEVELS,
    month_days: LEVELS,
    month_sets: SET_LEVELS,
    month_deliveries: DELIVERY_LEVELS,
    month_products: PRODUCT_LEVELS,
}
"""What each rollup tells apart: its levels."""
PART_SUMS = ("amount", "cost", "costed_amount", "quantity", "lines", "returned", "return_lines")
MONTHS = sa.bindparam("months", expanding=True, type_=sa.Integer)
SCALED = ("quantity", "amount", "discount", "tax", "returned", "returned_quantity", "cost", "costed_amount")
CALLED = {"amount": "revenue", "costed_amount": "costed_revenue"}
AT_ONCE = 5_000


def both_periods(reach: Reach) -> list[int]:
    """Every month of the reach and of its comparison."""
    months = month_range(reach.first, reach.last)
    if reach.before_first and reach.before_last:
        months = sorted({*months, *month_range(reach.before_first, reach.before_last)})
    return months


def figures(sums: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns of sums by their public names, in units."""
    return {CALLED.get(n, n): sums[:, i] / MONEY_SCALE if n in SCALED else sums[:, i] for i, n in enumerate(names)}


def filtered(reach: Reach) -> tuple[str, ...]:
    """The dimensions that a reach cuts."""
    return tuple(d for d in DIMENSIONS if getattr(reach, d) is not None)


def values(reach: Reach, months: Sequence[int], **more: Any) -> dict[str, Any]:
    """What a statement is run with: its months, and the codes of every dimension that is cut."""
    return {"months": list(months), **{d: sorted(getattr(reach, d)) for d in filtered(reach)}, **more}


def within(key: sa.ColumnElement[int], dimension: str) -> sa.ColumnElement[bool]:
    """Whether a column of row numbers is among those of the codes given for a dimension; unknown codes have none."""
    table = TREE[dimension].c
    return key.in_(sa.select(table.id).where(table.code.in_(sa.bindparam(dimension, expanding=True, type_=sa.Text))))


def names_of(connection: sa.Connection, table: sa.Table, ids: np.ndarray) -> dict[int, tuple[str, str | None, str | None]]:
    """Code and both names of rows, by row number."""
    found = {}
    for start in range(0, len(ids), AT_ONCE):
        for row, *names in whole_rows(connection, named(table), {"ids": ids[start : start + AT_ONCE].tolist()}):
            found[row] = (names[0], names[1], names[2])
    return found


def ids_of(connection: sa.Connection, dimension: str, codes: frozenset[str]) -> list[int]:
    """The row numbers of codes of a dimension."""
    table = TREE[dimension].c
    return list(connection.scalars(sa.select(table.id).where(table.code.in_(sorted(codes)))))


def cells_of(table: sa.Table, cut: tuple[str, ...], told_apart: tuple[str, ...] = ()) -> list[sa.ColumnElement[bool]]:
    """Which rows of a rollup hold the months, at the right level."""
    dimensions = [d for d in DIMENSIONS if f"{d}_id" in table.c]
    needed = {*cut, *told_apart} & {*dimensions}
    kept = needed if tuple(key for key in CELL if key.removesuffix("_id") in needed) in STORED[table] else {*dimensions}
    parts: list[sa.ColumnElement[bool]] = [table.c.month.in_(MONTHS)]
    for dimension in dimensions:
        key = table.c[f"{dimension}_id"]
        if dimension in cut:
            parts.append(within(key, dimension))
        elif dimension == "region" and kept == {"region"}:
            # the first of the key: named, so that the rows of other levels are not walked through
            parts.append(key.in_(sa.select(region_table.c.id).where(region_table.c.level == 1)))
        else:
            parts.append(key >= 0 if dimension in kept else key == ALL)
    return parts


@lru_cache
def month_sums(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month and SUMS, ascending by month."""
    t = month_sales
    return sa.select(t.c.month, *(total(t.c[n]) for n in SUMS)).where(*cells_of(t, cut)).group_by(t.c.month).order_by(t.c.month)


@lru_cache
def sets(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, the set of customers, the set of orders: one row per cell."""
    t = month_sets
    return sa.select(t.c.month, t.c.customer_set, t.c.order_set).where(*cells_of(t, cut))


@lru_cache
def one_set(name: str, cut: tuple[str, ...], told_apart: tuple[str, ...] = ()) -> sa.Select[Any]:
    """Month, channel and one of the sets: one row per cell."""
    t = month_sets
    return sa.select(t.c.month, t.c.channel_id, t.c[name]).where(*cells_of(t, cut, told_apart))


@lru_cache
def members(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, the set of customers and their amounts: one row per value of a single dimension, or per full combination."""
    t = month_sets
    return sa.select(t.c.month, t.c.customer_set, t.c.customer_amounts).where(*cells_of(t, cut, DIMENSIONS if len(cut) > 1 else ()))


@lru_cache
def part_sums(dimension: str, cut: tuple[str, ...]) -> sa.Select[Any]:
    """Value of a dimension, 1 for the period between `first` and `last` or 0 for the other months, and PART_SUMS."""
    t = month_sales
    key = t.c[f"{dimension}_id"]
    now = sa.case((t.c.month.between(sa.bindparam("first"), sa.bindparam("last")), 1), else_=0).label("now")
    inner = sa.select(key.label("value"), now, *(t.c[n] for n in PART_SUMS)).where(*cells_of(t, cut, (dimension,))).subquery()
    return sa.select(inner.c.value, inner.c.now, *(total(inner.c[n]) for n in PART_SUMS)).group_by(inner.c.value, inner.c.now)


@lru_cache
def part_months(dimension: str, cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, value of a dimension, and PART_SUMS."""
    t = month_sales
    keys = (t.c.month, t.c[f"{dimension}_id"])
    return sa.select(*keys, *(total(t.c[n]) for n in PART_SUMS)).where(*cells_of(t, cut, (dimension,))).group_by(*keys)


@lru_cache
def product_sums(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, channel, how many entries, and the entries (packed): one row per cell; a category is not cut here."""
    t = month_products
    return sa.select(t.c.month, t.c.channel_id, t.c.entries, t.c.sums).where(*cells_of(t, cut, ("channel",)))


@lru_cache
def day_sums(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, how many days, and the days (packed): one row per cell."""
    t = month_days
    return sa.select(t.c.month, t.c.days, t.c.sums).where(*cells_of(t, cut))


@lru_cache
def edge_days() -> sa.Select[Any]:
    """`day_sums` of the whole first and of the whole last month."""
    t = month_days
    edges = [sa.select(pick(t.c.month)).scalar_subquery() for pick in (sa.func.min, sa.func.max)]
    return sa.select(t.c.month, t.c.days, t.c.sums).where(t.c.month.in_(edges), *(t.c[d] == ALL for d in CELL)).order_by(t.c.month)


@lru_cache
def delivery_sets(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, channel, the orders due, late and still open: one row per cell."""
    t = month_deliveries
    return sa.select(t.c.month, t.c.channel_id, t.c.due_set, t.c.late_set, t.c.open_set).where(*cells_of(t, cut, ("channel",)))


@lru_cache
def named(table: sa.Table) -> sa.Select[Any]:
    """Row number, code and both names of the rows `ids`."""
    c = table.c
    return sa.select(c.id, c.code, c.name, c.name_zh).where(c.id.in_(sa.bindparam("ids", expanding=True, type_=sa.BigInteger)))
