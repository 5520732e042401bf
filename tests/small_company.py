"""A company small enough to add up by hand: 24 months, two regions, two categories, two channels, ten customers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.run import run

HEADERS = (
    "Order no",
    "Order date",
    "Customer",
    "Customer name",
    "Region",
    "Category",
    "Product",
    "Channel",
    "Segment",
    "Quantity",
    "Amount",
    "Cost",
)
FIRST_YEAR, MONTHS = 2025, 24
Row = dict[str, str]


def rows() -> list[Row]:
    """Order lines; the amount of a line is its number in dollars and half a dollar, its cost 60 % of it."""
    lines = []
    for number in range(MONTHS * 8):
        month = number // 8
        amount = number + 100 + 0.5
        day = 31 if month % 12 == 11 else 28
        cells = (
            f"A{number:04}", f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02}-{day}", f"C{number % 10}", f"Customer {number % 10}", ("North", "South")[number % 2],
            ("Coffee", "Tea")[number // 2 % 2], f"P{number % 4}", ("web", "shop")[number // 4 % 2], ("consumer", "corporate")[number % 10 % 2], "2",
            f"{amount:.2f}", f"{amount * 0.6:.2f}",
        )  # fmt: skip
        lines.append(dict(zip(HEADERS, cells, strict=True)))
    return lines


def as_csv(lines: list[Row]) -> bytes:
    """The lines as a file somebody would export."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADERS)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def revenue(lines: list[Row], keep: Callable[[Row], bool] = lambda row: True) -> float:
    """What the lines that are kept add up to."""
    return sum(float(row["Amount"]) for row in lines if keep(row))


def last_year(row: Row) -> bool:
    """Whether a line lies in the last twelve months."""
    return row["Order date"].startswith(str(FIRST_YEAR + 1))


def load(engine: sa.Engine, folder: Path) -> None:
    """The company into an empty house, through the door everybody's files come in by."""
    file = folder / "orders.csv"
    file.write_bytes(as_csv(rows()))
    (source,) = door.open_files([file])
    with reading(engine) as connection:
        proposal = door.proposal(connection, source)
    assert proposal.ready, (proposal.questions, proposal.missing)
    run(engine, source, proposal.mapping)
