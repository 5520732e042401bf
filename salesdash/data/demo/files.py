"""The made-up company as files that anybody could have exported: one CSV per table, and the order lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from salesdash.data.demo.company import Company
from salesdash.data.demo.orders import SCHEMA

ORDERS = "orders"


def write_csv(company: Company, folder: Path, progress: Callable[[float], None] | None = None) -> dict[str, Path]:
    """Write ``<table>.csv`` for every table and ``orders.csv`` into `folder`; the files by table, in the order in which they load.

    UTF-8, a comma, headers are field names; empty cells where a value is missing. `progress` hears the share done, 0..1.
    Raises FileExistsError rather than write over a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.csv" for name in (*company.tables, ORDERS)}
    there = [path for path in files.values() if path.exists()]
    if there:
        raise FileExistsError(there[0])
    options = csv.WriteOptions(quoting_style="needed")
    for name, table in company.tables.items():
        csv.write_csv(table, files[name], options)
    done = 0
    with pa.OSFile(str(files[ORDERS]), "wb") as out, csv.CSVWriter(out, SCHEMA, write_options=options) as writer:
        for block in company.order_blocks():
            writer.write_table(block)
            done += len(block)
            if progress:
                progress(done / company.lines)
    return files
