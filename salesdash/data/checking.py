"""``salesdash check``: everything that was added up is worked out again from the lines, and compared; every reference is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa

from salesdash.data import rollups, running
from salesdash.data.importing.undo import REFERENCED_BY_LINES
from salesdash.data.schema import CELL, metadata, month_sales, month_sets, orders, sales
from salesdash.text import N_

Trouble = tuple[str, dict[str, Any]]


def troubles(connection: sa.Connection) -> Iterator[Trouble]:
    """What does not agree, as (msgid, values); nothing when all is well."""
    s = sales.c
    months = sorted({*connection.scalars(sa.select(s.month).distinct()), *connection.scalars(sa.select(month_sales.c.month).distinct())})
    totals = np.zeros(0, dtype=np.int64)
    for month in months:
        yield from _sums(connection, month)
        lines = rollups.lines_of(rollups.read_lines(connection, month))
        yield from _sets(connection, month, lines)
        ids, sums = rollups.customer_sums(lines)
        if len(ids) and ids[-1] >= len(totals):
            totals = np.concatenate([totals, np.zeros(int(ids[-1]) + 1 - len(totals), dtype=np.int64)])
        totals[ids] += sums
        stored = running.running(connection, month)
        if not np.array_equal(np.trim_zeros(stored, "b"), np.trim_zeros(totals, "b")):
            yield N_("Running customer totals of {month} do not agree with the order lines."), {"month": f"{month // 100}-{month % 100:02}"}
    for name, column in REFERENCED_BY_LINES.items():
        there = sa.exists().where(metadata.tables[name].c.id == s[column])
        if lost := connection.scalar(sa.select(sa.func.count()).select_from(sales).where(s[column] > 0, ~there)):
            yield N_("{count} order lines refer to {table} that do not exist."), {"count": lost, "table": name}
    if lost := connection.scalar(sa.select(sa.func.count()).select_from(sales).where(~sa.exists().where(orders.c.id == s.order_id))):
        yield N_("{count} order lines refer to {table} that do not exist."), {"count": lost, "table": "orders"}


def _sums(connection: sa.Connection, month: int) -> Iterator[Trouble]:
    names = [*CELL, *rollups.SUMS]
    fresh = {tuple(r[1:5]): tuple(r[5:]) for r in connection.execute(rollups.cells(month))}
    stored = {
        tuple(r[:4]): tuple(r[4:])
        for r in connection.execute(sa.select(*(month_sales.c[n] for n in names)).where(month_sales.c.month == month))
    }
    for kept in rollups.LEVELS:
        wanted: dict[tuple[int, ...], np.ndarray] = {}
        for cell, sums in fresh.items():
            key = tuple(v if d in kept else -1 for d, v in zip(CELL, cell, strict=True))
            wanted[key] = wanted.get(key, np.zeros(len(sums), dtype=np.int64)) + np.array(sums, dtype=np.int64)
        for key, added in wanted.items():
            if stored.pop(key, None) != tuple(added.tolist()):
                yield N_("Sums of {month} do not agree with the order lines."), {"month": f"{month // 100}-{month % 100:02}"}
                return
    if stored:
        yield N_("Sums of {month} hold cells without order lines."), {"month": f"{month // 100}-{month % 100:02}"}


def _sets(connection: sa.Connection, month: int, lines: rollups.Lines) -> Iterator[Trouble]:
    t = month_sets.c
    columns = ("customers", "orders", "customer_set", "order_set", "customer_amounts")
    query = sa.select(*(t[d] for d in CELL), *(t[c] for c in columns)).where(t.month == month)
    stored = {tuple(r[:4]): tuple(r[4:]) for r in connection.execute(query)}
    for part in rollups.sets_of(month, lines):
        for i in range(len(part["customers"])):
            key = tuple(int(part[d][i]) for d in CELL)
            wanted = (int(part["customers"][i]), int(part["orders"][i]), *(part[c][i].as_py() for c in columns[2:]))
            if stored.pop(key, None) != wanted:
                yield N_("Customers or orders of {month} do not agree with the order lines."), {"month": f"{month // 100}-{month % 100:02}"}
                return
    if stored:
        yield N_("Customers or orders of {month} hold cells without order lines."), {"month": f"{month // 100}-{month % 100:02}"}
