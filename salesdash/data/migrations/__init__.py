"""Bringing a database to the present schema: Alembic revisions, a backup before an upgrade, hands off what is newer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from salesdash.data import rollups
from salesdash.data.engine import reading, writing
from salesdash.data.schema import sales
from salesdash.data.unavailable import address
from salesdash.errors import DatabaseUnavailable
from salesdash.text import N_

HERE = Path(__file__).parent
ADDED_UP = "0003"
"""The newest revision that brought another rollup: a house from before it is added up again when it is upgraded."""


def configuration(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for this package; with a connection, its transaction is used."""
    found = Config()
    found.set_main_option("script_location", str(HERE))
    found.attributes["connection"] = connection
    return found


def head() -> str:
    """The newest revision this version of salesdash knows."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def revision(engine: sa.Engine) -> str | None:
    """The revision of a database; None when it is empty."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: sa.Engine, progress: Callable[[float], None] = lambda share: None) -> Path | None:
    """Bring a database to `head`, in one transaction. A SQLite file is copied beside itself first; returns that copy.

    Where a newer revision has other rollups, all months are added up again in that transaction; `progress` hears which share is done.
    Raises DatabaseUnavailable when the database was made by a newer version (it is left alone) or cannot be written.
    """
    now = revision(engine)
    if now == head():
        return None
    known = [r.revision for r in ScriptDirectory.from_config(configuration()).walk_revisions()]
    if now is not None and now not in known:
        raise DatabaseUnavailable(
            N_("{where} was made by a newer version of salesdash (revision {revision}). It was left as it is: update salesdash, or name another database."),
            where=address(engine.url), revision=now,
        )  # fmt: skip
    copy = _copy_aside(engine, now) if now is not None and engine.dialect.name == "sqlite" else None
    with writing(engine, bulk=True) as connection:
        command.upgrade(configuration(connection), "head")
        if now is not None and known.index(now) > known.index(ADDED_UP):
            rollups.refresh(connection, connection.scalars(sa.select(sales.c.month).distinct()).all(), progress=progress)
    return copy


def _copy_aside(engine: sa.Engine, now: str) -> Path:
    file = Path(engine.url.database or "")
    copy = file.with_name(f"{file.stem}.before-{now}-{datetime.now():%Y%m%d-%H%M%S}{file.suffix}")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
