"""Rows of a table that are no data: totals, blank rows, footers.

A row is only looked at closely when it leaves cells empty that other rows fill, or holds a word for a total where such a
word would stand; both are found for a whole block at once, so ordinary blocks cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.importing.header import is_date, is_number

ORDINARY, SUBTOTAL, BLANK, FOOTER, NOTE = range(5)
"""NOTE: one remark alone in its row. It is a footer where no ordinary row follows, else an ordinary row."""

_WORD = "小计|合计|总计|共计|累计|grand[ -]?total|sub[ -]?total|total"
_WHOLE = re.compile(rf"(?:{_WORD})s?\s*[:：]?", re.IGNORECASE)
_PLAINLY = re.compile(rf"(?:{_WORD})s?\s*(?:[:：(（]|for\b|of\b|\d).*|.*(?:小计|合计|总计|共计|累计)\s*[:：]?", re.IGNORECASE)
_AFFIXED = re.compile(rf"(?:{_WORD})s?\b.*|.*[\s\d)）\-](?:{_WORD})s?", re.IGNORECASE)
_ANYWHERE = f"(?i){_WORD}"
_TRACES = (b"otal", b"OTAL", "计".encode())
_FOOTER = re.compile(
    r"(?:制表|审核|复核|审批|批准|经办|主管|打印|导出|数据来源|备注|说明|注|第\s*\d+\s*页"
    r"|prepared by|approved by|printed|exported|generated|source|notes?|page \d+|end of report)[^,]*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"[:：。；;\s*※]")


@dataclass(frozen=True)
class Shape:
    """What ordinary rows look like: `labels` = columns mostly filled, and not with plain numbers; `full` = columns filled in
    nine rows of ten; `typical` = filled cells of a row (median); `longest` = longest cell per column, in characters."""

    labels: frozenset[int]
    full: frozenset[int]
    typical: int
    longest: tuple[int, ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], width: int) -> Shape:
        counts = sorted(sum(map(bool, row)) for row in rows)
        typical = counts[len(counts) // 2] if counts else 0
        dense = [row for row in rows if 2 * sum(map(bool, row)) >= typical and not any(_WHOLE.fullmatch(cell) for cell in row[:2])]
        columns = [[row[c] for row in dense if c < len(row) and row[c]] for c in range(width)]
        labels = frozenset(
            c
            for c, cells in enumerate(columns)
            if 2 * len(cells) >= len(dense) and 2 * sum(is_number(cell) and not is_date(cell) for cell in cells) < len(cells)
        )
        full = frozenset(c for c, cells in enumerate(columns) if cells and 10 * len(cells) >= 9 * len(dense))
        return cls(labels, full, typical, tuple(max(map(len, cells), default=0) for cells in columns))


def kind_of(cells: Sequence[str | None], shape: Shape) -> int:
    """What one row is, by its cells (None or "" = empty)."""
    filled = {column: cell.strip() for column, cell in enumerate(cells) if cell}
    if not filled:
        return BLANK
    first = next(iter(filled))
    missing = len(shape.full - filled.keys())
    for column in list(filled)[:2]:
        named = any(not is_number(filled[other]) for other in shape.labels - {column, first} if other in filled)
        if not named and _is_total(filled[column], missing, column == first):
            return SUBTOTAL
    if missing and len(filled) <= 3 and len(cells) >= 2 and _FOOTER.fullmatch(filled[first]) and len(shape.labels & filled.keys()) <= 3:
        return FOOTER
    remark = _REMARK.search(filled[first]) is not None or len(filled[first]) > shape.longest[first]
    return NOTE if len(filled) == 1 and shape.typical >= 3 and remark else ORDINARY


def _is_total(text: str, missing: int, first: bool) -> bool:
    """The text says total, and as many cells are `missing` in its row as it takes to believe it: "Total Fitness" is a customer."""
    if _WHOLE.fullmatch(text):
        return first or missing >= 1
    return missing >= 1 if _PLAINLY.fullmatch(text) else missing >= 2 and _AFFIXED.fullmatch(text) is not None


def kinds(table: pa.Table, shape: Shape) -> np.ndarray | None:
    """int8 per row of a block of text cells (null = empty); None where every row is ordinary."""
    rows = table.num_rows
    gaps, full_gaps, label_gaps = (np.zeros(rows, np.int32) for _ in range(3))
    firm_labels = shape.labels & shape.full
    for column, cells in enumerate(table.columns):
        if cells.null_count:
            empty = cells.is_null().to_numpy()
            gaps += empty
            if column in shape.full:
                full_gaps += empty
            if column in firm_labels:
                label_gaps += empty
    filled = table.num_columns - gaps
    suspects = (filled == 0) | ((filled == 1) & (shape.typical >= 3)) | ((filled <= 3) & (full_gaps > 0))
    sparse = label_gaps >= len(firm_labels) - 3
    if sparse.any():
        suspects |= sparse & _says_total(table)
    places = np.flatnonzero(suspects)
    if not places.size:
        return None
    found = np.zeros(rows, np.int8)
    columns = [column.to_pylist() for column in table.take(places).columns]
    found[places] = [kind_of(cells, shape) for cells in zip(*columns, strict=True)]
    return found if found.any() else None


def _says_total(table: pa.Table) -> np.ndarray:
    """bool per row: a word for a total stands in a column that can be a row's first or second filled one."""
    said, always_filled = np.zeros(table.num_rows, bool), 0
    for cells in table.columns:
        data = [chunk.buffers()[2].to_pybytes() for chunk in cells.chunks if chunk.buffers()[2] is not None]
        if any(trace in text for text in data for trace in _TRACES):
            said |= pc.match_substring_regex(cells, _ANYWHERE).fill_null(False).to_numpy()
        always_filled += cells.null_count == 0
        if always_filled == 2:
            break
    return said
