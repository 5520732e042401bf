"""(connection, reach) -> tidy frame, added up in the database. Money in currency units, quantities in units.

Every function takes the `Reach` and nothing else beside it, except where a page of rows is asked. A frame covers both periods of
the reach where it says ``before``; columns of sums: revenue, cost, costed_revenue (revenue of lines whose cost is known), quantity,
discount, tax, returned, lines, return_lines, uncosted_lines, unnamed_lines, and the distinct counts orders and customers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import queries
from salesdash.data.breakdowns import by_dimension, categories, category_months, channels, regions, segments
from salesdash.data.days import days
from salesdash.data.deliveries import deliveries
from salesdash.data.engine import whole_numbers, whole_rows
from salesdash.data.month_lines import SUMS
from salesdash.data.movers import customer_flows, customer_movers, top_customers
from salesdash.data.products import products
from salesdash.data.queries import both_periods, figures
from salesdash.scope import Reach


def spans(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month of both periods that has lines, ``which`` = "month" ("beside": the other of January and February, where the comparison
    holds only one), then one for each whole period that was asked, "now" and "before": which, month (YYYYMM, 0 for a whole period), the
    sums, orders, customers."""
    asked = set(both_periods(reach))
    wanted = sorted({*asked, *_twins(reach)})
    table = whole_numbers(connection, queries.month_sums(queries.filtered(reach)), queries.values(reach, wanted))
    month, sums, sets = table[:, 0], table[:, 1:], _sets(connection, reach)
    parts = [(m, m) for m in month.tolist()] + [(reach.first, reach.last)]
    if reach.before_first and reach.before_last:
        parts.append((reach.before_first, reach.before_last))
    whole = np.array([sums[(month >= first) & (month <= last)].sum(axis=0) for first, last in parts[len(month) :]])
    held = [[both for m, both in sets.items() if first <= m <= last] for first, last in parts]
    which = ["month" if m in asked else "beside" for m in month.tolist()] + ["now", "before"][: len(whole)]
    return pd.DataFrame({
        "which": which, "month": np.concatenate([month, np.zeros(len(whole), dtype=np.int64)]),
        **figures(np.concatenate([sums, whole]), SUMS), "orders": [_size(h, 1) for h in held], "customers": [_size(h, 0) for h in held],
    })  # fmt: skip


def _twins(reach: Reach) -> list[int]:
    """January or February of the comparison where only the other of the two is in it: the lunar New Year moves between them."""
    if not (reach.before_first and reach.before_last):
        return []
    january = [reach.before_first - 1] if reach.before_first % 100 == 2 else []
    return january + ([reach.before_last + 1] if reach.before_last % 100 == 1 else [])


def _size(sets: list[tuple[BitMap, BitMap]], which: int) -> int:
    return len(BitMap.union(*(both[which] for both in sets))) if sets else 0


def months(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The months of `spans`: month (YYYYMM), the sums, orders, customers."""
    frame = spans(connection, reach)
    return frame[frame["which"] == "month"].drop(columns="which").reset_index(drop=True)


def totals(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The whole periods of `spans`: ``which`` = "now" or "before" (where there is a comparison), the sums and the distinct counts."""
    frame = spans(connection, reach)
    return frame[frame["which"].isin(["now", "before"])].drop(columns="month").reset_index(drop=True)


def _sets(connection: sa.Connection, reach: Reach) -> dict[int, tuple[BitMap, BitMap]]:
    """Per month of both periods: the customers and the orders of the reach."""
    found: dict[int, tuple[list[BitMap], list[BitMap]]] = {}
    for month, who, which in whole_rows(connection, queries.sets(queries.filtered(reach)), queries.values(reach, both_periods(reach))):
        lists = found.setdefault(month, ([], []))
        lists[0].append(BitMap.deserialize(who))
        lists[1].append(BitMap.deserialize(which))
    return {m: (a[0], b[0]) if len(a) == 1 else (BitMap.union(*a), BitMap.union(*b)) for m, (a, b) in found.items()}


__all__ = [
    "both_periods", "by_dimension", "categories", "category_months", "channels", "customer_flows", "customer_movers", "days", "deliveries",
    "months", "products", "regions", "segments", "spans", "top_customers", "totals",
]  # fmt: skip
