"""A Chinese company's lines in three encodings, as an old Excel file, and inside an ERP's report; ids that are gone are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salesdash.data import save
from salesdash.data.directory import row_counts
from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.run import run
from salesdash.errors import ImportRefused
from tests.data.conftest import Fresh
from tests.data.ledger import Line, exact, in_the_house, on_paper
from tests.data.real_files import assert_true, imported, product_names, rows_of

pytestmark = pytest.mark.real_data


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
    with pytest.raises(AssertionError, match="base currency is"):
        imported(engine, file)  # its cells are marked ¥, the house reckons in USD: asked, not guessed
    save.setting(engine, "base_currency", "CNY", seen=1, who="test")
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
