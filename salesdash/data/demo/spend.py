"""What the made-up company spends on marketing, by channel and week, and what that does to the channel's orders.

Planted: orders rise by the truths' response to this week's spend and what is left of the weeks before. Confounder: more is spent when
business is good anyway. Decoy: a channel with response 0, whose spend follows the season and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salesdash.data.demo import names
from salesdash.data.demo.calendar import Calendar
from salesdash.data.demo.columns import words
from salesdash.data.demo.truths import Response, Truths

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LINE_WORTH = 490.0
"""Revenue of an order line in currency units, about: budgets are set on it."""
BUDGET = {"online": 0.018, "stores": 0.008, "marketplaces": 0.008, "retail": 0.006}
"""Marketing money of a channel, as a share of the whole house's revenue."""
SEASONAL, SEASONAL_ALONE = 0.8, 1.6
"""How far spend follows the weeks' business (per cent per per cent), and that of a channel where it does nothing."""
FLIGHT = (3, 6)
"""Weeks, fewest and one more than the most, of a flight and of the pause after it."""
ON, OFF, WEEKLY = 1.9, 0.15, 0.25
"""Spend in a flight and in a pause against the mean, and the standard deviation of a week's logarithm; the decoy has no flights."""
CAMPAIGNS = {"online": ("Brand search", "Social video"), "stores": ("Window displays",), "marketplaces": ("Sponsored places", "Coupons"),
             "retail": ("Shelf tastings",)}  # fmt: skip


@dataclass(frozen=True)
class Spend:
    """table      rows of the import template "marketing_spend": one per week, channel and campaign; the first and the running week hold
              what was spent on days of the history
    week_of   [day]: position of its week (from Monday)
    pressure  [channel, week]: this week's spend and what is left of those before, in units of the channel's mean week; 0 without spend
    rise      [channel, week]: by which share of themselves the channel's orders rise
    """

    table: pa.Table
    week_of: Ints
    pressure: Floats
    rise: Floats


def make(rng: np.random.Generator, calendar: Calendar, lines: int, truths: Truths) -> Spend:
    """`lines`: how many order lines the company has, so that its budget fits."""
    monday = int(-((calendar.days[0].astype(np.int64) + 3) % 7))
    week_of = (np.arange(len(calendar.days)) - monday) // 7
    weeks = int(week_of[-1]) + 1
    within = np.bincount(week_of, minlength=weeks)
    business = np.bincount(week_of, calendar.weights.sum(axis=0), weeks) / within
    business = business / business.mean()
    codes = [c[0] for c in names.CHANNELS]
    pressure, rise = np.zeros((len(codes), weeks)), np.zeros((len(codes), weeks))
    rows: list[tuple[Ints, int, int, Floats]] = []
    for code, response in truths.response.items():
        does = response.top > 0
        spent = (
            business ** (SEASONAL if does else SEASONAL_ALONE)
            * np.exp(rng.normal(0, WEEKLY, weeks))
            * (_flights(rng, weeks) if does else 1.0)
        )
        spent /= spent.mean()
        channel = codes.index(code)
        pressure[channel] = carried(spent, response.carry)
        rise[channel] = rises(pressure[channel], response)
        money = BUDGET[code] * LINE_WORTH * lines / (len(calendar.days) / 7) * spent * within / 7
        first = rng.uniform(0.35, 0.65, weeks) if len(CAMPAIGNS[code]) > 1 else np.ones(weeks)
        rows += [(np.arange(weeks), channel, i, money * share) for i, share in enumerate((first, 1 - first)[: len(CAMPAIGNS[code])])]
    return Spend(_table(calendar.days[0] + np.timedelta64(monday, "D"), rows, codes), week_of, pressure, rise)


def carried(spent: Floats, carry: float) -> Floats:
    """Every week's spend with what is left of the weeks before; before the first one the mean was spent every week."""
    found, left = np.empty(len(spent)), 1.0 / (1.0 - carry)
    for week, one in enumerate(spent.tolist()):
        found[week] = left = one + carry * left
    return found


def rises(pressure: Floats, response: Response) -> Floats:
    """By which share of themselves the orders rise."""
    return response.top * pressure / (pressure + response.half)


def _flights(rng: np.random.Generator, weeks: int) -> Floats:
    """Flights of some weeks and the pauses between them."""
    turns = rng.integers(*FLIGHT, weeks)
    return np.where(np.repeat(np.arange(weeks) + rng.integers(2), turns)[:weeks] % 2 == 0, ON, OFF)


def _table(monday: np.datetime64, rows: list[tuple[Ints, int, int, Floats]], codes: list[str]) -> pa.Table:
    week, channel, which, money = (np.concatenate([np.broadcast_to(row[i], len(row[0])) for row in rows]) for i in range(4))
    called = [name for code in codes for name in CAMPAIGNS.get(code, ())]
    start = np.cumsum([0, *(len(CAMPAIGNS.get(code, ())) for code in codes)])
    table = pa.table(
        {
            "channel": words(codes, channel),
            "week": pa.array(monday + 7 * week.astype("timedelta64[D]")),
            "campaign": words(called, start[channel] + which),
            "amount": np.round(money, 2),
            "currency": pa.repeat(pa.scalar("CNY"), len(week)),
        }
    )
    return table.sort_by([("week", "ascending"), ("channel", "ascending"), ("campaign", "ascending")])
