"""``salesdash check``: everything that was added up is worked out again from the lines, and compared; every reference is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import rollups, running
from salesdash.data.engine import total, whole_numbers, whole_rows
from salesdash.data.importing.undo import REFERENCED_BY_LINES
from salesdash.data.month_lines import SUMS, Lines, lines_of, read_lines
from salesdash.data.packed import unpack
from salesdash.data.rollups_packed import PRODUCT_LEVELS
from salesdash.data.rollups_sets import DELIVERY_LEVELS, customer_sums, sets_of
from salesdash.data.schema import ALL, CELL, metadata, month_sales, month_sets, orders, sales
from salesdash.data.schema.house import DAY_COLUMNS, PRODUCT_CELL, PRODUCT_COLUMNS, month_days, month_deliveries, month_products
from salesdash.text import N_

Trouble = tuple[str, dict[str, Any]]
_S, _MONTH = sales.c, sa.bindparam("of_month", type_=sa.Integer)
_SOLD, _COSTED = _S.amount >= 0, _S.cost.is_not(None)


def _if(condition: sa.ColumnElement[bool], value: Any) -> sa.ColumnElement[int]:
    return sa.case((condition, value), else_=0)


def _grouped(*keys: Any, **sums: Any) -> sa.Select[Any]:
    """Sums over the lines of a month, straight from SQL."""
    return sa.select(*keys, *(total(v).label(n) for n, v in sums.items())).where(_S.month == _MONTH).group_by(*keys)


_CELLS = [_S[d] for d in CELL]
_FRESH_SALES = _grouped(
    *_CELLS, lines=sa.literal_column("1"), quantity=_S.quantity, amount=_S.amount, discount=_S.discount, tax=_S.tax,
    returned=_if(~_SOLD, _S.amount), return_lines=_if(~_SOLD, 1), cost=_S.cost, costed_amount=_if(_COSTED, _S.amount),
    uncosted_lines=_if(~_COSTED, 1), unnamed_lines=_if(_S.customer_id == 0, 1),
)  # fmt: skip
_FRESH_PRODUCTS = _grouped(
    *(_S[d] for d in PRODUCT_CELL), _S.product_id, _S.category_id, quantity=_if(_SOLD, _S.quantity), amount=_if(_SOLD, _S.amount),
    returned_quantity=_if(~_SOLD, _S.quantity), returned=_if(~_SOLD, _S.amount), cost=_S.cost, costed_amount=_if(_COSTED, _S.amount),
    lines=sa.literal_column("1"),
)  # fmt: skip
_FRESH_DAYS = _grouped(*_CELLS, sa.cast(sa.extract("day", _S.ordered_on), sa.Integer), amount=_S.amount, lines=sa.literal_column("1"))
_FRESH_DELIVERIES = (
    sa.select(*_CELLS, _S.order_id, sa.func.max(_if(_S.shipped_on > _S.due_on, 1)), sa.func.max(_if(_S.shipped_on.is_(None), 1)))
    .where(_S.month == _MONTH, _S.due_on.is_not(None))
    .group_by(*_CELLS, _S.order_id)
)


def troubles(connection: sa.Connection) -> Iterator[Trouble]:
    """What does not agree, as (msgid, values); nothing when all is well."""
    months = {m for t in rollups.ROLLUPS for m in connection.scalars(sa.select(t.c.month).distinct())}
    totals = np.zeros(0, dtype=np.int64)
    for month in sorted({*months, *connection.scalars(sa.select(_S.month).distinct())}):
        said = {"month": f"{month // 100}-{month % 100:02}"}
        if not _sums_agree(connection, month):
            yield N_("Sums of {month} do not agree with the order lines."), said
        lines = lines_of(read_lines(connection, month))
        if not _sets_agree(connection, month, lines):
            yield N_("Customers or orders of {month} do not agree with the order lines."), said
        totals = running.plus(totals, *customer_sums(lines))
        if not np.array_equal(np.trim_zeros(running.running(connection, month), "b"), np.trim_zeros(totals, "b")):
            yield N_("Running customer totals of {month} do not agree with the order lines."), said
        if not _packed_agree(connection, month, month_products, _FRESH_PRODUCTS, PRODUCT_CELL, PRODUCT_COLUMNS, PRODUCT_LEVELS):
            yield N_("Products of {month} do not agree with the order lines."), said
        if not _packed_agree(connection, month, month_days, _FRESH_DAYS, CELL, DAY_COLUMNS, rollups.LEVELS):
            yield N_("Days of {month} do not agree with the order lines."), said
        if not _deliveries_agree(connection, month):
            yield N_("Deliveries of {month} do not agree with the order lines."), said
    yield from _lost_references(connection)


def _lost_references(connection: sa.Connection) -> Iterator[Trouble]:
    for name, column in REFERENCED_BY_LINES.items():
        there = sa.exists().where(metadata.tables[name].c.id == _S[column])
        if lost := connection.scalar(sa.select(sa.func.count()).select_from(sales).where(_S[column] > 0, ~there)):
            yield N_("{count} order lines refer to {table} that do not exist."), {"count": lost, "table": name}
    if lost := connection.scalar(sa.select(sa.func.count()).select_from(sales).where(~sa.exists().where(orders.c.id == _S.order_id))):
        yield N_("{count} order lines refer to {table} that do not exist."), {"count": lost, "table": "orders"}


def _levels(fresh: np.ndarray, cell: tuple[str, ...], keys: tuple[str, ...], levels: tuple[tuple[str, ...], ...]) -> set[tuple[int, ...]]:
    """The rows that a rollup of these levels should hold: the columns of `cell`, then the other keys, then the sums."""
    every = [*cell, *keys]
    frame = pd.DataFrame(fresh, columns=[*every, *range(fresh.shape[1] - len(every))])
    wanted = [frame.assign(**{d: ALL for d in cell if d not in kept}).groupby(every).sum().reset_index() for kept in levels]
    return set(map(tuple, pd.concat(wanted).to_numpy().tolist()))


def _sums_agree(connection: sa.Connection, month: int) -> bool:
    stored = whole_numbers(connection, sa.select(*(month_sales.c[n] for n in (*CELL, *SUMS))).where(month_sales.c.month == month))
    return set(map(tuple, stored.tolist())) == _levels(
        whole_numbers(connection, _FRESH_SALES, {"of_month": month}), CELL, (), rollups.LEVELS
    )


def _packed_agree(
    connection: sa.Connection, month: int, table: sa.Table, fresh: sa.Select[Any], cell: tuple[str, ...], packed: tuple[str, ...],
    levels: tuple[tuple[str, ...], ...],
) -> bool:  # fmt: skip
    """The rows of a rollup with packed sums, unpacked, against those that the lines give."""
    counted = table.c.entries if table is month_products else table.c.days
    rows = whole_rows(connection, sa.select(*(table.c[d] for d in cell), counted, table.c.sums).where(table.c.month == month))
    counts = np.array([r[-2] for r in rows], dtype=np.int64)
    entries, source = unpack([r[-1] for r in rows], counts, len(packed))
    if len(entries) != counts.sum():
        return False
    cells = np.array([r[: len(cell)] for r in rows], dtype=np.int64).reshape(-1, len(cell))
    stored = list(map(tuple, np.column_stack([cells[source], entries]).tolist()))
    keys = tuple(n for n in packed if n in ("product_id", "category_id", "day"))
    wanted = _levels(whole_numbers(connection, fresh, {"of_month": month}), cell, keys, levels)
    return len(stored) == len(wanted) and set(stored) == wanted


def _sets_agree(connection: sa.Connection, month: int, lines: Lines) -> bool:
    t, sets = month_sets.c, ("customer_set", "order_set", "customer_amounts")
    query = sa.select(*(t[d] for d in CELL), t.customers, t.orders, *(t[n] for n in sets)).where(t.month == month)
    stored = {tuple(r[:6]): tuple(r[6:]) for r in connection.execute(query)}
    wanted: dict[tuple[int, ...], list[Any]] = {}
    for part in sets_of(month, lines):
        keys = np.column_stack([part[n] for n in (*CELL, "customers", "orders")]).tolist()
        wanted |= {tuple(key): values for key, *values in zip(keys, *(part[n].to_pylist() for n in sets), strict=True)}
    return stored == {key: tuple(values) for key, values in wanted.items()}


def _deliveries_agree(connection: sa.Connection, month: int) -> bool:
    t = month_deliveries.c
    rows = whole_rows(connection, sa.select(*(t[d] for d in CELL), t.due_set, t.late_set, t.open_set).where(t.month == month))
    stored = {tuple(r[:4]): tuple(BitMap.deserialize(b) for b in r[4:]) for r in rows}
    wanted: dict[tuple[int, ...], tuple[BitMap, BitMap, BitMap]] = {}
    for *cell, order, late, still_open in whole_numbers(connection, _FRESH_DELIVERIES, {"of_month": month}).tolist():
        for kept in DELIVERY_LEVELS:
            key = tuple(v if d in kept else ALL for d, v in zip(CELL, cell, strict=True))
            due_set, late_set, open_set = wanted.setdefault(key, (BitMap(), BitMap(), BitMap()))
            due_set.add(order)
            if late:
                late_set.add(order)
            if still_open:
                open_set.add(order)
    return stored == wanted
