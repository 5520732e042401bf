"""The made-up company into a house, through the same door as anybody's own files.

Order lines come last, in one transaction: a house that says it is made up and has none was left by a build that was ended in the middle,
and the next build makes it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from salesdash.data import migrations
from salesdash.data.clearing import holds_demo, remove_demo
from salesdash.data.demo.company import SETTINGS, generate
from salesdash.data.demo.files import ORDERS, write_csv
from salesdash.data.demo.truths import Truths
from salesdash.data.engine import reading, upsert, writing
from salesdash.data.importing.mapping import Mapping
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import Progress as Loading
from salesdash.data.importing.run import run
from salesdash.data.schema import importables, imports, settings
from salesdash.errors import ImportRefused
from salesdash.text import N_

Progress = Callable[[str, float], None]
"""(what is being done, as a msgid; the share of the whole build done, 0..1)"""
SOURCE = "demo"
STAGES = (
    (N_("Making up customers, products and orders"), 0.16), (N_("Loading customers, targets, deals and surveys"), 0.42),
    (N_("Loading the order lines"), 0.58), (N_("Adding up"), 1.0),
)  # fmt: skip
"""What is done, and the share of the whole at which it is done."""
ALIVE = timedelta(seconds=20)
"""A build that began no table for so long was ended."""
NOT_EMPTY = N_("There are imported files in this database already. The demo company needs an empty one: name another database.")
TAKEN_OVER = N_("Somebody loaded a file meanwhile: the made-up company gave way to it.")
UNDER_WAY = N_("The made-up company is just being loaded by somebody. Wait a moment; if nothing comes of it, try again.")


def build(
    engine: sa.Engine, seed: int = 1, months: int = 48, lines: int = 120_000, as_of: date | None = None, progress: Progress | None = None,
    truths: Truths | None = None,
) -> Report:  # fmt: skip
    """Fill an empty house with the company and mark it as made up; `progress` hears the whole build.

    Returns the report of the order lines. Raises ImportRefused, with nothing changed, when somebody's files were imported already or
    another build is under way, and SalesdashError for impossible truths.
    """
    tell = _Telling(progress)
    with TemporaryDirectory(prefix="salesdash-demo-") as folder:
        tell(0, 0.0)
        write_csv(generate(seed, months, lines, as_of=as_of, truths=truths), Path(folder), lambda share: tell(0, share))
        import_tables(engine, Path(folder), lambda share: tell(1, share))
        return import_orders(engine, Path(folder), tell.loading)


def import_tables(engine: sa.Engine, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Settings and tables of a company written by `write_csv` into an empty house. Raises ImportRefused as `build` does."""
    migrations.upgrade(engine)
    with writing(engine, bulk=True) as connection:
        _make_room(connection)
        for key, value in SETTINGS.items():
            upsert(connection, settings, {"key": key, "value": value}, ("key",))
    names = [name for name in importables() if (folder / f"{name}.csv").exists()]
    sizes = [(folder / f"{name}.csv").stat().st_size for name in names]
    for i, name in enumerate(names):
        _import(engine, folder, name, None)
        if progress:
            progress(sum(sizes[: i + 1]) / sum(sizes))


def import_orders(engine: sa.Engine, folder: Path, progress: Loading | None = None) -> Report:
    """The order lines of a company written by `write_csv` into a house that has its tables. Raises ImportRefused where it has others."""
    return _import(engine, folder, ORDERS, progress)


def _make_room(connection: sa.Connection) -> None:
    """Nothing in an empty house; what an ended build left goes out. Raises ImportRefused for everything else."""
    kinds: Sequence[str] = connection.scalars(sa.select(imports.c.kind)).all()
    if not kinds:
        return
    if ORDERS in kinds or not holds_demo(connection):
        raise ImportRefused(NOT_EMPTY)
    last = connection.scalar(sa.select(sa.func.max(imports.c.at))) or ""
    if datetime.fromisoformat(last) > datetime.now(UTC) - ALIVE:
        raise ImportRefused(UNDER_WAY)
    remove_demo(connection)


class _Telling:
    """The progress of the parts as one progress of the whole."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress or (lambda what, share: None)

    def __call__(self, stage: int, share: float) -> None:
        what, until = STAGES[stage]
        begun = STAGES[stage - 1][1] if stage else 0.0
        self.progress(what, begun + (until - begun) * share)

    def loading(self, stage: str, share: float, rows: int) -> None:
        self(2 if stage == "reading" else 3, share)


def _import(engine: sa.Engine, folder: Path, kind: str, progress: Loading | None) -> Report:
    """One file. We wrote it: every header is a field's own name, and nothing is left to ask."""
    with reading(engine) as connection:
        if not holds_demo(connection):
            raise ImportRefused(TAKEN_OVER)
    source = open_source(folder / f"{kind}.csv")
    answers = {"tax": "excluded", "discount": "amount"} if kind == ORDERS else {}
    mapping = Mapping(kind, {name: name for name in source.headers}, answers=answers)
    return run(engine, source, mapping, name=SOURCE, progress=progress, who="salesdash demo", demo=True)
