"""The rows behind a number: order lines of a reach, a page at a time; the only read of raw lines that a page makes."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import sqlalchemy as sa

from salesdash.data import queries
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.schema import ALL, CELL, categories, channels, customers, month_sales, orders, products, regions, sales, segments
from salesdash.scope import Reach, month_range

PAGE_ROWS = 50
MONEY = ("quantity", "amount", "cost", "discount", "tax")
Without = Literal["cost", "customer"]
_MISSING = {
    "cost": (sales.c.cost.is_(None), month_sales.c.uncosted_lines),
    "customer": (sales.c.customer_id == 0, month_sales.c.unnamed_lines),
}
"""What can be missing -> how a line shows it, and the column that counts such lines."""


def lines(connection: sa.Connection, reach: Reach, page: int = 1, rows: int = PAGE_ROWS, without: Without | None = None) -> pd.DataFrame:
    """One page (1-based) of the period's lines, by month and line: ordered_on, order_no, line_no, customer, product, region, segment,
    channel, category (names), quantity in units, amount, cost, discount, tax in currency units (cost empty where not known).

    without  only the lines where this is not known
    """
    s = sales.c
    months = month_range(reach.first, reach.last)
    if without:
        total = (month_sales.c[d] == ALL for d in CELL)
        found = connection.scalars(sa.select(month_sales.c.month).where(_MISSING[without][1] > 0, *total))
        months = sorted(set(found) & set(months))
    where = [s.month.in_(queries.MONTHS), *(queries.within(s[f"{d}_id"], d) for d in queries.filtered(reach))]
    if without:
        where.append(_MISSING[without][0])
    wanted = (
        sa.select(sales)
        .where(*where)
        .order_by(s.month, s.region_id, s.category_id, s.channel_id, s.id)
        .limit(rows)
        .offset((page - 1) * rows)
        .subquery()
    )
    w = wanted.c
    query = (
        sa.select(
            w.ordered_on, orders.c.order_no, w.line_no, customers.c.name.label("customer"), products.c.name.label("product"),
            regions.c.name.label("region"), segments.c.name.label("segment"), channels.c.name.label("channel"), categories.c.name.label("category"),
            *(w[m] for m in MONEY),
        )
        .join(orders, orders.c.id == w.order_id).join(customers, customers.c.id == w.customer_id).join(products, products.c.id == w.product_id)
        .join(regions, regions.c.id == w.region_id).join(segments, segments.c.id == w.segment_id)
        .join(channels, channels.c.id == w.channel_id).join(categories, categories.c.id == w.category_id)
        .order_by(w.month, w.region_id, w.category_id, w.channel_id, w.id)
    )  # fmt: skip
    frame = pd.DataFrame(
        [tuple(r) for r in connection.execute(query, queries.values(reach, months))], columns=[c.name for c in query.selected_columns]
    )
    for name in MONEY:
        frame[name] = frame[name].astype("Int64").astype("Float64") / MONEY_SCALE
    return frame
