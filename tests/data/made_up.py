"""The made-up company for tests of its parts: made once, and brought into a house as its files would be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv

from salesdash.data.demo import Company, generate
from salesdash.data.engine import upsert, writing
from salesdash.data.importing.mapping import Mapping
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run
from salesdash.data.schema import importables, settings

AS_OF = date(2026, 11, 18)
DIMENSIONS = ("regions", "segments", "categories", "products", "channels", "partners", "teams", "reps", "rep_assignments", "customers")


def company(seed: int = 1, months: int = 24, lines: int = 20_000) -> Company:
    return generate(seed, months, lines, as_of=AS_OF)


def lines_of(made: Company) -> pa.Table:
    """All order lines."""
    return pa.concat_tables(made.order_blocks())


def import_tables(engine: sa.Engine, folder: Path, tables: dict[str, pa.Table]) -> dict[str, Report]:
    """Tables by name into a house that has its schema, each by its own file; headers are field names."""
    with writing(engine) as connection:
        upsert(connection, settings, {"key": "base_currency", "value": "CNY"}, ("key",))
    reports = {}
    for name, table in tables.items():
        file = folder / f"{name}.csv"
        csv.write_csv(table, file)
        source = open_source(file)
        reports[name] = run(engine, source, Mapping(name, {header: header for header in source.headers}), name="demo", demo=True)
    return reports


def template(name: str) -> list[str]:
    """The columns of an import template."""
    return [c.info["field"].name for c in importables()[name].columns if "field" in c.info]


def unknown(made: Company, table: pa.Table, references: dict[str, str]) -> dict[str, set[str]]:
    """By column: the codes that the table they refer to does not have."""
    return {
        column: found for column, other in references.items() if (found := set(table[column].drop_null().to_pylist()) - codes(made, other))
    }


def codes(made: Company, name: str) -> set[str]:
    return set(made.tables[name]["code"].to_pylist())
