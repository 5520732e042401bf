"""CSV and TSV files, streamed through Arrow's reader with every cell as text."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from salesdash.data.importing import left_out
from salesdash.data.importing.decoding import Decoding, Utf8Stream, recognise
from salesdash.data.importing.dialect import find_delimiter, head_records, usual_width
from salesdash.data.importing.header import find_header
from salesdash.data.importing.source import MOST_RAGGED, Block, Source, Tally, no_header, no_rows, refuse_width
from salesdash.errors import ImportRefused

_DECLARED = re.compile(r"sep=(.)\r?\n")
_HEAD_BYTES = 512 << 10
_EMPTY = ["", "\t", *(" " * length for length in range(1, 17))]
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
        return [record.cells for record in records if record.line >= self.header_rows[0]][: rows + 1]

    def _read(self, block_bytes: int, tally: Tally) -> Generator[Block, None, None]:
        place = _Place(self, tally)
        with Utf8Stream(self.path, self.decoding, self.name, self.skip) as stream:
            last = ""
            try:
                for batch in self._reader(stream, block_bytes, place):
                    tally.share = min(stream.consumed() / self.bytes, 1.0)
                    if batch.num_rows:
                        last = batch.column(batch.num_columns - 1)[-1].as_py() or ""
                        table = pa.Table.from_batches([batch])
                        yield Block(place.lines(table, self.decoding.quotes), table)
            except pa.ArrowInvalid as error:
                if "Empty CSV" not in str(error):
                    raise self._unreadable(error, place.line) from None
            place.finish()
            if "\n" in last and not stream.tail.rstrip().endswith(b'"'):
                raise _never_closed(self.name, place.last_line)

    def _reader(self, stream: Utf8Stream, block_bytes: int, place: _Place) -> arrow_csv.CSVStreamingReader:
        return arrow_csv.open_csv(
            stream,
            # Arrow numbers skipped rows only when it parses in one thread, which is as fast here.
            arrow_csv.ReadOptions(block_size=block_bytes, column_names=list(self.headers), use_threads=False),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=place.skip
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.headers, pa.string()), null_values=_EMPTY, strings_can_be_null=True, check_utf8=True
            ),
        )

    def _unreadable(self, error: pa.ArrowInvalid, line: int) -> ImportRefused:
        if "straddling" in str(error) or "block size" in str(error):
            return _never_closed(self.name, line)
        return ImportRefused("{file}, at row {row} or below: not readable as CSV ({reason}).", file=self.name, row=line, reason=str(error))


def _never_closed(name: str, line: int) -> ImportRefused:
    return ImportRefused(
        "{file}, at row {row} or below: a quotation mark opens a cell and is never closed, or a row is far too long. Mend that row.",
        file=name,
        row=line,
    )


class _Place:
    """Where in the file the rows of each block stand, and what becomes of rows with a wrong number of cells.

    `line` is the line of the next record, `last_line` that of the last one placed; Arrow counts records from 1.
    """

    def __init__(self, source: DelimitedSource, tally: Tally) -> None:
        self._source, self._tally = source, tally
        self._done = 0
        self.line = self.last_line = source.header_rows[1] + 1
        self._skipped: list[arrow_csv.InvalidRow] = []

    def skip(self, row: arrow_csv.InvalidRow) -> str:
        """Arrow's handler for a row with a wrong number of cells."""
        self._skipped.append(row)
        return "skip"

    def lines(self, table: pa.Table, quotes: bool) -> np.ndarray:
        """The line each row of the next block starts on."""
        start = self._done + 1
        records = np.arange(start, start + table.num_rows + len(self._skipped))
        records = records[~np.isin(records, [row.number for row in self._skipped])][: table.num_rows] if self._skipped else records
        self._done = int(records[-1])
        breaks = np.zeros(self._done - start + 1, np.int64)
        if quotes:
            breaks[records - start] = _line_breaks(table)
        return self._settle(start, breaks)[records - start]

    def finish(self) -> None:
        """Place the rows skipped below the last block."""
        start, self._done = self._done + 1, max((row.number for row in self._skipped), default=self._done)
        self._settle(start, np.zeros(max(self._done - start + 1, 0), np.int64))

    def _settle(self, start: int, breaks: np.ndarray) -> np.ndarray:
        """Lines of the records from `start` to the last one done, given the line breaks inside each; skipped rows among them are
        counted or reported."""
        here = [row for row in self._skipped if row.number <= self._done]
        self._skipped = [row for row in self._skipped if row.number > self._done]
        for row in here:
            breaks[row.number - start] = row.text.count("\n")
        if not breaks.size:
            return breaks
        ends = np.cumsum(breaks + 1)
        lines = self.line + ends - breaks - 1
        self.line, self.last_line = self.line + int(ends[-1]), int(lines[-1])
        for row in here:
            self._report(int(lines[row.number - start]), row.text)
        return lines

    def _report(self, line: int, text: str) -> None:
        if "\n" in text and text.count('"') % 2:
            raise _never_closed(self._source.name, line)
        cells = head_records(text, self._source.delimiter, whole=True, most=1)
        kind = left_out.kind_of(cells[0].cells, self._source.shape) if cells else left_out.ORDINARY
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
        data = column.chunk(0).buffers()[2]
        if data is not None and b"\n" in data.to_pybytes():
            breaks = breaks + pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
    return breaks
