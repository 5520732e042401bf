"""What the made-up company's sales reps did: calls, emails, visits and tastings, for deals and for customers they serve."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from salesdash.data.demo import names
from salesdash.data.demo.columns import dates, numbered, words
from salesdash.data.demo.deals import Deals
from salesdash.data.demo.orders import World
from salesdash.data.demo.pipeline_words import KINDS, REMARKS, SUBJECTS
from salesdash.data.demo.territories import Territories

FOR_DEALS = 0.65
LONGEST = 200
"""Days after which nobody cares for a deal any more."""
IN_CHINESE, REMARKED = 0.8, 0.3
"""Share of texts about customers at home that are Chinese, and of activities with a remark."""


def make(rng: np.random.Generator, world: World, land: Territories, n: int, deals: Deals, code: pa.Array) -> pa.Table:
    """The import template "activities": `n` of them, by day. The rep is who held the territory on the day."""
    days, who, m = len(world.calendar.days), world.customers, int(n * FOR_DEALS)
    until = np.minimum(np.minimum(deals.ends, days - 1), deals.entered[:, 0] + LONGEST)
    effort = np.cumsum(until - deals.entered[:, 0] + 8)
    deal = np.searchsorted(effort, rng.random(m) * effort[-1], side="right")
    customer = rng.choice(np.flatnonzero((who.segment > 0) & (who.joined < days) & (who.left > 0)), n - m)
    low = np.concatenate([deals.entered[deal, 0], who.joined[customer].clip(0)])
    high = np.concatenate([until[deal], np.minimum(who.left[customer], days - 1)])
    region = np.concatenate([deals.region[deal], who.region[customer]])
    place = np.concatenate([deals.place[deal], who.place[customer]])
    customer = np.concatenate([deals.customer[deal], customer])
    deal = np.concatenate([deal, np.full(n - m, -1)])
    day = low + (rng.random(n) * (high - low + 1)).astype(np.int64)
    weekday = (world.calendar.days[0].astype(np.int64) + day + 3) % 7
    day = np.maximum(day - np.maximum(weekday - 4, 0), low)
    order = np.argsort(day, kind="stable")
    region, place, customer, deal, day = region[order], place[order], customer[order], deal[order], day[order]

    kind = rng.choice(len(KINDS), n, p=[often for _, often in KINDS])
    subjects = [SUBJECTS[name] for name, _ in KINDS]
    start = np.cumsum([0, *(len(list_) for list_ in subjects[:-1])])
    said = start[kind] + (rng.random(n) * np.array([len(list_) for list_ in subjects])[kind]).astype(np.int64)
    home = np.array([r.states[0][2] == "CN" for r in names.REGIONS])[region]
    chinese = (home & (rng.random(n) < IN_CHINESE)).astype(np.int64)
    remark = np.where(rng.random(n) < REMARKED, 2 * rng.integers(0, len(REMARKS), n) + chinese, -1)
    return pa.table(
        {
            "code": numbered("A-", n),
            "kind": words([name for name, _ in KINDS], kind),
            "happened_on": dates(world.calendar.days[0], day),
            "customer": words(who.table["code"], customer),
            "deal": words(code, deal),
            "rep": words(world.sellers.tables["reps"]["code"], land.rep(region, place, day)),
            "subject": words([text for list_ in subjects for both in list_ for text in both], 2 * said + chinese),
            "comment": words([text for both in REMARKS for text in both], remark),
            "region": words([r.code for r in names.REGIONS], region),
        }
    )
