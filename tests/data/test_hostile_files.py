"""Files nobody should ever send, end to end: each ends in one clear sentence with nothing written, or in correct data."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter

from salesdash.data.engine import reading
from salesdash.data.importing import templates
from salesdash.errors import ImportRefused
from tests.loading import codes, count, holdings, lines, load, troubles

HEADER = "Order no,Order date,Customer,Product,Quantity,Amount\n"
ROW = "S1,2026-01-05,C1,P1,1,10\n"


@pytest.fixture
def house(sqlite_engine: sa.Engine, tmp_path: Path) -> sa.Engine:
    """A house with one order in it, which nothing may harm."""
    load(sqlite_engine, tmp_path / "before.csv", HEADER + "S0,2025-12-31,C0,P0,1,5\n")
    return sqlite_engine


def zip_bomb() -> bytes:
    """A workbook whose sheet would unpack to 600 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(60):
                sheet.write(b" " * 10_000_000)
    return out.getvalue()


NO_FILES: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "empty": ("a.csv", lambda: "", r"a.csv is empty"),
    "only spaces": ("a.csv", lambda: " \n\n  \n", r"a.csv"),
    "header only": ("a.csv", lambda: HEADER, r"a.csv holds column names but no rows of data"),
    "a PDF": ("a.csv", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + bytes(range(256)) * 40, r"a.csv .*PDF"),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, r"a.csv"),
    "zeros": ("a.csv", lambda: bytes(100_000), r"a.csv"),
    "a zero byte in a cell": ("a.csv", lambda: HEADER + ROW * 300 + "S2,2026-01-05,C\x00,P1,1,10\n", r"zero bytes|holds a character that no text has"),
    "a zip bomb": ("a.xlsx", zip_bomb, r"a.xlsx would unpack to \d+ MB"),
    "half a workbook": ("a.xlsx", lambda: zip_bomb()[:2_000], r"a.xlsx"),
    "a million characters": ("a.csv", lambda: HEADER + ROW + "S2,2026-01-05," + "x" * 1_000_000 + ",P1,1,10\n", r"a.csv, row 3, column Customer: the cell holds"),
    "an open quotation mark": ("a.csv", lambda: HEADER + 'S1,2026-01-05,"C1,P1,1,10\n' + ROW * 50, r"a.csv"),
    "three thousand columns": ("a.csv", lambda: ",".join(f"c{i}" for i in range(3_000)) + "\n" + ",".join("1" * 3_000) + "\n", r"3000 columns"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_table_is_refused_in_one_sentence(house: sa.Engine, tmp_path: Path, name: str) -> None:
    file, content, said = NO_FILES[name]
    held = holdings(house)
    with pytest.raises(ImportRefused, match=said) as refused:
        load(house, tmp_path / file, content())
    assert len(str(refused.value)) < 500 and "\n" not in str(refused.value)
    assert holdings(house) == held


BAD_CELLS = {
    "a day in 1900": (HEADER + "S1,1900-01-01,C1,P1,1,10\n", "Order date", "year_out_of_range"),
    "a day in 9999": (HEADER + "S1,9999-12-31,C1,P1,1,10\n", "Order date", "year_out_of_range"),
    "the 30th of February": (HEADER + "S1,2026-02-30,C1,P1,1,10\n", "Order date", "impossible_date"),
    "an amount of 1e15": (HEADER + "S1,2026-01-05,C1,P1,1,1000000000000000\n", "Amount", "too_large"),
    "an amount of 1e15 as 1e15": (HEADER + "S1,2026-01-05,C1,P1,1,1e15\n", "Amount", "too_large"),
    "price times quantity of 1e15": (
        "Order no,Order date,Customer,Quantity,Unit price\nS1,2026-01-05,C1,100000000,10000000\n",
        "Unit price",
        "too_large",
    ),
    "not a number": (HEADER + "S1,2026-01-05,C1,P1,1,NaN\n", "Amount", "not_a_number"),
    "infinity": (HEADER + "S1,2026-01-05,C1,P1,1,inf\n", "Amount", "not_a_number"),
    "no order number": (HEADER + ",2026-01-05,C1,P1,1,10\n", "Order no", "missing"),
    "no amount": (HEADER + "S1,2026-01-05,C1,P1,1,\n", "Amount", "missing_amount"),
    "an order number of 300 characters": (HEADER + f"{'9' * 300},2026-01-05,C1,P1,1,10\n", "Order no", "too_long"),
    "an id that lost its digits": (HEADER + "1.23E+15,2026-01-05,C1,P1,1,10\n", "Order no", "digits_lost"),
}


@pytest.mark.parametrize("name", BAD_CELLS)
def test_a_cell_that_cannot_be_is_named_with_its_row_and_column_and_the_rest_can_be_loaded(
    house: sa.Engine, tmp_path: Path, name: str
) -> None:
    content, header, reason = BAD_CELLS[name]
    good = (
        content.splitlines()[0] + "\n" + "S9,2026-01-05,C9,P9,1,1\n"
        if "Unit price" not in content
        else content.splitlines()[0] + "\nS9,2026-01-05,C9,1,1\n"
    )
    content = good + content.partition("\n")[2]
    held = holdings(house)
    with pytest.raises(ImportRefused, match=r"row 3, column ") as refused:
        load(house, tmp_path / "a.csv", content)
    assert [(r.row, r.header, r.reason) for r in refused.value.report.refused] == [(3, header, reason)]
    assert holdings(house) == held

    report = load(house, tmp_path / "a.csv", skip_bad_rows=True)
    assert (report.rows_loaded, report.rows_refused) == (1, 1)
    assert troubles(house) == []


def test_dates_of_1900_and_9999_that_are_not_needed_are_refused_too_and_say_to_leave_the_cell_empty(
    house: sa.Engine, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused, match="leave the cell empty"):
        load(house, tmp_path / "a.csv", "Order no,Order date,Ship date,Customer,Amount\nS1,2026-01-05,9999-12-31,C1,10\n")


def test_two_hundred_columns_are_no_trouble(house: sa.Engine, tmp_path: Path) -> None:
    more = [f"Extra {n}" for n in range(194)]
    report = load(house, tmp_path / "a.csv", HEADER.strip() + "," + ",".join(more) + "\n" + ROW.strip() + ",x" * 194 + "\n")
    assert (report.rows_loaded, lines(house)[-1]) == (1, ("S1", None, 10))


def test_of_two_columns_with_the_same_name_it_is_asked_which_is_meant(house: sa.Engine, tmp_path: Path) -> None:
    twice = "Order no,Order date,Customer,Amount,Amount\nS1,2026-01-05,C1,10,99\n"
    with pytest.raises(AssertionError, match="which"):
        load(house, tmp_path / "a.csv", twice)
    load(house, tmp_path / "a.csv", twice, chosen={"Amount (2)": "amount"})
    assert lines(house)[-1] == ("S1", None, 99)


def test_a_negative_quantity_is_a_return(house: sa.Engine, tmp_path: Path) -> None:
    report = load(
        house, tmp_path / "a.csv", "Order no,Order date,Customer,Quantity,Unit price\nS1,2026-01-05,C1,-3,2.5\nS2,2026-01-05,C1,4,2.5\n"
    )
    assert (report.return_lines, report.returned, report.amount) == (1, -7.5, 2.5)
    assert [line for line in lines(house, "quantity") if line[0] != "S0"] == [("S1", None, -7.5, -30_000), ("S2", None, 10, 40_000)]


NAMES = (
    '<script>alert("1")</script>', "**bold** [link](javascript:alert(1))", "Robert'); DROP TABLE sales;--", "=HYPERLINK(1)", "@SUM(A1)", "-2+3",
    "\u202eevil", "名字，带逗号", 'with "quotes"', "$x^2$ :red[x]",
)  # fmt: skip


def test_names_with_html_markdown_sql_and_formulas_are_kept_as_they_are(engine: sa.Engine, tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Order no", "Order date", "Customer", "Customer name", "Region", "Amount"])
    writer.writerows([f"S{n}", "2026-01-05", f"C{n}", name, name.replace("/", ""), n] for n, name in enumerate(NAMES))
    load(engine, tmp_path / "a.csv", out.getvalue())

    assert set(codes(engine, "customers").values()) == set(NAMES)
    assert count(engine, "sales") == len(NAMES)
    assert troubles(engine) == []


@pytest.mark.parametrize("kind", ["orders", "customers"])
def test_what_is_exported_never_becomes_a_formula_and_comes_back_the_same(house: sa.Engine, tmp_path: Path, kind: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Order no", "Order date", "Customer", "Customer name", "Amount"])
    writer.writerows([f"S{n}", "2026-01-05", f"C{n}", name, -n] for n, name in enumerate(NAMES))
    load(house, tmp_path / "a.csv", out.getvalue())
    with reading(house) as connection:
        written = b"".join(templates.export(connection, kind, "en"))

    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert {"'=HYPERLINK(1)", "'@SUM(A1)", "'-2+3"} <= {cell for row in rows for cell in row}
    assert not [cell for row in rows[1:] for cell in row if cell[:1] in "=@+\t\r" and cell], "no cell begins like a formula"
    assert not [cell for row in rows[1:] for cell in row if cell[:1] == "-" and not cell[1:].replace(".", "").isdigit()], (
        "a minus begins a number"
    )
    held = holdings(house)
    load(house, tmp_path / "back.csv", written, kind=kind, answers={"tax": "excluded", "discount": "amount"} if kind == "orders" else None)
    assert codes(house, "customers") == {row[1]: row[2] for row in held["customers"] if row[0]}


def test_formulas_in_a_workbook_are_read_as_what_they_worked_out(house: sa.Engine, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("Orders")
    sheet.write_row(0, 0, HEADER.strip().split(","))
    sheet.write_row(1, 0, ["S1", "2026-01-05", "C1", "P1", 2])
    sheet.write_formula(1, 5, "=E2*5", None, 10)
    sheet.write_row(2, 0, ["S2", "2026-01-05", "C2", "P1", 2])
    sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")
    book.close()

    with pytest.raises(ImportRefused, match=r"row 3, column Amount, value “#DIV/0!”"):
        load(house, tmp_path / "a.xlsx")
    load(house, tmp_path / "a.xlsx", skip_bad_rows=True)
    assert lines(house)[-1] == ("S1", None, 10)


def test_a_formula_in_a_csv_is_text_and_no_amount(house: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="value “=2"):
        load(house, tmp_path / "a.csv", HEADER + "S1,2026-01-05,C1,P1,1,=2*3\n")


def test_a_currency_without_a_rate_is_refused_with_what_to_do(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    content = "Order no,Order date,Customer,Amount,Currency\nS1,2026-01-05,C1,10,XAU\n"
    with pytest.raises(ImportRefused, match=r"value “XAU”: There is no exchange rate .* Load exchange rates first, or .* --currency base"):
        load(sqlite_engine, tmp_path / "a.csv", content, answers={"currency": "own"})
    assert holdings(sqlite_engine)["sales"] == []


@pytest.mark.parametrize("amount", ["99999999999.9999", "-99999999999.9999"])
def test_the_largest_amounts_are_exact_to_the_last_digit(engine: sa.Engine, tmp_path: Path, amount: str) -> None:
    load(engine, tmp_path / "a.csv", HEADER + "".join(f"S{n},2026-01-05,C1,P1,1,{amount}\n" for n in range(50)))
    with reading(engine) as connection:
        held = connection.scalar(
            sa.text("SELECT amount FROM month_sales WHERE region_id = -1 AND segment_id = -1 AND channel_id = -1 AND category_id = -1")
        )
    assert held == 50 * int(amount.replace(".", ""))
    assert troubles(engine) == []
