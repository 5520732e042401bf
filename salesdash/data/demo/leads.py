"""The made-up company's leads: who asked, where they came from, what that cost, and what became of them.

Sources differ in cost and in how many become customers; those who did are businesses on the customer list. Traps: costs that are not
known, leads that nobody looked at again.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import names
from salesdash.data.demo.columns import at, dates, drawn, numbered, words
from salesdash.data.demo.orders import World
from salesdash.data.demo.pipeline_words import CAMPAIGNS, LEAD_COSTS, LEAD_STAGES
from salesdash.data.demo.territories import Territories

BECAME, AT_MOST = 0.62, 0.2
"""Share of new businesses that were leads before, and the most of all leads that they may be."""
UNCONVERTED = (0.32, 0.30, 0.05, 0.17, 0.08, 0.08)
"""Where the others came from, in the order of `names.SOURCES`."""
BY_AGE = ((0.55, 0.35, 0.10, 0.00), (0.08, 0.34, 0.28, 0.30), (0.02, 0.10, 0.08, 0.80))
"""What stands of leads up to two weeks old, up to two months, older: new, contacted, qualified, disqualified."""


def make(rng: np.random.Generator, world: World, land: Territories, n: int) -> pa.Table:
    """The import template "leads": `n` of them, by day of creation."""
    first, days, who = world.calendar.days[0], len(world.calendar.days), world.customers
    new = np.flatnonzero((who.segment > 0) & (who.joined >= 0) & (who.joined < days))
    new = rng.permutation(new[rng.random(len(new)) < BECAME])[: int(n * AT_MOST)]
    k, rest = len(new), n - len(new)
    region, created = land.days(rng, rest)
    region = np.concatenate([who.region[new], region])
    place = np.concatenate([who.place[new], rng.integers(0, 1 << 20, rest)])
    created = np.concatenate([(who.joined[new] - 2 - rng.exponential(38, k).astype(np.int64)).clip(0), created])
    customer = np.concatenate([new, np.full(rest, -1)])
    source = at(who.table["acquisition_source"].take(pa.array(new)), names.SOURCES)
    source = np.concatenate([np.where(source < 0, 0, source), rng.choice(len(names.SOURCES), rest, p=UNCONVERTED)])
    order = np.argsort(created, kind="stable")
    region, place, created, customer, source = region[order], place[order], created[order], customer[order], source[order]

    became = customer >= 0
    age = days - 1 - created
    stage = np.where(became, 4, drawn(rng, np.array(BY_AGE)[(age > 14).astype(np.int64) + (age > 60)]))
    segment = np.where(became, who.segment[customer], 1 + (rng.random(n) < 0.3))
    shares = world.sellers.channel_shares[segment]
    channel = drawn(rng, shares)
    served = world.sellers.served[channel]
    cost = np.round(np.array([LEAD_COSTS[s] for s in names.SOURCES])[source] * rng.lognormal(-0.08, 0.4, n), 2)
    campaign = np.array([CAMPAIGNS[s] if len(CAMPAIGNS[s]) == 2 else CAMPAIGNS[s] * 2 for s in names.SOURCES])[
        source, rng.integers(0, 2, n)
    ]
    firm, trade = rng.integers(0, len(names.FIRMS), n), rng.integers(0, len(names.INDUSTRIES), n)
    names_of = {
        "name": pc.binary_join_element_wise(words([f[0] for f in names.FIRMS], firm), words([i[1] for i in names.INDUSTRIES], trade), " "),
        "name_zh": pc.binary_join_element_wise(
            words([f[1] for f in names.FIRMS], firm), words([i[2] for i in names.INDUSTRIES], trade), ""
        ),
    }
    return pa.table(
        {
            "code": numbered("L-", n, 5),
            **{name: pc.coalesce(words(who.table[name], customer), made_up) for name, made_up in names_of.items()},
            "created_on": dates(first, created),
            "lead_source": words(names.SOURCES, source),
            "campaign": pa.array([word or None for word in campaign.tolist()]),
            "cost": pa.array(cost, mask=rng.random(n) < 0.03),
            "stage": words(LEAD_STAGES, stage),
            "converted_on": dates(first, np.where(became, who.joined[customer], 0), became),
            "customer": words(who.table["code"], customer),
            "channel": words([c[0] for c in names.CHANNELS], channel),
            "region": words([r.code for r in names.REGIONS], region),
            "rep": words(world.sellers.tables["reps"]["code"], np.where(served, land.rep(region, place, created), -1)),
        }
    )
