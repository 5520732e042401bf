"""What is ordered in the made-up company, and how the truths move it: the one place where prices, spend, promotions, a rival, a drop, a
dip and a leaving segment meet the calendar. Everything is relative; the number of order lines is given from outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salesdash.data.demo import names, promotions
from salesdash.data.demo.calendar import Calendar
from salesdash.data.demo.customers import Customers
from salesdash.data.demo.products import INFLATION, Products
from salesdash.data.demo.spend import Spend
from salesdash.data.demo.truths import Truths

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OUR_SHARE, LEAST = 0.18, 0.1
"""Our usual share of a market, from which a rival takes; what is left of our orders at least."""
QUARTER = 91.3
"""Days."""
REGIONS = [r.code for r in names.REGIONS]
CATEGORIES = [c.code for c in names.CATEGORIES]


@dataclass(frozen=True)
class Demand:
    """asked      [region, day]: orders, relative, before `taken` and customers who left
    kept       [channel, week]: chance that an order is placed, the largest 1: what spend does
    week_of    [day]: position of the week in `kept`
    planned    [day]: order lines, relative, with everything
    pull       [month, product]: how much a product is asked for, its price included
    cell       [month, region, category]: what is left of it there
    lift       [category, day]: by how much a promotion raises it
    """

    asked: Floats
    kept: Floats
    week_of: Ints
    planned: Floats
    pull: Floats
    cell: Floats
    lift: Floats

    def basket(self, calendar: Calendar, category: Ints, first: int, last: int) -> Floats:
        """[day and region, product]: what an order line is for, from day `first` to day `last`."""
        month = calendar.month_of[first : last + 1]
        here = self.cell[month] * self.lift.T[first : last + 1, None, :]
        return (self.pull[month][:, None, :] * here[:, :, category]).reshape(-1, len(category))


def make(calendar: Calendar, customers: Customers, products: Products, shares: Floats, spend: Spend, truths: Truths) -> Demand:
    """`shares`: [segment, channel], how a segment's customers divide among the channels."""
    usual = products.popularity * calendar.season[:, products.category]
    pull = usual * _price_effect(products, truths)
    cell, lift = _cells(calendar, truths), np.ones((len(CATEGORIES), len(calendar.days)))
    first, last = promotions.days_of(calendar, truths.promotion)
    lift[CATEGORIES.index(truths.promotion.category), max(first, 0) : max(last + 1, 0)] = truths.promotion.lift
    of = np.eye(len(CATEGORIES))[products.category]
    by_category = (pull @ of) / usual.sum(axis=1, keepdims=True)
    month = calendar.month_of
    basket = np.einsum("dc,drc,cd->rd", by_category[month], cell[month], lift)
    asked = calendar.weights * basket
    asked[REGIONS.index(truths.rival.region)] *= _left_by_rival(calendar, truths)
    kept = (1 + spend.rise) / (1 + spend.rise).max()
    mix = customers.mix(len(REGIONS), len(names.SEGMENTS)) @ (shares / shares.sum(axis=1, keepdims=True))
    planned = (asked * customers.staying(len(REGIONS), len(calendar.days)) * (mix @ kept)[:, spend.week_of]).sum(axis=0)
    return Demand(asked, kept, spend.week_of, planned, pull, cell, lift)


def _price_effect(products: Products, truths: Truths) -> Floats:
    """[month, product]: units sold against those at the usual price, which rises with all prices."""
    elasticity = np.array([truths.elasticity[code] for code in CATEGORIES])[products.category]
    usual = products.usual * (1 + INFLATION) ** (np.arange(len(products.price))[:, None] / 12)
    return np.asarray((products.price / usual) ** elasticity)


def _cells(calendar: Calendar, truths: Truths) -> Floats:
    """[month, region, category]: the real drop and, for one month, the dip of chance. The last month is the running one."""
    n = len(calendar.months)
    left = np.ones((n, len(REGIONS), len(CATEGORIES)))
    drop, dip = truths.drop, truths.dip
    left[max(n - 1 - drop.months, 0) :, REGIONS.index(drop.region), CATEGORIES.index(drop.category)] *= drop.left
    left[n - 2, REGIONS.index(dip.region), CATEGORIES.index(dip.category)] *= dip.left
    return left


def _left_by_rival(calendar: Calendar, truths: Truths) -> Floats:
    """[day]: the share of our orders that the rival has not taken yet; it gains steadily until the last day."""
    days = len(calendar.days)
    quarters = (np.arange(days) - (days - truths.rival.quarters * QUARTER)) / QUARTER
    return np.maximum(1 - quarters.clip(0) * truths.rival.points / OUR_SHARE, LEAST)
