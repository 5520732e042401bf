"""What the made-up company sells: 200 products in 10 categories of 4 subcategories, their prices, costs and popularity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salesdash.data.demo import names

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Products:
    """One entry per product.

    tables        rows of the import templates categories and products
    category      position in `names.CATEGORIES`
    popularity    weight within its category
    price, cost   [month, product] in currency units: list prices move once a year in a product's own month, costs creep
    """

    tables: dict[str, pa.Table]
    category: Ints
    popularity: Floats
    price: Floats
    cost: Floats


def make(rng: np.random.Generator, months: int) -> Products:
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
    price = np.round(list_price * (1 + rng.normal(0.03, 0.025, n)) ** rises * 2) / 2
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
    return Products({"categories": categories, "products": products}, kind_of, rng.lognormal(0, 0.8, n), price, cost)
