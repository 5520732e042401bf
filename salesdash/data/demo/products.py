"""What the made-up company sells: 200 products in 10 categories of 4 subcategories, their prices, costs and popularity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salesdash.data.demo import names
from salesdash.data.demo.calendar import Calendar

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

INFLATION = 0.03
"""By how much prices rise in a year, all together."""
_MOVES, _MOVE = 0.25, (0.05, 0.12)
"""Chance that a product's price is set anew in a month, and how far above or below its usual one it is set."""
_DEARER = 0.35
"""Who sets a price sets it higher in the season: per cent of price, per per cent by which more is asked for."""


@dataclass(frozen=True)
class Products:
    """One entry per product.

    tables        rows of the import templates categories and products
    category      position in `names.CATEGORIES`
    popularity    weight within its category
    usual         list price at the beginning, in currency units
    price, cost   [month, product] in currency units: list prices rise once a year in a product's own month and are set anew, up or
                  down, a few times a year, rather up in the season; costs creep
    """

    tables: dict[str, pa.Table]
    category: Ints
    popularity: Floats
    usual: Floats
    price: Floats
    cost: Floats


def make(rng: np.random.Generator, calendar: Calendar) -> Products:
    months = len(calendar.months)
    tree: list[tuple[str, str, str]] = []
    rows: list[tuple[str, str, str]] = []
    category: list[int] = []
    base: list[float] = []
    for c, kind in enumerate(names.CATEGORIES):
        tree.append((kind.code, kind.name, kind.name_zh))
        for s, (en, zh) in enumerate(kind.subcategories):
            tree.append((f"{kind.code}/{en}", en, zh))
            for line, line_zh in names.PRODUCT_LINES:
                rows.append((f"{line} {en}", f"{line_zh}{zh}", f"{kind.code}/{en}"))
                category.append(c)
                base.append(kind.price * (0.72, 0.9, 1.15, 1.45)[s])
    n = len(rows)
    kind_of = np.array(category)
    list_price = np.round(np.array(base) * rng.uniform(0.7, 1.5, n) * 2) / 2
    margin = np.array([c.margin for c in names.CATEGORIES])[kind_of] + rng.normal(0, 0.04, n)
    unit_cost = np.round(list_price * 0.88 * (1 - margin), 2)
    month = np.arange(months)[:, None]
    rises = (month + rng.integers(0, 12, n)) // 12
    trend = list_price * (1 + rng.normal(INFLATION, 0.025, n)) ** rises
    price = np.round(trend * np.exp(_moves(rng, calendar, kind_of)) * 2) / 2
    cost = np.round(unit_cost * (1 + rng.normal(0.026, 0.02, n)) ** (month / 12), 2)
    products = pa.table(
        {
            "code": [f"P-{i + 1:03d}" for i in range(n)],
            "name": [row[0] for row in rows],
            "name_zh": [row[1] for row in rows],
            "category": [row[2] for row in rows],
            "supplier": [names.SUPPLIERS[i] for i in rng.integers(0, len(names.SUPPLIERS), n)],
            "unit_cost": pa.array(cost[-1]),
            "list_price": pa.array(price[-1]),
        }
    )
    categories = pa.table({field: [row[i] for row in tree] for i, field in enumerate(("code", "name", "name_zh"))})
    return Products({"categories": categories, "products": products}, kind_of, rng.lognormal(0, 0.8, n), list_price, price, cost)


def _moves(rng: np.random.Generator, calendar: Calendar, category: Ints) -> Floats:
    """[month, product]: the logarithm of how far the price is from the product's trend; it stays until the price is set anew."""
    in_year = calendar.months.astype("datetime64[M]").astype(np.int64) % 12
    season = np.log(np.array([c.season for c in names.CATEGORIES]).T)
    asked = (season - season.mean(axis=0))[in_year][:, category]
    shape = asked.shape
    level = rng.choice((-1, 1), shape) * rng.uniform(*_MOVE, shape) + _DEARER * asked
    anew = rng.random(shape) < _MOVES
    anew[0] = True
    since = np.maximum.accumulate(np.where(anew, np.arange(shape[0])[:, None], 0), axis=0)
    return np.take_along_axis(level, since, axis=0)
