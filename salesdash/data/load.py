"""(connection, reach) -> tidy frame, added up in the database. Money in currency units, quantities in units.

Every function takes the `Reach` and nothing else beside it, except where a page of rows is asked. A frame covers both periods of
the reach where it says ``before``; columns of sums: revenue, cost, costed_revenue (revenue of lines whose cost is known), quantity,
discount, tax, returned, lines, return_lines, uncosted_lines, unnamed_lines, and the distinct counts orders and customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data.engine import total
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.rollups import LEVELS, SET_LEVELS, SUMS, running
from salesdash.data.schema import ALL, CELL, customers, month_sales, month_sets
from salesdash.data.schema import categories as category_table
from salesdash.data.schema import channels as channel_table
from salesdash.data.schema import regions as region_table
from salesdash.data.schema import segments as segment_table
from salesdash.scope import DIMENSIONS, Reach, month_range

TREE: dict[str, sa.Table] = {"region": region_table, "segment": segment_table, "channel": channel_table, "category": category_table}
SCALED = ("quantity", "amount", "discount", "tax", "returned", "cost", "costed_amount")
CALLED = {"amount": "revenue", "costed_amount": "costed_revenue"}
TOP = 20


def cell_condition(
    connection: sa.Connection, table: sa.Table, reach: Reach, told_apart: Sequence[str] = ()
) -> list[sa.ColumnElement[bool]]:
    """Which rows of a rollup hold the reach, at the coarsest stored level that tells apart what is filtered and what is asked."""
    filtered = [d for d in DIMENSIONS if getattr(reach, d) is not None]
    needed = {*filtered, *told_apart}
    stored = LEVELS if table is month_sales else SET_LEVELS
    kept = needed if tuple(key for key in CELL if key.removesuffix("_id") in needed) in stored else set(DIMENSIONS)
    parts: list[sa.ColumnElement[bool]] = []
    for dimension in DIMENSIONS:
        key = table.c[f"{dimension}_id"]
        if dimension in filtered:
            parts.append(key.in_(ids_of(connection, dimension, getattr(reach, dimension))))
        else:
            parts.append(key >= 0 if dimension in kept else key == ALL)
    return parts


def ids_of(connection: sa.Connection, dimension: str, codes: Iterable[str]) -> list[int]:
    """The row numbers of codes of a dimension; unknown codes have none."""
    table = TREE[dimension]
    return list(connection.scalars(sa.select(table.c.id).where(table.c.code.in_(sorted(codes)))))


def both_periods(reach: Reach) -> list[int]:
    """Every month of the reach and of its comparison."""
    months = month_range(reach.first, reach.last)
    if reach.before_first and reach.before_last:
        months = sorted({*months, *month_range(reach.before_first, reach.before_last)})
    return months


def _sums(table: sa.Table) -> list[sa.ColumnElement[int]]:
    return [total(table.c[name]).label(name) for name in SUMS]


def _in_units(rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(r) for r in rows], columns=list(columns))
    for name in SCALED:
        if name in frame:
            frame[name] = frame[name].astype("int64") / MONEY_SCALE
    return frame.rename(columns=CALLED)


def months(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month of both periods that has lines: month (YYYYMM), the sums, orders, customers."""
    t = month_sales
    query = (
        sa.select(t.c.month, *_sums(t)).where(t.c.month.in_(both_periods(reach)), *cell_condition(connection, t, reach)).group_by(t.c.month)
    )
    frame = _in_units(connection.execute(query.order_by(t.c.month)).fetchall(), ("month", *SUMS))
    sets = _sets(connection, reach, both_periods(reach))
    frame["orders"] = [len(sets[m][1]) if m in sets else 0 for m in frame["month"]]
    frame["customers"] = [len(sets[m][0]) if m in sets else 0 for m in frame["month"]]
    return frame


