"""Real files, through the door everybody's files come in by: what the house says is what the file says, to the ten-thousandth.

Every file is read a second time here, with the csv module (or openpyxl) and Decimal, and added up on paper.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from salesdash import house
from salesdash.data import checking
from salesdash.data.directory import row_counts
from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run
from salesdash.data.importing.undo import undo
from salesdash.data.schema import deals, products, sales
from salesdash.errors import ImportRefused
from salesdash.scope import Scope
from tests.data.conftest import Fresh
from tests.data.ledger import Ledger, Line, amounts_of, differences, exact, in_the_house, on_paper

pytestmark = pytest.mark.real_data


def rows_of(file: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> Iterator[dict[str, str]]:
    with file.open(encoding=encoding, newline="") as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)


def us_day(text: str) -> date:
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
    with reading(engine) as connection:
        assert list(checking.troubles(connection)) == []


def assert_answered(engine: sa.Engine, paper: Ledger) -> None:
    """The Overview says what the paper says."""
    answer = house.answer("overview", house.PlainRead(engine), Scope(period="all"))
    tiles = {tile.kpi.id: tile.value for tile in answer.tiles}
    assert (exact(tiles["revenue"]), tiles["orders"], tiles["active_customers"]) == (paper.amount, paper.orders, paper.customers)
    revenue = {f"{m:%Y-%m}": exact(v) for m, v in zip(answer.months["month"], answer.months["revenue"], strict=True)}
    assert {m: v for m, v in revenue.items() if v or m in paper.by["month"]} == paper.by["month"]
    assert (amounts_of(answer.categories), amounts_of(answer.regions)) == (paper.by["category"], paper.by["region"])


def assert_told_apart(lines: list[Line], found: Ledger) -> None:
    """One line less on paper, whichever it is, is noticed: in rows, amount, month and category."""
    for gone in (0, len(lines) // 2, len(lines) - 1):
        said = differences(on_paper([*lines[:gone], *lines[gone + 1 :]]), found)
        wanted = {"rows", "amount", f"month {lines[gone].day:%Y-%m}", f"category {lines[gone].category}"} if lines[gone].amount else {"rows"}
        assert wanted <= {sentence.split(":")[0] for sentence in said}


def assert_true(engine: sa.Engine, lines: list[Line]) -> None:
    """The house agrees with the lines, its rollups with its own lines, and a missing line would be noticed."""
    paper, found = on_paper(lines), in_the_house(engine)
    assert differences(paper, found) == []
    assert_answered(engine, paper)
    assert_sound(engine)
    assert_told_apart(lines, found)


# -- adventureworks: two channels, amounts in the base currency already -------------------------------------------------


def adventureworks(folder: Path) -> list[Line]:
    category = {row["ProductKey"]: row["category"] for row in rows_of(folder / "products.csv")}
    return [
        Line(
            row["order_no"], date.fromisoformat(row["order_date"]), row["party_id"], exact(row["sales_amount"]), exact(row["qty"]), exact(row["cost"]),
            category[row["product_id"]], row["territory_id"], row["channel"],
        )
        for row in rows_of(folder / "sales_lines.csv")
    ]  # fmt: skip


def test_adventureworks_agrees_to_the_ten_thousandth_and_an_undone_import_leaves_nothing(fresh: Fresh, real_data: Path) -> None:
    folder, engine = real_data / "adventureworks", fresh()
    lines = adventureworks(folder)
    assert (len(lines), len({line.channel for line in lines})) == (121_253, 2)
    imported(engine, folder / "products.csv")
    report = imported(engine, folder / "sales_lines.csv", tax="excluded", currency="base")
    assert_true(engine, lines)
    assert report.import_id is not None
    undo(engine, report.import_id)
    with reading(engine) as connection:
        counts = {name: n for name, n in row_counts(connection).items() if n}
    assert counts == {"products": 606, "categories": 4}
    assert_sound(engine)


# -- uci_online_retail: cancellations, lines without a customer, codes that are no products, no line number -------------


def online_retail(file: Path) -> tuple[list[Line], dict[str, Decimal]]:
    """The lines, and the amount of every stock code."""
    lines, by_code = [], defaultdict[str, Decimal](Decimal)
    for row in rows_of(file):
        quantity = Decimal(row["Quantity"])
        amount = exact(quantity * Decimal(row["UnitPrice"]))
        day = date.fromisoformat(row["InvoiceDate"][:10])
        lines.append(Line(row["InvoiceNo"].strip(), day, row["CustomerID"].strip(), amount, quantity, region=row["Country"].strip()))
        by_code[row["StockCode"].strip()] += amount
    return lines, by_code


def test_online_retail_agrees_to_the_ten_thousandth(fresh: Fresh, real_data: Path) -> None:
    file, engine = real_data / "uci_online_retail" / "online_retail.csv", fresh()
    lines, by_code = online_retail(file)
    paper = on_paper(lines)
    assert (paper.rows, paper.unnamed, sum(line.order.startswith("C") for line in lines)) == (541_909, 135_080, 9_288)
    imported(engine, file)
    assert_true(engine, lines)
    with reading(engine) as connection:
        query = sa.select(products.c.code, sa.func.sum(sales.c.amount)).join(sales, sales.c.product_id == products.c.id).group_by(products.c.code)
        found = {code: Decimal(int(amount)) / 10_000 for code, amount in connection.execute(query)}
    assert found == by_code
    assert found["POST"] and found["BANK CHARGES"] < 0


# -- superstore: three encodings, profit instead of cost ----------------------------------------------------------------


def superstore(file: Path, encoding: str = "utf-8-sig") -> list[Line]:
    return [
        Line(
            row["Order ID"], us_day(row["Order Date"]), row["Customer ID"], exact(row["Sales"]), exact(row["Quantity"]),
            exact(row["Sales"]) - exact(row["Profit"]), row["Category"], row["Region"], segment=row["Segment"],
        )
        for row in rows_of(file, encoding)
    ]  # fmt: skip


def product_names(engine: sa.Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.scalars(sa.select(products.c.name).where(products.c.id > 0)))


@pytest.mark.parametrize("form", ["UTF-8", "UTF-8 with a BOM", "cp1252"])
def test_superstore_agrees_in_every_encoding(form: str, fresh: Fresh, real_data: Path, tmp_path: Path) -> None:
    file, engine = real_data / "superstore" / ("superstore.cp1252.csv" if form == "cp1252" else "superstore.csv"), fresh()
    encoding = "cp1252" if form == "cp1252" else "utf-8"
    lines = superstore(file, encoding)
    first_names: dict[str, str] = {}
    for row in rows_of(file, encoding):
        first_names.setdefault(row["Product ID"], " ".join(row["Product Name"].split()))
    if form == "UTF-8 with a BOM":
        marked = tmp_path / "superstore.csv"
        marked.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
        file = marked
    imported(engine, file)
    assert_true(engine, lines)
    found = {" ".join(name.split()) for name in product_names(engine)}
    assert found == set(first_names.values()) and any(not name.isascii() for name in found)


def test_a_file_with_one_line_less_is_noticed_and_the_whole_file_mends_it(fresh: Fresh, real_data: Path, tmp_path: Path) -> None:
    whole, short, engine = real_data / "superstore" / "superstore.csv", tmp_path / "short.csv", fresh()
    kept = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    del kept[5000]
    short.write_text("".join(kept), encoding="utf-8")
    paper, less = on_paper(superstore(whole)), on_paper(superstore(short))
    assert less.rows == paper.rows - 1 == 9_993
    imported(engine, short)
    said = {sentence.split(":")[0].split()[0] for sentence in differences(paper, in_the_house(engine))}
    assert {"rows", "amount", "quantity", "cost", "month", "category", "region", "segment"} <= said
    report = imported(engine, whole)
    assert differences(paper, in_the_house(engine)) == []
    assert_sound(engine)
    assert report.import_id is not None
    undo(engine, report.import_id)
    assert differences(less, in_the_house(engine)) == []
    assert_sound(engine)


# -- zh_superstore and the workbooks made of it ------------------------------------------------------------------------


def chinese(file: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[Line]:
    return [
        Line(
            row["订单 ID"], date.fromisoformat(row["订单日期"]), row["客户 ID"], exact(row["销售额"]), exact(row["数量"]),
            exact(row["销售额"]) - exact(row["利润"]), row["类别"], row["地区"], segment=row["细分"],
        )
        for row in rows_of(file, encoding, delimiter)
    ]  # fmt: skip


ENCODED = {"订单.csv": ("utf-8-sig", ","), "订单.gb18030.csv": ("gb18030", ","), "订单.utf16.tsv": ("utf-16", "\t")}


@pytest.mark.parametrize("name", ENCODED)
def test_chinese_superstore_agrees_in_every_encoding(name: str, fresh: Fresh, real_data: Path) -> None:
    file, engine = real_data / "zh_superstore" / name, fresh()
    lines = chinese(file, *ENCODED[name])
    assert len(lines) == 2_000
    imported(engine, file)
    assert_true(engine, lines)
    assert "Fiskars 剪刀, 蓝色" in product_names(engine)


def test_an_old_excel_file_agrees_with_the_same_lines_as_csv_and_with_its_published_totals(fresh: Fresh, real_data: Path) -> None:
    engine, lines = fresh(), chinese(real_data / "zh_superstore" / "订单.csv")
    imported(engine, real_data / "workbooks" / "orders_zh.xls")
    assert_true(engine, lines)
    found = in_the_house(engine)
    assert (found.rows, found.amount, found.quantity) == (2_000, Decimal("3401516.1250"), 7_577)
    assert found.amount - found.cost == Decimal("465216.4650")


def erp_lines(file: Path) -> Iterator[Line]:
    """The lines of the sheet 销售明细 without tax; rows of totals have no 单据日期."""
    rows = list(openpyxl.load_workbook(file, read_only=True, data_only=True)["销售明细"].iter_rows(values_only=True))
    header: list[Any] = list(rows[3])
    for cells in rows[4:]:
        row = dict(zip(header, cells, strict=True))
        if row["单据日期"] is None:
            continue
        amount = plain(row["价税合计"]) - plain(row["税额（元）"])
        yield Line(row["单据编号"], erp_day(row["单据日期"]), row["客户编码"], amount, plain(row["数量"]))


def plain(cell: Any) -> Decimal:
    text = str(cell).replace("¥", "").replace(",", "")
    return exact(f"-{text[1:-1]}" if text.startswith("(") else text)


def erp_day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    year, month, day = cell.replace("年", "/").replace("月", "/").rstrip("日").split("/")
    return date(int(year), int(month), int(day))


def test_the_erp_workbook_agrees_net_of_tax_and_its_subtotals_are_left_out(fresh: Fresh, real_data: Path) -> None:
    file, engine = real_data / "workbooks" / "erp_detail_zh.xlsx", fresh()
    lines = list(erp_lines(file))
    paper = on_paper(lines)
    assert (paper.rows, paper.returns, paper.quantity, len(paper.by["month"])) == (240, 7, 845, 41)
    assert paper.amount == Decimal("369151.86") - Decimal("42468.76")
    report = imported(engine, file)
    assert_true(engine, lines)
    assert report.left_out == {"subtotal": 42, "footer": 1}


def test_ids_that_a_spreadsheet_destroyed_are_refused_and_nothing_is_written(fresh: Fresh, real_data: Path) -> None:
    engine = fresh()
    (source,) = door.open_files([real_data / "workbooks" / "ids_destroyed.xlsx"])
    with reading(engine) as connection:
        mapping = door.proposal(connection, source).mapping
    with pytest.raises(ImportRefused, match="digits are gone") as caught:
        run(engine, source, mapping)
    assert caught.value.report.reasons == {"digits_lost": 50}
    with reading(engine) as connection:
        assert set(row_counts(connection).values()) == {0}


# -- northwind: orders in one file, their lines in another ---------------------------------------------------------------


def northwind(folder: Path) -> list[Line]:
    category = {row["ProductID"]: row["CategoryID"] for row in rows_of(folder / "Products.csv")}
    heads = {row["OrderID"]: row for row in rows_of(folder / "Orders.csv")}
    lines = []
    for row in rows_of(folder / "OrderDetails.csv"):
        head, quantity = heads[row["OrderID"]], Decimal(row["Quantity"])
        amount = exact(Decimal(row["UnitPrice"]) * quantity * (1 - Decimal(row["Discount"])))
        lines.append(Line(row["OrderID"], us_day(head["OrderDate"]), head["CustomerID"], amount, quantity,
                          category=category[row["ProductID"]], region=head["ShipCountry"]))  # fmt: skip
    return lines


def test_northwind_agrees_as_order_header_and_lines_in_two_files(fresh: Fresh, real_data: Path) -> None:
    folder, engine = real_data / "northwind", fresh()
    lines = northwind(folder)
    assert (len(lines), len({line.order for line in lines})) == (2_155, 830)
    imported(engine, folder / "Products.csv")
    imported(engine, folder / "Orders.csv", folder / "OrderDetails.csv", discount="fraction")
    assert_true(engine, lines)


# -- maven_crm_sales: deals ----------------------------------------------------------------------------------------------

Deals = dict[tuple[str, str, str, str], tuple[int, Decimal]]


def deals_on_paper(file: Path) -> Deals:
    """(stage, product, account, month of closing) -> how many deals, their value. Only won and lost deals have been closed."""
    found: dict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    for row in rows_of(file):
        closed = row["close_date"][:7] if row["deal_stage"] in ("Won", "Lost") else ""
        found[row["deal_stage"], row["product"], row["account"], closed].append(exact(row["close_value"] or "0"))
    return {key: (len(values), sum(values, Decimal())) for key, values in found.items()}


def deals_in_the_house(engine: sa.Engine) -> Deals:
    customers = sa.table("customers", sa.column("id"), sa.column("code"))
    query = (
        sa.select(deals.c.stage, products.c.code, customers.c.code, deals.c.closed_on, deals.c.amount)
        .outerjoin_from(deals, products, deals.c.product_id == products.c.id)
        .outerjoin(customers, deals.c.customer_id == customers.c.id)
    )
    found: dict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    with reading(engine) as connection:
        for stage, product, account, closed, amount in connection.execute(query):
            found[stage, product or "", account or "", f"{closed:%Y-%m}" if closed else ""].append(Decimal(amount or 0) / 10_000)
    return {key: (len(values), sum(values, Decimal())) for key, values in found.items()}


def test_every_deal_of_maven_is_in_and_the_misspelt_product_is_reported(fresh: Fresh, real_data: Path, tmp_path: Path) -> None:
    folder, engine = real_data / "maven_crm_sales", fresh()
    imported(engine, folder / "products.csv")
    imported(engine, folder / "accounts.csv")
    report = imported(engine, folder / "sales_pipeline.csv")
    paper = deals_on_paper(folder / "sales_pipeline.csv")
    assert (report.rows_loaded, sum(n for n, _ in paper.values())) == (8_800, 8_800)
    assert deals_in_the_house(engine) == paper
    assert any("GTXPro" in values.get("codes", "") and "GTX Pro" in values["codes"] for _, values in report.warnings)
    with reading(engine) as connection:
        outcomes = Counter(connection.scalars(sa.select(deals.c.outcome)))
    assert outcomes == {"won": 4_238, "lost": 2_473, "open": 1_589 + 500}
    short = tmp_path / "short.csv"
    kept = (folder / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    short.write_text("".join(kept[:-1]), encoding="utf-8")
    assert deals_on_paper(short) != deals_in_the_house(engine)
    assert report.import_id is not None
    undo(engine, report.import_id)
    with reading(engine) as connection:
        counts = row_counts(connection)
    assert (counts["deals"], counts["reps"], counts["products"], counts["customers"]) == (0, 0, 7, 85)
