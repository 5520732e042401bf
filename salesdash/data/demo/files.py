"""The made-up company as files that anybody could have exported: one CSV per table, and the order lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from salesdash.data.demo.company import BELIEVABLE, Company
from salesdash.data.demo.orders import SCHEMA
from salesdash.data.schema import importables

ORDERS = "orders"
OPTIONS = csv.WriteOptions(quoting_style="needed")


def write_csv(
    company: Company, folder: Path, progress: Callable[[float], None] | None = None, records: bool | None = None
) -> dict[str, Path]:  # fmt: skip
    """Write ``<table>.csv`` for every table with rows and ``orders.csv`` into `folder`; the files by table, in the order in which they load.

    UTF-8, a comma, headers are field names; empty cells where a value is missing. `progress` hears the share done, 0..1. `records`:
    whether to write what is recorded beside the orders, unless said otherwise for companies of a BELIEVABLE size.
    Raises FileExistsError rather than write over a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if there := [path for name in (*importables(), ORDERS) if (path := folder / f"{name}.csv").exists()]:
        raise FileExistsError(there[0])
    hear = progress or (lambda share: None)
    tables, lines = dict(company.tables), None
    if company.lines <= BELIEVABLE if records is None else records:
        lines = pa.concat_tables(company.order_blocks())
        hear(0.4)
        made = company.records(lambda share: hear(0.4 + 0.4 * share), lines)
        tables |= {name: table for name, table in made.items() if len(table)}
    files = {name: folder / f"{name}.csv" for name in (*(n for n in importables() if n in tables), ORDERS)}
    for name, table in tables.items():
        csv.write_csv(table, files[name], OPTIONS)
    begun = 0.0 if lines is None else 0.8
    _write_lines(
        company.order_blocks() if lines is None else [lines], files[ORDERS], lambda n: hear(begun + (1 - begun) * n / company.lines)
    )
    return files


def _write_lines(blocks: Iterable[pa.Table], file: Path, progress: Callable[[int], None]) -> None:
    """`progress` hears how many lines are written."""
    done = 0
    with pa.OSFile(str(file), "wb") as out, csv.CSVWriter(out, SCHEMA, write_options=OPTIONS) as writer:
        for block in blocks:
            writer.write_table(block)
            done += len(block)
            progress(done)
