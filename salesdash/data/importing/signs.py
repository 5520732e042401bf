"""Which currency the amounts of a file are marked with: a sign or code in the cells, a unit in the header."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped

import pyarrow as pa
import pyarrow.compute as pc

MONEY = ("amount", "unit_price", "cost", "profit", "tax", "list_price", "unit_cost")
DOLLARS = frozenset({"USD", "HKD", "SGD", "AUD", "CAD", "NZD", "TWD", "MXN"})
SIGNS: dict[str, frozenset[str]] = {
    "€": frozenset({"EUR"}), "£": frozenset({"GBP"}), "₹": frozenset({"INR"}), "₩": frozenset({"KRW"}), "₽": frozenset({"RUB"}),
    "¥": frozenset({"CNY", "JPY"}), "￥": frozenset({"CNY", "JPY"}), "元": frozenset({"CNY", "TWD"}), "圆": frozenset({"CNY"}), "$": DOLLARS,
    "US$": frozenset({"USD"}), "HK$": frozenset({"HKD"}), "RMB": frozenset({"CNY"}),
}  # fmt: skip
CODES = (
    "CNY",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "HKD",
    "TWD",
    "KRW",
    "SGD",
    "AUD",
    "CAD",
    "NZD",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "INR",
    "BRL",
    "MXN",
)
_MARK = re.compile(r"US\$|HK\$|RMB|(?<![A-Z])(?:" + "|".join(CODES) + r")(?![A-Z])|[€£₹₩₽¥￥元圆$]", re.IGNORECASE)
_UNIT = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]\s*$")


def foreign(columns: Mapped[str, str], sample: pa.Table, base: str) -> tuple[str, str] | None:
    """The first money column marked with another currency than the base: (header, mark); None where nothing says so."""
    for name in MONEY:
        header = columns.get(name)
        if header is None:
            continue
        unit = _UNIT.search(header)
        cells = pc.unique(sample[header].combine_chunks()).to_pylist()
        for text in [*([unit[1]] if unit else []), *(c for c in cells[:5000] if c)]:
            mark = _MARK.search(text)
            if mark and base not in SIGNS.get(mark[0], frozenset({mark[0].upper()})):
                return header, mark[0]
    return None
