"""A copy of the whole house in one file, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa

from salesdash.errors import DatabaseUnavailable
from salesdash.text import N_

WITH_ITS_OWN_TOOL = N_("PostgreSQL is backed up with its own tools: pg_dump -Fc to save, pg_restore --single-transaction to bring back.")
THERE_ALREADY = N_("{file} is there already and was left alone. Name another file, or move it away first.")
NOT_COPIED = N_("{file} cannot be written: {reason}. Nothing was changed.")
NOT_A_BACKUP = N_("{file} is not a salesdash database.")


def backup(engine: sa.Engine, file: Path) -> None:
    """Write a consistent copy while others read and write; only its owner may read it. Raises DatabaseUnavailable."""
    _only_sqlite(engine)
    if file.exists():
        raise DatabaseUnavailable(THERE_ALREADY, file=str(file))
    part = file.with_name(file.name + ".part")
    try:
        part.touch(mode=0o600)
        _copy(Path(engine.url.database or ""), part)
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            part.unlink()
        raise DatabaseUnavailable(NOT_COPIED, file=str(file), reason=str(error)) from error


def restore(engine: sa.Engine, file: Path) -> None:
    """Bring a copy back to where no database is yet. Raises DatabaseUnavailable."""
    _only_sqlite(engine)
    home = Path(engine.url.database or "")
    if home.exists() and home.stat().st_size:
        raise DatabaseUnavailable(THERE_ALREADY, file=str(home))
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            source.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise DatabaseUnavailable(NOT_A_BACKUP, file=str(file)) from error
    part = home.with_name(home.name + ".part")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, part)
        part.replace(home)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            part.unlink()
        raise DatabaseUnavailable(NOT_COPIED, file=str(home), reason=str(error)) from error


def _copy(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _only_sqlite(engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        raise DatabaseUnavailable(WITH_ITS_OWN_TOOL)
