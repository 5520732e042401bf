"""A file as blocks of text cells: what every kind of file has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.importing import left_out
from salesdash.errors import ImportRefused

MOST_CHARACTERS = 1_000_000
"""A cell as long as this or longer is refused."""
MOST_COLUMNS = 2_000
MOST_RAGGED = 100_000
"""Rows with a wrong number of cells that are collected before the whole file is refused."""


@dataclass(frozen=True)
class Block:
    """Rows of the file: `rows` are their numbers as a person sees them (int64, from 1); `table` has a text column per header,
    null for an empty cell."""

    rows: np.ndarray
    table: pa.Table

    def only(self, keep: np.ndarray) -> Block:
        """The rows where `keep` (bool) is true."""
        return Block(self.rows[keep], self.table.filter(pa.array(keep)))


@dataclass
class Tally:
    """What one reading of a file has met so far; `share` of the file read is 0..1."""

    left_out: dict[str, int] = field(default_factory=lambda: {"subtotal": 0, "blank": 0, "footer": 0})
    ragged: list[tuple[int, str]] = field(default_factory=list)
    share: float = 0.0


@dataclass(kw_only=True)
class Source(ABC):
    """An opened file. Grain of its blocks: one row per row of data; totals, blank rows and footers are left out and counted.

    encoding_sure    False: several encodings decode the file, `encoding_choices`; `preview` shows the first rows under each
    header_rows      first and last row of the header, from 1
    headers          unique names; those that stood there more than once are in `duplicate_headers`
    """

    name: str
    sha256: str
    bytes: int
    kind: Literal["csv", "xlsx", "xls"]
    header_rows: tuple[int, int]
    headers: tuple[str, ...]
    duplicate_headers: tuple[str, ...]
    shape: left_out.Shape
    encoding: str | None = None
    encoding_sure: bool = True
    encoding_choices: tuple[str, ...] = ()
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    _tally: Tally = field(default_factory=Tally, init=False, repr=False)
    _samples: dict[int, pa.Table] = field(default_factory=dict, init=False, repr=False)

    @abstractmethod
    def _read(self, block_bytes: int, tally: Tally) -> Iterator[Block]:
        """Every row under the header that has the right number of cells."""

    def preview(self, encoding: str, rows: int = 5) -> list[list[str]]:
        """Header and first rows under another encoding."""
        return [list(self.headers), *([cell or "" for cell in row.values()] for row in self.sample(rows).to_pylist())]

    @property
    def left_out(self) -> dict[str, int]:
        """Rows left out so far, by code: subtotal, blank, footer."""
        return self._tally.left_out

    @property
    def ragged(self) -> list[tuple[int, str]]:
        """(row, text) of the rows skipped because they have more or fewer cells than the header, so far."""
        return self._tally.ragged

    def progress(self) -> float:
        """The share of the file that `blocks` has read, 0..1."""
        return self._tally.share

    def sample(self, rows: int = 500) -> pa.Table:
        """The first rows of data, read once."""
        if rows not in self._samples:
            self._samples[rows] = self._first(rows)
        return self._samples[rows]

    def _first(self, rows: int) -> pa.Table:
        tables, wanted = [], rows
        for block in self._data(8 << 20, Tally()):
            tables.append(block.table.slice(0, wanted))
            wanted -= tables[-1].num_rows
            if wanted <= 0:
                break
        return pa.concat_tables(tables) if tables else pa.table({name: pa.array([], pa.string()) for name in self.headers})

    def blocks(self, block_bytes: int = 4 << 20) -> Iterator[Block]:
        """All rows of data in order; `left_out`, `ragged` and `progress` count along. ImportRefused: a cell is too long, a
        quotation mark is never closed, the encoding does not hold."""
        self._tally = Tally()
        return self._data(block_bytes, self._tally)

    def _data(self, block_bytes: int, tally: Tally) -> Iterator[Block]:
        last, held = 0, list[Block]()
        for block in self._read(block_bytes, tally):
            self._refuse_long_cells(block)
            kinds = left_out.kinds(block.table, self.shape)
            if kinds is not None:
                ordinary = np.flatnonzero(kinds == left_out.ORDINARY)
                end = ordinary[-1] + 1 if ordinary.size else 0
                kinds[:end][kinds[:end] == left_out.NOTE] = left_out.ORDINARY
                for code, kind in (("subtotal", left_out.SUBTOTAL), ("blank", left_out.BLANK), ("footer", left_out.FOOTER)):
                    tally.left_out[code] += int((kinds == kind).sum())
                notes = block.only(kinds == left_out.NOTE)
                block = block.only(kinds == left_out.ORDINARY)
            if block.rows.size:
                yield from held
                held, last = [], int(block.rows[-1])
                yield block
            if kinds is not None and notes.rows.size:
                held.append(notes)
        tally.left_out["footer"] += sum(notes.rows.size for notes in held)
        self._count_ragged_footers(tally, last)
        tally.share = 1.0

    def _count_ragged_footers(self, tally: Tally, last: int) -> None:
        """Below the last row of data, a line of a single cell is a footer."""
        while tally.ragged and tally.ragged[-1][0] > last and (self.delimiter or ",") not in tally.ragged[-1][1].strip(self.delimiter):
            tally.ragged.pop()
            tally.left_out["footer"] += 1

    def _refuse_long_cells(self, block: Block) -> None:
        for header, column in zip(self.headers, block.table.columns, strict=True):
            if column.nbytes >= MOST_CHARACTERS:
                lengths = pc.fill_null(pc.utf8_length(column), 0).to_numpy()
                if lengths.size and lengths.max() >= MOST_CHARACTERS:
                    raise ImportRefused(
                        "{file}, row {row}, column {column}: the cell holds {length} characters, the most is {most}. "
                        "Shorten it, or look for a quotation mark that is never closed.",
                        file=self.name,
                        row=int(block.rows[lengths.argmax()]),
                        column=header,
                        length=int(lengths.max()),
                        most=MOST_CHARACTERS - 1,
                    )


def refuse_width(name: str, width: int) -> None:
    """ImportRefused where a file has more columns than a table of data has."""
    if width > MOST_COLUMNS:
        raise ImportRefused(
            "{file} has {columns} columns, the most is {most}. Keep the columns that are needed.",
            file=name,
            columns=width,
            most=MOST_COLUMNS,
        )


def no_header(name: str) -> ImportRefused:
    return ImportRefused(
        "{file}: none of the first 20 rows holds column names. Put a row of names above the data, such as Order ID, Date, Amount.",
        file=name,
    )


def no_rows(name: str) -> ImportRefused:
    return ImportRefused("{file} holds column names but no rows of data. Export it again with its rows.", file=name)
