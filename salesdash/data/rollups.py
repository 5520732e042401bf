"""What is added up at import, once: functions of a month, recomputed only for the months an import touched, in its transaction.

- ``month_sales``: sums per month and cell (region × segment × channel × category). First every full combination, from the lines;
  then, from those, every pair of dimensions, every single one, and the month's total (`ALL` stands for "not told apart").
- ``month_sets``: the customers and the orders of the same cells as roaring bitmaps. Distinct counts do not add up, sets do, also
  where an order spans months, regions or customers; and the revenue of each customer of a full combination.
- ``customer_totals``: running revenue of every customer, so that the top customers of any period are one subtraction.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import running
from salesdash.data.engine import insert, total, whole_numbers
from salesdash.data.schema import ALL, CELL, customer_totals, month_sales, month_sets, sales

SUMS = tuple(c.name for c in month_sales.c if c.name not in ("month", *CELL))
SET_LEVELS: tuple[tuple[str, ...], ...] = ((), *((d,) for d in CELL), CELL)
LEVELS: tuple[tuple[str, ...], ...] = (*SET_LEVELS[:-1], *combinations(CELL, 2), CELL)
"""The stored levels, and what each tells apart: nothing, one dimension, two (sums only), all four."""


def cells(month: Any) -> sa.Select[Any]:
    """The sums of every full combination of a month (a number or a parameter), from the lines."""
    s = sales.c
    when = sa.case
    return (
        sa.select(
            s.month, *(s[d] for d in CELL),
            sa.cast(sa.func.count(), sa.BigInteger).label("lines"), total(s.quantity).label("quantity"), total(s.amount).label("amount"),
            total(s.discount).label("discount"), total(s.tax).label("tax"),
            total(when((s.amount < 0, s.amount), else_=0)).label("returned"), total(when((s.amount < 0, 1), else_=0)).label("return_lines"),
            total(s.cost).label("cost"), total(when((s.cost.is_not(None), s.amount), else_=0)).label("costed_amount"),
            total(when((s.cost.is_(None), 1), else_=0)).label("uncosted_lines"), total(when((s.customer_id == 0, 1), else_=0)).label("unnamed_lines"),
        )
        .where(s.month == month)
        .group_by(s.month, *(s[d] for d in CELL))
    )  # fmt: skip


LINE_COLUMNS = (*CELL, "customer_id", "order_id", "quantity", "amount", "discount", "tax", "cost", "uncosted")
"""What of a line is added up, as whole numbers; 0 where a figure is not known, uncosted 1 where the cost is not."""
_MONTH = sa.bindparam("of_month", type_=sa.Integer)
_EMPTY = tuple(sa.delete(t).where(t.c.month == _MONTH) for t in (month_sales, month_sets, customer_totals))
_LINES = sa.select(
    *(sales.c[d] for d in CELL), sales.c.customer_id, sales.c.order_id, sales.c.quantity, sales.c.amount, sa.func.coalesce(sales.c.discount, 0),
    sa.func.coalesce(sales.c.tax, 0), sa.func.coalesce(sales.c.cost, 0), sa.case((sales.c.cost.is_(None), 1), else_=0),
).where(sales.c.month == _MONTH)  # fmt: skip


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
            for statement in _EMPTY:
                connection.execute(statement, {"of_month": month})
            table = kept(month)
            lines = lines_of(read_lines(connection, month) if table is None else table)
            insert(connection, month_sales, sums_of(month, lines))
            for part in sets_of(month, lines):
                insert(connection, month_sets, part)
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


@dataclass(frozen=True)
class Lines:
    """The lines of one month, by cell. cells: (cells, 4) the ids of every full combination; cell: which one each line is in (ascending);
    customer and order of each line; measures: one column per sum of ``month_sales``, in its order."""

    cells: np.ndarray
    cell: np.ndarray
    customer: np.ndarray
    order: np.ndarray
    measures: np.ndarray

    @property
    def amount(self) -> np.ndarray:
        return np.asarray(self.measures[:, SUMS.index("amount")])


Totals = tuple[np.ndarray, np.ndarray]


def read_lines(connection: sa.Connection, month: int) -> np.ndarray:
    """One month's lines: int64, one column per LINE_COLUMNS."""
    return whole_numbers(connection, _LINES, {"of_month": month})


