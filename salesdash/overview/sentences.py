"""What the Overview says in words: what changed most, what it is made of, where the month will end, where to look first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesdash import workdays
from salesdash.evidence import Finding
from salesdash.overview import falls
from salesdash.overview.model import Landing, Running, Sentence
from salesdash.scope import Calendar, Reach, add_months, month_of, month_range
from salesdash.text import N_

Sums = dict[str, float]
STEADY = 0.01
"""A change of calendar below this share is not mentioned."""


def running(landing: Landing, target: dict[int, float]) -> Running:
    wanted, ends = target.get(landing.month), landing.estimate
    chance = landing.probability(wanted) if wanted else None
    values = {"month": (landing.month, landing.month), "value": ends.value, "low": ends.low, "high": ends.high, "n": ends.n}
    units = {"month": "period", "value": "money", "low": "money", "high": "money", "n": "count"}
    if chance is None:
        return Running(
            landing,
            None,
            None,
            Sentence(N_("{month} will end at {value} (8 in 10: {low} to {high}; told from {n} months)."), values, units),
        )
    values |= {"target": wanted, "chance": chance}
    units |= {"target": "money", "chance": "chance"}
    said = N_(
        "{month} will end at {value} (8 in 10: {low} to {high}; told from {n} months); the chance of its target of {target} is {chance}."
    )
    return Running(landing, wanted, chance, Sentence(said, values, units))


def headline(
    reach: Reach, now: Sums, before: Sums, parts: dict[str, pd.DataFrame], target: dict[int, float], by_month: dict[int, Sums], last: int
) -> Sentence:
    values: dict[str, Any] = {"period": (reach.first, reach.last), "revenue": now["revenue"]}
    units = {"period": "period", "revenue": "money"}
    if reach.compare == "target":
        planned = {m: target[m] for m in month_range(reach.first, min(reach.last, last)) if m in target}
        if not planned:
            return Sentence(N_("Revenue in {period} was {revenue}; no target is set for it."), values, units)
        gap = sum(by_month.get(m, {}).get("revenue", 0.0) - t for m, t in planned.items())
        whole = sum(planned.values())
        values |= {"attained": 1 + gap / whole if whole else None, "gap": abs(gap), "target": whole}
        units |= {"attained": "percent", "gap": "money", "target": "money"}
        over = N_("Revenue in {period} was {revenue}: {attained} of the target of {target}, {gap} above it.")
        under = N_("Revenue in {period} was {revenue}: {attained} of the target of {target}, {gap} short of it.")
        return Sentence(over if gap >= 0 else under, values, units)
    if reach.last > last:
        return Sentence(N_("Revenue in {period} is {revenue} so far."), values, units)
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
    """The region or category, of several, that moved furthest in the direction of the whole."""
    best: dict[str, Any] | None = None
    for every in (parts["category"], parts["region"]):
        frame = every[every["code"] != "-"]
        if len(frame) < 2:
            continue
        row = frame.loc[(frame["change"] * np.sign(whole or 1)).idxmax()]
        if row["change"] * (whole or 1) > 0 and (best is None or abs(row["change"]) > abs(best["change"])):
            best = {"code": row["code"], "name": row["name"], "name_zh": row["name_zh"], "change": float(row["change"])}
    return best


def because(bridge: pd.DataFrame) -> Sentence | None:
    """What the change is made of, in one sentence."""
    if bridge.empty:
        return None
    amount = {code: step for code, step in zip(bridge["code"], bridge["step"], strict=True) if code not in ("before", "after")}
    rest = sum(value for code, value in amount.items() if code not in ("price", "volume", "mix"))
    return Sentence(
        N_("Volume {volume}, price {price}, mix {mix}; products new in or gone from a channel, returns and the rest {rest}."),
        {"volume": amount["volume"], "price": amount["price"], "mix": amount["mix"], "rest": rest},
        dict.fromkeys(("volume", "price", "mix", "rest"), "money_change"),
    )  # fmt: skip


def action(found: tuple[Finding, ...], cells: pd.DataFrame, reach: Reach, last: int) -> Sentence | None:
    """Where to look first: the asserted fall with the most money in it; None where nothing stands out, or in a period before it."""
    if reach.last < last:
        return None
    fallen = next((f for f in found if f.asserted and f.code == "cell_fell" and f.money), None)
    if fallen is None or fallen.money is None:
        return None
    cell = cells[(cells["region"] == fallen.about["region"]) & (cells["category"] == fallen.about["category"])].iloc[0]
    values: dict[str, Any] = {
        d: {"code": cell[d], "name": cell[f"{d}_name"], "name_zh": cell[f"{d}_name_zh"]} for d in ("region", "category")
    }
    values |= {
        "money": -fallen.money.value,
        "low": -fallen.money.high,
        "high": -fallen.money.low,
        "n": fallen.money.n,
        "months": (add_months(last, 1 - falls.RECENT), last),
    }
    said = N_(
        "Look first at {category} in {region}: in {months} it was {money} a month (8 in 10: {low} to {high}, told from {n} months) "
        "below its usual course; chance hardly explains that."
    )
    return Sentence(
        said, values, {"region": "name", "category": "name", "money": "money", "low": "money", "high": "money", "months": "period"}
    )


def notes(reach: Reach, country: str, by_month: dict[int, Sums], compared: bool) -> tuple[Sentence, ...]:
    """What a reader must know of the comparison: a New Year that moved, more or fewer working days, and the change without them."""
    if not (reach.before_first and reach.before_last and compared):
        return ()
    months, was = month_range(reach.first, reach.last), month_range(reach.before_first, reach.before_last)
    revenue = {m: sums["revenue"] for m, sums in by_month.items()}
    fair = sum(workdays.comparable(country, months, was, revenue))
    values = {"change": sum(revenue.get(m, 0.0) for m in months) / fair - 1 if fair > 0 else None}
    units = {"change": "change"}
    if workdays.moved_new_year(country, months, was):
        said = N_(
            "The lunar New Year fell in the other of January and February a year before. With both months taken together and working days counted, revenue changed by {change}."
        )
        return (Sentence(said, values, units),)
    days, then = (sum(workdays.working_days(country, m) for m in span) for span in (months, was))
    if not then or abs(days / then - 1) < STEADY:
        return ()
    said = N_("{days} working days against {then}: on this calendar revenue changed by {change}.")
    return (Sentence(said, {**values, "days": days, "then": then}, {**units, "days": "count", "then": "count"}),)


def settle(before: Sums, reach: Reach, calendar: Calendar) -> Sentence | None:
    """What would be needed to say more, when nothing is compared."""
    if not reach.before_first or not reach.before_last:
        return None
    if not calendar.complete(reach):
        month = month_of(calendar.last_day) if calendar.last_day else reach.last
        return Sentence(
            N_("{month} is still running and cannot be compared with whole months: choose a period that ends before it."),
            {"month": (month, month)}, {"month": "period"},
        )  # fmt: skip
    if before.get("lines"):
        return None
    return Sentence(
        N_("There are no orders in {before} to compare with. Load earlier orders, or choose another comparison."),
        {"before": (reach.before_first, reach.before_last)}, {"before": "period"},
    )  # fmt: skip
