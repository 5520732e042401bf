"""The order lines of one month as whole numbers, sorted by cell: what every rollup is added up from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import sqlalchemy as sa

from salesdash.data.engine import each_row
from salesdash.data.schema import ALL, CELL, month_sales, sales

SUMS = tuple(c.name for c in month_sales.c if c.name not in ("month", *CELL))
LINE_COLUMNS = (
    *CELL,
    "customer_id",
    "order_id",
    "product_id",
    "quantity",
    "amount",
    "discount",
    "tax",
    "cost",
    "uncosted",
    "day",
    "delivery",
)
"""What of a line is added up, as whole numbers; 0 where a figure is not known, uncosted 1 where the cost is not; day: 1..31;
delivery: NOT_DUE .. STILL_OPEN."""
NOT_DUE, IN_TIME, LATE, STILL_OPEN = range(4)
"""A line without a due date; shipped on it or before; shipped after it; not shipped, as far as the data says."""
_MONTH = sa.bindparam("of_month", type_=sa.Integer)
_S = sales.c
_LINES = sa.select(
    *(_S[d] for d in CELL), _S.customer_id, _S.order_id, _S.product_id, _S.quantity, _S.amount, sa.func.coalesce(_S.discount, 0),
    sa.func.coalesce(_S.tax, 0), sa.func.coalesce(_S.cost, 0), sa.case((_S.cost.is_(None), 1), else_=0),
    sa.cast(sa.extract("day", _S.ordered_on), sa.Integer),
    sa.case((_S.due_on.is_(None), NOT_DUE), (_S.shipped_on.is_(None), STILL_OPEN), (_S.shipped_on > _S.due_on, LATE), else_=IN_TIME),
).where(_S.month == _MONTH)  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """The lines of one month, by cell and product. cells: (cells, 4) the ids of every full combination; cell: which one each line is in
    (ascending); customer, order, product, day and delivery of each line; measures: one column per sum of ``month_sales``, in its order."""

    cells: np.ndarray
    cell: np.ndarray
    customer: np.ndarray
    order: np.ndarray
    product: np.ndarray
    day: np.ndarray
    delivery: np.ndarray
    measures: np.ndarray

    def measure(self, name: str) -> np.ndarray:
        """One of SUMS, of each line."""
        return np.asarray(self.measures[:, SUMS.index(name)])


def read_lines(connection: sa.Connection, month: int) -> np.ndarray:
    """One month's lines: int64, one column per LINE_COLUMNS."""
    rows = each_row(connection, _LINES, {"of_month": month})
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, len(LINE_COLUMNS))


def lines_of(table: np.ndarray) -> Lines:
    """The lines of a month (LINE_COLUMNS) by cell and product."""
    cells, cell = unique_rows(table[:, : len(CELL)])
    product = table[:, LINE_COLUMNS.index("product_id")]
    order = np.argsort(cell * (int(product.max(initial=0)) + 1) + product, kind="stable")
    c = dict(zip(LINE_COLUMNS, table[order].T.copy(), strict=True))
    back, amount = c["amount"] < 0, c["amount"]
    by_name = {
        "lines": np.ones(len(order), dtype=np.int64), "quantity": c["quantity"], "amount": amount, "discount": c["discount"], "tax": c["tax"],
        "returned": amount * back, "return_lines": back, "cost": c["cost"], "costed_amount": amount * (1 - c["uncosted"]),
        "uncosted_lines": c["uncosted"], "unnamed_lines": c["customer_id"] == 0,
    }  # fmt: skip
    return Lines(
        cells, cell[order], c["customer_id"], c["order_id"], c["product_id"], c["day"], c["delivery"],
        np.stack([by_name[n].astype(np.int64, copy=False) for n in SUMS], axis=1),
    )  # fmt: skip


def unique_rows(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different rows of a table of row numbers (-1 and up), ascending, and which of them each row is."""
    code = np.zeros(len(keys), dtype=np.int64)
    for column in keys.T:
        code = code * (int(column.max(initial=0)) + 2) + column + 1
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return keys[first], place


def level(cells: np.ndarray, kept: Sequence[str], dimensions: Sequence[str] = CELL) -> tuple[np.ndarray, np.ndarray]:
    """The cells of a coarser level (ALL where a dimension is not kept), and which of them each full combination belongs to."""
    return unique_rows(np.where(np.isin(dimensions, kept), cells, ALL))


def added_up(code: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different codes, ascending, and the rows of values added up by them."""
    order = np.argsort(code, kind="stable")
    code = code[order]
    first = np.flatnonzero(np.diff(code, prepend=-1))
    return code[first], np.add.reduceat(values[order], first, axis=0) if len(first) else values[:0]