def lines_of(table: np.ndarray) -> Lines:
    """The lines of a month (LINE_COLUMNS) by cell."""
    cells, cell = _unique_rows(table[:, : len(CELL)])
    order = np.argsort(cell, kind="stable")
    table = table[order]
    customer, number, quantity, amount, discount, tax, cost, uncosted = (column.copy() for column in table[:, len(CELL) :].T)
    del table
    back = amount < 0
    by_name = {
        "lines": np.ones(len(customer), dtype=np.int64), "quantity": quantity, "amount": amount, "discount": discount, "tax": tax,
        "returned": amount * back, "return_lines": back, "cost": cost, "costed_amount": amount * (1 - uncosted), "uncosted_lines": uncosted,
        "unnamed_lines": customer == 0,
    }  # fmt: skip
    return Lines(cells, cell[order], customer, number, np.stack([by_name[n].astype(np.int64) for n in SUMS], axis=1))


def sums_of(month: int, lines: Lines) -> dict[str, np.ndarray]:
    """The rows of ``month_sales`` of one month, as columns: every level, from the full combinations down to the month's total."""
    if not len(lines.cell):
        return {"month": np.zeros(0, dtype=np.int64)}
    full = np.add.reduceat(lines.measures, np.flatnonzero(np.diff(lines.cell, prepend=-1)), axis=0)
    keys, sums = [], []
    for kept in LEVELS:
        groups, place = _unique_rows(np.where(np.isin(CELL, kept), lines.cells, ALL))
        level = np.zeros((len(groups), len(SUMS)), dtype=np.int64)
        np.add.at(level, place, full)
        keys.append(groups)
        sums.append(level)
    cells, measures = np.concatenate(keys), np.concatenate(sums)
    return {
        "month": np.full(len(cells), month), **{d: cells[:, i] for i, d in enumerate(CELL)}, **{n: measures[:, i] for i, n in enumerate(SUMS)},
    }  # fmt: skip


def customer_sums(lines: Lines) -> Totals:
    """The customers of a month (ids, ascending) and the revenue of each."""
    named = lines.customer > 0
    ids, place = np.unique(lines.customer[named], return_inverse=True)
    sums = np.zeros(len(ids), dtype=np.int64)
    np.add.at(sums, place, lines.amount[named])
    return ids, sums


def sets_of(month: int, lines: Lines) -> Iterator[dict[str, Any]]:
    """The rows of ``month_sets`` for one month, as columns, level by level."""
    count = len(lines.cells)
    customers, amounts = _members(lines.cell, lines.customer, count, lines.amount)
    orders, _ = _members(lines.cell, lines.order, count)
    for kept in SET_LEVELS:
        if kept == CELL:
            groups, where = lines.cells, [[i] for i in range(count)]
        else:
            groups, place = _unique_rows(np.where(np.isin(CELL, kept), lines.cells, ALL))
            where = [list(np.flatnonzero(place == g)) for g in range(len(groups))]
        who = [customers[w[0]] if len(w) == 1 else BitMap.union(*(customers[i] for i in w)) for w in where]
        which = [orders[w[0]] if len(w) == 1 else BitMap.union(*(orders[i] for i in w)) for w in where]
        yield {
            "month": np.full(len(groups), month), **{d: groups[:, i] for i, d in enumerate(CELL)},
            "customers": np.array([len(b) for b in who], dtype=np.int64), "orders": np.array([len(b) for b in which], dtype=np.int64),
            "customer_set": _blobs(b.serialize() for b in who), "order_set": _blobs(b.serialize() for b in which),
            "customer_amounts": _blobs(amounts[w[0]].tobytes() if kept == CELL else None for w in where),
        }  # fmt: skip


def _unique_rows(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    code = np.zeros(len(keys), dtype=np.int64)
    for column in keys.T:
        code = code * (int(column.max(initial=0)) + 2) + column + 1
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return keys[first], place


def _members(cell: np.ndarray, ids: np.ndarray, count: int, amounts: np.ndarray | None = None) -> tuple[list[BitMap], list[np.ndarray]]:
    """The set of ids (without 0) of each of `count` cells, and the sum of amounts per member, in ascending order of ids."""
    named = ids > 0
    cell, ids = cell[named], ids[named]
    order = np.lexsort((ids, cell))
    cell, ids = cell[order], ids[order]
    new = np.ones(len(ids), dtype=bool)
    new[1:] = (cell[1:] != cell[:-1]) | (ids[1:] != ids[:-1])
    first = np.flatnonzero(new)
    edges = np.searchsorted(cell[first], np.arange(count + 1))
    members = ids[first].astype(np.uint32)
    sets = [BitMap(array("I", members[a:b].tobytes())) for a, b in pairwise(edges)]
    if amounts is None:
        return sets, []
    sums = np.add.reduceat(amounts[named][order], first) if len(first) else np.zeros(0, dtype=np.int64)
    return sets, [sums[a:b] for a, b in pairwise(edges)]


def _blobs(values: Iterable[bytes | None]) -> Any:
    return pa.array(values, type=pa.binary())
