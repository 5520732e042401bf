"""What every command does first and last: open the database, and say in one sentence what was wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa

from salesdash import text
from salesdash.data import backup as backups
from salesdash.data import migrations
from salesdash.data.engine import open_engine
from salesdash.errors import SalesdashError


@contextmanager
def opened(url: str | None) -> Iterator[sa.Engine]:
    """The database, brought up to date; every expected trouble becomes one sentence and exit status 1."""
    with told():
        engine = open_engine(url)
        try:
            migrations.upgrade(engine)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def told() -> Iterator[None]:
    """Every expected trouble, a file that cannot be written among them, becomes one sentence and exit status 1."""
    try:
        yield
    except SalesdashError as trouble:
        click.echo(text.sentence(trouble, "en"), err=True)
        sys.exit(1)
    except OSError as trouble:
        click.echo(text.t(backups.NOT_COPIED, "en", file=trouble.filename, reason=trouble.strerror), err=True)
        sys.exit(1)


def database(command: Callable[..., None]) -> Callable[..., None]:
    """The option every command has."""
    return click.option("--database", "url", metavar="URL", help="Default: SALESDASH_DATABASE_URL, else data/salesdash.sqlite.")(command)
