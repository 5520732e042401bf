"""How the what-if is worked out.

- It is the chosen period again, with other prices, volumes, mix or unit costs: what would it have come to? No customer's answer to a
  price is assumed; set the volume you expect beside it. The break-even says how many units a price change may cost before profit is the
  same.
- Price changes the revenue of every unit, volume the number of units at the same mix, unit cost the cost of every unit whose cost is
  known.
- Mix moves units from the categories that earn less than the average per unit to those that earn more, in proportion to what each sells;
  the number of units stays.
- The bridge from the baseline to the what-if is the exact price, volume and mix bridge over the categories; its parts add up to the cent.
  With all sliders at rest every effect is exactly zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesdash.bridge import price_volume_mix
from salesdash.data.directory import DataState
from salesdash.overview import waterfall
from salesdash.overview.model import Outcome, Sentence, WhatIf, anything
from salesdash.scenario import Baseline, Effect
from salesdash.scope import Calendar, Reach
from salesdash.text import N_

LEAST_SHARE = 0.001
"""Revenue without a known cost, as a share, that is mentioned."""
ASSUMED = N_("The period again, with these changes from its first day; no customer's answer to a price is assumed.")


def answer(reach: Reach, _calendar: Calendar, state: DataState, months: pd.DataFrame, what_if: WhatIf | None = None) -> Outcome:
    """The period as it was against the period as it would have been. months: ``category_months``. Raises NothingInScope when it is empty."""
    anything(state, len(months))
    what_if, was = what_if or WhatIf(), _read(months)
    then = _changed(was, what_if)
    codes, place = was.categories
    quantity, amount, quantity_before, amount_before = (
        np.bincount(place, weights=values, minlength=len(codes)) for values in (then.quantity, then.revenue, was.quantity, was.revenue)
    )
    items = pd.DataFrame({
        "category": codes, "quantity": quantity, "amount": amount, "returned": 0.0, "quantity_before": quantity_before,
        "amount_before": amount_before, "returned_before": 0.0,
    })  # fmt: skip
    bridge = waterfall.bars(price_volume_mix(items, ("category",)), N_("As it was"), N_("What if"))
    revenue = (float(was.revenue.sum()), float(then.revenue.sum()))
    known = bool(was.costed.any())
    profit = (was.profit, then.profit) if known else (None, None)
    margin = (_ratio(was.profit, was.costed), _ratio(then.profit, then.costed)) if known else (None, None)
    return Outcome(
        reach, state, bridge, revenue, profit, margin, _headline(what_if, revenue, profit), _notes(what_if, was if known else None),
        _effect(was, then, what_if),
    )  # fmt: skip


def baseline(months: pd.DataFrame) -> Baseline:
    """The period as it was (``category_months``): month × category, revenue and cost in currency units (cost of the lines whose cost is
    known); no draws."""
    return _read(months).baseline


def effect(months: pd.DataFrame, _fitted: None, what_if: WhatIf) -> Effect:
    """What the sliders change in the `baseline` of these months, month × category; exactly nothing at rest."""
    was = _read(months)
    return _effect(was, _changed(was, what_if), what_if)


@dataclass(frozen=True)
class _Months:
    """One entry per month × category: quantity in units, revenue, the revenue whose cost is known, that cost, in currency units."""

    month: np.ndarray
    category: np.ndarray
    quantity: np.ndarray
    revenue: np.ndarray
    costed: np.ndarray
    cost: np.ndarray

    @property
    def categories(self) -> tuple[np.ndarray, np.ndarray]:
        """The categories, and which one each entry is of."""
        return np.unique(self.category, return_inverse=True)

    @property
    def profit(self) -> float:
        return float(self.costed.sum() - self.cost.sum())

    @property
    def baseline(self) -> Baseline:
        frame = pd.DataFrame({"month": self.month, "category": self.category, "revenue": self.revenue, "cost": self.cost})
        return Baseline(frame, np.zeros((0, len(frame))))


def _read(months: pd.DataFrame) -> _Months:
    columns = ("quantity", "revenue", "costed_revenue", "cost")
    return _Months(months["month"].to_numpy(), months["code"].to_numpy(dtype=str), *(months[c].to_numpy(dtype=float) for c in columns))


def _changed(was: _Months, what_if: WhatIf) -> _Months:
    """The months with what the sliders change; percent becomes a fraction here, once."""
    price, volume, cost = (1 + pct / 100 for pct in (what_if.price_pct, what_if.volume_pct, what_if.unit_cost_pct))
    units = _mixed(was, what_if.mix_pts / 100) * volume
    return replace(
        was,
        quantity=was.quantity * units,
        revenue=was.revenue * units * price,
        costed=was.costed * units * price,
        cost=was.cost * units * cost,
    )


def _effect(was: _Months, then: _Months, what_if: WhatIf) -> Effect:
    base = was.baseline
    if what_if.at_rest:
        return Effect.nothing(base, ASSUMED)
    return Effect(base.frame.assign(revenue=then.revenue - was.revenue, cost=then.cost - was.cost), base.draws, ASSUMED)


def _mixed(was: _Months, share: float) -> np.ndarray:
    """By what the units of each entry are multiplied when this share of all units moves to the categories that earn more per unit."""
    codes, place = was.categories
    sold, costed, cost, revenue = (
        np.bincount(place, weights=values, minlength=len(codes)) for values in (was.quantity, was.costed, was.cost, was.revenue)
    )
    sold, earns = np.maximum(sold, 0.0), costed - cost if cost.any() else revenue
    still = np.ones(len(place))
    if not share or not sold.sum():
        return still
    better = earns * sold.sum() > earns.sum() * sold
    good, poor = float(sold[better].sum()), float(sold[~better].sum())
    if not good or not poor:
        return still
    moved = max(-good, min(poor, share * float(sold.sum())))
    return np.asarray(np.where(better, 1 + moved / good, 1 - moved / poor)[place])


def _headline(what_if: WhatIf, revenue: tuple[float, float], profit: tuple[float, float] | tuple[None, None]) -> Sentence:
    if what_if.at_rest:
        return Sentence(N_("Move a slider: the period as it was is compared with what it would have been."))
    values, units = {"revenue": revenue[1] - revenue[0]}, {"revenue": "money_change"}
    if profit[0] is None or profit[1] is None:
        return Sentence(N_("Revenue {revenue}; profit cannot be told, for no cost is known."), values, units)
    values, units = {**values, "profit": profit[1] - profit[0]}, {**units, "profit": "money_change"}
    return Sentence(N_("Revenue {revenue}, gross profit {profit}."), values, units)


def _notes(what_if: WhatIf, was: _Months | None) -> tuple[Sentence, ...]:
    """The assumption, and how many units a price change may cost (or must bring) before profit is the same. was: None without costs."""
    said = [Sentence(ASSUMED)]
    if was is not None and was.revenue.sum() and abs(was.costed.sum() / was.revenue.sum() - 1) >= LEAST_SHARE:
        said.append(Sentence(
            N_("Profit looks only at the {share} of revenue whose cost is known."), {"share": float(was.costed.sum() / was.revenue.sum())},
            {"share": "percent"},
        ))  # fmt: skip
    if was is not None and what_if.price_pct:
        spent = float(was.cost.sum() / was.costed.sum()) if was.costed.sum() else 1.0
        left = 1 + what_if.price_pct / 100 - spent * (1 + what_if.unit_cost_pct / 100)
        change = (1 - spent) / left - 1 if left > 0 else 0.0
        up, down = (
            N_("Break-even: this price may cost up to {units} of the units before gross profit is what it was."),
            N_("Break-even: this price must bring {units} more units before gross profit is what it was."),
        )
        if change and (change < 0) == (what_if.price_pct > 0):
            said.append(Sentence(up if change < 0 else down, {"units": abs(change)}, {"units": "percent"}))
    return tuple(said)


def _ratio(above: float, below: np.ndarray) -> float | None:
    whole = float(below.sum())
    return above / whole if whole else None
