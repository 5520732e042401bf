"""Revenue day by day: the running month and what a usual month looks like."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import sqlalchemy as sa

from salesdash.data import queries
from salesdash.data.engine import whole_rows
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.packed import unpack
from salesdash.data.rollups_packed import DAYS
from salesdash.data.schema.house import DAY_COLUMNS
from salesdash.scope import Reach, add_months, month_of, month_range

MONTHS_BEFORE = 36


def edges(connection: sa.Connection) -> tuple[date, date] | None:
    """The first and the last day with order lines, whatever the filters; None in an empty house."""
    rows = whole_rows(connection, queries.edge_days())
    if not rows:
        return None
    days = [(month, unpack([sums], np.array([count]), len(DAY_COLUMNS))[0][:, 0].tolist()) for month, count, sums in (rows[0], rows[-1])]
    (first, from_day), (last, to_day) = days
    return date(first // 100, first % 100, from_day[0]), date(last // 100, last % 100, to_day[-1])


def days(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per calendar day, ascending, up to the last day of the data: day (datetime), revenue (currency units), lines.

    From the first day of the 36th month before the last day's, or from the first day of the data if that is later. The filters of the
    reach hold, its period does not. A day without lines is a row of 0.
    """
    ends = edges(connection)
    if ends is None:
        return pd.DataFrame({"day": np.zeros(0, "datetime64[s]"), "revenue": np.zeros(0), "lines": np.zeros(0, dtype=np.int64)})
    months = month_range(max(add_months(month_of(ends[1]), -MONTHS_BEFORE), month_of(ends[0])), month_of(ends[1]))
    rows = whole_rows(connection, queries.day_sums(queries.filtered(reach)), queries.values(reach, months))
    month, counts = np.array([r[:2] for r in rows], dtype=np.int64).reshape(-1, 2).T
    entries, source = unpack([r[2] for r in rows], counts, len(DAY_COLUMNS))
    sums = np.zeros((len(DAY_COLUMNS) - 1, len(months) * DAYS), dtype=np.int64)
    place = np.searchsorted(months, month)[source] * DAYS + entries[:, 0] - 1
    for total, values in zip(sums, entries[:, 1:].T, strict=True):
        np.add.at(total, place, values)
    begin = np.datetime64(f"{months[0] // 100}-{months[0] % 100:02}")
    calendar = (begin + np.arange(len(months))).astype("datetime64[D]")[:, None] + np.arange(DAYS)
    real = (
        (calendar.astype("datetime64[M]") == (begin + np.arange(len(months)))[:, None])
        & (calendar >= np.datetime64(ends[0]))
        & (calendar <= np.datetime64(ends[1]))
    )
    revenue, lines = sums.reshape(len(sums), len(months), DAYS)[:, real]
    return pd.DataFrame({"day": calendar[real].astype("datetime64[s]"), "revenue": revenue / MONEY_SCALE, "lines": lines})
