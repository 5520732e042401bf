"""What was sold of every product, through which channel. Money in currency units, quantities in units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from salesdash.data import queries
from salesdash.data.engine import whole_rows
from salesdash.data.packed import unpack
from salesdash.data.queries import both_periods, figures, names_of
from salesdash.data.schema import categories, channels
from salesdash.data.schema import products as product_table
from salesdash.data.schema.house import PRODUCT_COLUMNS
from salesdash.scope import Reach

MEASURES = PRODUCT_COLUMNS[2:]


def products(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per product × level-1 category × channel with lines in either period, by code.

    product, name, name_zh, category, channel (codes, "-" where not known); quantity, amount: of the lines that were sold (amount not
    negative); returned_quantity, returned: of the others (never positive money); cost, costed_revenue, lines: of both; and each of
    them with ``_before``, 0 where there is no comparison. So amount + returned is the revenue, to the ten-thousandth before it is divided.
    """
    cut = queries.filtered(reach)
    rows = whole_rows(connection, queries.product_sums(cut), queries.values(reach, both_periods(reach)))
    month, channel, counts = np.array([r[:3] for r in rows], dtype=np.int64).reshape(-1, 3).T
    entries, source = unpack([r[3] for r in rows], counts, len(PRODUCT_COLUMNS))
    if reach.category is not None:
        kept = np.isin(entries[:, 1], queries.ids_of(connection, "category", reach.category))
        entries, source = entries[kept], source[kept]
    side = 1 - ((month >= reach.first) & (month <= reach.last)).astype(np.int64)
    keys, sums = _added_up(channel[source], entries, side[source])
    columns, ranks = [], []
    for table, place in ((product_table, 1), (categories, 2), (channels, 0)):
        ids, at = np.unique(keys[:, place], return_inverse=True)
        named = names_of(connection, table, ids)
        names = np.array([named[i] for i in ids.tolist()], dtype=object).reshape(-1, 3)
        columns.append(names[at])
        ranks.append(np.argsort(np.argsort(names[:, 0]))[at])
    order = np.lexsort(ranks[::-1])
    goods, kinds, ways = (column[order] for column in columns)
    return pd.DataFrame({
        **{name: goods[:, i] for i, name in enumerate(("product", "name", "name_zh"))}, "category": kinds[:, 0], "channel": ways[:, 0],
        **_figures(sums[0, order], ""), **_figures(sums[1, order], "_before"),
    })  # fmt: skip


def _figures(sums: np.ndarray, tail: str) -> dict[str, np.ndarray]:
    return {("amount" if name == "revenue" else name) + tail: values for name, values in figures(sums, MEASURES).items()}


def _added_up(channel: np.ndarray, entries: np.ndarray, side: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Different (channel, product, category) and, for side 0 and 1, the sums of their entries."""
    if not len(entries):
        return np.zeros((0, 3), dtype=np.int64), np.zeros((2, 0, len(MEASURES)), dtype=np.int64)
    product, category = entries[:, 0], entries[:, 1]
    code = (channel * (product.max() + 1) + product) * (category.max() + 1) + category
    order = np.argsort(code * 2 + side, kind="stable")
    code, side = code[order], side[order]
    first = np.flatnonzero(np.diff(code * 2 + side, prepend=-1))
    new = np.diff(code[first], prepend=-1) != 0
    sums = np.zeros((2, int(new.sum()), len(MEASURES)), dtype=np.int64)
    sums[side[first], np.cumsum(new) - 1] = np.add.reduceat(entries[order, 2:], first, axis=0)
    one = order[first[new]]
    return np.column_stack([channel[one], product[one], category[one]]), sums
