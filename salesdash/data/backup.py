"""A copy of the whole house in one file, and back."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from salesdash.errors import DatabaseUnavailable
from salesdash.text import N_

WITH_ITS_OWN_TOOL = N_("PostgreSQL is backed up with its own tools: pg_dump -Fc to save, pg_restore --single-transaction to bring back.")
THERE_ALREADY = N_("{file} is there already and was left alone. Name another file, or move it away first.")
NOT_A_BACKUP = N_("{file} is not a salesdash database.")


def backup(engine: sa.Engine, file: Path) -> None:
    """Write a consistent copy while others read and write; only its owner may read it. Raises DatabaseUnavailable."""
    _only_sqlite(engine)
    if file.exists():
        raise DatabaseUnavailable(THERE_ALREADY, file=str(file))
    part = file.with_name(file.name + ".part")
    with sqlite3.connect(engine.url.database or "") as source, sqlite3.connect(part) as target:
        source.backup(target)
    target.close()
    os.chmod(part, 0o600)
    part.replace(file)


def restore(engine: sa.Engine, file: Path) -> None:
    """Bring a copy back to where no database is yet. Raises DatabaseUnavailable."""
    _only_sqlite(engine)
    home = Path(engine.url.database or "")
    if home.exists() and home.stat().st_size:
        raise DatabaseUnavailable(THERE_ALREADY, file=str(home))
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        source.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailable(NOT_A_BACKUP, file=str(file)) from error
    home.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(home) as target:
        source.backup(target)
    source.close()


def _only_sqlite(engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        raise DatabaseUnavailable(WITH_ITS_OWN_TOOL)
