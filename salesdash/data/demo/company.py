"""The whole made-up company: one seed, one set of keys, one part per area (each with random numbers of its own)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from salesdash.data.demo import (
    calendar,
    demand,
    events,
    market,
    money,
    names,
    orders,
    pipeline,
    products,
    promotions,
    sellers,
    spend,
    voice,
)
from salesdash.data.demo.customers import make_customers
from salesdash.data.demo.truths import Truths, checked

CALENDAR, CUSTOMERS, PRODUCTS, SELLERS, _, SPEND, MONEY, PIPELINE, MARKET, VOICE, EVENTS = range(1, 12)
"""A part's own stream of random numbers (orders: 5 and the week), so that a new part changes nothing in the others."""
Part = Callable[[np.random.Generator, orders.World, pa.Table, Truths], dict[str, pa.Table]]
PARTS: tuple[tuple[int, Part], ...] = (
    (MONEY, money.make), (PIPELINE, pipeline.make), (MARKET, market.make), (VOICE, voice.make), (EVENTS, events.make),
)  # fmt: skip
"""Who makes the records, each with its stream: (random numbers, the world, all order lines, what is true) -> tables."""
BELIEVABLE = 1_000_000
"""More order lines than this are a test of size: such a company has no records unless they are asked for."""
TABLES = ("regions", "segments", "categories", "products", "channels", "partners", "teams", "reps", "rep_assignments", "customers")
"""The company's tables, in the order in which they load."""
SETTINGS = {"demo": "1", "base_currency": orders.CURRENCY, "country": "CN"}
"""What the company's house is set to."""


@dataclass(frozen=True)
class Company:
    """tables   rows of the import templates by name, in the order of TABLES
    lines     how many order lines `order_blocks` makes
    """

    world: orders.World
    tables: dict[str, pa.Table]
    lines: int

    def order_blocks(self) -> Iterator[pa.Table]:
        """The order lines in the columns of `orders.SCHEMA`, sorted by date; made anew, and the same, at every call."""
        return orders.blocks(self.world, self.lines)

    def records(self, progress: Callable[[float], None] | None = None, lines: pa.Table | None = None) -> dict[str, pa.Table]:
        """What is recorded beside the orders (payments, targets, deals, competitors, surveys, spend ...): rows of import templates by name.

        All order lines are held in memory for it (`lines`, where the caller has them already): meant for companies of a believable size,
        see BELIEVABLE. `progress` hears the share done, 0..1.
        """
        known = pa.concat_tables(self.order_blocks()) if lines is None else lines
        made = {"marketing_spend": self.world.spend.table, "promotions": self.world.promotions.table}
        for done, (stream, part) in enumerate(PARTS, 1):
            made |= part(np.random.default_rng([self.world.seed, stream]), self.world, known, self.world.truths)
            if progress:
                progress(done / len(PARTS))
        return made


def generate(
    seed: int = 1, months: int = 48, lines: int = 120_000, customers: int | None = None, as_of: date | None = None, truths: Truths | None = None,
) -> Company:  # fmt: skip
    """The company with `months` complete months and the running one up to `as_of` (today). The same arguments give the same bytes.

    `customers`: how many customers are on the list, a twentieth of the lines unless said otherwise. `truths`: what is planted.
    Raises SalesdashError for truths about what the company does not have.
    """
    if months < 1 or lines < 1:
        raise ValueError("a company has at least one month and one order line")
    true = checked(truths or Truths())
    dates = calendar.make(np.random.default_rng([seed, CALENDAR]), months, as_of or date.today())
    who = make_customers(np.random.default_rng([seed, CUSTOMERS]), max(customers or lines // 20, 60), dates, true.leaving)
    what = products.make(np.random.default_rng([seed, PRODUCTS]), dates)
    how = sellers.make(np.random.default_rng([seed, SELLERS]), dates.months)
    spent, cheaper = spend.make(np.random.default_rng([seed, SPEND]), dates, lines, true), promotions.make(dates, true)
    wanted = demand.make(dates, who, what, how.channel_shares, spent, true)
    tables = {
        "regions": _regions(),
        "segments": pa.table({field: [s[i] for s in names.SEGMENTS] for i, field in enumerate(("code", "name", "name_zh"))}),
        **what.tables,
        **how.tables,
        "customers": who.table,
    }
    world = orders.World(seed, dates, who, what, how, true, spent, cheaper, wanted)
    return Company(world, {name: tables[name] for name in TABLES}, lines)


def _regions() -> pa.Table:
    """Sales regions, their states and cities; a code is the path."""
    rows: list[tuple[str, str, str]] = []
    for region in names.REGIONS:
        rows.append((region.code, region.name, region.name_zh))
        for state, state_zh, _, cities in region.states:
            rows.append((f"{region.code}/{state}", state, state_zh))
            rows += [(f"{region.code}/{state}/{city}", city, zh) for city, zh in cities]
    return pa.table({field: [row[i] for row in rows] for i, field in enumerate(("code", "name", "name_zh"))})
