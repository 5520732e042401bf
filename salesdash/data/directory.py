"""What the house knows about itself: settings, calendar, the values of the shared filters, versions, the state of the data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from salesdash.data import days
from salesdash.data.queries import TREE
from salesdash.data.schema import ALL, CELL, importables, imports, month_sales, payments, sales, settings, targets, versions
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


def all_versions(connection: sa.Connection) -> tuple[tuple[str, int], ...]:
    """Every version there is, by name: of order lines ("facts"), settings and each table that people edit."""
    return tuple((name, number) for name, number in connection.execute(_ALL_VERSIONS))


_ALL_VERSIONS = sa.select(versions.c.name, versions.c.number).order_by(versions.c.name)


def calendar(connection: sa.Connection) -> Calendar:
    """First and last day with lines, and the fiscal year."""
    first, last = days.edges(connection) or (None, None)
    return Calendar(first, last, int(settings_of(connection).get("fiscal_year_start", "1")))


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
    """What a page says about the data it stands on. Counts are of order lines of all periods; dates None in an empty house.

    country: whose holidays count; has_targets: whether any revenue target is set; has_payments: whether any payment came in;
    last_import, last_file: when the newest import still in use was made, and from which file."""

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
    country: str = ""
    has_targets: bool = False
    has_payments: bool = False
    last_file: str = ""


def data_state(connection: sa.Connection) -> DataState:
    """The state of the data, from the rollups."""
    t, kept = month_sales.c, settings_of(connection)
    sums = connection.execute(
        sa.select(sa.func.sum(t.lines), sa.func.sum(t.uncosted_lines), sa.func.sum(t.unnamed_lines)).where(*(t[d] == ALL for d in CELL))
    ).one()
    live = imports.c.undone_at.is_(None)
    last = connection.execute(sa.select(imports.c.at, imports.c.file_name).where(live).order_by(imports.c.id.desc()).limit(1)).first()
    refused = connection.scalar(sa.select(sa.func.sum(imports.c.rows_refused)).where(live))
    known = calendar(connection)
    lines, uncosted, unnamed = (int(n or 0) for n in sums)
    return DataState(
        known.first_day, known.last_day, lines, uncosted, unnamed, last.at if last else None, int(refused or 0),
        kept.get("base_currency", "USD"), kept.get("demo") == "1", version(connection), kept.get("country", ""),
        _any(connection, targets, targets.c.metric == "revenue"), _any(connection, payments, payments.c.paid_on.is_not(None)),
        last.file_name if last else "",
    )  # fmt: skip


def _any(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> bool:
    return connection.execute(sa.select(table.c.id).where(which).limit(1)).first() is not None


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
