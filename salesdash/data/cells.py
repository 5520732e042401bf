"""Region × category, month by month: where a change can be told from the usual ups and downs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from salesdash.data import queries
from salesdash.data.engine import total, whole_numbers
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.queries import TREE
from salesdash.data.schema import ALL, CELL, month_sales
from salesdash.scope import Reach, add_months, month_range

MONTHS = 49
"""The running month and four years before it."""
APART = ("region", "category")
FIGURES = ("month", "revenue", "lines")
COLUMNS = (*FIGURES, *(d + suffix for d in APART for suffix in ("", "_name", "_name_zh")))


@lru_cache
def _by_month(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Month, region, category, amount, lines."""
    t = month_sales
    keys = (t.c.month, *(t.c[f"{d}_id"] for d in APART))
    return sa.select(*keys, total(t.c.amount), total(t.c.lines)).where(*queries.cells_of(t, cut, APART)).group_by(*keys)


def cells(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per month × level-1 region × category with lines, of the last 49 months of the data (the reach's own period does not count):
    month (YYYYMM), region, category (codes), region_name, region_name_zh, category_name, category_name_zh, revenue (currency units), lines.
    Empty where one region or one category is asked: there is nothing to hold a cell against."""
    t = month_sales.c
    if any(len(codes) == 1 for d in APART if (codes := getattr(reach, d)) is not None):
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in FIGURES else "str") for name in COLUMNS})
    last = connection.scalar(sa.select(sa.func.max(t.month)).where(*(t[d] == ALL for d in CELL)))
    months = month_range(add_months(last, 1 - MONTHS), last) if last else []
    table = whole_numbers(connection, _by_month(queries.filtered(reach)), queries.values(reach, months))
    frame = pd.DataFrame({"month": table[:, 0], "revenue": table[:, 3] / MONEY_SCALE, "lines": table[:, 4]})
    for place, dimension in enumerate(APART, start=1):
        named = connection.execute(queries.named(TREE[dimension]), {"ids": sorted(set(table[:, place].tolist()))})
        by_id = {row[0]: (row[1], row[2], row[3]) for row in named}
        for at, suffix in enumerate(("", "_name", "_name_zh")):
            frame[dimension + suffix] = [by_id[i][at] for i in table[:, place].tolist()]
    return frame[(frame["region"] != "-") & (frame["category"] != "-")].reset_index(drop=True)
