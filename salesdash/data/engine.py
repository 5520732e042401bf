"""One URL -> one engine. What differs between SQLite and PostgreSQL stands here and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql, sqlite

from salesdash import config
from salesdash.data.unavailable import translated, unavailable
from salesdash.errors import DatabaseUnavailable
from salesdash.text import N_

__all__ = [
    "Connection",
    "Engine",
    "bump",
    "each_row",
    "insert",
    "insert_new",
    "open_engine",
    "reading",
    "total",
    "upsert",
    "whole_numbers",
    "whole_rows",
    "writing",
]
BUSY_SECONDS = 30
"""How long a writer waits for another one before it says so."""
Values = Mapping[str, "np.ndarray | pa.Array"]


def open_engine(url: str | None = None) -> sa.Engine:
    """The engine of a database URL (default: `config.database_url`). SQLite files are made with their folder; nothing is created in them.

    Raises DatabaseUnavailable when the URL cannot be read.
    """
    text = url or config.database_url()
    try:
        parsed = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise DatabaseUnavailable(
            N_("The database setting is not a database URL: use sqlite:///FILE or postgresql://USER@HOST/NAME.")
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"connect_timeout": 5})
    if parsed.get_backend_name() != "sqlite":
        raise DatabaseUnavailable(N_("salesdash keeps its data in SQLite or PostgreSQL, not in {kind}."), kind=parsed.get_backend_name())
    if parsed.database and not parsed.database.startswith((":memory:", "file:")):
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unavailable(parsed, error) or error from error
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None})
    sa.event.listen(engine, "connect", _sqlite_connect)
    sa.event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: object) -> None:
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000", "mmap_size=1073741824"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One consistent view of the data, never blocked by an import. Raises DatabaseUnavailable."""
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: sa.Engine, *, bulk: bool = False) -> Iterator[sa.Connection]:
    """One transaction that is committed at the end, or leaves nothing. `bulk`: for imports (references are checked by the caller).

    Raises DatabaseUnavailable: busy, read-only, full.
    """
    with translated(engine), engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        if engine.dialect.name == "sqlite" and bulk:
            driver = connection.connection.driver_connection
            assert driver is not None
            for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "temp_store=FILE", "cache_size=-64000", "mmap_size=0"):
                driver.execute(f"PRAGMA {pragma}")
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                    connection.exec_driver_sql(
                        f"SELECT pg_advisory_xact_lock({20261 if bulk else 20262})"
                    )  # one writer of each kind at a time
                yield connection
        finally:
            if engine.dialect.name == "sqlite" and bulk:
                connection.invalidate()


def whole_rows(connection: sa.Connection, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """All rows of a query as the driver gives them (no dates, no row objects): many times faster for many rows."""
    result = connection.execute(query, dict(values or {}))
    rows = list(result.cursor.fetchall()) if result.cursor is not None else []
    result.close()
    return rows


def each_row(
    connection: sa.Connection, query: sa.Select[Any], values: Mapping[str, Any] | None = None, rows: int = 10_000
) -> Iterator[tuple[Any, ...]]:
    """Like `whole_rows`, so many rows at a time: for tables that should not stand in memory."""
    result = connection.execute(query, dict(values or {}))
    assert result.cursor is not None
    while some := result.cursor.fetchmany(rows):
        yield from some
    result.close()


def whole_numbers(connection: sa.Connection, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> np.ndarray:
    """The rows of a query whose columns are all whole numbers, as int64 (rows, columns)."""
    rows, width = whole_rows(connection, query, values), len(query.selected_columns)
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width).reshape(-1, width)


def insert(connection: sa.Connection, table: sa.Table, values: Values) -> int:
    """Put columns of equal length into a table, as fast as the engine can: executemany on SQLite, COPY on PostgreSQL. Returns the rows."""
    names = list(values)
    if not len(next(iter(values.values()))):
        return 0
    if connection.dialect.name == "sqlite":
        return _executemany(connection, f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)
    frame = pa.table({name: _copyable(v) for name, v in values.items()})
    buffer = io.BytesIO()
    pa.csv.write_csv(frame, buffer, pa.csv.WriteOptions(include_header=False))
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getvalue())
    return int(frame.num_rows)


def _executemany(connection: sa.Connection, sql: str, values: Values) -> int:
    """One prepared statement over columns, on the driver itself: row by row, without a list of rows in between. Returns rows changed."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return int(driver.executemany(sql, zip(*(_plain(v) for v in values.values()), strict=True)).rowcount)


def _plain(values: np.ndarray | pa.Array) -> list[Any]:
    """A column as Python values; texts that repeat (dates, codes) are made once each."""
    if isinstance(values, np.ndarray):
        return list(values.tolist())
    if not pa.types.is_string(values.type) or values.null_count == len(values):
        return list(values.to_pylist())
    coded = values.dictionary_encode()
    words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return (
        list(words[coded.indices.fill_null(len(words) - 1).to_numpy()].tolist())
        if 4 * len(words) < len(values)
        else list(values.to_pylist())
    )


def _copyable(values: np.ndarray | pa.Array) -> pa.Array:
    if isinstance(values, np.ndarray):
        return pa.array(values)
    if pa.types.is_binary(values.type):
        return pa.array([None if v is None else "\\x" + v.hex() for v in values.to_pylist()], type=pa.string())
    return values


def insert_new(connection: sa.Connection, table: sa.Table, values: Values, key: Sequence[str]) -> int:
    """Like `insert`, leaving out rows whose `key` is there already. Returns how many were new."""
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO NOTHING"
        return _executemany(connection, sql, values)
    waiting = sa.Table(f"new_{table.name}", sa.MetaData(), *(sa.Column(n, table.c[n].type) for n in values), prefixes=["TEMPORARY"])
    waiting.create(connection)
    insert(connection, waiting, values)
    new = postgresql.insert(table).from_select(list(values), sa.select(waiting)).on_conflict_do_nothing(index_elements=list(key))
    count = connection.execute(new, execution_options={"preserve_rowcount": True}).rowcount
    waiting.drop(connection)
    return int(count)


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], key: Sequence[str]) -> None:
    """Write one row, over the one with the same key if there is one."""
    builder = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = builder(table).values(dict(row))
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_={k: v for k, v in row.items() if k not in key}))


def bump(connection: sa.Connection, name: str) -> None:
    """Move a version of the table `versions`: every cache that depends on it is stale from the commit on."""
    now = sa.table("versions", sa.column("name"), sa.column("number"))
    if not connection.execute(sa.update(now).where(now.c.name == name).values(number=now.c.number + 1)).rowcount:
        connection.execute(sa.insert(now).values(name=name, number=1))


def total(column: Any) -> sa.ColumnElement[int]:
    """The sum of a whole-number column as a 64-bit number (PostgreSQL would sum to numeric); 0 over nothing."""
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger)
