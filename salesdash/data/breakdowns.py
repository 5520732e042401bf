"""The sums of a reach by one dimension: both periods side by side, or month by month. Money in currency units, quantities in units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from salesdash.data import queries
from salesdash.data.engine import whole_numbers
from salesdash.data.queries import PART_SUMS, TREE, both_periods, figures, names_of
from salesdash.scope import Reach, month_range

NAMES = ("code", "name", "name_zh")


def by_dimension(connection: sa.Connection, reach: Reach, dimension: str) -> pd.DataFrame:
    """One row per value of a dimension with lines in either period, highest revenue first: code, name, name_zh, revenue, cost,
    costed_revenue, quantity, lines, returned, return_lines, and each as ``<sum>_before``."""
    query = queries.part_sums(dimension, queries.filtered(reach))
    table = whole_numbers(connection, query, queries.values(reach, both_periods(reach), first=reach.first, last=reach.last))
    keys, place = np.unique(table[:, 0], return_inverse=True)
    sides = np.zeros((2, len(keys), len(PART_SUMS)), dtype=np.int64)
    sides[1 - table[:, 1], place] = table[:, 2:]
    named = names_of(connection, TREE[dimension], keys)
    order = sorted(range(len(keys)), key=lambda i: (-sides[0, i, 0], named[int(keys[i])][0]))
    columns = {name: [named[int(keys[i])][at] for i in order] for at, name in enumerate(NAMES)}
    before = {f"{name}_before": values for name, values in figures(sides[1, order], PART_SUMS).items()}
    return pd.DataFrame({**columns, **figures(sides[0, order], PART_SUMS), **before})


def categories(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level categories."""
    return by_dimension(connection, reach, "category")


def regions(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the top-level regions."""
    return by_dimension(connection, reach, "region")


def channels(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the channels."""
    return by_dimension(connection, reach, "channel")


def segments(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """`by_dimension` of the segments."""
    return by_dimension(connection, reach, "segment")


def category_months(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month × level-1 category with lines in the period (without its comparison), by month and code: month (YYYYMM), code,
    name, name_zh, revenue, cost, costed_revenue, quantity, lines, returned, return_lines."""
    query, months = queries.part_months("category", queries.filtered(reach)), month_range(reach.first, reach.last)
    table = whole_numbers(connection, query, queries.values(reach, months))
    named = names_of(connection, TREE["category"], np.unique(table[:, 1]))
    columns = {name: [named[i][at] for i in table[:, 1].tolist()] for at, name in enumerate(NAMES)}
    return pd.DataFrame({"month": table[:, 0], **columns, **figures(table[:, 2:], PART_SUMS)}).sort_values(
        ["month", "code"], ignore_index=True
    )
