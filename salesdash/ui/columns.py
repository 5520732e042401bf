"""What the columns of an answer are called and in which unit they stand: for tables, tooltips and exports alike."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesdash import text
from salesdash.text import N_, t

COLUMNS: dict[str, tuple[str, str]] = {
    "code": (N_("Code"), "text"),
    "name": (N_("Name"), "text"),
    "month": (N_("Month"), "month"),
    "revenue": (N_("Revenue"), "money"),
    "before": (N_("Comparison"), "money"),
    "change": (N_("Change"), "money_change"),
    "share": (N_("Share"), "percent"),
    "margin": (N_("Gross margin"), "percent"),
    "complete": (N_("Whole month"), "flag"),
    "ordered_on": (N_("Order date"), "date"),
    "order_no": (N_("Order no"), "text"),
    "customer": (N_("Customer"), "text"),
    "product": (N_("Product"), "text"),
    "region": (N_("Region"), "text"),
    "segment": (N_("Segment"), "text"),
    "channel": (N_("Channel"), "text"),
    "category": (N_("Category"), "text"),
    "quantity": (N_("Quantity"), "ratio"),
    "amount": (N_("Amount"), "exact"),
    "cost": (N_("Cost"), "exact"),
    "booked": (N_("Booked then"), "money"),
    "landing": (N_("Will end at"), "money"),
    "low": (N_("8 in 10: from"), "money"),
    "high": (N_("8 in 10: to"), "money"),
    "total": (N_("Total"), "money"),
    "step": (N_("Change"), "money_change"),
    "lines": (N_("Order lines"), "count"),
    "customers": (N_("Customers"), "count"),
    "due": (N_("Orders promised"), "count"),
    "late": (N_("Late"), "count"),
    "on_time": (N_("On time in full"), "percent"),
    "on_time_before": (N_("On time in full, before"), "percent"),
    "return_rate": (N_("Return rate"), "percent"),
    "return_rate_before": (N_("Return rate, before"), "percent"),
    "returned": (N_("Paid back"), "money"),
    "errors": (N_("Error tickets"), "count"),
    "error_rate": (N_("Errors per order"), "percent"),
}
"""Column -> (name, unit); a column that is not here is not shown."""
NOT_KNOWN = N_("Not known")
"""The name of the row that lines without a category, channel … refer to."""


def title(column: str, lang: str) -> str:
    """What a column is called."""
    return t(COLUMNS[column][0], lang)


def written(value: object, unit: str, lang: str, currency: str) -> str:
    """One cell as it reads on screen."""
    if unit == "text":
        return t(NOT_KNOWN, lang) if value == NOT_KNOWN else str(value)
    if pd.isna(value):  # type: ignore[call-overload]
        return text.nothing(lang)
    if unit == "month":
        stamp = pd.Timestamp(value)  # type: ignore[arg-type]
        return text.month(stamp.year * 100 + stamp.month, lang)
    if unit == "date":
        return text.date(str(value), lang)
    if unit == "flag":
        return text.shown(bool(value), lang)
    number = float(value)  # type: ignore[arg-type]
    if unit == "money_change":
        return text.money_change(number, lang, currency)
    return text.full_money(number, lang) if unit == "exact" else text.figure(number, unit, lang, currency)


def named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The frame with `name` in that language, where it has names in both."""
    if "name_zh" not in frame:
        return frame
    rows = zip(frame["code"], frame["name"], frame["name_zh"], strict=True)
    return frame.assign(name=[text.name_of(code, name, name_zh, lang) for code, name, name_zh in rows]).drop(columns="name_zh")


def column(frame: pd.DataFrame, name: str, lang: str, currency: str) -> Any:
    """One column as a chart wants it: ``name`` in that language, ``<column>_text`` written out (empty where the whole column is)."""
    if name == "name" and "name_zh" in frame:
        return [text.name_of(*row, lang) for row in zip(frame["code"], frame["name"], frame["name_zh"], strict=True)]
    if not name.endswith("_text"):
        return frame[name].array
    cells, unit = frame[name.removesuffix("_text")].tolist(), COLUMNS[name.removesuffix("_text")][1]
    if all(pd.isna(cell) for cell in cells):
        return [""] * len(cells)
    return [written(cell, unit, lang, currency) for cell in cells]
