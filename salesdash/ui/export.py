"""Tables as files: CSV that Excel opens in any language (BOM), XLSX with numbers as numbers. No cell becomes a formula."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
import xlsxwriter

from salesdash import text
from salesdash.data.importing.report import harmless
from salesdash.scope import DIMENSIONS
from salesdash.text import N_, t
from salesdash.ui import columns, filters, share, store
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


def to_xlsx(tables: Mapping[str, pd.DataFrame], lang: str, about: Mapping[str, str] | None = None) -> bytes:
    """One sheet per table (name msgid -> frame), typed: numbers are numbers, months are dates. about: what a first sheet says, line by line."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    bold = book.add_format({"bold": True})
    if about:
        first, wrapped = book.add_worksheet(t(N_("About"), lang)), book.add_format({"text_wrap": True, "valign": "top"})
        first.set_column(0, 0, 24)
        first.set_column(1, 1, 90)
        for row, (name, said) in enumerate(about.items()):
            first.write_string(row, 0, name, bold)
            first.write_string(row, 1, said, wrapped)
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


def button(tables: Mapping[str, pd.DataFrame], answer: Any = None) -> None:
    """The export menu of a page: every table (name msgid -> frame) as CSV, all of them as one workbook that says what it shows.

    answer  the page's answer, whose headline the workbook repeats. The file names carry a digest of what the figures depend on, so
    that two people never get each other's.
    """
    reader = lang()
    mark = hashlib.sha256(f"{filters.written_out()} {store.versions()} {reader}".encode()).hexdigest()[:8]
    with st.popover(say(N_("Export")), icon=":material/download:", key="export"):
        for place, (name, frame) in enumerate(tables.items()):
            _download(
                say(N_("{table} (CSV)"), table=say(name)),
                partial(to_csv, frame, reader),
                f"{say(name)}-{mark}.csv",
                "text/csv",
                f"csv_{place}",
            )
        book = partial(to_xlsx, tables, reader, about(answer))
        _download(say(N_("All tables (Excel)")), book, f"salesdash-{mark}.xlsx", XLSX, "xlsx")


def about(answer: Any = None) -> dict[str, str]:
    """What a workbook says of itself: headline, period, comparison, filters, state of the data, and the link to the page."""
    house, scope, reader = store.house(), filters.scope(), lang()
    reach, state = store.read.reach(scope), house.state
    said = {say(N_("Headline")): text.sentence(answer.headline, reader, state.currency)} if answer is not None else {}
    said[say(N_("Period"))] = text.period(reach.first, reach.last, reader)
    before = text.period(reach.before_first, reach.before_last, reader) if reach.before_first and reach.before_last else ""
    said[say(N_("Compared with"))] = " · ".join(filter(None, (say(filters.COMPARISONS[scope.compare]), before)))
    for name in DIMENSIONS:
        chosen = [house.names(name, reader)[code] for code in getattr(scope, name)]
        said[say(filters.TITLES[name])] = text.listed(chosen, reader) or say(filters.EVERYTHING[name])
    said[say(N_("Currency"))] = state.currency
    said[say(N_("Data"))] = say(N_("Data up to {day}"), day=state.last_day)
    if state.demo:
        said[say(N_("Data"))] += " · " + say(N_("Made-up data: a sample company."))
    return {**said, say(N_("Link")): share.link()}


def _download(label: str, data: Callable[[], bytes], file_name: str, mime: str, key: str) -> None:
    st.download_button(label, data, file_name=file_name, mime=mime, key=key, on_click="ignore", type="tertiary", icon=":material/download:")
