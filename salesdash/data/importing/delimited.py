"""CSV and TSV files, piece by piece through Arrow's reader with every cell as text; the next piece is read while one is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from salesdash.data.importing import left_out
from salesdash.data.importing.decoding import Decoding, Utf8Stream, recognise
from salesdash.data.importing.dialect import find_delimiter, head_records, usual_width
from salesdash.data.importing.header import find_header, unique_names
from salesdash.data.importing.source import MOST_RAGGED, Block, Source, Tally, no_header, no_rows, refuse_width
from salesdash.errors import ImportRefused

_DECLARED = re.compile(r"sep=(.)\r?\n")
_HEAD_BYTES = 512 << 10
_EMPTY = ["", "\t", *(" " * length for length in range(1, 17))]
_LONGEST_ROW = 8 << 20
_ATTEMPTS = 20
_AFTER = "\x1eafter\x1e"
_LEFT_OUT = {left_out.SUBTOTAL: "subtotal", left_out.BLANK: "blank", left_out.FOOTER: "footer"}


def open_delimited(path: Path, name: str, encoding: str | None) -> DelimitedSource:
    """ImportRefused: empty, no text, no header, no rows, too many columns."""
    decoding = recognise(path, name, encoding)
    with Utf8Stream(path, decoding, name) as stream:
        text = stream.read(_HEAD_BYTES).decode("utf-8", errors="ignore")
        whole = not stream.read(1)
    if not text.strip():
        raise ImportRefused("{file} is empty. Export it again with its rows.", file=name)
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else find_delimiter(text)
    records = head_records(text, delimiter, whole)[1 if declared else 0 :]
    refuse_width(name, max((len(record.cells) for record in records), default=0))
    rows = [[cell.strip() for cell in record.cells] for record in records]
    header = find_header(rows)
    if header is None:
        raise no_header(name)
    data = rows[header.last + 1 :]
    if whole and not any(map(any, data)):
        raise no_rows(name)
    named = max((number for row in rows[header.first : header.last + 1] for number, cell in enumerate(row, 1) if cell), default=0)
    width = max(named, usual_width(data))
    return DelimitedSource(
        name=name,
        sha256=decoding.sha256,
        bytes=decoding.bytes,
        kind="csv",
        header_rows=(records[header.first].line, records[header.last].last_line),
        headers=header.names[:width],
        duplicate_headers=header.duplicates,
        shape=left_out.Shape.of(data, width),
        encoding=decoding.encoding,
        encoding_sure=decoding.sure,
        encoding_choices=decoding.choices,
        delimiter=delimiter,
        path=path,
        decoding=decoding,
        skip=records[header.last].end,
    )


@dataclass(kw_only=True)
class DelimitedSource(Source):
    """`skip`: bytes of UTF-8 up to the first row under the header."""

    path: Path
    decoding: Decoding
    skip: int
    delimiter: str

    def preview(self, encoding: str, rows: int = 5) -> list[list[str]]:
        """Header and first rows as they read under `encoding`; what it cannot decode stands as �."""
        with Utf8Stream(self.path, self.decoding, self.name, encoding=encoding, errors="replace") as stream:
            text = stream.read(_HEAD_BYTES).decode("utf-8", errors="ignore")
        records = head_records(text, self.delimiter, whole=True)
        width = len(self.headers)
        header, *data = [(each.cells + [""] * width)[:width] for each in records if each.line >= self.header_rows[0]][: rows + 1]
        return [list(unique_names(header)[0]), *data]

    def _read(self, block_bytes: int, tally: Tally) -> Iterator[Block]:
        place = _Place(self, tally)
        with Utf8Stream(self.path, self.decoding, self.name, self.skip) as stream, ThreadPoolExecutor(1) as ahead:
            pieces = self._pieces(stream, block_bytes)
            coming = ahead.submit(next, pieces, None)
            while (parsed := coming.result()) is not None:
                coming = ahead.submit(next, pieces, None)
                tally.share = min(stream.consumed() / self.bytes, 1.0)
                rows = place.lines(parsed)
                if parsed.open:
                    raise _never_closed(self.name, place.last_line)
                yield Block(rows, parsed.table)

    def _pieces(self, stream: Utf8Stream, block_bytes: int) -> Iterator[_Parsed]:
        """The file cut into pieces of whole rows; the last one may be open."""
        rest, ended = b"", False
        while not ended:
            piece = stream.read(block_bytes)
            data, ended = rest + piece, not piece
            if not data:
                return
            parsed = self._parsed(data, ended)
            if not parsed.open:
                rest = data[parsed.size :]
                yield parsed
            elif ended or len(data) > block_bytes + _LONGEST_ROW:
                yield parsed
                return
            else:
                rest = data

    def _parsed(self, data: bytes, ended: bool) -> _Parsed:
        """The rows up to the last row that surely ends in `data`; `open` where a quotation mark leaves none that does.

        Whether a line break ends a row is for Arrow to say: a row put behind it either comes back as a row or was swallowed.
        """
        cuts = [len(data)] if ended else _row_ends(data, self.decoding.quotes)
        parsed = _Parsed(pa.table({name: [] for name in self.headers}), [], 0, 0, open=True)
        for cut in cuts:
            parsed = self._parse(data, cut)
            if not parsed.open:
                break
        return parsed

    def _parse(self, data: bytes, cut: int) -> _Parsed:
        """`data` up to `cut` as a piece of the file."""
        skipped: list[arrow_csv.InvalidRow] = []

        def skip(row: arrow_csv.InvalidRow) -> str:
            skipped.append(row)
            return "skip"

        piece = memoryview(data)[:cut]
        unfinished = piece[-1:] not in (b"\n", b"\r")
        if self.decoding.quotes:
            after = self.delimiter.join([_AFTER] * len(self.headers)).encode()
            piece = memoryview(b"".join([piece, b"\n" if unfinished else b"", after]))
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(piece)),
            # In one thread Arrow numbers the rows it skips, and is as fast.
            arrow_csv.ReadOptions(block_size=len(piece) + 1, column_names=list(self.headers), use_threads=False),
            arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(self.headers, pa.string()), null_values=_EMPTY, strings_can_be_null=True),
        )
        opened = self.decoding.quotes and (not table.num_rows or table.column(table.num_columns - 1)[-1].as_py() != _AFTER)
        if self.decoding.quotes and not opened:
            table = table.slice(0, table.num_rows - 1)
        lines = data.count(b"\n", 0, cut) or data.count(b"\r", 0, cut)
        return _Parsed(table, skipped, cut, lines + unfinished, opened)


@dataclass(frozen=True)
class _Parsed:
    """Rows of a piece of the file, those skipped for their number of cells, its size in bytes and in lines; `open`: its last row
    does not end in it."""

    table: pa.Table
    skipped: list[arrow_csv.InvalidRow]
    size: int
    lines: int
    open: bool


def _row_ends(data: bytes, quotes: bool) -> Iterator[int]:
    """Where the last row may end, likeliest first: the last line break, and the last with an even number of quotation marks before."""
    mark = b"\n" if b"\n" in data else b"\r"
    end = len(data) - (mark == b"\r")  # the other half of a final "\r\n" may be to come
    odd = quotes and data.count(b'"', 0, end) % 2 == 1
    later: list[int] = []
    while len(later) < _ATTEMPTS and (found := data.rfind(mark, 0, end)) >= 0:
        odd ^= quotes and data.count(b'"', found, end) % 2 == 1
        if odd:
            later.append(found + 1)
        else:
            yield found + 1
            later.insert(0, data.rfind(mark, 0, found) + 1)
            break
        end = found
    yield from (end for end in later if end)


def _never_closed(name: str, line: int) -> ImportRefused:
    return ImportRefused(
        "{file}, row {row}: a quotation mark opens a cell and is never closed, or the row is far too long. Mend this row.",
        file=name,
        row=line,
    )


class _Place:
    """Where in the file the rows of each piece stand, and what becomes of rows with a wrong number of cells.

    `line` is the line the next row starts on, `last_line` that of the last row placed.
    """

    def __init__(self, source: DelimitedSource, tally: Tally) -> None:
        self._source, self._tally = source, tally
        self.line = self.last_line = source.header_rows[1] + 1

    def lines(self, parsed: _Parsed) -> np.ndarray:
        """The line each row of the next piece starts on; its skipped rows are counted or reported."""
        records = parsed.table.num_rows + len(parsed.skipped)
        skipped = np.array([row.number - 1 for row in parsed.skipped], np.int64)
        good = np.delete(np.arange(records), skipped)
        breaks = np.zeros(records, np.int64)
        if parsed.lines != records:
            breaks[good] = _line_breaks(parsed.table)
            breaks[skipped] = [row.text.count("\n") for row in parsed.skipped]
        ends = np.cumsum(breaks + 1)
        lines = self.line + ends - breaks - 1
        if records:
            self.line, self.last_line = self.line + int(ends[-1]), int(lines[-1])
        if not parsed.open:
            for place, row in zip(skipped, parsed.skipped, strict=True):
                self._report(int(lines[place]), row.text)
        return lines[good]

    def _report(self, line: int, text: str) -> None:
        cells = head_records(text, self._source.delimiter, whole=True, most=1)
        kind = left_out.kind_of([cell.strip() for cell in cells[0].cells], self._source.shape) if cells else left_out.ORDINARY
        if kind in _LEFT_OUT:
            self._tally.left_out[_LEFT_OUT[kind]] += 1
            return
        self._tally.ragged.append((line, text))
        if len(self._tally.ragged) >= MOST_RAGGED:
            raise ImportRefused(
                "{file}: {rows} rows have more or fewer cells than the {columns} columns named in row {row}. Export the file again.",
                file=self._source.name,
                rows=MOST_RAGGED,
                columns=len(self._source.headers),
                row=self._source.header_rows[1],
            )


def _line_breaks(table: pa.Table) -> np.ndarray | int:
    """Line breaks inside the cells of each row."""
    breaks: np.ndarray | int = 0
    for column in table.columns:
        breaks = breaks + pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
    return breaks
