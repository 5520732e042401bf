"""(connection, reach) -> tidy frame, added up in the database. Money in currency units, quantities in units.

Every function takes the `Reach` and nothing else beside it, except where a page of rows is asked. A frame covers both periods of
the reach where it says ``before``; columns of sums: revenue, cost, costed_revenue (revenue of lines whose cost is known), quantity,
discount, tax, returned, lines, return_lines, uncosted_lines, unnamed_lines, and the distinct counts orders and customers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import queries, running
from salesdash.data.engine import whole_numbers, whole_rows
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.rollups import SUMS
from salesdash.data.schema import customers
from salesdash.scope import Reach, add_months, month_range

SCALED = ("quantity", "amount", "discount", "tax", "returned", "cost", "costed_amount")
CALLED = {"amount": "revenue", "costed_amount": "costed_revenue"}
TOP = 20


def both_periods(reach: Reach) -> list[int]:
    """Every month of the reach and of its comparison."""
    months = month_range(reach.first, reach.last)
    if reach.before_first and reach.before_last:
        months = sorted({*months, *month_range(reach.before_first, reach.before_last)})
    return months


def _figures(sums: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns of sums by their public names, in units."""
    return {CALLED.get(n, n): sums[:, i] / MONEY_SCALE if n in SCALED else sums[:, i] for i, n in enumerate(names)}


