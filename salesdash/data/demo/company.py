"""The whole made-up company: one seed, one set of keys, one part per area (each with random numbers of its own)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from salesdash.data.demo import calendar, names, orders, products, sellers
from salesdash.data.demo.customers import make_customers

CALENDAR, CUSTOMERS, PRODUCTS, SELLERS = range(1, 5)
"""A part's own stream of random numbers (orders: 5 and the week), so that a new part changes nothing in the others."""
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


def generate(seed: int = 1, months: int = 24, lines: int = 20_000, customers: int | None = None, as_of: date | None = None) -> Company:
    """The company with `months` complete months and the running one up to `as_of` (today). The same arguments give the same bytes.

    `customers`: how many customers are on the list, a twentieth of the lines unless said otherwise.
    """
    if months < 1 or lines < 1:
        raise ValueError("a company has at least one month and one order line")
    dates = calendar.make(np.random.default_rng([seed, CALENDAR]), months, as_of or date.today())
    who = make_customers(np.random.default_rng([seed, CUSTOMERS]), max(customers or lines // 20, 60), dates.days[0], len(dates.days))
    what = products.make(np.random.default_rng([seed, PRODUCTS]), len(dates.months))
    how = sellers.make(np.random.default_rng([seed, SELLERS]), dates.months)
    tables = {
        "regions": _regions(),
        "segments": pa.table({field: [s[i] for s in names.SEGMENTS] for i, field in enumerate(("code", "name", "name_zh"))}),
        **what.tables,
        **how.tables,
        "customers": who.table,
    }
    return Company(orders.World(seed, dates, who, what, how), {name: tables[name] for name in TABLES}, lines)


def _regions() -> pa.Table:
    """Sales regions, their states and cities; a code is the path."""
    rows: list[tuple[str, str, str]] = []
    for region in names.REGIONS:
        rows.append((region.code, region.name, region.name_zh))
        for state, state_zh, _, cities in region.states:
            rows.append((f"{region.code}/{state}", state, state_zh))
            rows += [(f"{region.code}/{state}/{city}", city, zh) for city, zh in cities]
    return pa.table({field: [row[i] for row in rows] for i, field in enumerate(("code", "name", "name_zh"))})
