"""What the house knows about itself: settings, calendar, the values of the shared filters, versions, the state of the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from salesdash.data.queries import TREE
from salesdash.data.schema import ALL, CELL, importables, imports, month_sales, sales, settings, versions
from salesdash.scope import Calendar


def settings_of(connection: sa.Connection) -> dict[str, str]:
    """All settings, as text: base_currency, fiscal_year_start, week_start, country, and demo ("1") when the data is made up."""
    return {r.key: r.value for r in connection.execute(sa.select(settings.c.key, settings.c.value))}


def setting_versions(connection: sa.Connection) -> dict[str, int]:
    """The row version of every setting, for who wants to change one."""
    return {r.key: r.row_version for r in connection.execute(sa.select(settings.c.key, settings.c.row_version))}


def version(connection: sa.Connection, name: str = "facts") -> int:
    """The version caches depend on; 0 where nothing was ever written."""
    return int(connection.scalar(sa.select(versions.c.number).where(versions.c.name == name)) or 0)


def calendar(connection: sa.Connection) -> Calendar:
    """First and last day with lines, and the fiscal year."""
    first, last = _edge(connection, sa.func.min), _edge(connection, sa.func.max)
    return Calendar(first, last, int(settings_of(connection).get("fiscal_year_start", "1")))


def _edge(connection: sa.Connection, pick: Callable[..., Any]) -> date | None:
    """The first or last day, through the rollup's months, so that only one month of lines is looked at."""
    month = connection.scalar(sa.select(pick(month_sales.c.month)).where(*(month_sales.c[d] == ALL for d in CELL)))
    return connection.scalar(sa.select(pick(sales.c.ordered_on)).where(sales.c.month == month)) if month else None


@dataclass(frozen=True)
class Named:
    """One value of a filter: code as in the address, names in both languages."""

    code: str
    name: str | None
    name_zh: str | None


def filter_values(connection: sa.Connection) -> dict[str, tuple[Named, ...]]:
    """The values of region, segment, channel and category that have lines, by revenue."""
    found = {}
    for dimension, table in TREE.items():
        key, t = month_sales.c[f"{dimension}_id"], table.c
        used = sa.select(key.label("id"), sa.func.sum(month_sales.c.amount).label("amount")).where(
            key >= 0, *(month_sales.c[d] == ALL for d in CELL if d != f"{dimension}_id")
        )
        part = used.group_by(key).subquery()
        rows = connection.execute(sa.select(t.code, t.name, t.name_zh).join(part, part.c.id == t.id).order_by(part.c.amount.desc(), t.code))
        found[dimension] = tuple(Named(*r) for r in rows)
    return found


@dataclass(frozen=True)
class DataState:
    """What a page says about the data it stands on. Counts are of order lines of all periods; dates None in an empty house."""

    first_day: date | None
    last_day: date | None
    lines: int
    uncosted_lines: int
    unnamed_lines: int
    last_import: str | None
    rows_refused: int
    currency: str
    demo: bool
    version: int


def data_state(connection: sa.Connection) -> DataState:
    """The state of the data, from the rollups."""
    t, kept = month_sales.c, settings_of(connection)
    sums = connection.execute(
        sa.select(sa.func.sum(t.lines), sa.func.sum(t.uncosted_lines), sa.func.sum(t.unnamed_lines)).where(*(t[d] == ALL for d in CELL))
    ).one()
    live = imports.c.undone_at.is_(None)
    last = connection.scalar(sa.select(sa.func.max(imports.c.at)).where(live))
    refused = connection.scalar(sa.select(sa.func.sum(imports.c.rows_refused)).where(live))
    known = calendar(connection)
    lines, uncosted, unnamed = (int(n or 0) for n in sums)
    return DataState(
        known.first_day, known.last_day, lines, uncosted, unnamed, last, int(refused or 0),
        kept.get("base_currency", "USD"), kept.get("demo") == "1", version(connection),
    )  # fmt: skip


def row_counts(connection: sa.Connection) -> dict[str, int]:
    """Rows per table that a file can fill, order lines first; the rows "not known" are not counted."""
    counts = {"orders": int(connection.scalar(sa.select(sa.func.count()).select_from(sales)) or 0)}
    for name, table in importables().items():
        counts[name] = int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.id > 0)) or 0)
    return counts


def history(connection: sa.Connection) -> list[dict[str, object]]:
    """The imports, newest first: id, at, who, kind, file_name, rows_read, rows_loaded, rows_refused, rows_replaced, undone_at, report."""
    rows = connection.execute(sa.select(imports).order_by(imports.c.id.desc())).mappings()
    return [{**r, "report": json.loads(r["report"])} for r in rows]
