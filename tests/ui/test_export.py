"""What leaves the house as a file says what it is, and its cells keep their types."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd

from salesdash.ui import export


def test_a_workbook_says_first_what_it_shows_then_the_tables() -> None:
    months = pd.DataFrame({"month": pd.to_datetime(["2026-01-01"]), "revenue": [12.5], "share": [0.25]})
    about = {"Headline": "=HYPERLINK(1)", "Link": "http://127.0.0.1/overview?lang=en"}
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx({"Revenue by month": months}, "en", about)))
    assert book.sheetnames == ["About", "Revenue by month"]
    assert [cell.value for cell in book["About"]["B"]] == ["=HYPERLINK(1)", "http://127.0.0.1/overview?lang=en"]
    assert book["About"]["B1"].data_type == "s", "what stands there is text, and no formula"
    month, revenue, share = book["Revenue by month"][2]
    assert (month.is_date, revenue.value, share.value, share.number_format) == (True, 12.5, 0.25, "0.0%")
