"""Real files: what the house says is what the file says, to the ten-thousandth, and one line less would be noticed.

Every file is read a second time here, with the csv module and Decimal, and added up on paper.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data.directory import row_counts
from salesdash.data.engine import reading
from salesdash.data.importing.undo import undo
from salesdash.data.schema import products, sales
from tests.data.conftest import Fresh
from tests.data.ledger import Line, differences, exact, in_the_house, on_paper
from tests.data.real_files import assert_sound, assert_true, imported, product_names, rows_of, us_day

pytestmark = pytest.mark.real_data


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
        query = (
            sa.select(products.c.code, sa.func.sum(sales.c.amount))
            .join(sales, sales.c.product_id == products.c.id)
            .group_by(products.c.code)
        )
        found = {code: Decimal(int(amount)) / 10_000 for code, amount in connection.execute(query)}
    assert found == by_code
    assert found["POST"] and found["BANK CHARGES"] < 0


def superstore(file: Path, encoding: str = "utf-8-sig") -> list[Line]:
    return [
        Line(
            row["Order ID"], us_day(row["Order Date"]), row["Customer ID"], exact(row["Sales"]), exact(row["Quantity"]),
            exact(row["Sales"]) - exact(row["Profit"]), row["Category"], row["Region"], segment=row["Segment"],
        )
        for row in rows_of(file, encoding)
    ]  # fmt: skip


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
