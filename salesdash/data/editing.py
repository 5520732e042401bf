"""One row of a table as a person reads and writes it: every cell a text, read by the same rules as a cell of a file.

Tables that rollups were added up from (customers, products, regions …) are not edited row by row: they change by a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.fields import MONEY_SCALE, Field
from salesdash.data.importing.cells import parse
from salesdash.data.importing.reasons import REASONS
from salesdash.data.importing.styles import Style
from salesdash.data.schema import UNKNOWN, importables, metadata
from salesdash.errors import SalesdashError
from salesdash.text import N_

MOST_OPTIONS = 300
"""A reference into a table with more rows than this is typed, not chosen."""
FOUND_AT_ONCE = 50
FRACTIONS = ("money", "number", "percent")
WRONG_CELL = N_("{field}: {reason}. {fix}")
NO_SUCH_CODE = N_("{field}: there is no “{code}” in the table it refers to. Add it there first, or choose another one.")
REQUIRED = N_("{field}: this cannot be empty.")
Row = dict[str, str]
"""Field name -> text; empty where nothing is known."""


def editable() -> dict[str, sa.Table]:
    """The tables whose rows can be written one by one."""
    return {name: table for name, table in importables().items() if table not in UNKNOWN}


def fields_of(table: str) -> dict[str, Field]:
    """The fields of a table by name, in their order."""
    return {c.info["field"].name: c.info["field"] for c in metadata.tables[table].c if "field" in c.info}


def find(connection: sa.Connection, table: str, words: str = "") -> dict[int, str]:
    """The newest rows in which the words stand in the key or the name (any case): row number -> key and name, at most `FOUND_AT_ONCE`."""
    joined, columns = _texts(table)
    named = [name for name in (*metadata.tables[table].info["key"], "name") if name in columns]
    query = sa.select(metadata.tables[table].c.id, *(columns[name] for name in named)).select_from(joined)
    for word in words.split():
        query = query.where(sa.or_(*(sa.cast(columns[name], sa.Text).icontains(word, autoescape=True) for name in named)))
    fields, rows = fields_of(table), connection.execute(query.order_by(metadata.tables[table].c.id.desc()).limit(FOUND_AT_ONCE))
    return {
        row[0]: " · ".join(filter(None, (written(cell, fields[name]) for name, cell in zip(named, row[1:], strict=True)))) for row in rows
    }


def row(connection: sa.Connection, table: str, number: int) -> tuple[Row, int] | None:
    """A row as texts and the version it stands at; None where it is not there any more."""
    joined, columns = _texts(table)
    t, fields = metadata.tables[table].c, fields_of(table)
    found = connection.execute(sa.select(t.row_version, *columns.values()).select_from(joined).where(t.id == number)).one_or_none()
    if found is None:
        return None
    return {name: written(cell, fields[name]) for name, cell in zip(columns, found[1:], strict=True)}, found.row_version


def options(connection: sa.Connection, table: str) -> dict[str, tuple[str | None, str | None]] | None:
    """Code -> both names of the rows that can be referred to; None where there are more than `MOST_OPTIONS`."""
    t = metadata.tables[table].c
    names = (t.name, t.name_zh) if "name_zh" in t else (t.get("name", sa.null()), sa.null())
    rows = connection.execute(sa.select(t.code, *names).where(t.id > 0).order_by(t.code).limit(MOST_OPTIONS + 1)).all()
    return {code: (name, name_zh) for code, name, name_zh in rows} if len(rows) <= MOST_OPTIONS else None


def stored(connection: sa.Connection, table: str, texts: Mapping[str, str], lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The key and the other columns of a row, as they are kept. Raises SalesdashError for a cell that cannot be, naming it in `lang`."""
    key: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, field in fields_of(table).items():
        value, called = _value(texts.get(name, ""), field, lang), field.zh if lang == "zh" else field.en
        is_key = name in metadata.tables[table].info["key"]
        if value is None and (field.required or is_key):
            raise SalesdashError(REQUIRED, field=called)
        column = name
        if field.refers:
            column, code = f"{name}_id", value
            referred = metadata.tables[field.refers].c
            value = None if code is None else connection.scalar(sa.select(referred.id).where(referred.code == code))
            if value is None and code is not None:
                raise SalesdashError(NO_SUCH_CODE, field=called, code=code)
        (key if is_key else others)[column] = value
    return key, others


def readable(connection: sa.Connection, table: str, kept: Mapping[str, Any]) -> Row:
    """A stored row (column -> value) as texts; columns that are no fields are left out."""
    texts = {}
    for name, field in fields_of(table).items():
        value = kept.get(f"{name}_id" if field.refers else name)
        if field.refers and value is not None:
            referred = metadata.tables[field.refers].c
            value = connection.scalar(sa.select(referred.code).where(referred.id == value))
        texts[name] = written(value, field)
    return texts


def written(value: Any, field: Field) -> str:
    """A stored value as one would type it."""
    if value is None:
        return ""
    if field.kind in FRACTIONS and not isinstance(value, str):
        return f"{(Decimal(value) / MONEY_SCALE).normalize():f}"
    if field.kind == "month" and not isinstance(value, str):
        return f"{value // 100}-{value % 100:02}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(cell: str, field: Field, lang: str) -> Any:
    read = parse(pa.array([cell.strip()]), field, Style())
    if read.bad:
        reason, fix = REASONS[read.bad[0]]
        raise SalesdashError(WRONG_CELL, field=field.zh if lang == "zh" else field.en, reason=reason, fix=fix)
    if read.null[0]:
        return None
    if not isinstance(read.values, pa.Array):
        return int(read.values[0])
    value = read.values[0].as_py()
    return date.fromisoformat(value) if field.kind == "date" and value else value


def _texts(table: str) -> tuple[Any, dict[str, sa.ColumnElement[Any]]]:
    """A table joined with what it refers to, and the column that reads each field: of a reference its code."""
    joined: Any = metadata.tables[table]
    columns: dict[str, sa.ColumnElement[Any]] = {}
    for name, field in fields_of(table).items():
        if field.refers:
            other = metadata.tables[field.refers].alias(f"of_{name}")
            joined = joined.outerjoin(other, metadata.tables[table].c[f"{name}_id"] == other.c.id)
            columns[name] = other.c.code
        else:
            columns[name] = metadata.tables[table].c[name]
    return joined, columns
