"""Excel workbooks through calamine: the sheet with most data, its cells as text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from salesdash.data.importing.container import broken_cells, refuse_unsafe
from salesdash.data.importing.header import SEARCHED, Header, Span, find_header
from salesdash.data.importing.left_out import Shape
from salesdash.data.importing.source import Block, Source, Tally, no_header, no_rows, refuse_width
from salesdash.errors import ImportRefused

EXACT_FLOAT = 2**53
"""From here on a number stored as floating point no longer holds every digit."""
_SAMPLE = 500


@dataclass(frozen=True)
class _Sheet:
    """A sheet's cells; `left` is its first used column; `spans` its merged regions, columns counted from `left`."""

    name: str
    cells: CalamineSheet
    left: int
    spans: list[Span]
    header: Header | None

    @property
    def height(self) -> int:
        """Rows down to the last one used."""
        return self.cells.end[0] + 1 if self.cells.end else 0

    @property
    def data_rows(self) -> int:
        return self.height - self.header.last - 1 if self.header and len(self.header.names) > 1 else 0


def open_workbook(path: Path, name: str, kind: Literal["xlsx", "xls"], sheet: str | None) -> WorkbookSource:
    """ImportRefused: damaged, with a password, a zip bomb, no such sheet, no header, no rows, too many columns."""
    refuse_unsafe(path, name)
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            best = _chosen(book, name, sheet)
    except PasswordError:
        raise protected(name) from None
    except CalamineError as error:
        raise ImportRefused(
            "{file} cannot be read: it is damaged ({reason}). Open it in Excel and save it again.", file=name, reason=str(error)
        ) from None
    refuse_width(name, best.cells.width)
    if best.header is None:
        raise no_header(name) if best.height else ImportRefused("{file} is empty. Export it again with its rows.", file=name)
    if best.height <= best.header.last + 1:
        raise no_rows(name)
    top = [
        [text(cell) or "" for cell in row] for row in islice(best.cells.iter_rows(), best.header.last + 1, best.header.last + 1 + _SAMPLE)
    ]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return WorkbookSource(
        name=name,
        sha256=digest,
        bytes=path.stat().st_size,
        kind=kind,
        header_rows=(best.header.first + 1, best.header.last + 1),
        headers=best.header.names,
        duplicate_headers=best.header.duplicates,
        shape=Shape.of(top, len(best.header.names)),
        sheets=tuple(book.sheet_names),
        sheet=best.name,
        opened=best,
        broken=broken_cells(path, best.name) if kind == "xlsx" else {},
    )


def protected(name: str) -> ImportRefused:
    return ImportRefused("{file} is protected by a password. Open it in Excel, remove the password and save it.", file=name)


def _chosen(book: CalamineWorkbook, name: str, wanted: str | None) -> _Sheet:
    """The sheet that is wanted, else the visible one with most rows under a header."""
    if wanted is not None and wanted not in book.sheet_names:
        raise ImportRefused(
            "{file} has no sheet named {sheet}. It has: {sheets}.", file=name, sheet=wanted, sheets=", ".join(book.sheet_names)
        )
    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    best: _Sheet | None = None
    for each in [wanted] if wanted is not None else visible or book.sheet_names:
        sheet = _opened(book, each)
        if best is None or sheet.data_rows > best.data_rows:
            best = sheet
    if best is None:
        raise ImportRefused("{file} has no sheets. Open it in Excel and save it again.", file=name)
    return best


def _opened(book: CalamineWorkbook, name: str) -> _Sheet:
    cells = book.get_sheet_by_name(name)
    left = cells.start[1] if cells.start else 0
    spans = [(top, max(first - left, 0), bottom, last - left) for (top, first), (bottom, last) in cells.merged_cell_ranges or ()]
    top = [[text(cell) or "" for cell in row] for row in islice(cells.iter_rows(), 2 * SEARCHED)]
    return _Sheet(name, cells, left, spans, find_header(top, spans) if top else None)


@dataclass(kw_only=True)
class WorkbookSource(Source):
    """`broken`: (row, column), counted from 0, of cells without a value -> what stands there instead (#REF!, =A1)."""

    opened: _Sheet
    broken: dict[tuple[int, int], str]

    def _read(self, block_bytes: int, tally: Tally) -> Iterator[Block]:
        sheet, start = self.opened, self.header_rows[1]
        size = max(block_bytes // (24 * len(self.headers)), 1)
        cells = islice(_filled_down(sheet, self.broken), start, None)
        while rows := list(islice(cells, size)):
            columns = [pa.array([text(cell) for cell in column], pa.string()) for column in zip(*rows, strict=True)]
            numbers = np.arange(start + 1, start + 1 + len(rows), dtype=np.int64)
            start += len(rows)
            tally.share = start / sheet.height
            yield Block(numbers, pa.Table.from_arrays(columns, names=list(self.headers)))


def _filled_down(sheet: _Sheet, broken: dict[tuple[int, int], str]) -> Iterator[list[Any]]:
    """All rows; a text or date merged over several rows stands in each of them (a number only in the first: it would count
    several times), and cells without a value say what stands there instead."""
    down = {(row, left): (top, left) for top, left, bottom, _ in sheet.spans for row in range(top + 1, bottom + 1)}
    rows_touched = {row for row, _ in down} | {row for row, _ in broken} | {top for top, _ in down.values()}
    merged: dict[tuple[int, int], Any] = {}
    heads = set(down.values())
    for number, row in enumerate(sheet.cells.iter_rows()):
        if number in rows_touched:
            for column in range(len(row)):
                place = (number, column)
                if (number, column + sheet.left) in broken and row[column] == "":
                    row[column] = broken[number, column + sheet.left]
                if place in heads and isinstance(row[column], str | date):
                    merged[place] = row[column]
                elif place in down and row[column] == "":
                    row[column] = merged.get(down[place], "")
        yield row


def text(cell: Any) -> str | None:
    """A cell as text; None for an empty one. Dates are ISO, whole numbers have no ".0", and numbers that a floating point
    number cannot hold exactly keep the exponent that shows it (6.2e+18)."""
    match cell:
        case str():
            return cell if cell.strip() else None
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if abs(cell) >= EXACT_FLOAT:
            return format(Decimal(repr(cell)).normalize(), "e")
        case float():
            return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
        case None:
            return None
        case _:
            return str(cell)
