"""Taking an import back: totals return exactly to what they were."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa

from salesdash.data import rollups
from salesdash.data.engine import bump, whole_numbers, writing
from salesdash.data.importing.order_lines import AT_ONCE
from salesdash.data.importing.records import TREES
from salesdash.data.importing.relabel import FOLLOWED, relabel
from salesdash.data.schema import SALES_COLUMNS, changes, imports, metadata, orders, replaced_sales, sales
from salesdash.errors import ImportRefused
from salesdash.text import N_

NOT_THERE = N_("There is no import {number} that could be undone. `salesdash imports` lists them.")
UNDO_LATER_FIRST = N_("Import {number} cannot be undone before import {later}, which changed some of its rows. Undo that one first.")
REFERENCED_BY_LINES = {
    "customers": "customer_id", "products": "product_id", "channels": "channel_id", "partners": "partner_id", "reps": "rep_id", "teams": "team_id",
    "segments": "segment_id", "regions": "place_id", "categories": "category_id",
}  # fmt: skip


def undo(engine: sa.Engine, number: int) -> tuple[int, ...]:
    """Undo one import. Returns the months that changed. Raises ImportRefused when there is no such import, or a later one leans on it."""
    with writing(engine, bulk=True) as connection:
        i = imports.c
        found = connection.execute(sa.select(i.id, i.kind).where(i.id == number, i.undone_at.is_(None))).one_or_none()
        if found is None:
            raise ImportRefused(NOT_THERE, number=number)
        if (later := _later(connection, number)) is not None:
            raise ImportRefused(UNDO_LATER_FIRST, number=number, later=later)
        s, r = sales.c, replaced_sales.c
        months = set(connection.scalars(sa.select(s.month).distinct().where(s.import_id == number)))
        months |= set(connection.scalars(sa.select(r.month).distinct().where(r.replaced_by == number)))
        touched = _column(connection, sa.select(s.order_id).where(s.import_id == number))
        connection.execute(sa.delete(sales).where(s.import_id == number))
        back = sa.select(*(r[c] for c in SALES_COLUMNS)).where(r.replaced_by == number)
        connection.execute(sa.insert(sales).from_select(list(SALES_COLUMNS), back))
        connection.execute(sa.delete(replaced_sales).where(r.replaced_by == number))
        _delete(connection, orders, np.setdiff1d(touched, _column(connection, sa.union_all(sa.select(s.order_id), sa.select(r.order_id)))))
        restored = _restore(connection, number)
        _remove(connection, number)
        if restored or found.kind in FOLLOWED:
            months |= relabel(connection)
            _remove(connection, number)
        rollups.refresh(connection, months)
        connection.execute(sa.update(imports).where(i.id == number).values(undone_at=datetime.now(UTC).isoformat(timespec="seconds")))
        bump(connection, "facts")
        bump(connection, found.kind)
        return tuple(sorted(months))


def _later(connection: sa.Connection, number: int) -> int | None:
    """A later import that replaced lines of this one, or changed rows that this one made or changed."""
    r, c, live = replaced_sales.c, changes.c, imports.c.undone_at.is_(None)
    later = [connection.scalar(sa.select(sa.func.max(r.replaced_by)).where(r.import_id == number))]
    mine = sa.select(c.table_name, c.row_id).where(c.import_id == number).subquery()
    again = sa.select(sa.func.max(c.import_id)).join(mine, (mine.c.table_name == c.table_name) & (mine.c.row_id == c.row_id))
    later.append(connection.scalar(again.join(imports, imports.c.id == c.import_id).where(c.import_id > number, live)))
    for name in connection.scalars(sa.select(c.table_name).distinct().where(c.import_id > number)).all():
        made = sa.select(metadata.tables[name].c.id).where(metadata.tables[name].c.import_id == number)
        later.append(connection.scalar(
            sa.select(sa.func.max(c.import_id)).join(imports, imports.c.id == c.import_id)
            .where(c.table_name == name, c.import_id > number, live, c.row_id.in_(made))
        ))  # fmt: skip
    return max((n for n in later if n is not None), default=None)


def _restore(connection: sa.Connection, number: int) -> bool:
    """Put changed rows back as they were."""
    rows = connection.execute(sa.select(changes).where(changes.c.import_id == number)).fetchall()
    for row in rows:
        table = metadata.tables[row.table_name]
        before = {k: date.fromisoformat(v) if isinstance(table.c[k].type, sa.Date) and v else v for k, v in json.loads(row.before).items()}
        connection.execute(sa.update(table).where(table.c.id == row.row_id).values(**before))
    connection.execute(sa.delete(changes).where(changes.c.import_id == number))
    return bool(rows)


def _remove(connection: sa.Connection, number: int) -> None:
    """Delete the rows this import made, unless something else has come to lean on them meanwhile."""
    for table in reversed([t for t in metadata.sorted_tables if "names" in t.info]):
        made = _column(connection, sa.select(table.c.id).where(table.c.import_id == number))
        while len(made) and len(unused := np.setdiff1d(made, _leaned_on(connection, table))):
            _delete(connection, table, unused)
            made = np.setdiff1d(made, unused) if table.name in TREES else made[:0]


def _leaned_on(connection: sa.Connection, table: sa.Table) -> np.ndarray:
    """The rows of a table that rows of any table, this one included, refer to."""
    columns = [
        c
        for other in metadata.sorted_tables
        for c in other.c
        if any(k.column is table.c.id for k in c.foreign_keys) and c.name != "root_id"
    ]
    if table.name in REFERENCED_BY_LINES:
        columns += [lines.c[REFERENCED_BY_LINES[table.name]] for lines in (sales, replaced_sales)]
    found = [_column(connection, sa.select(c).where(c.is_not(None))) for c in columns]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _column(connection: sa.Connection, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> np.ndarray:
    """The distinct whole numbers of a one-column query, ascending."""
    distinct = sa.select(query.subquery().c[0]).distinct()
    return np.sort(whole_numbers(connection, distinct)[:, 0])


def _delete(connection: sa.Connection, table: sa.Table, ids: np.ndarray) -> None:
    for start in range(0, len(ids), AT_ONCE):
        connection.execute(sa.delete(table).where(table.c.id.in_(ids[start : start + AT_ONCE].tolist())))
