"""What marketing spend does in the made-up company is found against channels that spend nothing; the decoy does nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from salesdash.data.demo.spend import carried, rises
from tests.data.sold import CHANNELS, SEEDS, TRUTHS, USUAL, WIDE, Floats, Sold, sold

pytestmark = pytest.mark.truths


def orders_by_week(of: Sold) -> Floats:
    """[complete week, channel]: orders."""
    week_of, head = of.company.world.spend.week_of, of.opening()
    weeks = int(week_of[-1]) + 1
    cell = week_of[of.day[head]] * len(CHANNELS) + of.channel[head]
    return np.bincount(cell, minlength=weeks * len(CHANNELS)).reshape(weeks, -1)[1:-1].astype(float)


def top_of(orders: Floats, without: Floats, shape: Floats, wide: float) -> tuple[float, float]:
    """The interval of the response's top, against channels without spend and with a slow trend; least squares over a grid."""
    time, grid = np.linspace(-1, 1, len(orders)), np.arange(-0.9, 6, 0.02)
    weight = np.sqrt(1 / (1 / (orders + 0.5) + 1 / (without + 0.5)))
    trend, _ = np.linalg.qr(np.column_stack([np.ones_like(time), time, time**2]) * weight[:, None])
    left = (np.log((orders + 0.5) / (without + 0.5))[:, None] - np.log1p(shape[:, None] * grid)) * weight[:, None]
    left = left - trend @ (trend.T @ left)
    squares = (left**2).sum(axis=0)
    inside = grid[squares - squares.min() < wide**2 * squares.min() / (len(orders) - 4)]
    return float(inside.min()), float(inside.max())


@cache
def responses() -> pd.DataFrame:
    """One row per seed and channel."""
    rows = []
    for seed in SEEDS:
        of = sold(seed, "demo")
        orders, spend = orders_by_week(of), of.company.world.spend
        spent = spend.table.to_pandas().pivot_table("amount", "week", "channel", aggfunc="sum")
        without = orders[:, [CHANNELS.index("accounts"), CHANNELS.index("distributors")]].sum(axis=1)
        for channel, true in TRUTHS.response.items():
            told = spent[channel].to_numpy()
            shape = rises(carried(told / told.mean(), true.carry), replace(true, top=1.0))[1:-1]
            here = orders[:, CHANNELS.index(channel)]
            low, high = top_of(here, without, shape, WIDE)
            together = np.corrcoef(np.log(told[1:-1]), np.log(here + 0.5))[0, 1]
            rows.append((seed, channel, low <= true.top <= high, top_of(here, without, shape, USUAL)[0] > 0, together))
    return pd.DataFrame(rows, columns=["seed", "channel", "held", "asserted", "together"])


def test_what_spend_does_is_found_against_channels_that_spend_nothing() -> None:
    by_channel = responses().groupby("channel")[["held", "asserted"]].sum()
    assert (by_channel["held"] >= 18).all(), by_channel
    assert (by_channel.loc[["online", "marketplaces"], "asserted"] >= 18).all(), by_channel
    assert by_channel["asserted"]["retail"] >= 14, "the retail chains' spend is the one at the edge of what can be known"


def test_spend_in_the_stores_does_nothing_but_looks_as_if_it_did() -> None:
    together = responses().groupby("channel")["together"].mean()
    assert together["stores"] == together.max() and together["stores"] > 0.3
    assert responses().groupby("channel")["asserted"].sum()["stores"] <= 2
