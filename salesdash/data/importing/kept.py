"""The lines of an import kept aside in a temporary file, month by month, so that months that were empty before need not be read back
from the database to be added up. Where there is no room for the file, nothing is kept and the database is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.month_lines import IN_TIME, LATE, LINE_COLUMNS, NOT_DUE, STILL_OPEN

WIDTH = len(LINE_COLUMNS)


class Kept:
    """`add` every block that was written; `of` gives a month's lines as ``month_lines.read_lines`` does, or None where it cannot."""

    def __init__(self, known_months: Iterable[int]) -> None:
        self.known_months = set(known_months)
        self.places: dict[int, list[tuple[int, int]]] = {}
        self.rows = 0
        try:
            self.file: IO[bytes] | None = tempfile.TemporaryFile(prefix="salesdash-import-")  # noqa: SIM115 - it lives as long as the import
        except OSError:
            self.file = None

    def add(self, columns: Mapping[str, Any]) -> None:
        """One block, as it goes into the table ``sales``."""
        if self.file is None:
            return
        values = {
            **columns, "uncosted": pc.is_null(columns["cost"]).cast(pa.int64()), "delivery": _delivery(columns["shipped_on"], columns["due_on"]),
            "day": pc.cast(pc.utf8_slice_codeunits(columns["ordered_on"], 8, 10), pa.int64()),
        }  # fmt: skip
        table = np.empty((len(columns["month"]), WIDTH), dtype=np.int64)
        for i, name in enumerate(LINE_COLUMNS):
            column = values[name]
            table[:, i] = column if isinstance(column, np.ndarray) else column.fill_null(0).to_numpy(zero_copy_only=False)
        order = np.argsort(columns["month"], kind="stable")
        months, first, counts = np.unique(columns["month"][order], return_index=True, return_counts=True)
        try:
            self.file.write(table[order].tobytes())
        except OSError:
            self.give_up()
            return
        for month, start, count in zip(months.tolist(), first.tolist(), counts.tolist(), strict=True):
            self.places.setdefault(month, []).append((self.rows + start, count))
        self.rows += len(table)

    def of(self, month: int) -> np.ndarray | None:
        """The lines of a month that had none before; None where the database has to be asked."""
        if self.file is None or month in self.known_months or month not in self.places:
            return None
        table = np.empty((sum(count for _, count in self.places[month]), WIDTH), dtype=np.int64)
        filled = 0
        for start, count in self.places[month]:
            self.file.seek(start * WIDTH * 8)
            table[filled : filled + count] = np.frombuffer(self.file.read(count * WIDTH * 8), dtype=np.int64).reshape(-1, WIDTH)
            filled += count
        return table

    def give_up(self) -> None:
        """Keep nothing: the lines were changed after they were written, or there is no room."""
        if self.file is not None:
            self.file.close()
        self.file = None


def _delivery(shipped: Any, due: Any) -> Any:
    """NOT_DUE .. STILL_OPEN of every line, from two columns of ISO dates."""
    known = pc.if_else(pc.is_null(shipped), STILL_OPEN, pc.if_else(pc.fill_null(pc.greater(shipped, due), False), LATE, IN_TIME))
    return pc.if_else(pc.is_null(due), NOT_DUE, known)
