"""Order lines through the door, on both engines: what is the same line, what replaces what, and what every import leaves behind."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data import directory
from salesdash.data.engine import reading
from salesdash.data.schema import month_sales, sales
from salesdash.errors import ImportRefused
from tests.loading import codes, count, holdings, lines, load, troubles

NUMBERED = "Order no,Line no,Order date,Customer,Product,Amount\n"
PLAIN = "Order no,Order date,Customer,Product,Amount\n"
FULL = "Order no,Order date,Customer,Customer name,Segment,Region,Product,Category,Channel,Sales rep,Amount\n"


# -- which line is the same line --------------------------------------------------------------------------------------


def test_with_line_numbers_only_the_lines_in_the_file_are_replaced(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", NUMBERED + "S1,1,2026-01-05,C1,P1,10\nS1,2,2026-01-05,C1,P2,20\nS2,1,2026-01-06,C2,P1,30\n")
    report = load(engine, tmp_path / "b.csv", NUMBERED + "S1,2,2026-01-05,C1,P2,25\nS1,3,2026-01-05,C1,P3,5\n")

    assert lines(engine) == [("S1", "1", 10), ("S1", "2", 25), ("S1", "3", 5), ("S2", "1", 30)]
    assert (report.rows_loaded, report.rows_replaced) == (2, 1)
    assert [values for msgid, values in report.warnings if "stay" in msgid] == [{"count": 1}], "the line that stays is said"
    assert troubles(engine) == []


def test_without_line_numbers_the_order_is_the_unit_and_is_replaced_as_a_whole(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", PLAIN + "S1,2026-01-05,C1,P1,10\nS1,2026-01-05,C1,P2,20\nS2,2026-01-06,C2,P1,30\n")
    report = load(engine, tmp_path / "b.csv", PLAIN + "S1,2026-02-05,C1,P9,7\n")

    assert lines(engine, "month") == [("S1", None, 7, 202602), ("S2", None, 30, 202601)]
    assert report.rows_replaced == 2
    assert report.months == (202601, 202602), "the month the order left is added up again, too"
    assert troubles(engine) == []


def test_equal_lines_inside_one_order_stay(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, tmp_path / "a.csv", PLAIN + "S1,2026-01-05,C1,P1,10\n" * 3)

    assert lines(sqlite_engine) == [("S1", None, 10)] * 3
    assert (report.orders, report.rows_loaded, report.amount) == (1, 3, 30)


def test_order_numbers_of_two_sources_are_two_orders(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = PLAIN + "S1,2026-01-05,C1,P1,10\n"
    load(sqlite_engine, tmp_path / "a.csv", content, name="shop")
    report = load(sqlite_engine, tmp_path / "b.csv", content, name="erp")

    assert report.already is None, "another system's file may hold the same text"
    assert lines(sqlite_engine) == [("S1", None, 10), ("S1", None, 10)]
    assert count(sqlite_engine, "orders") == 2


def test_a_column_of_sources_says_whose_order_number_it_is(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine, tmp_path / "a.csv", "Source," + PLAIN + "shop,S1,2026-01-05,C1,P1,10\nerp,S1,2026-01-05,C1,P1,20\n,S1,2026-01-05,C1,P1,40\n"
    )
    report = load(engine, tmp_path / "b.csv", "Source," + PLAIN + "erp,S1,2026-01-05,C1,P1,21\n")

    assert sorted(line[2] for line in lines(engine)) == [10, 21, 40]
    assert report.rows_replaced == 1


def test_a_line_number_may_be_missing_on_some_lines(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", NUMBERED + "S1,1,2026-01-05,C1,P1,10\nS1,,2026-01-05,C1,P2,20\nS1,,2026-01-05,C1,P2,20\n")
    assert lines(engine) == [("S1", "1", 10), ("S1", None, 20), ("S1", None, 20)]

    load(engine, tmp_path / "b.csv", NUMBERED + "S1,1,2026-01-05,C1,P1,10\nS1,2,2026-01-05,C1,P2,21\nS1,3,2026-01-05,C1,P2,21\n")
    assert lines(engine) == [("S1", "1", 10), ("S1", "2", 21), ("S1", "3", 21)], "lines that had no number are replaced with their order"
    assert troubles(engine) == []


def test_without_order_numbers_every_row_is_an_order_and_the_report_says_so(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = "Order date,Customer,Product,Amount\n2026-01-05,C1,P1,10\n2026-01-05,C1,P1,10\n2026-01-06,C2,P1,5\n"
    report = load(sqlite_engine, tmp_path / "a.csv", content)

    assert (report.orders, report.rows_loaded, report.amount) == (3, 3, 25)
    assert any("no order number" in msgid for msgid, _ in report.warnings)
    assert load(sqlite_engine, tmp_path / "copy.csv", content).already, "the same content under another name is the same file"
    assert troubles(sqlite_engine) == []


def test_a_doubled_key_is_refused_and_named_within_a_block(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        load(sqlite_engine, tmp_path / "a.csv", NUMBERED + "S1,1,2026-01-05,C1,P1,10\nS1,1,2026-01-05,C1,P1,11\n")

    report = refused.value.report
    assert [(r.row, r.header, r.value, r.reason) for r in report.refused] == [(3, "Line no", "1", "doubled")]
    assert count(sqlite_engine, "sales") == 0


def test_a_doubled_key_is_refused_across_blocks(engine: sa.Engine, tmp_path: Path) -> None:
    body = "".join(f"S{n},1,2026-01-05,C{n % 7},P1,10\n" for n in range(200))
    report = load(
        engine,
        tmp_path / "a.csv",
        NUMBERED + body + "S3,1,2026-01-05,C1,P1,99\nS3,2,2026-01-05,C1,P1,1\n",
        skip_bad_rows=True,
        block_bytes=500,
    )

    assert [(r.row, r.reason) for r in report.refused] == [(202, "doubled")]
    assert (report.rows_loaded, report.orders) == (201, 200)
    assert [line for line in lines(engine) if line[0] == "S3"] == [("S3", "1", 10), ("S3", "2", 1)]
    assert troubles(engine) == []


@pytest.mark.parametrize("header", [NUMBERED, PLAIN], ids=["numbered", "plain"])
def test_an_order_may_lie_in_several_blocks_of_a_file(engine: sa.Engine, tmp_path: Path, header: str) -> None:
    def content(amount: int) -> str:
        rows = [("S1" if n % 10 == 0 else f"T{n}", n) for n in range(200)]
        return header + "".join(f"{order},{n},2026-01-05,C1,P1,{amount + n}\n" if header == NUMBERED else f"{order},2026-01-05,C1,P1,{amount + n}\n"
                                for order, n in rows)  # fmt: skip

    first = load(engine, tmp_path / "a.csv", content(100), block_bytes=300)
    again = load(engine, tmp_path / "b.csv", content(900), block_bytes=300)

    assert (first.orders, first.rows_loaded, again.orders, again.rows_replaced) == (181, 200, 181, 200)
    assert Counter(line[2] for line in lines(engine)) == Counter(Decimal(900 + n) for n in range(200))
    assert not [msgid for msgid, _ in again.warnings if "stay" in msgid], "every line of the order is in the file"
    assert troubles(engine) == []


# -- the same file, a corrected file ----------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    content = FULL + "S1,2026-01-05,C1,Ann,consumer,North,P1,Tea,web,R1,10\nS2,2026-02-05,C2,Ben,corporate,South,P2,Coffee,shop,R2,-4\n"
    load(engine, tmp_path / "a.csv", content)
    before, imports = holdings(engine), count(engine, "imports")
    with reading(engine) as connection:
        version = directory.version(connection)

    assert load(engine, tmp_path / "a.csv").already
    assert holdings(engine) == before
    assert count(engine, "imports") == imports
    with reading(engine) as connection:
        assert directory.version(connection) == version, "no cache is made stale"


def test_a_file_that_was_corrected_meanwhile_can_be_loaded_again(engine: sa.Engine, tmp_path: Path) -> None:
    right, wrong = PLAIN + "S1,2026-01-05,C1,P1,10\n", PLAIN + "S1,2026-01-05,C1,P1,1000\n"
    load(engine, tmp_path / "a.csv", right)
    load(engine, tmp_path / "b.csv", wrong)

    assert load(engine, tmp_path / "c.csv", right).already is None
    assert lines(engine) == [("S1", None, 10)]
    assert troubles(engine) == []


def test_rows_refused_the_first_time_are_loaded_when_their_cause_is_gone(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = "Order no,Order date,Customer,Amount,Currency\nS1,2026-01-05,C1,10,EUR\nS2,2026-01-05,C2,20,USD\n"
    load(sqlite_engine, tmp_path / "a.csv", content, answers={"currency": "own"}, skip_bad_rows=True)
    assert lines(sqlite_engine) == [("S2", None, 20)]
    load(sqlite_engine, tmp_path / "rates.csv", "Currency,Valid from,Rate\nEUR,2026-01-01,1.5\n", kind="exchange_rates")

    report = load(sqlite_engine, tmp_path / "a.csv", answers={"currency": "own"})
    assert report.already is None
    assert lines(sqlite_engine) == [("S1", None, 15), ("S2", None, 20)]


# -- checking before anything is written ------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_tells_the_same_figures(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "old.csv", FULL + "S1,2026-01-05,C1,,,North,P1,Tea,web,R1,10\n")
    content = FULL + "S1,2026-01-05,C1,Ann,consumer,North,P1,Tea,web,R1,11\nS2,2026-03-05,C2,Ben,corporate,South,P2,Coffee,shop,R2,-4\n"
    before, imports = holdings(engine), count(engine, "imports")
    dry = load(engine, tmp_path / "new.csv", content, dry_run=True)

    assert holdings(engine) == before
    assert (count(engine, "imports"), count(engine, "changes"), dry.import_id) == (imports, 0, None)
    real = load(engine, tmp_path / "new.csv")
    told = (
        "rows_read",
        "rows_loaded",
        "rows_refused",
        "rows_replaced",
        "orders",
        "customers",
        "amount",
        "returned",
        "return_lines",
        "first",
        "last",
        "created",
    )
    assert {name: getattr(dry, name) for name in told} == {name: getattr(real, name) for name in told}
    assert (real.amount, real.returned, real.return_lines, real.first, real.last) == (7, -4, 1, date(2026, 1, 5), date(2026, 3, 5))


BAD = (
    PLAIN
    + "S1,2026-01-05,C1,P1,10\nS2,not a day,C2,P1,20\nS3,2026-01-07,C3,P1,many\n,2026-01-08,C4,P1,40\nS5,2026-01-09,C5,P1,50\nS6,1900-01-01,,P1,x\n"
)


def test_one_bad_row_refuses_the_whole_file_and_names_row_column_value_and_reason(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(
        ImportRefused, match=r"bad.csv: 4 of 6 rows .* row 3, column Order date, value “not a day”: This is not a date"
    ) as refused:
        load(sqlite_engine, tmp_path / "bad.csv", BAD)

    assert count(sqlite_engine, "sales") == count(sqlite_engine, "imports") == count(sqlite_engine, "mappings") == 0
    assert codes(sqlite_engine, "customers") == {}
    assert refused.value.report.reasons == {"not_a_date": 1, "not_a_number": 2, "missing": 1, "year_out_of_range": 1}


def test_the_good_rows_are_loaded_when_that_is_asked(engine: sa.Engine, tmp_path: Path) -> None:
    report = load(engine, tmp_path / "bad.csv", BAD, skip_bad_rows=True)

    assert lines(engine) == [("S1", None, 10), ("S5", None, 50)]
    assert (report.rows_read, report.rows_loaded, report.rows_refused) == (6, 2, 4)
    assert set(codes(engine, "customers")) == {"C1", "C5"}, "no customer is made from a refused row"
    assert troubles(engine) == []


def test_the_file_of_refused_cells_is_complete_and_safe_in_a_spreadsheet(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = PLAIN + "S1,2026-01-05,C1,P1,=1+1\nS2,@SUM(A1),C2,P1,2\nS3,2026-01-05,C3,P1,-cmd\n" + 'S4,2026-01-05,C4,P1,"1,2,3"\n'
    with pytest.raises(ImportRefused) as refused:
        load(sqlite_engine, tmp_path / "bad.csv", content)

    written = refused.value.report.refused_csv()
    assert written.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 only with a byte order mark"
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert [(r["Row"], r["Column"], r["Value"]) for r in rows] == [
        ("2", "Amount", "'=1+1"), ("3", "Order date", "'@SUM(A1)"), ("4", "Amount", "'-cmd"), ("5", "Amount", "1,2,3"),
    ]  # fmt: skip
    assert all(r["Reason"] and r["What to do"] for r in rows)


def test_rows_with_too_many_or_too_few_cells_are_refused_rows(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = PLAIN + "S1,2026-01-05,C1,P1,10\nS2,2026-01-05,C2,Tea, green,P1,20\nS3,2026-01-05,C3,P1,30\n"
    with pytest.raises(ImportRefused, match="1 of 3 rows"):
        load(sqlite_engine, tmp_path / "a.csv", content)
    report = load(sqlite_engine, tmp_path / "a.csv", skip_bad_rows=True)
    assert (report.rows_read, report.rows_loaded, report.refused[0].row, report.refused[0].reason) == (3, 2, 3, "ragged")
    assert b"S2,2026-01-05" in report.refused_csv()


def test_both_engines_hold_exactly_what_an_independent_count_finds(engine: sa.Engine, tmp_path: Path) -> None:
    rows = [
        (f"S{n // 3}", f"2026-{n % 5 + 1:02}-1{n % 10}", f"C{n % 17}", f"P{n % 6}", Decimal(n * 37 % 1000 - 100) / 100) for n in range(600)
    ]
    report = load(engine, tmp_path / "a.csv", PLAIN + "".join(f"{o},{d},{c},{p},{a}\n" for o, d, c, p, a in rows))
    wanted: dict[int, Decimal] = {}
    for _, day, _, _, amount in rows:
        month = int(day[:4] + day[5:7])
        wanted[month] = wanted.get(month, Decimal(0)) + amount

    t = month_sales.c
    with reading(engine) as connection:
        found = {
            m: Decimal(int(a)) / 10_000
            for m, a in connection.execute(sa.select(t.month, t.amount).where(*(t[d] == -1 for d in directory.CELL)))
        }
        days = connection.execute(sa.select(sa.func.min(sales.c.ordered_on), sa.func.max(sales.c.ordered_on))).one()
    assert found == wanted
    assert (report.orders, report.customers, report.return_lines) == (200, 17, sum(r[4] < 0 for r in rows))
    assert [str(d) for d in days] == [min(r[1] for r in rows), max(r[1] for r in rows)]
    assert troubles(engine) == []


def test_two_systems_with_the_same_order_numbers_are_told_apart_by_name_and_a_clash_is_said(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "shop.csv", "Order No,Order Date,Customer,Amount\n1,2026-01-05,C1,10\n")
    other = "Order No,Order Date,Customer,Region,Amount\n1,2026-02-05,K7,North,20\n"
    clash = load(engine, tmp_path / "erp.csv", other, dry_run=True)
    assert [values for msgid, values in clash.warnings if "other columns" in msgid] == [{"count": 1, "file": "shop.csv"}]
    apart = load(engine, tmp_path / "erp.csv", other, name="erp")
    assert not any("other columns" in msgid for msgid, _ in apart.warnings)
    assert lines(engine) == [("1", None, 10), ("1", None, 20)]


def test_a_file_without_one_good_row_is_refused_even_where_bad_rows_may_be_skipped(engine: sa.Engine, tmp_path: Path) -> None:
    bad = "Order No,Order Date,Customer,Amount\n1,2026-01-05,C1,ten\n2,2026-01-06,C1,eleven\n"
    with pytest.raises(ImportRefused, match="2 of 2 rows"):
        load(engine, tmp_path / "bad.csv", bad, skip_bad_rows=True)
    assert lines(engine) == [] and codes(engine, "customers") == {}


def test_the_first_file_that_names_no_currency_is_told_in_which_its_amounts_are_taken(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    bare, other = "order,date,amount\nA1,2026-01-05,10\n", "order,date,amount\nA2,2026-01-06,10\n"
    first = load(sqlite_engine, tmp_path / "first.csv", bare)
    assert [values for msgid, values in first.warnings if "names a currency" in msgid] == [{"base": "USD"}]
    assert not [msgid for msgid, _ in load(sqlite_engine, tmp_path / "second.csv", other).warnings if "names a currency" in msgid]
