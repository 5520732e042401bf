"""Tables as files: CSV that Excel opens in any language (BOM), XLSX with numbers as numbers. No cell becomes a formula."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st
import xlsxwriter

from salesdash.data.importing.report import harmless
from salesdash.text import N_, t
from salesdash.ui import columns, filters, store
from salesdash.ui.who import lang, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "money_change": "+#,##0.00;-#,##0.00;0.00",
    "exact": "#,##0.00",
    "percent": "0.0%",
    "count": "#,##0",
    "month": "yyyy-mm",
    "date": "yyyy-mm-dd",
}
DIGITS = {"money": 4, "money_change": 4, "exact": 4, "percent": 6, "ratio": 6}
"""Decimals in a file: money as exact as it is kept; beyond these there is only float noise."""


def to_csv(frame: pd.DataFrame, lang: str) -> bytes:
    """The shown columns of a table as CSV: UTF-8 with BOM, headers and yes/no in the visitor's language, figures without noise."""
    named = _named(frame, lang)
    cells = named.apply(lambda column: column.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell))
    cells.columns = pd.Index([columns.title(name, lang) for name in map(str, named)])
    return ("\ufeff" + cells.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\r\n")).encode()


def to_xlsx(tables: Mapping[str, pd.DataFrame], lang: str) -> bytes:
    """One sheet per table (name msgid -> frame), typed: numbers are numbers, months are dates."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    bold = book.add_format({"bold": True})
    formats = {unit: book.add_format({"num_format": pattern}) for unit, pattern in NUMBER_FORMATS.items()}
    for name, frame in tables.items():
        sheet = book.add_worksheet(t(name, lang)[:31])
        sheet.freeze_panes(1, 0)
        named = _named(frame, lang)
        for place, column in enumerate(map(str, named)):
            unit = columns.COLUMNS[column][1]
            sheet.set_column(place, place, 28 if unit == "text" else 16)
            sheet.write_string(0, place, columns.title(column, lang), bold)
            for row, value in enumerate(named[column].tolist(), start=1):
                if isinstance(value, str):
                    sheet.write_string(row, place, value)
                elif isinstance(value, pd.Timestamp):
                    sheet.write_datetime(row, place, value.to_pydatetime(), formats.get(unit))
                elif not pd.isna(value):
                    sheet.write(row, place, value, formats.get(unit))
    book.close()
    return file.getvalue()


def _named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The shown columns: numbers rounded where float noise begins, yes and no as words."""
    shown = columns.named(frame, lang)[[name for name in frame if name in columns.COLUMNS]].copy()
    for name in map(str, shown):
        unit = columns.COLUMNS[name][1]
        if unit == "flag":
            shown[name] = [columns.written(flag, unit, lang, "") for flag in shown[name]]
        elif unit in DIGITS:
            shown[name] = shown[name].astype("Float64").astype(float).round(DIGITS[unit])
    return shown


def button(tables: Mapping[str, pd.DataFrame]) -> None:
    """The export menu of a page: every table (name msgid -> frame) as CSV, all of them as one workbook.

    The file names carry a digest of what the figures depend on, so that two people never get each other's.
    """
    reader = lang()
    mark = hashlib.sha256(f"{filters.scope()} {store.house().state.version} {reader}".encode()).hexdigest()[:8]
    with st.popover(say(N_("Export")), icon=":material/download:", key="export"):
        for place, (name, frame) in enumerate(tables.items()):
            _download(
                say(N_("{table} (CSV)"), table=say(name)),
                partial(to_csv, frame, reader),
                f"{say(name)}-{mark}.csv",
                "text/csv",
                f"csv_{place}",
            )
        _download(say(N_("All tables (Excel)")), partial(to_xlsx, tables, reader), f"salesdash-{mark}.xlsx", XLSX, "xlsx")


def _download(label: str, data: Callable[[], bytes], file_name: str, mime: str, key: str) -> None:
    st.download_button(label, data, file_name=file_name, mime=mime, key=key, on_click="ignore", type="tertiary", icon=":material/download:")
