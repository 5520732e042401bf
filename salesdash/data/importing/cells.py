"""Cells of text -> typed values, a whole column at a time: vectorised, exact, each refused cell with its reason.

Empty cells are null. ``reasons.py`` says every reason code in words, with what to do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.fields import Field
from salesdash.data.importing.dates import read_dates, read_month, read_numbered, read_year
from salesdash.data.importing.numbers import NOTHING, odd_number, read_numbers
from salesdash.data.importing.styles import Ambiguous, Style, style_of

__all__ = ["Ambiguous", "Parsed", "Style", "parse", "style_of"]

INVISIBLE = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff"
LONGEST = {"id": 200, "text": 4_000}
EXACT_FLOAT = 2**53


@dataclass(frozen=True)
class Parsed:
    """One column of a block.

    values   int64 (money, number, percent: ten-thousandths; integer; month: YYYYMM; 0 where null or bad), else a pa.Array of
             strings (id, text, choice; date: ISO; rate: decimal text; null where null or bad)
    null     which cells are empty
    bad      index in the block -> reason code
    rounded  how many cells had more decimals than are kept
    """

    values: Any
    null: np.ndarray
    bad: dict[int, str]
    rounded: int = 0


def parse(strings: pa.Array | pa.ChunkedArray, field: Field, style: Style) -> Parsed:
    """The cells of one column as the field's kind wants them."""
    if isinstance(strings, pa.ChunkedArray):
        strings = pa.concat_arrays(strings.chunks) if strings.num_chunks else pa.array([], pa.string())
    match field.kind:
        case "money" | "number" | "percent":
            found = read_numbers(strings, factor=style.factor, decimal=style.decimal, percent=style.percent)
            return Parsed(found.values, found.null, found.bad, found.rounded)
        case "integer" if field.name.endswith("_year"):
            years, null, bad = read_numbered(strings, partial(read_year, order=style.dates))
            return Parsed(years, null, bad)
        case "integer":
            found = read_numbers(strings, decimal=style.decimal, whole=True)
            return Parsed(found.values, found.null, found.bad)
        case "date":
            days, null, bad = read_dates(strings, style.dates)
            return Parsed(days, null, bad)
        case "month":
            months, null, bad = read_numbered(strings, partial(read_month, order=style.dates))
            return Parsed(months, null, bad)
        case "choice":
            return _choices(strings, field)
        case "rate":
            return _rates(strings, style)
        case _:
            return _words(strings, field)


def trimmed(strings: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Without spaces and invisible characters around (null where nothing is left), and which are empty."""
    words = pc.utf8_trim(strings, characters=INVISIBLE)
    words = pc.if_else(pc.equal(pc.binary_length(words), 0), pa.scalar(None, pa.string()), words)
    return words, pc.is_null(words).to_numpy(zero_copy_only=False)


_FLOATING = re.compile(r"([+-]?\d+)\.0+", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+[eE][+-]?|[eE][+-])\d+", re.ASCII)


def _words(strings: pa.Array, field: Field) -> Parsed:
    """Ids and texts as they stand. A spreadsheet's 12345.0 is the id 12345; 6.2E+18 has lost its digits; the apostrophe that keeps
    =1+1 from being a formula is none of the text."""
    words, null = trimmed(strings)
    if pc.any(pc.starts_with(words, "'")).as_py():
        words = pc.replace_substring_regex(words, r"^'([=+\-@])", r"\1")
    bad: dict[int, str] = {}
    _mark(bad, pc.greater(pc.utf8_length(words), LONGEST[field.kind]), "too_long")
    _mark(bad, pc.match_substring(words, "\x00"), "unreadable")
    if field.kind == "id":
        words = _digits(words, bad)
    return Parsed(_without(words, bad), null, bad)


def _digits(words: pa.Array, bad: dict[int, str]) -> pa.Array:
    """Ids as they were before a spreadsheet made floating numbers of them; those whose digits are gone are put into `bad`."""
    short = pc.match_substring_regex(words, r"^[+-]?[0-9]{1,15}\.0+$")
    if pc.any(short).as_py():
        words = pc.if_else(short, pc.replace_substring_regex(words, r"\.0+$", ""), words)
    at = np.flatnonzero(pc.fill_null(pc.match_substring_regex(words, r"^[+-]?[0-9]+(?:\.|[eE][+-])"), False).to_numpy(zero_copy_only=False))
    if not len(at):
        return words
    coded = words.take(pa.array(at)).dictionary_encode()
    cells, codes = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    whole = [found[1] if (found := _FLOATING.fullmatch(cell)) else cell for cell in cells]
    lost = [
        bool(_SCIENTIFIC.fullmatch(cell)) or (text != cell and abs(int(text)) > EXACT_FLOAT)
        for cell, text in zip(cells, whole, strict=True)
    ]
    bad.update(dict.fromkeys(at[np.array(lost)[codes]].tolist(), "digits_lost"))
    mask = np.zeros(len(words), bool)
    mask[at] = True
    return pc.replace_with_mask(words, pa.array(mask), pa.array(whole, pa.string()).take(coded.indices))


def _choices(strings: pa.Array, field: Field) -> Parsed:
    words, null = trimmed(strings)
    stored = {unicodedata.normalize("NFKC", word).casefold(): value for value, accepted in field.choices for word in (value, *accepted)}
    coded = words.dictionary_encode()
    values = [stored.get(re.sub(r"\s+", " ", unicodedata.normalize("NFKC", word)).casefold()) for word in coded.dictionary.to_pylist()]
    chosen = pa.array(values, pa.string()).take(coded.indices)
    unknown = np.flatnonzero(pc.is_null(chosen).to_numpy(zero_copy_only=False) & ~null)
    return Parsed(chosen, null, dict.fromkeys(unknown.tolist(), "unknown_choice"))


def _rates(strings: pa.Array, style: Style) -> Parsed:
    """Exchange rates as plain decimal text, every digit kept."""
    words, _ = trimmed(strings)
    texts: list[str | None] = []
    bad: dict[int, str] = {}
    for row, cell in enumerate(words.to_pylist()):
        empty = cell is None or cell in NOTHING
        rate = None if empty else _rate(cell, style.decimal)
        if not empty and rate is None:
            bad[row] = "not_a_number"
        elif rate is not None and rate <= 0:
            bad[row], rate = "not_positive", None
        texts.append(None if rate is None else f"{rate:f}")
    array = pa.array(texts, pa.string())
    null = pc.is_null(array).to_numpy(zero_copy_only=False)
    null[list(bad)] = False
    return Parsed(array, null, bad)


def _rate(cell: str, decimal: str) -> Decimal | None:
    try:
        rate = Decimal(cell) if decimal == "." else None
    except InvalidOperation:
        rate = None
    rate = odd_number(cell, decimal, 1, 1) if rate is None else rate
    return rate if rate is not None and rate.is_finite() else None


def _mark(bad: dict[int, str], where: pa.Array, reason: str) -> None:
    if pc.any(where).as_py():
        bad.update(dict.fromkeys(np.flatnonzero(pc.fill_null(where, False).to_numpy(zero_copy_only=False)).tolist(), reason))


def _without(words: pa.Array, bad: dict[int, str]) -> pa.Array:
    if not bad:
        return words
    keep = np.ones(len(words), bool)
    keep[list(bad)] = False
    return pc.if_else(pa.array(keep), words, pa.scalar(None, pa.string()))
