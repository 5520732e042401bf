"""What a check or an import says: how many rows, which were refused and why, and totals to hold against what one expects."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from salesdash.data.importing.reasons import REASONS
from salesdash.text import N_, t

REFUSED_KEPT = 100_000
"""So many refused cells are kept for the file of refused rows; beyond, they are only counted."""


@dataclass(frozen=True)
class Refused:
    """One cell that stopped its row: row as a person sees it in the file, header (may be empty for the whole row), value, reason code."""

    row: int
    header: str
    value: str
    reason: str


@dataclass
class Report:
    """The account of one file. Amounts in currency units; `months` are those that were touched."""

    file: str
    kind: str
    source: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    rows_refused: int = 0
    rows_replaced: int = 0
    rows_unchanged: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    created: Counter[str] = field(default_factory=Counter)
    rounded: int = 0
    orders: int = 0
    customers: int = 0
    amount: float = 0.0
    returned: float = 0.0
    return_lines: int = 0
    first: date | None = None
    last: date | None = None
    months: tuple[int, ...] = ()
    import_id: int | None = None
    already: str | None = None

    def refuse(self, cells: Sequence[Refused]) -> None:
        """Count refused cells, and keep those there is room for."""
        self.reasons.update(c.reason for c in cells)
        self.refused.extend(cells[: max(REFUSED_KEPT - len(self.refused), 0)])

    def warn(self, msgid: str, **values: Any) -> None:
        """Something that stops nothing but should be known; the same sentence is kept once, its count added up."""
        for i, (known, old) in enumerate(self.warnings):
            if known == msgid and {k: v for k, v in old.items() if k != "count"} == {k: v for k, v in values.items() if k != "count"}:
                if "count" in values:
                    self.warnings[i] = (msgid, {**values, "count": old["count"] + values["count"]})
                return
        self.warnings.append((msgid, values))

    def to_json(self) -> dict[str, Any]:
        """Everything but the refused cells themselves, as JSON values."""
        kept = {k: v for k, v in vars(self).items() if k not in ("refused", "reasons", "created", "first", "last", "months")}
        return {
            **kept, "reasons": dict(self.reasons), "created": dict(self.created), "months": list(self.months),
            "first": self.first and self.first.isoformat(), "last": self.last and self.last.isoformat(),
            "first_refused": [{**vars(r), "why": ". ".join(REASONS[r.reason])} for r in self.refused[:20]],
        }  # fmt: skip

    def refused_csv(self, lang: str = "en") -> bytes:
        """The refused cells as CSV (UTF-8 with BOM): row, column, value, reason, fix; safe to open in a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([t(title, lang) for title in (N_("Row"), N_("Column"), N_("Value"), N_("Reason"), N_("What to do"))])
        for cell in self.refused:
            writer.writerow([cell.row, *map(harmless, (cell.header, cell.value)), *(t(part, lang) for part in REASONS[cell.reason])])
        return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula, made plain text by a leading apostrophe."""
    return "'" + text if len(text) > 1 and text[0] in "=+-@\t\r＝＋－＠" and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?", text, re.ASCII) is not None
