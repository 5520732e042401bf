"""What is added up at import, once: functions of a month, recomputed only for the months an import touched, in its transaction.

- ``month_sales``: sums per month and cell (region × segment × channel × category). First every full combination, from the lines;
  then, from those, every pair of dimensions, every single one, and the month's total (`ALL` stands for "not told apart").
- ``month_sets``: the customers and the orders of the same cells as roaring bitmaps. Distinct counts do not add up, sets do, also
  where an order spans months, regions or customers; and the revenue of each customer of a single value and of a full combination.
- ``customer_totals``: running revenue of every customer, so that the top customers of any period are one subtraction.
- ``month_products``: what was sold, returned and what it cost, per product and category within region × segment × channel.
- ``month_days``: revenue and lines of every day, at all levels of ``month_sales``.
- ``month_deliveries``: the orders that were due, late, or still open, as roaring bitmaps.

A month's lines are read once; ten million lines never stand in memory together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations

import numpy as np
import sqlalchemy as sa

from salesdash.data import running
from salesdash.data.engine import insert
from salesdash.data.month_lines import LINE_COLUMNS, SUMS, Lines, added_up, level, lines_of, read_lines
from salesdash.data.rollups_packed import days_of, products_of
from salesdash.data.rollups_sets import SET_LEVELS, customer_sums, deliveries_of, sets_of
from salesdash.data.schema.house import (
    CELL,
    ROLLUPS,
    customer_totals,
    month_days,
    month_deliveries,
    month_products,
    month_sales,
    month_sets,
)

LEVELS: tuple[tuple[str, ...], ...] = ((), *((d,) for d in CELL), *combinations(CELL, 2), CELL)
"""The stored levels of sums and days, and what each tells apart: nothing, one dimension, two, all four."""
_MONTH = sa.bindparam("of_month", type_=sa.Integer)
_EMPTY = tuple(sa.delete(t).where(t.c.month == _MONTH) for t in ROLLUPS)


def refresh(
    connection: sa.Connection,
    months: Iterable[int],
    kept: Callable[[int], np.ndarray | None] = lambda month: None,
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Recompute everything of these months (YYYYMM), in the caller's transaction; running totals of later months follow.

    kept: the lines of a month where they are at hand already (see `read_lines`), else None.
    """
    touched = set(months)
    if not touched:
        return
    t, first = customer_totals.c, min(touched)
    before = connection.scalar(sa.select(sa.func.max(t.month)).where(t.month < first))
    now = running.running(connection, before) if before else np.zeros(0, dtype=np.int64)
    old = now.copy()
    later = set(connection.scalars(sa.select(t.month).distinct().where(t.month >= first)))
    for done, month in enumerate(every := sorted(touched | later)):
        was = running.running(connection, month) if month in later else old
        if month in touched:
            table = kept(month)
            lines = lines_of(read_lines(connection, month) if table is None else table)
            del table
            _write(connection, month, lines)
            ids, sums = customer_sums(lines)
        else:
            part_of_month = running.minus(was, old)
            ids = np.flatnonzero(part_of_month)
            sums = part_of_month[ids]
            connection.execute(sa.delete(customer_totals).where(t.month == month))
        old = was
        now = running.plus(now, ids, sums)
        if len(ids) or month not in touched:
            running.write(connection, month, now)
        progress((done + 1) / len(every))


def _write(connection: sa.Connection, month: int, lines: Lines) -> None:
    """Everything of one month but the running totals, in the place of what was there."""
    for statement in _EMPTY:
        connection.execute(statement, {"of_month": month})
    insert(connection, month_sales, sums_of(month, lines))
    parts = chain(
        ((month_sets, part) for part in sets_of(month, lines)),
        ((month_products, part) for part in products_of(month, lines)),
        ((month_days, part) for part in days_of(month, lines, LEVELS)),
        ((month_deliveries, part) for part in deliveries_of(month, lines)),
    )
    for table, part in parts:
        insert(connection, table, part)


def sums_of(month: int, lines: Lines) -> dict[str, np.ndarray]:
    """The rows of ``month_sales`` of one month, as columns: every level, from the full combinations down to the month's total."""
    if not len(lines.cell):
        return {"month": np.zeros(0, dtype=np.int64)}
    full = np.add.reduceat(lines.measures, np.flatnonzero(np.diff(lines.cell, prepend=-1)), axis=0)
    keys, sums = [], []
    for kept in LEVELS:
        groups, place = level(lines.cells, kept)
        keys.append(groups)
        sums.append(added_up(place, full)[1])
    cells, measures = np.concatenate(keys), np.concatenate(sums)
    return {
        "month": np.full(len(cells), month), **{d: cells[:, i] for i, d in enumerate(CELL)}, **{n: measures[:, i] for i, n in enumerate(SUMS)},
    }  # fmt: skip


__all__ = ["LEVELS", "LINE_COLUMNS", "ROLLUPS", "SET_LEVELS", "SUMS", "refresh", "sums_of"]
