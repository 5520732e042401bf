"""Real files through the door everybody's files come in by, held against the same files read with the csv module and Decimal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from salesdash import house
from salesdash.data import checking
from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run
from salesdash.data.schema import products
from salesdash.scope import Scope
from tests.data.ledger import Ledger, Line, amounts_of, differences, exact, in_the_house, on_paper


def rows_of(file: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The rows of a file, as the csv module reads them."""
    with file.open(encoding=encoding, newline="") as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)


def us_day(text: str) -> date:
    """11/8/2018 is the eighth of November."""
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))


def imported(engine: sa.Engine, *files: Path, sheet: str | None = None, **answers: str) -> Report:
    """Load files as one import, no question left open; the last one's report."""
    sources = door.open_files(list(files), sheet=sheet)
    assert len(sources) == 1
    with reading(engine) as connection:
        proposal = door.proposal(connection, sources[0], answers=answers)
    assert proposal.ready, (proposal.questions, proposal.missing)
    report = run(engine, sources[0], proposal.mapping)
    assert (report.rows_refused, report.already) == (0, None)
    return report


def assert_sound(engine: sa.Engine) -> None:
    """What was added up agrees with the house's own lines."""
    with reading(engine) as connection:
        assert list(checking.troubles(connection)) == []


def assert_answered(engine: sa.Engine, paper: Ledger) -> None:
    """The Overview says what the paper says."""
    answer = house.answer("overview", house.PlainRead(engine), Scope(period="all"))
    tiles = {tile.kpi.id: tile.value for tile in answer.tiles}
    assert (exact(tiles["revenue"]), tiles["orders"], tiles["active_customers"]) == (paper.amount, paper.orders, paper.customers)
    revenue = {f"{m:%Y-%m}": exact(v) for m, v in zip(answer.months["month"], answer.months["revenue"], strict=True)}
    assert {m: v for m, v in revenue.items() if v or m in paper.by["month"]} == paper.by["month"]
    assert tuple(amounts_of(answer.parts[name]) for name in ("category", "region")) == (paper.by["category"], paper.by["region"])


def assert_told_apart(lines: list[Line], found: Ledger) -> None:
    """One line less on paper is noticed: in rows, amount, month and category."""
    gone = next(n for n in range(len(lines) // 2, len(lines)) if lines[n].amount)
    said = differences(on_paper([*lines[:gone], *lines[gone + 1 :]]), found)
    wanted = {
        "rows",
        "amount",
        "quantity",
        f"month {lines[gone].day:%Y-%m}",
        f"category {lines[gone].category}",
        f"region {lines[gone].region}",
    }
    assert wanted <= {sentence.split(":")[0] for sentence in said}


def assert_true(engine: sa.Engine, lines: list[Line]) -> None:
    """The house agrees with the lines, its rollups with its own lines, and a missing line would be noticed."""
    paper, found = on_paper(lines), in_the_house(engine)
    assert differences(paper, found) == []
    assert_answered(engine, paper)
    assert_sound(engine)
    assert_told_apart(lines, found)


def product_names(engine: sa.Engine) -> set[str]:
    """What the products are called."""
    with reading(engine) as connection:
        return set(connection.scalars(sa.select(products.c.name).where(products.c.id > 0)))
