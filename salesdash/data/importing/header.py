"""Which rows of a sheet or CSV file hold the column names, and the names made from them.

The header is the first of the top rows that is filled over most of the width with mostly distinct texts and no values; title
rows above it are passed over. A row of group names above it, or a row of sub-names below it, makes it a header of two rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SEARCHED = 20
"""Rows of the top that are searched for the header, as many again are looked at below it."""

Span = tuple[int, int, int, int]
"""A merged region: first row, first column, last row, last column, all counted from 0."""

_NUMBER = re.compile(r"[(+\-]?\s*(?:[¥￥$€£]|RMB|CNY|USD|EUR)?\s*[(+\-]?\d[\d,.' ]*(?:[eE][+-]?\d+)?\s*[%元)\-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}|月).*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*|\d{4}-\d\d")
_NOTE = re.compile(r"[:：]\s*\S")
_GENERIC = {"编码", "代码", "编号", "名称", "类型", "类别", "日期", "时间", "状态", "备注", "号"} | {
    *("code", "id", "name", "no", "no.", "number", "type", "date", "time", "status", "note", "key")
}
"""Sub-names that say nothing without the group above them."""


@dataclass(frozen=True)
class Header:
    """Rows `first` to `last` (counted from 0); `names` are unique; `duplicates` are the names that stood there more than once."""

    first: int
    last: int
    names: tuple[str, ...]
    duplicates: tuple[str, ...]


def is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def is_date(cell: str) -> bool:
    return _DATE.fullmatch(cell) is not None


def find_header(rows: Sequence[Sequence[str]], spans: Sequence[Span] = ()) -> Header | None:
    """The header among the first `SEARCHED` of `rows` (cells as text, "" = empty); None where no row looks like one."""
    width = max((len(row) for row in rows), default=0)
    grid = [[" ".join(str(cell).split()) for cell in row] + [""] * (width - len(row)) for row in rows[: 2 * SEARCHED]]
    whole = _spread(grid, spans)
    for notes_too in (False, True):
        for i in range(min(SEARCHED, len(grid))):
            if _names_columns(whole, i, notes_too, merged=bool(spans)):
                return _header(grid, whole, spans, i)
    return None


def _spread(grid: list[list[str]], spans: Sequence[Span]) -> list[list[str]]:
    """The grid with every merged region filled with its value."""
    whole = [list(row) for row in grid]
    for top, left, bottom, right in spans:
        for row in range(top, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, len(whole[row]))):
                whole[row][column] = grid[top][left]
    return whole


def _names_columns(grid: list[list[str]], i: int, notes_too: bool, merged: bool) -> bool:
    cells = [cell for cell in grid[i] if cell]
    if not cells:
        return False
    counts = sorted(filter(None, (sum(map(bool, row)) for row in grid[i + 1 : i + 1 + SEARCHED])))
    below = counts[len(counts) // 2] if counts else 0
    values = sum((is_number(cell) and not _YEAR.fullmatch(cell)) or is_date(cell) for cell in cells)
    return (
        2 * len(cells) > below
        and (2 if merged else 4) * len(set(cells)) > len(cells)
        and 10 * values <= len(cells)
        and max(map(len, cells)) <= 200
        and (notes_too or not any(_NOTE.search(cell) for cell in cells))
    )


def _header(grid: list[list[str]], whole: list[list[str]], spans: Sequence[Span], i: int) -> Header:
    if i and _is_group_row(grid, spans, i - 1):
        return _named(i - 1, i, _joined(whole[i - 1] if spans else _carried(grid[i - 1]), whole[i]))
    if i + 1 < len(grid) and _has_sub_names(grid, spans, i):
        return _named(i, i + 1, _joined(whole[i] if spans else _carried(grid[i]), whole[i + 1]))
    return _named(i, i, whole[i])


def _is_group_row(grid: list[list[str]], spans: Sequence[Span], i: int) -> bool:
    width = len(grid[i])
    if spans:
        return any(top == i == bottom and left < right and right - left + 1 < width for top, left, bottom, right in spans)
    cells = [cell for cell in grid[i] if cell]
    plain = all(len(cell) <= 12 and not is_number(cell) and not is_date(cell) and not _NOTE.search(cell) for cell in cells)
    return 2 <= len(cells) < width and plain


def _has_sub_names(grid: list[list[str]], spans: Sequence[Span], i: int) -> bool:
    """The row below names parts of columns that row i names, and stands above values."""
    if spans:
        return any(top == i and bottom == i + 1 for top, _, bottom, _ in spans)
    upper, lower = grid[i], grid[i + 1]
    named = [column for column, cell in enumerate(lower) if cell]
    if not named or any(is_number(lower[column]) or is_date(lower[column]) for column in named):
        return False
    gaps = [column for column, cell in enumerate(upper) if not cell]
    beneath = [row[column] for row in grid[i + 2 :] for column in named if row[column]]
    return bool(gaps) and set(gaps) <= set(named) and len(named) < len(upper) and 2 * sum(map(is_number, beneath)) > len(beneath)


def _carried(row: list[str]) -> list[str]:
    """Group names carried over the empty cells to their right, as a merged cell reads in CSV."""
    out, last = [], ""
    for cell in row:
        last = cell or last
        out.append(last)
    return out


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """One name per column: the lower one where it says enough, with its group before it where it is generic or repeated."""
    alone = [low or up for up, low in zip(upper, lower, strict=True)]
    repeated = {name for name, count in Counter(alone).items() if count > 1}
    return [
        f"{up} {low}" if up and low and up != low and (low in repeated or low.casefold() in _GENERIC) else low or up
        for up, low in zip(upper, lower, strict=True)
    ]


def _named(first: int, last: int, cells: Sequence[str]) -> Header:
    return Header(first, last, *unique_names(cells))


def unique_names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names, duplicates): an empty cell is named by its place, a repeated name gets a number."""
    names: dict[str, None] = {}
    duplicates: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        plain = cell.strip("\ufeff ") or f"Column {number}"
        name, copy = plain, 1
        while name in names:
            copy += 1
            name = f"{plain} ({copy})"
            duplicates[plain] = None
        names[name] = None
    return tuple(names), tuple(duplicates)
