"""The separator of a text file, and its first rows."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_HEAD_RECORDS = 600


@dataclass(frozen=True)
class Record:
    """A row of the head of a file: its first and last line, from 1; where it ends, in bytes of UTF-8."""

    line: int
    last_line: int
    end: int
    cells: list[str]


def head_records(text: str, delimiter: str, whole: bool, most: int = _HEAD_RECORDS) -> list[Record]:
    """The first rows of a text; unless it is the `whole` file its last row is cut off and not among them."""
    ends = [0]

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            ends.append(ends[-1] + len(line.encode()))
            yield line

    records: list[Record] = []
    reader, line = csv.reader(lines(), delimiter=delimiter), 1
    try:
        for cells in reader:
            records.append(Record(line, reader.line_num, ends[reader.line_num], cells))
            line = reader.line_num + 1
            if len(records) > most:
                return records[:most]
    except csv.Error:  # a cell too long for the csv module: what comes before it will do
        return records
    return records if whole else records[:-1]


def find_delimiter(text: str) -> str:
    """The separator that cuts the first rows into many cells, and into equally many."""

    def fitness(delimiter: str) -> float:
        widths = [len(record.cells) for record in head_records(text, delimiter, whole=True, most=100) if record.cells]
        if not widths:
            return 0.0
        width, rows = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        return (rows / len(widths)) ** 2 * math.log2(width)

    return max(DELIMITERS, key=fitness)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows if any(row))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
