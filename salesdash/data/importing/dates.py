"""Dates and months as people and programs write them -> ISO dates, months as YYYYMM.

Every distinct cell is read once, so a million rows cost what a thousand different days cost. The day is the one that is
written: a time of day is left off, a time zone is not applied. ``1/2/2014`` has a meaning only with an order
("dmy", "mdy"); without one it is not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.text import days

FIRST_YEAR, LAST_YEAR = 1970, 2100
FIRST_BIRTH_YEAR = 1900
SERIALS = (20_000, 80_000)
NOTHING = ("", "-", "—", "–", "--", "——")
MONTHS = {name.lower(): at for at, name in enumerate(days.MONTHS, start=1)}
_MONTH = rf"(?P<mon>{'|'.join(MONTHS)})[a-z]*\.?"
_TIME = re.compile(
    r"(?:(?<=\d)t|[\s,]+|(?<=日)\s*)(?:上午|下午)?\s*\d{1,2}[:时点]\d{1,2}分?(?:[:]?\d{1,2}秒?)?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|\s*\(?(?:星期|周)[一二三四五六日天]\)?$")
YEAR_FIRST = re.compile(r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?$", re.ASCII)
DIGITS = re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\d{6})?$", re.ASCII)
ORDERED = re.compile(r"^(?P<a>\d{1,2})\s*([-/. ])\s*(?P<b>\d{1,2})\s*\2\s*(?P<c>\d{4}|\d{2})$", re.ASCII)
SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$", re.ASCII)
_NAMED = (
    re.compile(rf"^(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s/.,]*{_MONTH}[-\s/.,']*(?P<y>\d{{4}}|\d{{2}})$", re.ASCII),
    re.compile(rf"^{_MONTH}[-\s/.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s/.,]+(?P<y>\d{{4}})$", re.ASCII),
    re.compile(rf"^(?P<y>\d{{4}})[-\s/.]*{_MONTH}[-\s/.]*(?P<d>\d{{1,2}})$", re.ASCII),
)
_MONTHLY = (
    re.compile(r"^(?P<y>\d{4})\s*[-/.年m]\s*(?P<m>\d{1,2})\s*月?$", re.ASCII),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})$", re.ASCII),
    re.compile(r"^(?P<m>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})$", re.ASCII),
    re.compile(rf"^{_MONTH}[-\s/.,']*(?P<y>\d{{4}})$", re.ASCII),
    re.compile(rf"^(?P<y>\d{{4}})[-\s/.]*{_MONTH}$", re.ASCII),
)
MANY = 5_000


def bare(cell: str) -> str:
    """The date in a cell: lower case, plain digits, without weekday and time of day."""
    plain = unicodedata.normalize("NFKC", cell).strip().lower()
    return _WEEKDAY.sub("", _TIME.sub("", plain)).strip()


def read_date(cell: str, order: str | None, first_year: int = FIRST_YEAR) -> date | str:
    """One cell -> the day, or a reason code."""
    plain = bare(cell)
    if SERIAL.match(plain):
        day = int(float(plain))
        readable = order == "serial" and SERIALS[0] <= day <= SERIALS[1]
        return date(1899, 12, 30) + timedelta(days=day) if readable else "not_a_date"
    if ordered := ORDERED.match(plain):
        if order not in ("dmy", "mdy", "ymd") or (order == "ymd" and len(ordered["c"]) == 4):
            return "date_order"
        a, b, c = ordered["a"], ordered["b"], ordered["c"]
        year, month, day_text = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
        return _day(year, int(month), day_text, first_year)
    for pattern in (YEAR_FIRST, DIGITS):
        if found := pattern.match(plain):
            return _day(found["y"], int(found["m"]), found["d"], first_year)
    for pattern in _NAMED:
        if found := pattern.match(plain):
            return _day(found["y"], MONTHS[found["mon"]], found["d"], first_year)
    return "not_a_date"


def _day(year: str, month: int, day: str, first_year: int) -> date | str:
    number = int(year) if len(year) == 4 else (1900 if int(year) >= 70 else 2000) + int(year)
    try:
        made = date(number, month, int(day))
    except ValueError:
        return "impossible_date"
    return made if first_year <= number <= LAST_YEAR else "year_out_of_range"


def read_month(cell: str, order: str | None) -> int | str:
    """One cell -> YYYYMM, or a reason code; the month of a date when it holds one."""
    plain = bare(cell)
    for pattern in _MONTHLY:
        if found := pattern.match(plain):
            year, month = int(found["y"]), MONTHS[found["mon"]] if "mon" in pattern.groupindex else int(found["m"])
            if not 1 <= month <= 12:
                return "impossible_date"
            return year * 100 + month if FIRST_YEAR <= year <= LAST_YEAR else "year_out_of_range"
    day = read_date(cell, order)
    return day if isinstance(day, str) else day.year * 100 + day.month


def read_year(cell: str, order: str | None) -> int | str:
    """One cell -> the year of a birth date or of a founding."""
    plain = cell.strip().removesuffix(".0")
    if re.fullmatch(r"\d{4}", plain, re.ASCII):
        return int(plain) if FIRST_BIRTH_YEAR <= int(plain) <= LAST_YEAR else "year_out_of_range"
    day = read_date(cell, order, FIRST_BIRTH_YEAR)
    return day if isinstance(day, str) else day.year


def distinct(strings: pa.Array) -> tuple[list[str | None], np.ndarray]:
    """The different cells and which one each row holds (-1: empty). Times of day are cut off first where they make cells many."""
    coded = strings.dictionary_encode()
    words, codes = coded.dictionary, coded.indices
    if len(words) > MANY:
        cut = pc.replace_substring_regex(words, r"(?:[T ]\d{1,2}:\d{2}\S*(?: [APap][Mm])?)$", "").dictionary_encode()
        words, codes = cut.dictionary, cut.indices.take(codes)
    return words.to_pylist(), pc.fill_null(codes, -1).to_numpy(zero_copy_only=False)


def read_distinct(
    strings: pa.Array, read: Callable[[str], date | int | str]
) -> tuple[list[date | int | None], np.ndarray, np.ndarray, dict[int, str]]:
    """Read every different cell once -> what the cells say, which one each row holds, which rows are empty, index -> reason."""
    cells, codes = distinct(strings)
    read_cells = [None if cell is None or cell.strip() in NOTHING else read(cell) for cell in cells]
    empty = np.array([cell is None for cell in read_cells] + [True])
    reasons = {at: cell for at, cell in enumerate(read_cells) if isinstance(cell, str)}
    bad: dict[int, str] = {}
    if reasons:
        rows = np.flatnonzero(np.isin(codes, list(reasons)))
        bad = {int(row): reasons[int(codes[row])] for row in rows}
    return [None if isinstance(cell, str) else cell for cell in read_cells], codes, empty[codes], bad


def read_dates(strings: pa.Array, order: str | None) -> tuple[pa.Array, np.ndarray, dict[int, str]]:
    """-> ISO dates (null where empty or bad), which are empty, index -> reason."""
    days, codes, null, bad = read_distinct(strings, lambda cell: read_date(cell, order))
    words = pa.array([day.isoformat() if isinstance(day, date) else None for day in days] + [None], pa.string())
    return words.take(pa.array(np.where(codes < 0, len(days), codes))), null, bad


def read_numbered(strings: pa.Array, read: Callable[[str], int | str]) -> tuple[np.ndarray, np.ndarray, dict[int, str]]:
    """Months or years -> int64 (0 where empty or bad), which are empty, index -> reason."""
    numbers, codes, null, bad = read_distinct(strings, read)
    return np.array([number if isinstance(number, int) else 0 for number in [*numbers, 0]], np.int64)[codes], null, bad