def spans(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month of both periods that has lines, ``which`` = "month", then one for each whole period that was asked, "now" and
    "before": which, month (YYYYMM, 0 for a whole period), the sums, orders, customers."""
    table = whole_numbers(connection, queries.month_sums(queries.filtered(reach)), queries.values(reach, both_periods(reach)))
    month, sums, sets = table[:, 0], table[:, 1:], _sets(connection, reach)
    parts = [(m, m) for m in month.tolist()] + [(reach.first, reach.last)]
    if reach.before_first and reach.before_last:
        parts.append((reach.before_first, reach.before_last))
    whole = np.array([sums[(month >= first) & (month <= last)].sum(axis=0) for first, last in parts[len(month) :]])
    held = [[both for m, both in sets.items() if first <= m <= last] for first, last in parts]
    return pd.DataFrame({
        "which": ["month"] * len(month) + ["now", "before"][: len(whole)], "month": np.concatenate([month, np.zeros(len(whole), dtype=np.int64)]),
        **_figures(np.concatenate([sums, whole]), SUMS), "orders": [_size(h, 1) for h in held], "customers": [_size(h, 0) for h in held],
    })  # fmt: skip


def _size(sets: list[tuple[BitMap, BitMap]], which: int) -> int:
    return len(BitMap.union(*(both[which] for both in sets))) if sets else 0


def months(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The months of `spans`: month (YYYYMM), the sums, orders, customers."""
    frame = spans(connection, reach)
    return frame[frame["which"] == "month"].drop(columns="which").reset_index(drop=True)


def totals(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The whole periods of `spans`: ``which`` = "now" or "before" (where there is a comparison), the sums and the distinct counts."""
    frame = spans(connection, reach)
    return frame[frame["which"] != "month"].drop(columns="month").reset_index(drop=True)


def _sets(connection: sa.Connection, reach: Reach) -> dict[int, tuple[BitMap, BitMap]]:
    """Per month of both periods: the customers and the orders of the reach."""
    found: dict[int, tuple[list[BitMap], list[BitMap]]] = {}
    for month, who, which in whole_rows(connection, queries.sets(queries.filtered(reach)), queries.values(reach, both_periods(reach))):
        lists = found.setdefault(month, ([], []))
        lists[0].append(BitMap.deserialize(who))
        lists[1].append(BitMap.deserialize(which))
    return {m: (a[0], b[0]) if len(a) == 1 else (BitMap.union(*a), BitMap.union(*b)) for m, (a, b) in found.items()}


def by_dimension(connection: sa.Connection, reach: Reach, dimension: str) -> pd.DataFrame:
    """One row per value of a dimension with lines in either period: code, name, name_zh, the sums, and each as ``<sum>_before``."""
    query = queries.part_sums(dimension, queries.filtered(reach))
    table = whole_numbers(connection, query, queries.values(reach, both_periods(reach), first=reach.first, last=reach.last))
    keys, place = np.unique(table[:, 0], return_inverse=True)
    sides = np.zeros((2, len(keys), len(queries.PART_SUMS)), dtype=np.int64)
    sides[1 - table[:, 1], place] = table[:, 2:]
    named = _named(connection, queries.TREE[dimension], keys)
    order = sorted(range(len(keys)), key=lambda i: (-sides[0, i, 0], named[int(keys[i])][0]))
    columns = {name: [named[int(keys[i])][at] for i in order] for at, name in enumerate(("code", "name", "name_zh"))}
    before = {f"{name}_before": values for name, values in _figures(sides[1, order], queries.PART_SUMS).items()}
    return pd.DataFrame({**columns, **_figures(sides[0, order], queries.PART_SUMS), **before})


def _named(connection: sa.Connection, table: sa.Table, ids: np.ndarray) -> dict[int, tuple[str, str | None, str | None]]:
    """Code and both names of rows, by row number."""
    return {row: (code, name, zh) for row, code, name, zh in whole_rows(connection, queries.named(table), {"ids": ids.tolist()})}


def categories(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level categories."""
    return by_dimension(connection, reach, "category")


def regions(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level regions."""
    return by_dimension(connection, reach, "region")


def top_customers(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The customers with the highest revenue in the period, at most 20: code, name, name_zh, revenue, revenue_before."""
    who, now, was = (_best_within if queries.filtered(reach) else _best_of_all)(connection, reach)
    named = _named(connection, customers, who)
    columns = {name: [named[i][at] for i in who.tolist()] for at, name in enumerate(("code", "name", "name_zh"))}
    return pd.DataFrame({**columns, "revenue": now / MONEY_SCALE, "revenue_before": was / MONEY_SCALE})


Best = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The best customers, best first: row number, revenue (ten-thousandths) of the period and of the comparison."""
Parts = list[tuple[np.ndarray, np.ndarray]]


def _best_within(connection: sa.Connection, reach: Reach) -> Best:
    """With filters: from the sets of the full combinations, which carry the revenue of each customer."""
    parts = _members(connection, reach, reach.first, reach.last)
    who, place = np.unique(np.concatenate([p[0] for p in parts] or [np.zeros(0, dtype=np.uint32)]), return_inverse=True)
    sums = np.zeros(len(who), dtype=np.int64)
    np.add.at(sums, place, np.concatenate([p[1] for p in parts] or [sums]))
    who, sums = who[sums != 0].astype(np.int64), sums[sums != 0]
    best = np.lexsort((who, -sums))[:TOP]
    who, was = who[best], np.zeros(len(best), dtype=np.int64)
    if len(who) and reach.before_first and reach.before_last:
        for ids, amounts in _members(connection, reach, reach.before_first, reach.before_last):
            at = np.minimum(np.searchsorted(ids, who), len(ids) - 1)
            was += np.where(ids[at] == who, amounts[at], 0)
    return who, sums[best], was


def _members(connection: sa.Connection, reach: Reach, first: int, last: int) -> Parts:
    """Of every full combination and month: its customers, ascending, and the revenue of each."""
    rows = whole_rows(connection, queries.members(queries.filtered(reach)), queries.values(reach, month_range(first, last)))
    sets = ((np.frombuffer(BitMap.deserialize(who).to_array(), dtype=np.uint32), np.frombuffer(sums, dtype=np.int64)) for who, sums in rows)
    return [(ids, sums) for ids, sums in sets if len(ids)]


def _best_of_all(connection: sa.Connection, reach: Reach) -> Best:
    """Without filters: from the running totals, chunk by chunk; of the comparison only the places of the best are read."""
    who, sums = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for chunk, start, end in running.pairs(connection, add_months(reach.first, -1), reach.last):
        amounts = end
        if len(start):
            amounts = end.copy()
            amounts[: len(start)] -= start[: len(end)]
        peaks = np.maximum.reduceat(amounts, np.arange(0, len(amounts), 256))
        least = np.partition(peaks, -TOP)[-TOP] if len(peaks) > TOP else amounts.min()
        place = np.flatnonzero((amounts >= least) & (amounts != 0))
        who.append(place + chunk * running.CHUNK)
        sums.append(amounts[place])
    every, now = np.concatenate(who), np.concatenate(sums)
    best = np.lexsort((every, -now))[:TOP]
    leaders, was = every[best], np.zeros(len(best), dtype=np.int64)
    if len(leaders) and reach.before_first and reach.before_last:
        was = running.of(connection, reach.before_last, leaders) - running.of(connection, add_months(reach.before_first, -1), leaders)
    return leaders, now[best], was
