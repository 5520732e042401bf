"""The tiles: one KPI each, of the period and its comparison, with what it counts and what it leaves out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesdash.kpi import Kpi
from salesdash.overview.model import PLANNED, TILES, Explained, Sentence, Tile
from salesdash.scope import DIMENSIONS, Reach, month_range
from salesdash.text import N_

Sums = dict[str, float]
NO_TARGET = N_(
    "There is no revenue target for exactly this choice of filters; targets are set for the company, or by one of region, channel, category."
)
NO_CASH = N_("Payments are told apart by region only, not by segment, channel or category.")
NO_PAYMENTS = N_("No payment falls into this period.")
TARGETED = ("region", "channel", "category")
SUM_OF = {"revenue": "revenue", "orders": "orders", "cash_collected": "collected"}
"""Metric of a target that adds up -> the sum that it plans."""
METRICS = (*SUM_OF, "gross_margin")


def tiles(
    reach: Reach, now: Sums, before: Sums, by_month: dict[int, Sums], targets: dict[str, dict[int, float]], collected: dict[int, float],
    overdue: pd.DataFrame, has_targets: bool, has_payments: bool, last_complete: int,
) -> tuple[Tile, ...]:  # fmt: skip
    """Every tile there is something to say for. targets: metric -> month -> target of the reach (what has none is not in it); collected: month ->
    cash of both periods; overdue: `data.cash.overdue`."""
    wanted = month_range(reach.first, reach.last)
    planned = {m: targets["revenue"][m] for m in wanted if m in targets["revenue"] and m <= last_complete}
    against = _plan(targets, wanted) if reach.compare == "target" and reach.last <= last_complete else {}
    made = [_tile(kpi, now, against.get(kpi.id, {}) if reach.compare == "target" else before, reach, by_month) for kpi in TILES]
    if has_targets:
        sums = {m: {"target": planned[m], "targeted_revenue": by_month.get(m, {}).get("revenue", 0.0)} for m in planned}
        whole = {name: sum(s[name] for s in sums.values()) for name in ("target", "targeted_revenue")}
        without = [Sentence(NO_TARGET)] if not planned else _missing(planned, [m for m in wanted if m <= last_complete], whole["target"])
        attainment = PLANNED[0]
        made.append(_planned(attainment, attainment(whole), None, [attainment(sums[m]) if m in sums else None for m in wanted], without))
    if has_payments:
        cash, told_apart = PLANNED[1], any(getattr(reach, d) is not None for d in DIMENSIONS if d != "region")
        paid = {"collected": sum(collected.get(m, 0.0) for m in wanted)} if any(m in collected for m in wanted) else {}
        was = month_range(reach.before_first, reach.before_last) if reach.before_first and reach.before_last else []
        known = reach.last <= last_complete and any(m in collected for m in was)
        paid_before = sum(collected.get(m, 0.0) for m in was) if known else cash(against.get(cash.id, {}))
        why = [Sentence(NO_CASH)] if told_apart else [] if paid else [Sentence(NO_PAYMENTS)]
        made.append(_planned(cash, cash(paid), paid_before, [collected.get(m) for m in wanted], why))
        made.append(_overdue(overdue))
    return tuple(made)


def _plan(targets: dict[str, dict[int, float]], wanted: list[int]) -> dict[str, Sums]:
    """KPI -> the sums from which it comes out as planned, for each that has a target in every month."""
    whole = {metric: [months[m] for m in wanted] for metric, months in targets.items() if all(m in months for m in wanted)}
    plan: dict[str, Sums] = {metric: {SUM_OF[metric]: sum(values)} for metric, values in whole.items() if metric in SUM_OF}
    if "gross_margin" in whole and "revenue" in whole:
        kept = sum(margin * revenue for margin, revenue in zip(whole["gross_margin"], whole["revenue"], strict=True))
        plan["gross_margin"] = {"costed_revenue": sum(whole["revenue"]), "cost": sum(whole["revenue"]) - kept}
    return plan


def _tile(kpi: Kpi, now: Sums, before: Sums, reach: Reach, rows: dict[int, Sums]) -> Tile:
    value, old = kpi(now), kpi(before) if before else None
    spark = tuple(kpi(rows[m]) if m in rows else None for m in month_range(reach.first, reach.last))
    left_out, lines = [], now["lines"]
    if kpi.id == "gross_margin" and now["uncosted_lines"]:
        lines -= now["uncosted_lines"]
        left_out.append(Sentence(
            N_("{count} lines with {money} of revenue have no cost and are left out."),
            {"count": int(now["uncosted_lines"]), "money": now["revenue"] - now["costed_revenue"]}, {"count": "count", "money": "money"},
        ))  # fmt: skip
    if kpi.id == "active_customers" and now["unnamed_lines"]:
        lines -= now["unnamed_lines"]
        left_out.append(Sentence(
            N_("{count} lines name no customer and count for none."), {"count": int(now["unnamed_lines"])}, {"count": "count"},
        ))  # fmt: skip
    if kpi.id in ("revenue", "asp") and now["return_lines"]:
        left_out.append(Sentence(
            N_("Nothing is left out; {count} return lines of {money} are subtracted."),
            {"count": int(now["return_lines"]), "money": now["returned"]}, {"count": "count", "money": "money"},
        ))  # fmt: skip
    return Tile(kpi, value, old, kpi.change(value, old), spark, Explained(int(lines), tuple(left_out)))


def _planned(kpi: Kpi, value: float | None, before: float | None, spark: list[float | None], left_out: list[Sentence]) -> Tile:
    return Tile(kpi, value, before, kpi.change(value, before), tuple(spark), Explained(None, tuple(left_out)))


def _overdue(open_payments: pd.DataFrame) -> Tile:
    """What is not paid though it is due: one figure, of the last day of the data."""
    row: dict[str, Any] = {str(k): v for k, v in open_payments.to_dict("records")[0].items()} if len(open_payments) else {}
    said = Sentence(
        N_("{count} payments; the oldest was due on {day}."), {"count": int(row["payments"]), "day": row["oldest_due_on"]}, {"count": "count"}
    ) if row and row["payments"] else None  # fmt: skip
    why = [said] if said else [] if row else [Sentence(NO_CASH)]
    return _planned(PLANNED[2], PLANNED[2](row), None, [], why)


def _missing(planned: dict[int, float], wanted: list[int], target: float) -> list[Sentence]:
    """How much was planned, and the whole months that have no target."""
    said = [Sentence(N_("The target of these months is {target}."), {"target": target}, {"target": "money"})]
    if without := [m for m in wanted if m not in planned]:
        said.append(Sentence(N_("{count} months have no target and are left out."), {"count": len(without)}, {"count": "count"}))
    return said


def target_of(reach: Reach, targets: pd.DataFrame, metric: str = "revenue") -> dict[int, float]:
    """Month -> the target of exactly this reach, from the rows of targets (month, metric, scope, scope_code, amount): the company's, or
    the sum of one dimension's values where all that are chosen have one. Months without are not in it."""
    cut = [d for d in DIMENSIONS if getattr(reach, d) is not None]
    if len(cut) > 1 or (cut and cut[0] not in TARGETED):
        return {}
    rows = targets[targets["metric"] == metric]
    if not cut:
        rows = rows[rows["scope"] == "company"]
        return {int(m): float(a) for m, a in zip(rows["month"], rows["amount"], strict=True)}
    chosen = getattr(reach, cut[0])
    if metric not in SUM_OF and len(chosen) > 1:
        return {}  # percentages do not add up
    rows = rows[(rows["scope"] == cut[0]) & rows["scope_code"].isin(chosen)]
    by_month = rows.groupby("month")["amount"].agg(["sum", "size"])
    return {int(str(m)): float(s) for m, s, n in zip(by_month.index, by_month["sum"], by_month["size"], strict=True) if n == len(chosen)}
