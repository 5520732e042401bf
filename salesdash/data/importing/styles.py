"""How one column writes its dates and numbers: one locale per column, decided by what is certain and asked where nothing is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.fields import Kind
from salesdash.data.importing.dates import ORDERED, SERIAL, SERIALS, bare
from salesdash.data.importing.numbers import CODES, SIGNS

NUMERIC = ("money", "number", "percent", "integer", "rate")
DATED = ("date", "month")
LOOKED_AT = 20_000
"""Different cells of the sample that are looked at, spread evenly over it."""


@dataclass(frozen=True)
class Style:
    """dates: order of 1/2/2014 ("dmy", "mdy", "ymd" for 14/1/2) or "serial" (day numbers of a spreadsheet); factor: 10,000 for 万元;
    percent: 20 means 20 %."""

    dates: str | None = None
    decimal: str = "."
    factor: int = 1
    percent: bool = False

    def plain(self) -> dict[str, object]:
        """What differs from the usual, for JSON."""
        usual = asdict(Style())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


@dataclass(frozen=True)
class Ambiguous:
    """What the column does not say by itself: `what` is "dates" or "decimal", `options` the readings that fit every cell."""

    what: str
    options: tuple[str, ...]
    example: str
    style: Style

    def answered(self, answer: str) -> Style:
        return Style(**{**asdict(self.style), self.what: answer})


_PERCENT_HEADER = re.compile(r"%|％|pct|percent|百分")
_FACTORS = (
    (re.compile(r"亿元|[(\[（【]\s*亿|亿$"), 10**8),
    (re.compile(r"百万|[(\[]\s*(?:in )?millions?\b|[(\[]\s*m[¥$€£]?\s*[)\]]|\bin millions\b"), 10**6),
    (re.compile(r"万元|[(\[【]\s*(?:人民币)?万|万$"), 10**4),
    (
        re.compile(
            r"千元|[(\[【]\s*千|[(\[]\s*(?:[¥$€£]\s*)?k\s*[¥$€£]?\s*[)\]]|[(\[]\s*(?:in )?thousands?\b|\bin thousands\b|'000|[(\[]000s?[)\]]"
        ),
        10**3,
    ),
)


def style_of(strings: pa.Array | pa.ChunkedArray, kind: Kind, header: str) -> Style | Ambiguous:
    """How this column writes, from a sample of it and from its header."""
    if kind in DATED:
        return _dates(_sample(strings))
    if kind == "integer":
        return _either(_sample(strings))
    if kind not in NUMERIC:
        return Style()
    cells = _sample(strings)
    numbers = decimal_of(cells)
    decimal = "." if isinstance(numbers, Ambiguous) else numbers or "."
    written = unicodedata.normalize("NFKC", header).lower()
    factor = next((by for pattern, by in _FACTORS if pattern.search(written)), 1) if kind == "money" else 1
    percent = kind == "percent" and (
        (bool(_PERCENT_HEADER.search(written)) and not _fractions(cells, decimal)) or _above_one(cells, decimal)
    )
    style = Style(decimal=decimal, factor=factor, percent=percent)
    return Ambiguous("decimal", numbers.options, numbers.example, style) if isinstance(numbers, Ambiguous) else style


def _either(cells: list[str]) -> Style:
    """Whole numbers, where any mark is one of groups; or dates, of which only the year is taken."""
    dated, numbers = _dates(cells), decimal_of(cells)
    order = dated.options[0] if isinstance(dated, Ambiguous) else dated.dates
    if isinstance(numbers, Ambiguous):
        return Style(dates=order, decimal="." if "," in numbers.example else ",")
    return Style(dates=order, decimal=numbers or ".")


def _sample(strings: pa.Array | pa.ChunkedArray) -> list[str]:
    words = pc.drop_null(pc.unique(strings))
    if len(words) > LOOKED_AT:
        words = words.take(pa.array(np.linspace(0, len(words) - 1, LOOKED_AT).astype(np.int64)))
    return [cell for cell in words.to_pylist() if cell.strip()]


def _dates(cells: list[str]) -> Style | Ambiguous:
    texts = [bare(cell) for cell in cells]
    parts = [(text, int(m["a"]), int(m["b"]), m["c"]) for text in texts if (m := ORDERED.match(text))]
    if not parts:
        serials = sum(bool(SERIAL.match(text)) and SERIALS[0] <= float(text) <= SERIALS[1] for text in texts)
        return Style(dates="serial" if serials * 2 > len(texts) else None)
    fits = {
        "dmy": all(a <= 31 and b <= 12 for _, a, b, _ in parts),
        "mdy": all(a <= 12 and b <= 31 for _, a, b, _ in parts),
        "ymd": all(len(c) == 2 and b <= 12 and int(c) <= 31 for _, _, b, c in parts),
    }
    options = tuple(order for order, fit in fits.items() if fit) or ("dmy", "mdy")
    return Style(dates=options[0]) if len(options) == 1 else Ambiguous("dates", options, parts[0][0], Style())


_CLEAN = re.compile(rf"^(?:{CODES})|(?:{CODES})$|[\s%()+\-{SIGNS}'’]|百万|[万亿千kK]", re.IGNORECASE)


def decimal_of(cells: list[str]) -> str | Ambiguous | None:
    """The decimal mark, from what the cells themselves exclude; None where there is no mark at all. 1,234 could be read both ways;
    a currency that groups by commas, or a second group, settles it."""
    doubtful = {".": "", ",": ""}
    for cell in cells:
        text = _CLEAN.sub("", unicodedata.normalize("NFKC", cell)).strip()
        commas, points = text.count(","), text.count(".")
        if commas and points:
            return "," if text.rfind(",") > text.rfind(".") else "."
        if commas + points > 1:
            return "." if commas else ","
        if commas + points == 0 or not re.fullmatch(r"\d*[.,]\d*", text, re.ASCII):
            continue
        mark = "," if commas else "."
        before, after = text.split(mark)
        if len(after) != 3 or not 1 <= len(before) <= 3 or before.startswith("0"):
            return mark
        if mark == "," and re.search(r"[$¥￥£]", cell):
            return "."
        doubtful[mark] = cell
    if example := doubtful[","] or doubtful["."]:
        return Ambiguous("decimal", (".", ","), example, Style())
    return None


def floats(cells: list[str], decimal: str) -> list[float]:
    """The bare numbers of a sample, without those that carry a percent sign."""
    found: list[float] = []
    for cell in cells:
        text = _CLEAN.sub("", cell).replace("," if decimal == "." else ".", "").replace(",", ".")
        if "%" not in cell and "％" not in cell and re.fullmatch(r"\d+\.?\d*|\.\d+", text, re.ASCII):
            found.append(float(text))
    return found


def sampled(strings: pa.Array | pa.ChunkedArray) -> tuple[list[float], bool]:
    """The bare numbers of a column's sample without their signs, and whether cells carry percent signs."""
    cells = _sample(strings)
    numbers = decimal_of(cells)
    decimal = "." if isinstance(numbers, Ambiguous) else numbers or "."
    return floats(cells, decimal), any("%" in cell or "％" in cell for cell in cells)


def _above_one(cells: list[str], decimal: str) -> bool:
    return any(number > 1 for number in floats(cells, decimal))


def _fractions(cells: list[str], decimal: str) -> bool:
    """All numbers lie in 0..1 and some strictly between: fractions, whatever the header says."""
    numbers = floats(cells, decimal)
    return all(number <= 1 for number in numbers) and any(0 < number < 1 for number in numbers)


def decimal_mark(strings: pa.Array | pa.ChunkedArray) -> str | Ambiguous | None:
    """The decimal mark of a column of numbers, None where none stands in it."""
    return decimal_of(_sample(strings))
