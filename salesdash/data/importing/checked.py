"""The cells of a block made typed and held against what its fields want: what is good, and of what is not the row, column and reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from salesdash.data.fields import Field
from salesdash.data.importing import orders as order_files
from salesdash.data.importing.cells import Parsed, parse
from salesdash.data.importing.currencies import Rates
from salesdash.data.importing.mapping import ORDERS, Mapping
from salesdash.data.importing.records import outcome_of
from salesdash.data.importing.report import Refused, Report
from salesdash.data.importing.source import Block
from salesdash.data.schema import importables
from salesdash.errors import ImportRefused
from salesdash.text import N_

Bad = dict[int, list[tuple[str, str]]]
"""position in the block -> (field, reason code)"""
WHICH_CURRENCY = N_(
    "{file} names other currencies than the base currency {base} ({codes}). Say whether its amounts are in those currencies or already in {base}: "
    "--currency own|base."
)


def fields_of(kind: str) -> dict[str, Field]:
    """The fields of a kind of file: "orders" for a flat file of order lines, else the table's own."""
    if kind == "orders":
        return {f.name: f for f in order_files.FIELDS}
    return {c.info["field"].name: c.info["field"] for c in importables()[kind].c if "field" in c.info}


class Checked:
    """Parses the blocks of one file and keeps the account of what it refuses."""

    def __init__(self, mapping: Mapping, rates: Rates, report: Report) -> None:
        self.mapping, self.rates, self.report = mapping, rates, report
        self.fields = fields_of(mapping.kind)
        self.orders = mapping.kind == ORDERS
        self.unneeded = order_files.information_only(mapping.columns) if self.orders else frozenset()
        self.bad_rows = 0

    def parse(self, block: Block) -> tuple[dict[str, Parsed], Bad]:
        """Typed columns by field name, and what is wrong: position -> (field, reason)."""
        parsed: dict[str, Parsed] = {}
        bad: Bad = {}
        for field_name, header in self.mapping.columns.items():
            field = self.fields[field_name]
            found = parsed[field_name] = parse(block.table[header], field, self.mapping.style(field_name))
            self.report.rounded += found.rounded
            needed = field.required or (field_name == "order_no" and self.orders)
            for i, reason in found.bad.items() if field_name not in self.unneeded else ():
                bad.setdefault(i, []).append((field_name, reason))
            if needed and found.null.any():
                for i in np.flatnonzero(found.null).tolist():
                    bad.setdefault(i, []).append((field_name, "missing"))
        if self.mapping.kind == "deals":
            outcome_of(parsed, self.fields["outcome"])
        return parsed, bad

    def rates_of(self, parsed: dict[str, Parsed], bad: Bad, count: int) -> tuple[list[Any], np.ndarray] | None:
        """The rates of this block where its amounts are in other currencies than the base."""
        if "currency" not in parsed or "amount" not in self.fields or self.mapping.kind == "exchange_rates":
            return None
        codes = whole(parsed["currency"].values)
        foreign = self.rates.foreign(codes)
        answer = self.mapping.answers.get("currency")
        if foreign and answer is None:
            raise ImportRefused(WHICH_CURRENCY, file=self.report.file, base=self.rates.base, codes=", ".join(sorted(foreign)[:5]))
        if not foreign or answer == "base":
            return None
        day = next((f for f in ("ordered_on", "paid_on", "closed_on", "created_on", "due_on", "week", "observed_on") if f in parsed), None)
        rates, which = self.rates.of(codes, whole(parsed[day].values) if day else pa.nulls(count, pa.string()))
        for i, rate in enumerate(rates):
            if rate is None:
                for row in np.flatnonzero(which == i).tolist():
                    bad.setdefault(row, []).append(("currency", "no_rate"))
        return rates, which

    def refuse(self, block: Block, bad: Bad) -> None:
        """Put the refused rows of a block into the report."""
        if not bad:
            return
        self.bad_rows += len(bad)
        cells = []
        for i in sorted(bad):
            for field_name, reason in bad[i]:
                header = self.mapping.columns.get(field_name, "")
                value = block.table[header][i].as_py() if header else ""
                cells.append(Refused(int(block.rows[i]), header, (value or "")[:200], reason))
        self.report.refuse(cells)


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
