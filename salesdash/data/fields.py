"""What one column of an import file may hold, and what it is called in both languages.

A table that can be imported carries one `Field` per column in ``Column.info["field"]``; a file of order lines has a few
more fields than the table ``sales`` has columns (names, categories, unit price), declared in ``importing/orders.py``.
Templates, header matching, checks and exports are all made from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "date", "month", "money", "number", "percent", "integer", "choice", "rate"]

MONEY_SCALE = 10_000
"""Money, quantities, percentages (as fractions) and exchange rates' mantissas are integers of ten-thousandths."""


@dataclass(frozen=True)
class Field:
    """One thing a column of a file can mean.

    name      what it is called in code, in ``--map "Header=name"`` and in messages
    kind      how its cells are read: ``money`` and ``number`` become integers of ten-thousandths (int64), ``percent`` a
              fraction in ten-thousandths, ``date`` an ISO date, ``month`` YYYYMM as an integer, ``id`` text whose digits matter,
              ``rate`` an exchange rate kept as decimal text
    en, zh    the header of the template
    required  a file without it cannot be imported
    refers    the table whose ``code`` the cell names; unknown codes are created and counted
    examples  two cells for the template
    choices   for ``choice``: stored value -> words accepted for it, in any language, lower case
    """

    name: str
    kind: Kind
    en: str
    zh: str
    required: bool = False
    refers: str | None = None
    examples: tuple[str, str] = ("", "")
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
