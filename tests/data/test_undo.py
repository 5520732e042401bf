"""Taking imports back: after every undo the house holds exactly what it held before, and `salesdash check` agrees at every step."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data.importing.undo import undo
from salesdash.errors import ImportRefused
from tests.loading import codes, count, holdings, lines, load, troubles

ORDERS = "Order no,Order date,Customer,Customer name,Segment,Region,Product,Category,Channel,Sales rep,Amount\n"
FIRST = (
    ORDERS
    + "S1,2026-01-05,C1,,,North/A,P1,,web,R1,10\nS1,2026-02-05,C1,,,North/A,P2,Tea,web,R1,20\nS2,2026-02-06,C2,Ben,corporate,South,P1,,shop,,-5\n"
)
SECOND = ORDERS + "S1,2026-03-05,C1,Ann,consumer,North/A,P1,Coffee,web,R1,11\nS3,2026-01-07,C3,Cy,consumer,East,P9,Tea,web,R2,40\n"
THIRD = ORDERS + "S3,2026-04-01,C3,Cy,consumer,East,P9,Tea,web,R2,41\nS4,2026-04-01,C4,Di,consumer,East,P9,Tea,fair,R2,1\n"
CUSTOMERS = "Customer,Name,Segment,Region,Customer since\nC1,Anna,vip,West/B,2024-05-06\nC2,Benno,corporate,South,\nC8,Nobody,vip,West,\n"
REGIONS = "Code,Name,Parent\nNorth,The North,England\nSouth,The South,England\nMoon,Moon,\n"
FILES = {
    "first": (None, FIRST),
    "second": (None, SECOND),
    "third": (None, THIRD),
    "customers": ("customers", CUSTOMERS),
    "regions": ("regions", REGIONS),
}


def bring(engine: sa.Engine, folder: Path, name: str) -> int:
    """Load one of the files; the import's number."""
    kind, content = FILES[name]
    number = load(engine, folder / f"{name}.csv", content, kind=kind).import_id
    assert number is not None
    assert troubles(engine) == []
    return number


def test_a_file_that_made_everything_leaves_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    before = holdings(engine)
    number = bring(engine, tmp_path, "first")

    assert undo(engine, number) == (202601, 202602)
    assert holdings(engine) == before
    assert (count(engine, "changes"), troubles(engine)) == (0, [])


@pytest.mark.parametrize("names", [("first", "second", "third"), ("first", "customers", "regions"), ("customers", "first", "second"), ("regions", "first", "customers")],
                         ids="-".join)  # fmt: skip
