"""The made-up company's pipeline: leads, deals with their stages as far as they are known on the last day, and what the sales reps did.

Traps: expected dates that slip, deals without a product, competitors and reasons that are not given.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import activities, deals, leads, names
from salesdash.data.demo.columns import dates, drawn, numbered, words
from salesdash.data.demo.competitors import COMPETITORS, SELLS
from salesdash.data.demo.deals import MEDIAN_DAYS, NEVER, Bools, Deals, working
from salesdash.data.demo.orders import CURRENCY, World
from salesdash.data.demo.pipeline_words import LOST_ALONE, LOST_TO, STAGES, WON
from salesdash.data.demo.sellers import TERRITORIES
from salesdash.data.demo.territories import Territories
from salesdash.data.demo.truths import Truths

LINES_A_LEAD, LINES_A_DEAL, LINES_AN_ACTIVITY = 30, 40, 10


def make(rng: np.random.Generator, world: World, lines: pa.Table, truths: Truths) -> dict[str, pa.Table]:
    """leads, deals, deal_stages, activities; as many as there are lines for, and at least a few."""
    land = Territories(world)
    made = deals.make(rng, world, land, max(len(lines) // LINES_A_DEAL, 60), truths)
    code = numbered("D-", len(made.region), 5)
    return {
        "leads": leads.make(rng, world, land, max(len(lines) // LINES_A_LEAD, 80)),
        "deals": _deals(rng, world, land, made, code),
        "deal_stages": _stages(world, made, code),
        "activities": activities.make(rng, world, land, max(len(lines) // LINES_AN_ACTIVITY, 240), made, code),
    }


def _deals(rng: np.random.Generator, world: World, land: Territories, made: Deals, code: pa.Array) -> pa.Table:
    """The import template "deals". A deal's rep is who holds its territory on the day when it is closed, or on the last day."""
    n, first, days = len(code), world.calendar.days[0], len(world.calendar.days)
    closed = made.ends < days
    stage = np.where(closed, np.where(made.won, 3, 4), np.minimum(made.last, (made.entered < days).sum(axis=1) - 1))
    sold = np.where(made.rival[:, None] < 0, True, SELLS[made.rival])
    category = drawn(rng, sold * np.array([c.weight for c in names.CATEGORIES]))
    product = drawn(rng, world.products.popularity * (world.products.category == category[:, None]))
    planned = np.where(made.ends == NEVER, sum(MEDIAN_DAYS), made.ends - made.entered[:, 0])
    expected = working(world, made.entered[:, 0] + np.rint(planned * rng.lognormal(-0.15, 0.25, n)).astype(np.int64))
    customers, partner = world.customers.table, world.sellers.partner_at[made.channel, made.region, made.place // TERRITORIES % 2]
    firm = pa.array([f"{firm} {trade}" for firm, _ in names.FIRMS for _, trade, _ in names.INDUSTRIES])
    who = pc.coalesce(words(customers["name"], made.customer), firm.take(pa.array(rng.integers(0, len(firm), n))))
    return pa.table(
        {
            "code": code,
            "name": pc.binary_join_element_wise(who, words([c.name for c in names.CATEGORIES], category), " – "),
            "customer": words(customers["code"], made.customer),
            "product": words(world.products.tables["products"]["code"], np.where(rng.random(n) < 0.3, -1, product)),
            "channel": words([c[0] for c in names.CHANNELS], made.channel),
            "partner": words(world.sellers.tables["partners"]["code"], partner),
            "rep": words(world.sellers.tables["reps"]["code"], land.rep(made.region, made.place, made.ends)),
            "region": words([r.code for r in names.REGIONS], made.region),
            "stage": words(STAGES, stage),
            "outcome": words(("open", "won", "lost"), np.where(closed, 2 - made.won, 0)),
            "amount": made.amount,
            "currency": pa.repeat(pa.scalar(CURRENCY), n),
            "created_on": dates(first, made.entered[:, 0]),
            "expected_on": dates(first, expected),
            "closed_on": dates(first, np.where(closed, made.ends, 0), closed),
            "competitor": words([c.code for c in COMPETITORS], np.where(rng.random(n) < 0.04, -1, made.rival)),
            "reason": _reasons(rng, made, closed),
        }
    )


def _reasons(rng: np.random.Generator, made: Deals, closed: Bools) -> pa.Array:
    """Why a deal was won or lost, as the rep says; sometimes nothing is said."""
    lists = (WON, LOST_TO, LOST_ALONE)
    start = np.cumsum([0, *(len(said) for said in lists[:-1])])
    of = np.where(made.won, 0, np.where(made.rival >= 0, 1, 2))
    odds = np.zeros((3, max(len(said) for said in lists)))
    for i, said in enumerate(lists):
        odds[i, : len(said)] = [often for _, often in said]
    return words(
        [word for said in lists for word, _ in said], np.where(closed & (rng.random(len(of)) > 0.12), start[of] + drawn(rng, odds[of]), -1)
    )


def _stages(world: World, made: Deals, code: pa.Array) -> pa.Table:
    """The import template "deal_stages": every stage that a deal has entered by the last day, in order."""
    days = len(world.calendar.days)
    entered = np.column_stack([made.entered, made.ends])
    seen = (entered < days) & (entered <= made.ends[:, None])
    seen[:, :3] &= np.arange(3) <= made.last[:, None]
    deal, stage = np.nonzero(seen)
    named = np.where(stage < 3, stage, np.where(made.won[deal], 3, 4))
    return pa.table(
        {
            "deal": code.take(pa.array(deal)),
            "stage": words(STAGES, named),
            "entered_on": dates(world.calendar.days[0], entered[deal, stage]),
        }
    )
