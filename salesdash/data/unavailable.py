"""What a database can be in trouble with, in words that say what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from salesdash.errors import DatabaseUnavailable
from salesdash.text import N_

_TROUBLES: tuple[tuple[str, str], ...] = (
    ("database is locked|lock timeout|deadlock", N_("Another import or change is being written to {where}. Wait until it has ended, then try again; nothing was changed.")),
    ("readonly|read-only|query_only", N_("{where} is read-only, so nothing can be saved. Allow writing to the file and its folder, or name another database.")),
    ("disk is full|disk I/O error|No space left|disk full|could not extend", N_("The disk that holds {where} is full. Nothing was changed: make room and try again.")),
    ("not a database|malformed", N_("{where} is not a salesdash database, or it is damaged. Restore a backup or name another file.")),
    ("unable to open|No such file|File exists|Permission denied|Not a directory", N_("{where} cannot be opened. Check that the folder exists and may be written to.")),
    (
        'connect|refused|timeout|(?:database|role) "[^"]*" does not exist|authentication|server closed|terminat',
        N_("The database {where} does not answer. Start it, or check SALESDASH_DATABASE_URL."),
    ),
)  # fmt: skip


def address(url: sa.URL) -> str:
    """A database URL as it may be shown and logged: without its password."""
    url = url.set(drivername=url.get_backend_name())
    return url.update_query_dict({k: "***" for k in url.query if k == "password"}).render_as_string(hide_password=True)


def unavailable(url: sa.URL, error: BaseException) -> DatabaseUnavailable | None:
    where = address(url)
    for pattern, msgid in _TROUBLES:
        if re.search(pattern, str(error), re.IGNORECASE):
            return DatabaseUnavailable(msgid, where=where)
    return (
        DatabaseUnavailable(N_("The database {where} cannot be used: {error}"), where=where, error=str(error))
        if isinstance(error, OSError)
        else None
    )


@contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turns the driver's errors that a visitor can do something about into DatabaseUnavailable; others pass."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        trouble = unavailable(engine.url, error.orig or error if isinstance(error, DBAPIError) else error)
        if trouble is None:
            raise
        raise trouble from error