def test_undone_one_after_the_other_each_step_returns_exactly_what_was_there(
    engine: sa.Engine, tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Replaced orders come back, filled blanks are blank again, lines have their old segment, region and category."""
    stages, numbers = [holdings(engine)], []
    for name in names:
        numbers.append(bring(engine, tmp_path, name))
        stages.append(holdings(engine))
    for number, wanted in zip(reversed(numbers), reversed(stages[:-1]), strict=True):
        undo(engine, number)
        assert holdings(engine) == wanted
        assert troubles(engine) == []
    assert (count(engine, "changes"), count(engine, "replaced_sales")) == (0, 0)


def test_an_import_whose_orders_were_replaced_waits_for_the_later_one(engine: sa.Engine, tmp_path: Path) -> None:
    first = bring(engine, tmp_path, "first")
    second = bring(engine, tmp_path, "second")
    held = holdings(engine)

    with pytest.raises(ImportRefused, match=f"Import {first} cannot be undone before import {second}"):
        undo(engine, first)
    assert holdings(engine) == held
    undo(engine, second)
    undo(engine, first)
    assert lines(engine) == []
    assert troubles(engine) == []


def test_an_import_whose_rows_were_filled_later_waits_for_the_later_one(engine: sa.Engine, tmp_path: Path) -> None:
    first = bring(engine, tmp_path, "first")
    customers = bring(engine, tmp_path, "customers")

    with pytest.raises(ImportRefused, match=f"before import {customers}"):
        undo(engine, first)
    undo(engine, customers)
    undo(engine, first)
    assert codes(engine, "customers") == {}


def test_the_later_of_two_that_touch_nothing_in_common_may_stay(engine: sa.Engine, tmp_path: Path) -> None:
    first = load(engine, tmp_path / "a.csv", "Order no,Order date,Customer,Amount\nS1,2026-01-05,C1,10\n").import_id
    load(engine, tmp_path / "b.csv", "Order no,Order date,Customer,Amount\nS2,2026-02-05,C1,20\nS3,2026-02-05,C2,20\n")
    assert first is not None

    undo(engine, first)
    assert lines(engine) == [("S2", None, 20), ("S3", None, 20)]
    assert set(codes(engine, "customers")) == {"C1", "C2"}, "the customer of the lines that stay is kept"
    assert troubles(engine) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_every_order_of_undoing_ends_in_an_empty_house_or_says_what_to_undo_first(
    sqlite_engine: sa.Engine, tmp_path: Path, order: tuple[int, ...]
) -> None:
    engine = sqlite_engine
    before = holdings(engine)
    numbers = [bring(engine, tmp_path, name) for name in ("first", "second", "third")]
    waiting = [numbers[i] for i in order]
    while waiting:
        try:
            undo(engine, waiting[0])
            del waiting[0]
        except ImportRefused as refused:
            later = refused.values["later"]
            assert later in waiting[1:]
            waiting.insert(0, waiting.pop(waiting.index(later)))
        assert troubles(engine) == []
    assert holdings(engine) == before


def test_an_undone_import_can_be_loaded_again_and_cannot_be_undone_twice(engine: sa.Engine, tmp_path: Path) -> None:
    number = bring(engine, tmp_path, "first")
    held = holdings(engine)
    undo(engine, number)
    with pytest.raises(ImportRefused, match="no import 1 that could be undone"):
        undo(engine, number)

    again = load(engine, tmp_path / "first.csv")
    assert again.already is None
    assert {k: v for k, v in holdings(engine).items() if k.startswith("month")} == {k: v for k, v in held.items() if k.startswith("month")}
    assert troubles(engine) == []


def test_a_number_that_is_no_import_is_a_sentence(sqlite_engine: sa.Engine) -> None:
    with pytest.raises(ImportRefused, match="There is no import 99"):
        undo(sqlite_engine, 99)


def test_order_numbers_used_again_after_an_undo_start_afresh(engine: sa.Engine, tmp_path: Path) -> None:
    number = load(
        engine, tmp_path / "a.csv", "Order no,Line no,Order date,Customer,Amount\nS1,1,2026-01-05,C1,10\nS1,2,2026-01-05,C1,10\n"
    ).import_id
    assert number is not None
    undo(engine, number)
    report = load(engine, tmp_path / "b.csv", "Order no,Line no,Order date,Customer,Amount\nS1,1,2026-01-05,C1,7\n")
    assert (report.rows_replaced, lines(engine)) == (0, [("S1", "1", 7)])


def test_undoing_the_assignments_of_reps_takes_their_teams_from_the_lines_again(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "a.csv",
        "Order no,Order date,Customer,Sales rep,Team,Amount\nS1,2026-01-05,C1,R1,,10\nS2,2026-01-05,C1,R1,Green,10\n",
    )
    before = holdings(engine)
    number = load(engine, tmp_path / "b.csv", "Rep,Team,From\nR1,Blue,2026-01-01\n", kind="rep_assignments").import_id
    assert number is not None

    undo(engine, number)
    assert holdings(engine) == before


def test_other_tables_are_put_back_as_they_were(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", "Currency,Valid from,Rate\nEUR,2026-01-01,1.1\n", kind="exchange_rates")
    before = holdings(engine)
    second = load(
        engine, tmp_path / "b.csv", "Currency,Valid from,Rate\nEUR,2026-01-01,1.2\nGBP,2026-01-01,1.4\n", kind="exchange_rates"
    ).import_id
    assert second is not None
    assert holdings(engine) != before

    undo(engine, second)
    assert holdings(engine) == before
