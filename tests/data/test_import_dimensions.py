"""What an import does to everything but order lines: codes become rows, blanks are filled, trees are planted, currencies converted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data.engine import reading, upsert, writing
from salesdash.data.importing import templates
from salesdash.data.queries import TREE
from salesdash.data.schema import month_sales, settings
from salesdash.errors import ImportRefused
from tests.loading import codes, lines, load, troubles

PLAIN = "Order no,Order date,Customer,Product,Amount\n"
FULL = "Order no,Order date,Customer,Customer name,Segment,Region,Product,Category,Channel,Sales rep,Amount\n"


# -- dimensions -------------------------------------------------------------------------------------------------------


def test_unknown_codes_are_made_and_counted_and_a_likely_slip_is_named(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    load(
        sqlite_engine,
        tmp_path / "products.csv",
        "Product,Name,Category\nGTX Pro,GTX Pro,Hardware\nMG Special,MG Special,Hardware\n",
        kind="products",
    )
    report = load(sqlite_engine, tmp_path / "a.csv", PLAIN + "S1,2026-01-05,C1,GTXPro,10\nS2,2026-01-05,C2,MG Special,10\n")

    assert report.created == {"customers": 2, "products": 1}
    said = [values["codes"] for msgid, values in report.warnings if "not known before" in msgid]
    assert said == ["GTXPro (≈ GTX Pro?)"]
    assert set(codes(sqlite_engine, "products")) == {"GTX Pro", "MG Special", "GTXPro"}


def test_blanks_are_filled_and_what_is_known_is_never_overwritten(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "customers.csv",
        "Customer,Name,Segment,Region,Country\nC1,Ann,,,\nC2,Ben,corporate,South,Chile\n",
        kind="customers",
    )
    report = load(
        engine,
        tmp_path / "a.csv",
        FULL + "S1,2026-01-05,C1,Anna,consumer,North,P1,Tea,web,,10\nS2,2026-01-05,C2,Benno,consumer,North,P1,Tea,web,,20\n",
    )

    segments = {row: code for code, row in codes(engine, "segments", "id").items()}
    found = {c: (name, segments.get(segment)) for c, (name, segment) in codes(engine, "customers", "name", "segment_id").items()}
    assert found == {"C1": ("Ann", "consumer"), "C2": ("Ben", "corporate")}
    assert [values for msgid, values in report.warnings if "another segment" in msgid] == [{"count": 1}]
    assert troubles(engine) == []


def by_name(engine: sa.Engine, dimension: str) -> dict[str, int]:
    """Revenue in ten-thousandths by code of a dimension, from the rollup."""
    t, names = month_sales.c, TREE[dimension].c
    others = [t[f"{d}_id"] == -1 for d in TREE if d != dimension]
    with reading(engine) as connection:
        query = (
            sa.select(names.code, sa.func.sum(t.amount))
            .join(names.id.table, names.id == t[f"{dimension}_id"])
            .where(*others)
            .group_by(names.code)
        )
        return {code: int(amount) for code, amount in connection.execute(query)}


def test_customers_and_products_loaded_after_their_orders_relabel_the_lines_and_the_sums_follow(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", PLAIN + "S1,2026-01-05,C1,P1,10\nS2,2026-02-05,C2,P2,20\nS3,2026-03-05,C3,P1,40\n")
    assert by_name(engine, "segment") == {"-": 700_000}

    report = load(
        engine,
        tmp_path / "customers.csv",
        "Customer,Name,Segment,Region\nC1,Ann,consumer,North/Kent\nC2,Ben,corporate,South\n",
        kind="customers",
    )
    load(engine, tmp_path / "products.csv", "Product,Name,Category\nP1,Leaf,Tea/Green\nP2,Bean,Coffee\n", kind="products")

    assert report.months == (202601, 202602)
    assert by_name(engine, "segment") == {"consumer": 100_000, "corporate": 200_000, "-": 400_000}
    assert by_name(engine, "region") == {"North": 100_000, "South": 200_000, "-": 400_000}
    assert by_name(engine, "category") == {"Tea": 500_000, "Coffee": 200_000}
    assert troubles(engine) == []


def test_a_line_keeps_its_own_region_when_its_customer_has_another(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "a.csv",
        "Order no,Order date,Customer,Region,Amount\nS1,2026-01-05,C1,North,10\nS2,2026-01-05,C1,South,20\nS3,2026-01-05,C1,,40\n",
    )
    load(engine, tmp_path / "customers.csv", "Customer,Name,Region\nC1,Ann,East\n", kind="customers")

    assert by_name(engine, "region") == {"North": 100_000, "South": 200_000, "East": 400_000}
    assert troubles(engine) == []


def test_a_tree_of_regions_loaded_after_the_orders_gathers_them_under_its_roots(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "a.csv",
        "Order no,Order date,Customer,Region,Amount\nS1,2026-01-05,C1,Kent,10\nS2,2026-01-05,C1,Surrey,20\nS3,2026-01-05,C1,Wales,40\n",
    )
    load(
        engine,
        tmp_path / "regions.csv",
        "Code,Name,Parent\nKent,Kent,South East\nSouth East,South East,England\nSurrey,Surrey,England\n",
        kind="regions",
    )

    assert by_name(engine, "region") == {"England": 300_000, "Wales": 400_000}
    assert troubles(engine) == []


ASSIGNED = "Rep,Team,From,To\nR1,Blue,2026-01-01,2026-01-31\nR1,Red,2026-02-01,\n"
SOLD = (
    "Order no,Order date,Customer,Rep,Amount\nS1,2026-01-31,C1,R1,1\nS2,2026-02-01,C1,R1,2\nS3,2025-12-31,C1,R1,4\nS4,2026-02-01,C1,R2,8\n"
)


@pytest.mark.parametrize("assignments_first", [True, False])
def test_a_line_belongs_to_the_team_its_rep_was_in_on_that_day(engine: sa.Engine, tmp_path: Path, assignments_first: bool) -> None:
    files = [("rep_assignments", ASSIGNED), ("orders", SOLD)]
    for kind, content in files if assignments_first else reversed(files):
        load(engine, tmp_path / f"{kind}.csv", content, kind=kind)

    teams = {row: code for code, row in codes(engine, "teams", "id").items()}
    assert {order: teams.get(team) for order, _, _, team in lines(engine, "team_id")} == {"S1": "Blue", "S2": "Red", "S3": None, "S4": None}


@pytest.mark.parametrize("assignments_first", [True, False])
def test_a_team_that_the_line_names_itself_is_kept(engine: sa.Engine, tmp_path: Path, assignments_first: bool) -> None:
    sold = "Order no,Order date,Customer,Rep,Team,Amount\nS1,2026-01-31,C1,R1,Green,1\n"
    files = [("rep_assignments", ASSIGNED), ("orders", sold)]
    for kind, content in files if assignments_first else reversed(files):
        load(engine, tmp_path / f"{kind}.csv", content, kind=kind)

    teams = {row: code for code, row in codes(engine, "teams", "id").items()}
    assert [teams[line[3]] for line in lines(engine, "team_id")] == ["Green"]


# -- currencies -------------------------------------------------------------------------------------------------------

FOREIGN = "Order no,Order date,Customer,Amount,Cost,Currency\nS1,2026-01-05,C1,10.01,4,EUR\nS2,2026-02-05,C1,10.01,4,EUR\nS3,2026-01-05,C1,10,,\nS4,2026-01-05,C1,10,9,usd\n"


def test_amounts_are_converted_by_the_rate_of_the_day_half_even(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "rates.csv", "Currency,Valid from,Rate\nEUR,2026-01-01,1.08345\nEUR,2026-02-01,1.1\n", kind="exchange_rates")
    load(engine, tmp_path / "a.csv", FOREIGN, answers={"currency": "own"})

    wanted = {"S1": (Decimal("10.01") * Decimal("1.08345")).quantize(Decimal("0.0001")), "S2": Decimal("11.011"), "S3": 10, "S4": 10}
    assert {order: amount for order, _, amount in lines(engine)} == wanted
    assert {order: cost for order, _, _, cost in lines(engine, "cost")} == {"S1": 43_338, "S2": 44_000, "S3": None, "S4": 90_000}
    assert troubles(engine) == []


def test_a_currency_without_a_rate_is_a_refused_row_and_base_takes_the_amounts_as_they_are(
    sqlite_engine: sa.Engine, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused, match="no exchange rate") as refused:
        load(sqlite_engine, tmp_path / "a.csv", FOREIGN, answers={"currency": "own"})
    assert refused.value.report.reasons == {"no_rate": 2}

    load(sqlite_engine, tmp_path / "a.csv", FOREIGN, answers={"currency": "base"})
    assert {order: amount for order, _, amount in lines(sqlite_engine)} == {
        "S1": Decimal("10.01"),
        "S2": Decimal("10.01"),
        "S3": 10,
        "S4": 10,
    }


def test_the_base_currency_is_a_setting(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    with writing(sqlite_engine) as connection:
        upsert(connection, settings, {"key": "base_currency", "value": "EUR"}, ("key",))
    report = load(sqlite_engine, tmp_path / "a.csv", "Order no,Order date,Customer,Amount,Currency\nS1,2026-01-05,C1,10,EUR\n")
    assert report.amount == 10


# -- other tables -----------------------------------------------------------------------------------------------------


def test_records_change_where_the_file_says_something_and_empty_cells_leave_what_is_known(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "a.csv",
        "Customer,Name,Industry,Employees,Customer since\nC1,Ann,Hotels,45,2023-04-02\nC2,Ben,,,\n",
        kind="customers",
    )
    report = load(
        engine,
        tmp_path / "b.csv",
        "Customer,Name,Industry,Employees,Customer since\nC1,Ann,,50,2023-04-02\nC2,Ben,,,\nC3,Cy,,,\n",
        kind="customers",
    )

    found = codes(engine, "customers", "name", "industry", "employees", "joined_on")
    assert found == {"C1": ("Ann", "Hotels", 50, date(2023, 4, 2)), "C2": ("Ben", None, None, None), "C3": ("Cy", None, None, None)}
    assert (report.rows_read, report.rows_loaded, report.rows_replaced, report.rows_unchanged) == (3, 2, 1, 1)


@pytest.mark.parametrize("block_bytes", [None, 30], ids=["one block", "many blocks"])
def test_a_record_that_stands_in_a_file_twice_is_refused(sqlite_engine: sa.Engine, tmp_path: Path, block_bytes: int | None) -> None:
    content = "Customer,Name\n" + "".join(f"C{n},Name {n}\n" for n in range(20)) + "C3,Other\n"
    with pytest.raises(ImportRefused) as refused:
        load(sqlite_engine, tmp_path / "a.csv", content, kind="customers", block_bytes=block_bytes)
    assert [(r.row, r.value, r.reason) for r in refused.value.report.refused] == [(22, "C3", "doubled")]


def test_parents_of_a_tree_may_stand_below_their_children_or_not_at_all(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "a.csv",
        "Code,Name,Parent\nNorth/Kent/Dover,Dover,North/Kent\nNorth/Kent,Kent,North\nNorth,The North,\nSouth/Bath,Bath,South\n",
        kind="regions",
    )

    found = codes(engine, "regions", "id", "name", "parent_id", "level", "root_id")
    ids = {row[0]: code for code, row in found.items()}
    assert {code: (name, ids.get(parent), level, ids[root]) for code, (_, name, parent, level, root) in found.items()} == {
        "North": ("The North", None, 1, "North"), "North/Kent": ("Kent", "North", 2, "North"), "North/Kent/Dover": ("Dover", "North/Kent", 3, "North"),
        "South": ("South", None, 1, "South"), "South/Bath": ("Bath", "South", 2, "South"),
    }  # fmt: skip


def test_a_region_below_itself_is_refused(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="below itself"):
        load(sqlite_engine, tmp_path / "a.csv", "Code,Name,Parent\nA,A,B\nB,B,A\n", kind="regions")
    assert codes(sqlite_engine, "regions") == {}


def test_a_region_whose_name_has_a_slash_keeps_its_level_on_the_way_out_and_in(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "own.csv", "Order No,Order Date,Region,Amount\nS1,2026-01-05,Middle East/Africa,10\nS2,2026-02-05,North,-2.5\n")
    with reading(engine) as connection:
        written = b"".join(templates.export(connection, "orders", "en"))
    load(engine, tmp_path / "again.csv", written)
    assert codes(engine, "regions", "level") == {"Middle East/Africa": 1, "North": 1}
    assert lines(engine) == [("S1", None, 10), ("S2", None, -2.5)]
