"""The made-up company into a house, through the same door as anybody's own files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from salesdash.data import migrations
from salesdash.data.demo.company import SETTINGS, TABLES, generate
from salesdash.data.demo.files import ORDERS, write_csv
from salesdash.data.engine import reading, upsert, writing
from salesdash.data.importing.mapping import Mapping
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import Progress, run
from salesdash.data.schema import imports, settings
from salesdash.errors import ImportRefused
from salesdash.text import N_

SOURCE = "demo"
NOT_EMPTY = N_("There are imported files in this database already. The demo company needs an empty one: name another database.")


def build(
    engine: sa.Engine, seed: int = 1, months: int = 24, lines: int = 20_000, as_of: date | None = None, progress: Progress | None = None
) -> Report:  # fmt: skip
    """Fill an empty house with the company and mark it as made up; `progress` hears the import of the order lines.

    Returns the report of the order lines. Raises ImportRefused, with nothing changed, when somebody's files were imported already.
    """
    with TemporaryDirectory(prefix="salesdash-demo-") as folder:
        write_csv(generate(seed, months, lines, as_of=as_of), Path(folder))
        import_tables(engine, Path(folder))
        return import_orders(engine, Path(folder), progress)


def import_tables(engine: sa.Engine, folder: Path) -> None:
    """Settings and tables of a company written by `write_csv` into an empty house. Raises ImportRefused as `build` does."""
    migrations.upgrade(engine)
    with reading(engine) as connection:
        if connection.scalar(sa.select(sa.func.count()).select_from(imports)):
            raise ImportRefused(NOT_EMPTY)
    with writing(engine) as connection:
        for key, value in SETTINGS.items():
            upsert(connection, settings, {"key": key, "value": value}, ("key",))
    for name in TABLES:
        _import(engine, folder, name, None)


def import_orders(engine: sa.Engine, folder: Path, progress: Progress | None = None) -> Report:
    """The order lines of a company written by `write_csv` into a house that has its tables."""
    return _import(engine, folder, ORDERS, progress)


def _import(engine: sa.Engine, folder: Path, kind: str, progress: Progress | None) -> Report:
    """One file. We wrote it: every header is a field's own name, and nothing is left to ask."""
    source = open_source(folder / f"{kind}.csv")
    answers = {"tax": "excluded", "discount": "amount"} if kind == ORDERS else {}
    mapping = Mapping(kind, {name: name for name in source.headers}, answers=answers)
    return run(engine, source, mapping, name=SOURCE, progress=progress, who="salesdash demo", demo=True)
