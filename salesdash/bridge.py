"""Exact bridges: why revenue, gross profit or a KPI moved from one period to another. The parts add up to the whole.

Price, volume and mix are told of items sold in both periods, with quantities q0, q1, unit prices p0, p1 and totals Q0, Q1 of the
quantities over these items:

    volume  q0 (Q1/Q0 − 1) p0         as many more units as all items together, at the old mix and prices
    mix     (q1 − q0 Q1/Q0) p0        the shift between items, at the old prices
    price   (p1 − p0) q1              the new prices on what was sold

New and lost items, irregular ones (an amount without a quantity, a negative quantity or sale) and returns have steps of their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import combinations
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

STEPS = ("price", "volume", "mix", "new", "lost", "other", "returns")
MARGIN_STEPS = ("price", "volume", "mix", "unit_cost", "new", "lost", "other", "returns")
SOLD = ("quantity", "amount", "returned")
WITH_COST = (*SOLD, "cost", "returned_cost")
_BEYOND = 1e3
"""Sold in both periods, but at old prices worth this many times what it brought in either: its unit was changed, prices say nothing."""


class Told(TypedDict):
    """A bridge as it is shown."""

    before: float
    steps: dict[str, float]
    after: float


@dataclass(frozen=True)
class Bridge:
    """before + the sum of steps = after, in currency units. items: one row per item, its keys and one column per step (same units);
    each column adds up to its step."""

    before: float
    after: float
    steps: dict[str, float]
    items: pd.DataFrame

    def rounded(self, digits: int = 2) -> Told:
        """Rounded so that what is shown adds up to the last digit: both ends half-even, the steps by the largest remainder. A step of
        nothing stays nothing. Each figure is the float nearest to its decimal (exact up to 15 digits); digits may be negative."""
        unit = Decimal(1).scaleb(-digits)
        ends = [int((Decimal(end) / unit).to_integral_value(ROUND_HALF_EVEN)) for end in (self.before, self.after)]
        exact = {step: Decimal(amount) / unit for step, amount in self.steps.items()}
        whole = {step: int(amount.to_integral_value(ROUND_FLOOR)) for step, amount in exact.items()}
        moved = sorted((s for s in exact if exact[s]), key=lambda s: exact[s] - whole[s], reverse=True)
        if moved:
            every, over = divmod(ends[1] - ends[0] - sum(whole.values()), len(moved))
            for place, step in enumerate(moved):
                whole[step] += every + (place < over)
        before, after = (float(end * unit) for end in ends)
        return Told(before=before, steps={step: float(n * unit) for step, n in whole.items()}, after=after)


def price_volume_mix(items: pd.DataFrame, keys: Sequence[str]) -> Bridge:
    """The bridge of revenue, returns included.

    items: a row per item or part of one (rows of equal keys are added up): keys; quantity and amount of the lines sold; returned, the
    amount of the lines that came back (<= 0); and the same with ``_before``. Currency units, no missing values. Raises KeyError for a
    missing column.
    """
    table, now, was = _added_up(items, keys, SOLD)
    kind = _kinds(now["quantity"], was["quantity"], now["amount"], was["amount"])
    size, growth = _sizes(now["quantity"], was["quantity"], kind)
    at_old_prices = was["amount"] * size
    steps = {
        "price": kind.both * (now["amount"] - at_old_prices),
        "volume": kind.both * was["amount"] * (growth - 1),
        "mix": kind.both * (at_old_prices - was["amount"] * growth),
        **_apart(kind, now["amount"], was["amount"]),
        "returns": now["returned"] - was["returned"],
    }
    return _bridge(table, keys, steps, now["amount"] + now["returned"], was["amount"] + was["returned"])


def margin_bridge(items: pd.DataFrame, keys: Sequence[str]) -> Bridge:
    """The bridge of gross profit: as `price_volume_mix`, with volume and mix at the old unit margin, and a step for the unit cost,
    (c0 − c1) q1. items has also cost, of the lines sold, and returned_cost, of the lines that came back (<= 0), with ``_before``."""
    table, now, was = _added_up(items, keys, WITH_COST)
    kind = _kinds(now["quantity"], was["quantity"], now["amount"], was["amount"])
    size, growth = _sizes(now["quantity"], was["quantity"], kind)
    profit, profit_before = now["amount"] - now["cost"], was["amount"] - was["cost"]
    back, back_before = now["returned"] - now["returned_cost"], was["returned"] - was["returned_cost"]
    steps = {
        "price": kind.both * (now["amount"] - was["amount"] * size),
        "volume": kind.both * profit_before * (growth - 1),
        "mix": kind.both * profit_before * (size - growth),
        "unit_cost": kind.both * (was["cost"] * size - now["cost"]),
        **_apart(kind, profit, profit_before),
        "returns": back - back_before,
    }
    return _bridge(table, keys, steps, profit + back, profit_before + back_before)


def what_if(items: pd.DataFrame, price: float | Floats, quantity: float | Floats, cost: float | Floats = 1.0) -> pd.DataFrame:
    """Items of one period as `items` of a bridge: as they were, and with each one's unit price, quantity and unit cost times a factor
    (one for all, or one per row). Returns grow with what is sold. What has no quantity to change stays as it is.

    items: keys, quantity, amount, returned and, if known, cost and returned_cost."""
    columns = [name for name in WITH_COST if name in items.columns]
    factor = {
        "quantity": quantity, "amount": np.multiply(price, quantity), "returned": np.multiply(price, quantity),
        "cost": np.multiply(cost, quantity), "returned_cost": np.multiply(cost, quantity),
    }  # fmt: skip
    regular = items["quantity"].to_numpy() > 0
    changed = {name: items[name] * np.where(regular, factor[name], 1.0) for name in columns}
    return items.assign(**changed, **{f"{name}_before": items[name] for name in columns})


def lmdi(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """What each factor of a product (a KPI tree: leads × conversion × value) did to it; the parts add up to the change.

    Logarithmic mean Divisia index (Ang, Energy Policy 33 (2005) 867); where a factor is zero or changes its sign, Shapley values over
    all orders in which the factors may have changed. Raises ValueError for different factors.
    """
    names = list(before)
    if set(names) != set(after):
        raise ValueError("both sides need the same factors")
    x0, x1 = ([float(side[name]) for name in names] for side in (before, after))
    if all(a * b > 0 for a, b in zip(x0, x1, strict=True)):
        logs = [math.log(b / a) for a, b in zip(x0, x1, strict=True)]
        total = math.fsum(logs)
        mean = math.prod(x0) * (math.expm1(total) / total if total else 1.0)
        return {name: mean * log for name, log in zip(names, logs, strict=True)}
    return {name: _shapley(place, x0, x1) for place, name in enumerate(names)}


def _shapley(place: int, x0: Sequence[float], x1: Sequence[float]) -> float:
    others = [n for n in range(len(x0)) if n != place]
    parts = []
    for size in range(len(x0)):
        share = 1.0 / (len(x0) * math.comb(len(others), size))
        for changed in combinations(others, size):
            parts.append(share * (x1[place] - x0[place]) * math.prod(x1[n] if n in changed else x0[n] for n in others))
    return math.fsum(parts)


@dataclass(frozen=True)
class _Kinds:
    """Which items were sold in both periods, are new, are lost, or are none of these (float 0 or 1, one of them per item)."""

    both: Floats
    new: Floats
    lost: Floats
    other: Floats


def _added_up(
    items: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, Floats], dict[str, Floats]]:
    """One row per item, and its figures of both periods."""
    table = items
    if items.duplicated(list(keys)).any():
        every = [f"{name}{when}" for name in columns for when in ("", "_before")]
        table = items.groupby(list(keys), sort=False, dropna=False, observed=True, as_index=False)[every].sum()
    now, was = ({name: table[name + when].to_numpy(dtype=np.float64) for name in columns} for when in ("", "_before"))
    return table, now, was


def _kinds(q1: Floats, q0: Floats, a1: Floats, a0: Floats) -> _Kinds:
    sold, sold_before = (q1 > 0) & (a1 >= 0), (q0 > 0) & (a0 >= 0)
    nothing, nothing_before = (q1 == 0) & (a1 == 0), (q0 == 0) & (a0 == 0)
    with np.errstate(all="ignore"):
        fits = a0 * (q1 / q0) <= _BEYOND * (a0 + a1)
    both, new, lost = sold & sold_before & fits, sold & nothing_before, sold_before & nothing
    return _Kinds(*(which.astype(np.float64) for which in (both, new, lost, ~(both | new | lost))))


def _sizes(q1: Floats, q0: Floats, kind: _Kinds) -> tuple[Floats, float]:
    """q1/q0 of the items sold in both periods (0 for others), and Q1/Q0 over them."""
    both = kind.both > 0
    size = np.divide(q1, q0, out=np.zeros(len(q1)), where=both)
    return size, float(q1[both].sum() / q0[both].sum()) if both.any() else 1.0


def _apart(kind: _Kinds, now: Floats, was: Floats) -> dict[str, Floats]:
    return {"new": kind.new * (now - was), "lost": kind.lost * (now - was), "other": kind.other * (now - was)}


def _bridge(table: pd.DataFrame, keys: Sequence[str], steps: dict[str, Floats], now: Floats, was: Floats) -> Bridge:
    items = pd.DataFrame({**{key: table[key].array for key in keys}, **steps})
    return Bridge(math.fsum(was), math.fsum(now), {name: math.fsum(part) for name, part in steps.items()}, items)
