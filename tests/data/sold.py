"""What made-up companies sold, as arrays: for tests over many seeds of what is planted in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import Company, Truths, generate, names
from salesdash.data.demo.columns import Ints, at, day_of

Floats = npt.NDArray[np.float64]

AS_OF, TRUTHS, SEEDS = date(2026, 11, 18), Truths(), range(1, 21)
CATEGORIES, CHANNELS, REGIONS = [c.code for c in names.CATEGORIES], [c[0] for c in names.CHANNELS], [r.code for r in names.REGIONS]
SIZES = {"small": (36, 40_000), "demo": (48, 120_000)}
"""Complete months and order lines."""
WIDE, USUAL = 2.58, 1.96
"""Standard errors of an interval of 99 %, in which a truth must lie, and of one of 95 %, beyond which something is said to be there."""


@dataclass(frozen=True)
class Sold:
    """A company and its order lines, returns left out; positions in `names`, in the customers and the products; the day of the history."""

    company: Company
    day: Ints
    order: Ints
    customer: Ints
    region: Ints
    channel: Ints
    category: Ints
    product: Ints
    price: Floats

    @property
    def days(self) -> int:
        return len(self.company.world.calendar.days)

    def count(self, first: int, last: int, region: list[str] | None = None, category: list[str] | None = None) -> int:
        """Order lines from day `first` to day `last`, of some regions and categories."""
        found = (self.day >= first) & (self.day <= last)
        for column, codes, wanted in ((self.region, REGIONS, region), (self.category, CATEGORIES, category)):
            if wanted is not None:
                found &= np.isin(column, [codes.index(code) for code in wanted])
        return int(found.sum())

    def opening(self) -> Ints:
        """The first line of every order."""
        return np.unique(self.order, return_index=True)[1]


def made(seed: int, size: str, truths: Truths | None = None) -> Sold:
    months, lines = SIZES[size]
    company = generate(seed, months, lines, as_of=AS_OF, truths=truths)
    table = pa.concat_tables(company.order_blocks()).combine_chunks()
    table = table.filter(pc.greater(table["quantity"], 0))
    world = company.world
    product = at(table["product"], world.products.tables["products"]["code"])
    gross = pc.divide(pc.add(table["amount"], table["discount"]), pc.cast(table["quantity"], pa.float64()))
    columns = (
        day_of(table["ordered_on"], world.calendar.days[0]), at(table["order_no"], pc.unique(table["order_no"])),
        at(table["customer"], world.customers.table["code"]), at(table["region"], REGIONS), at(table["channel"], CHANNELS),
        world.products.category[product], product,
    )  # fmt: skip
    return Sold(company, *columns, gross.to_numpy())


@cache
def sold(seed: int, size: str) -> Sold:
    """Made once for all tests of this file."""
    return made(seed, size)
