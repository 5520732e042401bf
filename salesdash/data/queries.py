"""The statements behind ``load``, each built once per combination of filtered dimensions: only months and codes change from read to read.

A rollup is read at the coarsest stored level that tells apart what is filtered and what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from salesdash.data.engine import total
from salesdash.data.rollups import LEVELS, SET_LEVELS, SUMS
from salesdash.data.schema import ALL, CELL, month_sales, month_sets
from salesdash.data.schema import categories as category_table
from salesdash.data.schema import channels as channel_table
from salesdash.data.schema import regions as region_table
from salesdash.data.schema import segments as segment_table
from salesdash.scope import DIMENSIONS, Reach

TREE: dict[str, sa.Table] = {"region": region_table, "segment": segment_table, "channel": channel_table, "category": category_table}
PART_SUMS = ("amount", "cost", "costed_amount", "quantity", "lines")
MONTHS = sa.bindparam("months", expanding=True, type_=sa.Integer)


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


def _cells(table: sa.Table, cut: tuple[str, ...], told_apart: tuple[str, ...] = ()) -> list[sa.ColumnElement[bool]]:
    """Which rows of a rollup hold the months, at the right level."""
    needed = {*cut, *told_apart}
    stored = LEVELS if table is month_sales else SET_LEVELS
    kept = needed if tuple(key for key in CELL if key.removesuffix("_id") in needed) in stored else set(DIMENSIONS)
    parts: list[sa.ColumnElement[bool]] = [table.c.month.in_(MONTHS)]
    for dimension in DIMENSIONS:
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
    return sa.select(t.c.month, *(total(t.c[n]) for n in SUMS)).where(*_cells(t, cut)).group_by(t.c.month).order_by(t.c.month)


@lru_cache
def sets(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, the set of customers, the set of orders: one row per cell."""
    t = month_sets
    return sa.select(t.c.month, t.c.customer_set, t.c.order_set).where(*_cells(t, cut))


@lru_cache
def members(cut: tuple[str, ...]) -> sa.Select[Any]:
    """The set of customers and their amounts: one row per full combination."""
    t = month_sets
    return sa.select(t.c.customer_set, t.c.customer_amounts).where(*_cells(t, cut, DIMENSIONS))


@lru_cache
def part_sums(dimension: str, cut: tuple[str, ...]) -> sa.Select[Any]:
    """Value of a dimension, 1 for the period between `first` and `last` or 0 for the other months, and PART_SUMS."""
    t = month_sales
    key = t.c[f"{dimension}_id"]
    now = sa.case((t.c.month.between(sa.bindparam("first"), sa.bindparam("last")), 1), else_=0).label("now")
    inner = sa.select(key.label("value"), now, *(t.c[n] for n in PART_SUMS)).where(*_cells(t, cut, (dimension,))).subquery()
    return sa.select(inner.c.value, inner.c.now, *(total(inner.c[n]) for n in PART_SUMS)).group_by(inner.c.value, inner.c.now)


@lru_cache
def named(table: sa.Table) -> sa.Select[Any]:
    """Row number, code and both names of the rows `ids`."""
    c = table.c
    return sa.select(c.id, c.code, c.name, c.name_zh).where(c.id.in_(sa.bindparam("ids", expanding=True, type_=sa.BigInteger)))
