"""Numbers as people and programs write them -> integers, exactly: half-even, never through a rounded float.

Plain text goes through Arrow's own reader, grouped and signed text through two regular expressions, and only what is left
("(12.34)", "1.05万", "12-", "１２") is looked at one distinct cell at a time. A float decides the digit unless the exact value
stands so near to a tie that it cannot; those cells are worked out with Decimal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.fields import MONEY_SCALE

LARGEST = 10**11 * MONEY_SCALE
"""Amounts above 1e11 are refused; so are whole numbers above 2^31 - 1, which is what an INTEGER column holds."""
LARGEST_WHOLE = 2**31 - 1
SIGNS = "¥￥$€£₹₩₽元圆"
CODES = "CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|KRW|SGD|AUD|CAD|NZD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|INR|BRL|MXN|RUB|TRY|ZAR|AED|THB|VND|IDR|MYR|PHP|FRF|DEM|US\\$|HK\\$|A\\$|C\\$|R\\$"
UNITS = {"亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, "k": 10**3}
NOTHING = ("", "-", "—", "–", "--", "——")
_GROUPS = r"\d+|\d{1,3}(?:T\d{3})+|\d{1,2}(?:T\d{2})*T\d{3}"
_CURRENCY = re.compile(rf"^(?:{CODES})|(?:{CODES})$|[{SIGNS}]", re.IGNORECASE)
_UNIT = re.compile(r"(亿|百万|万|千|k)$", re.IGNORECASE)


@dataclass(frozen=True)
class Numbers:
    """values: int64, 0 where `null` or `bad`; bad: index -> reason; rounded: cells with more decimals than are kept."""

    values: np.ndarray
    null: np.ndarray
    bad: dict[int, str]
    rounded: int


def read_numbers(strings: pa.Array, *, factor: int = 1, decimal: str = ".", percent: bool = False, whole: bool = False) -> Numbers:
    """Text -> integers of ten-thousandths (`whole`: of ones).

    `factor` is the unit of the column (10,000 for 万元); a unit in the cell itself replaces it. `percent`: 20 means 20 %;
    a cell with a percent sign is a percentage in any column.
    """
    scale = 1 if whole else MONEY_SCALE * factor // (100 if percent else 1)
    limit = LARGEST_WHOLE if whole else LARGEST
    null = pc.is_null(strings).to_numpy(zero_copy_only=False)
    odd: dict[int, Decimal | None] = {}
    try:
        if decimal == ",":
            raise pa.ArrowInvalid("a decimal comma is not Arrow's")
        texts, floats = strings, pc.cast(strings, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        texts, null, odd = _tidied(strings, decimal, 1 if whole else MONEY_SCALE, scale)
        floats = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    values, bad, rounded = _scaled(texts, floats, scale, limit, whole)
    values[null] = 0
    for at in np.flatnonzero(~np.isfinite(floats) & ~null).tolist():
        exact = odd.get(at)
        if exact is None:
            bad[at] = "too_large" if np.isinf(floats[at]) and re.search(r"\d", texts[at].as_py()) else "not_a_number"
        elif abs(exact) > limit:
            bad[at] = "too_large"
        elif whole and exact != int(exact):
            bad[at] = "not_whole"
        else:
            kept = exact.to_integral_value(ROUND_HALF_EVEN)
            values[at] = int(kept)
            rounded += int(kept != exact)
    for at in bad:
        values[at] = 0
    return Numbers(values, null, bad, rounded)


def _scaled(texts: pa.Array, floats: np.ndarray, scale: int, limit: int, whole: bool) -> tuple[np.ndarray, dict[int, str], int]:
    """Finite floats -> integers; where the float stands within its own error of a tie, or is large, the text decides."""
    with np.errstate(invalid="ignore"):
        scaled = floats * scale
        nearest = np.rint(scaled)
        size = np.abs(scaled)
        tie = np.abs(np.abs(scaled - nearest) - 0.5) <= 1e-9 + size * 1e-15
        large = np.isfinite(floats) & (size > limit * (1 + 1e-12))
        unsure = np.flatnonzero((tie | (size >= 1e14)) & np.isfinite(floats) & ~large)
        values = np.where(np.isfinite(nearest) & ~large, nearest, 0).astype(np.int64)
    bad = dict.fromkeys((int(at) for at in np.flatnonzero(large)), "too_large")
    for at, text in zip(unsure.tolist(), texts.take(pa.array(unsure, pa.int64())).to_pylist(), strict=True):
        exact = _exact(text, scale)
        values[at] = int(exact) if abs(exact) <= limit else 0
        if abs(exact) > limit:
            bad[at] = "too_large"
    if not whole:
        return values, bad, _too_long(texts, len(str(scale)) - 1)
    with np.errstate(invalid="ignore"):
        bad.update(dict.fromkeys((int(at) for at in np.flatnonzero(np.isfinite(floats) & (floats != nearest))), "not_whole"))
    return values, bad, 0


def _exact(text: str, scale: int) -> Decimal:
    context = Context(prec=len(text) + 40)
    return context.multiply(Decimal(text), Decimal(scale)).to_integral_value(ROUND_HALF_EVEN)


def _too_long(texts: pa.Array, places: int) -> int:
    """How many plain numbers have more than `places` decimals, zeros at the end not counted."""
    for trim in (False, True):
        if trim:
            texts = pc.utf8_rtrim(texts, characters="0")
        dot = pc.find_substring(texts, ".")
        decimals = pc.subtract(pc.subtract(pc.cast(pc.binary_length(texts), pa.int32()), dot), 1)
        texts = texts.filter(pc.and_(pc.greater_equal(dot, 0), pc.greater(decimals, places)))
        if not len(texts):
            return 0
        if not trim:
            texts = texts.filter(pc.invert(pc.match_substring_regex(texts, "[eE]")))
    return len(texts)


def shapes(decimal: str) -> tuple[str, str]:
    """Regular expressions of a plain number, and of one with groups and a currency sign, in a locale."""
    d = re.escape(decimal)
    groups = "|".join(_GROUPS.replace("T", sep) for sep in ((r"\." if decimal == "," else ","), " ", "\u00a0", "\u202f", "['’]"))
    plain = rf"^[+-]?(?:\d+{d}?\d*|{d}\d+)(?:[eE][+-]?\d+)?$"
    grouped = rf"^(?:[+-]?[{SIGNS}]?\s?|[{SIGNS}]\s?-)(?:{groups})(?:{d}\d*)?\s?[{SIGNS}]?$"
    return plain, grouped


def _tidied(strings: pa.Array, decimal: str, base: int, scale: int) -> tuple[pa.Array, np.ndarray, dict[int, Decimal | None]]:
    """-> plain decimal text (null elsewhere), which cells are empty, and the odd ones as exact scaled values (None: no number)."""
    trimmed = pc.utf8_trim_whitespace(strings)
    empty = pc.or_(pc.is_null(trimmed), pc.is_in(trimmed, pa.array(NOTHING)))
    plain, grouped = shapes(decimal)
    is_plain = pc.match_substring_regex(trimmed, plain)
    is_grouped = pc.match_substring_regex(trimmed, grouped)
    bare = pc.replace_substring_regex(pc.if_else(is_grouped, trimmed, None), rf"[^0-9+{decimal}-]", "")
    texts = pc.if_else(is_plain, trimmed, bare)
    if decimal == ",":
        texts = pc.replace_substring(texts, ",", ".")
    null = empty.to_numpy(zero_copy_only=False)
    rest = np.flatnonzero(pc.is_null(texts).to_numpy(zero_copy_only=False) & ~null)
    cells = trimmed.take(pa.array(rest, pa.int64())).to_pylist()
    read = {cell: odd_number(cell, decimal, base, scale) for cell in set(cells)}
    return texts, null, {int(at): read[cell] for at, cell in zip(rest, cells, strict=True)}


def odd_number(cell: str, decimal: str, base: int, scale: int) -> Decimal | None:
    """One cell as an exact multiple of 1/scale, or None: parentheses, trailing minus, currency, percent sign, a unit, full width."""
    if len(cell) > 100:
        return None
    text = unicodedata.normalize("NFKC", cell).replace("−", "-").strip().lstrip("'").strip()
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip()
    text = _CURRENCY.sub("", text).strip()
    if text.startswith("(") and text.endswith(")") and not negative:
        negative, text = True, text[1:-1].strip()
    if text.endswith("-"):
        negative, text = not negative, text[:-1].strip()
    by: int | Decimal = scale
    if text.endswith(("%", "‰")):
        by, text = Decimal(base) / (100 if text[-1] == "%" else 1000), text[:-1].strip()
    elif unit := _UNIT.search(text):
        by, text = base * UNITS[unit[1].lower()], text[: unit.start()].strip()
    text = _CURRENCY.sub("", text).strip()
    if negative and text.startswith(("-", "+")):
        return None
    plain, grouped = shapes(decimal)
    if not re.match(plain, text, re.ASCII):
        if not re.match(grouped, text, re.ASCII):
            return None
        text = re.sub(rf"[^0-9+{decimal}-]", "", text)
    value = Decimal(text.replace(",", ".")) * by
    return -value if negative else value