def totals(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per period, ``which`` = "now" or "before" (where there is a comparison): the sums and the distinct counts."""
    by_month = months(connection, reach)
    sets = _sets(connection, reach, both_periods(reach))
    rows = []
    for which, first, last in (("now", reach.first, reach.last), ("before", reach.before_first, reach.before_last)):
        if first is None or last is None:
            continue
        part = by_month[by_month["month"].between(first, last)]
        held = [sets[m] for m in month_range(first, last) if m in sets]
        row = part.drop(columns=["month", "orders", "customers"]).sum()
        rows.append({"which": which, **row, "orders": len(BitMap.union(*(h[1] for h in held))) if held else 0,
                     "customers": len(BitMap.union(*(h[0] for h in held))) if held else 0})  # fmt: skip
    return pd.DataFrame(rows)


def _sets(connection: sa.Connection, reach: Reach, wanted: list[int]) -> dict[int, tuple[BitMap, BitMap]]:
    """Per month: the customers and the orders of the reach."""
    t = month_sets
    query = sa.select(t.c.month, t.c.customer_set, t.c.order_set).where(t.c.month.in_(wanted), *cell_condition(connection, t, reach))
    found: dict[int, tuple[list[BitMap], list[BitMap]]] = {}
    for month, who, which in connection.execute(query):
        lists = found.setdefault(month, ([], []))
        lists[0].append(BitMap.deserialize(who))
        lists[1].append(BitMap.deserialize(which))
    return {m: (BitMap.union(*a), BitMap.union(*b)) for m, (a, b) in found.items()}


def by_dimension(connection: sa.Connection, reach: Reach, dimension: str) -> pd.DataFrame:
    """One row per value of a dimension with lines in either period: code, name, name_zh, the sums, and each as ``<sum>_before``."""
    t, names = month_sales, TREE[dimension]
    key = t.c[f"{dimension}_id"]
    now = t.c.month.between(reach.first, reach.last)
    before = t.c.month.between(reach.before_first, reach.before_last) if reach.before_first else sa.false()
    kept = ("revenue", "cost", "costed_revenue", "quantity", "lines")
    raw = {new: old for old, new in CALLED.items()}
    sums = [
        total(sa.case((when, t.c[raw.get(k, k)]), else_=0)).label(k + tail) for when, tail in ((now, ""), (before, "_before")) for k in kept
    ]
    inner = (
        sa.select(key.label("id"), *sums)
        .where(t.c.month.in_(both_periods(reach)), *cell_condition(connection, t, reach, (dimension,)))
        .group_by(key)
        .subquery()
    )
    query = sa.select(names.c.code, names.c.name, names.c.name_zh, *(inner.c[s.name] for s in sums)).join(inner, inner.c.id == names.c.id)
    frame = pd.DataFrame([tuple(r) for r in connection.execute(query)], columns=["code", "name", "name_zh", *(s.name for s in sums)])
    for name in frame.columns[3:]:
        if not name.startswith("lines"):
            frame[name] = frame[name].astype("int64") / MONEY_SCALE
    return frame.sort_values(["revenue", "code"], ascending=[False, True], ignore_index=True)


def categories(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level categories."""
    return by_dimension(connection, reach, "category")


def regions(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level regions."""
    return by_dimension(connection, reach, "region")


def top_customers(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The customers with the highest revenue in the period, at most 20: code, name, name_zh, revenue, revenue_before."""
    filtered = any(getattr(reach, d) is not None for d in DIMENSIONS)
    now = _customer_amounts(connection, reach, reach.first, reach.last, filtered)
    count = min(TOP, int(np.count_nonzero(now)))
    best = np.argpartition(-now, count - 1)[:count] if count else np.zeros(0, dtype=np.int64)
    best = best[np.lexsort((best, -now[best]))]
    before = np.zeros(0, dtype=np.int64)
    if count and reach.before_first and reach.before_last:
        before = _customer_amounts(connection, reach, reach.before_first, reach.before_last, filtered)
    rows = {r.id: r for r in connection.execute(sa.select(customers.c.id, customers.c.code, customers.c.name, customers.c.name_zh)
                                                .where(customers.c.id.in_([int(i) for i in best])))}  # fmt: skip
    return pd.DataFrame(
        [
            (rows[i].code, rows[i].name, rows[i].name_zh, now[i] / MONEY_SCALE, before[i] / MONEY_SCALE if i < len(before) else 0.0)
            for i in best.tolist()
        ],
        columns=["code", "name", "name_zh", "revenue", "revenue_before"],
    )


def _customer_amounts(connection: sa.Connection, reach: Reach, first: int, last: int, filtered: bool) -> np.ndarray:
    """Revenue (ten-thousandths) of every customer over months; position = customer id."""
    if not filtered:
        end, start = running(connection, last), running(connection, first - 1)
        out = end.copy()
        out[: len(start)] -= start[: len(out)]
        return out
    t = month_sets
    conditions = [t.c.month.in_(month_range(first, last)), *cell_condition(connection, t, reach, DIMENSIONS)]
    out = np.zeros(int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(customers.c.id), 0))) or 0) + 1, dtype=np.int64)
    for who, amounts in connection.execute(sa.select(t.c.customer_set, t.c.customer_amounts).where(*conditions)):
        out[np.frombuffer(BitMap.deserialize(who).to_array(), dtype=np.uint32)] += np.frombuffer(amounts, dtype=np.int64)
    return out
