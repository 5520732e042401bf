"""How the Overview is worked out.

Every figure is a sum or a distinct count over the order lines of the chosen period and filters; nothing is estimated.

- Revenue is net of tax and discount, in the base currency; returns are subtracted in the month of the return.
- Gross margin looks only at lines whose cost is known, on both sides of the fraction.
- Orders and active customers are counted once, however many months or categories they touch.
- A month that is still running is shown but is not part of a period such as "last 12 months".
- The comparison covers as many months as the period; last year means the same months one year earlier.
- What changed most is the category or region whose revenue moved furthest in the direction of the whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesdash.data.directory import DataState
from salesdash.errors import NothingInScope
from salesdash.kpi import Kpi
from salesdash.overview.model import TILES, Answer, Explained, Sentence, Tile
from salesdash.scope import Calendar, Reach, add_months, month_range, months_between
from salesdash.text import N_


def answer(
    reach: Reach, calendar: Calendar, state: DataState, spans: pd.DataFrame, categories: pd.DataFrame, regions: pd.DataFrame,
    customers: pd.DataFrame,
) -> Answer:  # fmt: skip
    """The Overview of a reach, from the frames of ``data.load``. Raises NothingInScope when no line is left."""
    months, now = spans[spans["which"] == "month"].drop(columns="which"), _row(spans, "now")
    if not state.lines:
        raise NothingInScope(N_("Nothing has been loaded yet. Load your orders from a CSV or Excel file."))
    if not now.get("lines"):
        raise NothingInScope(N_("There are no orders in this period with these filters. Widen the period or take a filter away."))
    before = _row(spans, "before") if reach.before_first else {}
    by_month = _month_table(reach, calendar, months)
    kept_before = before if before.get("lines") else {}
    by_number = _rows(months)
    tiles = tuple(_tile(kpi, now, kept_before, reach, by_number) for kpi in TILES)
    whole = now["revenue"]
    parts = {"category": _parts(categories, whole, bool(kept_before)), "region": _parts(regions, whole, bool(kept_before))}
    top = customers.rename(columns={"revenue_before": "before"})
    if not kept_before:
        top["before"] = np.nan
    top["share"] = top["revenue"] / whole if whole else np.nan
    return Answer(
        reach, state, tiles, by_month, parts["category"], parts["region"], top, _headline(reach, now, kept_before, parts),
        _settle(kept_before, reach),
    )  # fmt: skip


def _row(spans: pd.DataFrame, which: str) -> dict[str, float]:
    found = spans[spans["which"] == which]
    return {str(k): float(v) for k, v in found.iloc[0].drop("which").items()} if len(found) else {}


def _rows(months: pd.DataFrame) -> dict[int, dict[str, float]]:
    names = list(months.columns)
    return {int(month): dict(zip(names, row, strict=True)) for month, row in zip(months["month"], months.to_numpy().tolist(), strict=True)}


def _tile(kpi: Kpi, now: dict[str, float], before: dict[str, float], reach: Reach, rows: dict[int, dict[str, float]]) -> Tile:
    value, old = kpi(now), kpi(before) if before else None
    spark = tuple(kpi(rows[m]) if m in rows else None for m in month_range(reach.first, reach.last))
    left_out = []
    if kpi.id == "gross_margin" and now["uncosted_lines"]:
        left_out.append(Sentence(
            N_("{count} lines with {money} of revenue have no cost and are left out."),
            {"count": int(now["uncosted_lines"]), "money": now["revenue"] - now["costed_revenue"]}, {"count": "count", "money": "money"},
        ))  # fmt: skip
    if kpi.id == "active_customers" and now["unnamed_lines"]:
        left_out.append(Sentence(
            N_("{count} lines name no customer and count for none."), {"count": int(now["unnamed_lines"])}, {"count": "count"},
        ))  # fmt: skip
    if kpi.id in ("revenue", "asp") and now["return_lines"]:
        left_out.append(Sentence(
            N_("Nothing is left out; {count} return lines of {money} are subtracted."),
            {"count": int(now["return_lines"]), "money": now["returned"]}, {"count": "count", "money": "money"},
        ))  # fmt: skip
    lines = int(
        now["lines"] - (now["uncosted_lines"] if kpi.id == "gross_margin" else now["unnamed_lines"] if kpi.id == "active_customers" else 0)
    )
    return Tile(kpi, value, old, kpi.change(value, old), spark, Explained(lines, tuple(left_out)))


def _month_table(reach: Reach, calendar: Calendar, months: pd.DataFrame) -> pd.DataFrame:
    revenue = dict(zip(months["month"].tolist(), months["revenue"].tolist(), strict=True))
    wanted = month_range(reach.first, reach.last)
    shift = months_between(reach.before_first, reach.first) - 1 if reach.before_first else None
    last = calendar.last_complete or reach.last
    return pd.DataFrame({
        "month": pd.to_datetime([f"{m // 100}-{m % 100:02}-01" for m in wanted]),
        "revenue": [revenue.get(m, 0.0) for m in wanted],
        "before": [revenue.get(add_months(m, -shift)) if shift else None for m in wanted],
        "complete": [m <= last for m in wanted],
    }).astype({"before": "float64"})  # fmt: skip


def _parts(frame: pd.DataFrame, whole: float, compared: bool) -> pd.DataFrame:
    before = frame["revenue_before"] if compared else np.nan
    return pd.DataFrame({
        "code": frame["code"], "name": frame["name"], "name_zh": frame["name_zh"], "revenue": frame["revenue"], "before": before,
        "change": frame["revenue"] - before, "share": frame["revenue"] / whole if whole else np.nan,
        "margin": ((frame["costed_revenue"] - frame["cost"]) / frame["costed_revenue"].where(frame["costed_revenue"] != 0)).astype(float),
    })  # fmt: skip


def _headline(reach: Reach, now: dict[str, float], before: dict[str, float], parts: dict[str, pd.DataFrame]) -> Sentence:
    values = {"period": (reach.first, reach.last), "revenue": now["revenue"]}
    units = {"period": "period", "revenue": "money"}
    if not before or not before["revenue"]:
        return Sentence(N_("Revenue in {period} was {revenue}."), values, units)
    change = (now["revenue"] - before["revenue"]) / abs(before["revenue"])
    values |= {"change": abs(change), "before": (reach.before_first, reach.before_last)}
    units |= {"change": "percent", "before": "period"}
    mover = _mover(parts, now["revenue"] - before["revenue"])
    if mover is None:
        up, down = (
            N_("Revenue in {period} was {revenue}, {change} more than in {before}."),
            N_("Revenue in {period} was {revenue}, {change} less than in {before}."),
        )
        return Sentence(up if change >= 0 else down, values, units)
    values |= {"name": mover, "moved": abs(mover["change"])}
    units |= {"name": "name", "moved": "money"}
    up = N_("Revenue in {period} was {revenue}, {change} more than in {before}; {name} added most: {moved}.")
    down = N_("Revenue in {period} was {revenue}, {change} less than in {before}; {name} lost most: {moved}.")
    return Sentence(up if change >= 0 else down, values, units)


def _mover(parts: dict[str, pd.DataFrame], whole: float) -> dict[str, Any] | None:
    """The category or region, of several, that moved furthest in the direction of the whole."""
    best: dict[str, Any] | None = None
    for every in parts.values():
        frame = every[every["code"] != "-"]
        if len(frame) < 2:
            continue
        row = frame.loc[(frame["change"] * np.sign(whole or 1)).idxmax()]
        if row["change"] * (whole or 1) > 0 and (best is None or abs(row["change"]) > abs(best["change"])):
            best = {"code": row["code"], "name": row["name"], "name_zh": row["name_zh"], "change": float(row["change"])}
    return best


def _settle(before: dict[str, float], reach: Reach) -> Sentence | None:
    """What would be needed to say more, when there is nothing to compare with."""
    if before or not reach.before_first:
        return None
    return Sentence(
        N_("There are no orders in {before} to compare with. Load earlier orders, or choose another comparison."),
        {"before": (reach.before_first, reach.before_last)}, {"before": "period"},
    )  # fmt: skip
