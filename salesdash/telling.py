"""Reports and answers as plain text and as JSON, for the command line."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salesdash import text
from salesdash.data.importing.reasons import REASONS
from salesdash.data.importing.report import Report
from salesdash.kpi import Kpi
from salesdash.ui import columns


def account(report: Report, dry_run: bool) -> str:
    """A report in words."""
    if report.already:
        return f"{report.file}: loaded already at {report.already}; nothing to do."
    lines = [
        f"{report.file}: {report.rows_read:,} rows read as {report.kind}, {report.rows_loaded:,} "
        + ("would be loaded." if dry_run else "loaded.")
    ]
    if report.kind == "orders":
        lines.append(f"  {report.orders:,} orders, {report.customers:,} customers, amount {report.amount:,.2f}, {report.return_lines:,} return lines "
                     f"({report.returned:,.2f}), {report.first or '-'} to {report.last or '-'}")  # fmt: skip
    if report.rows_replaced:
        lines.append(f"  {report.rows_replaced:,} rows replaced what was there before")
    lines += [f"  left out: {n:,} {what} rows" for what, n in report.left_out.items()]
    lines += [f"  refused: {n:,} × {'. '.join(REASONS[reason])}" for reason, n in report.reasons.most_common()]
    lines += [f"    row {r.row}, {r.header}: “{r.value[:60]}”" for r in report.refused[:5]]
    if report.rounded:
        lines.append(f"  {report.rounded:,} figures had more than four decimals and were rounded")
    lines += [f"  {n:,} new {table}" for table, n in sorted(report.created.items())]
    lines += ["  note: " + text.t(msgid, "en", **values) for msgid, values in report.warnings]
    return "\n".join(lines)


SENTENCES = ("headline", "because", "running", "action", "settle", "notes")
"""What an answer may say, in this order."""


def answer(found: Any, lang: str) -> str:
    """The answer of a room in words and plain tables."""
    currency = found.state.currency
    lines = [text.sentence(one, lang, currency) for name in SENTENCES for one in _said(getattr(found, name, None))]
    colon = "：" if lang == "zh" else ": "
    for tile in getattr(found, "tiles", ()):
        change = text.points(tile.change, lang) if tile.kpi.unit == "percent" else text.change(tile.change, lang)
        told = text.figure(tile.value, tile.kpi.unit, lang, currency)
        lines.append(text.t(tile.kpi.name, lang) + colon + told + ("" if tile.change is None else f" ({change})"))
    for title, frame in found.tables.items():
        if len(frame):
            lines += ["", text.t(title, lang), _table(frame, lang, currency)]
    return "\n".join(lines)


def _said(what: Any) -> list[Any]:
    """The sentences of one part of an answer: itself, its `sentence`, several, or none."""
    if what is None:
        return []
    return list(what) if isinstance(what, tuple) else [getattr(what, "sentence", what)]


def _table(frame: pd.DataFrame, lang: str, currency: str) -> str:
    """The columns that have a name and anything in them."""
    named = columns.named(frame, lang)
    shown = [name for name in named if name in columns.COLUMNS and name != "code" and named[name].notna().any()]
    cells = {columns.title(n, lang): [columns.written(cell, columns.COLUMNS[n][1], lang, currency) for cell in named[n]] for n in shown}
    return pd.DataFrame(cells).to_string(index=False)


def plain(value: Any) -> Any:
    """An answer as JSON values: frames as lists of rows, dates as ISO text, what cannot be told as null."""
    if isinstance(value, pd.DataFrame):
        return [{str(k): plain(v) for k, v in row.items()} for row in value.to_dict("records")]
    if isinstance(value, Kpi):
        return {"id": value.id, "unit": value.unit}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()[:10]
    return None if isinstance(value, float) and value != value else value
