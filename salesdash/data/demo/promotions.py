"""What the made-up company sold cheaper for a while: one promotion with a lift that is known, and the shopping festivals.

Trap: festivals sell by themselves (`calendar.py`); the price cut that goes with them adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from salesdash.data.demo import names
from salesdash.data.demo.calendar import Calendar
from salesdash.data.demo.truths import Promotion, Truths

FESTIVALS = ((6, 16, 18, "618", "18 June festival", "618购物节"), (11, 9, 11, "1111", "Singles' Day", "双十一"))
"""Month, first and last day, code and names of the days on which the online shop sells cheaper."""
FESTIVAL_CUT, FESTIVAL_CHANNEL = 0.08, "online"


@dataclass(frozen=True)
class Cut:
    """A price cut of `depth` (fraction) from day `first` to day `last`; category and channel are positions in `names`, -1: all."""

    first: int
    last: int
    category: int
    channel: int
    depth: float


@dataclass(frozen=True)
class Promotions:
    """table: the rows of the import template "promotions"; cuts: the same as positions, within the history."""

    table: pa.Table
    cuts: tuple[Cut, ...]


def days_of(calendar: Calendar, promotion: Promotion) -> tuple[int, int]:
    """First and last day of the truths' promotion: whole weeks from Monday, counted back from the last complete one."""
    sunday = len(calendar.days) - 1 - (int(calendar.days[-1].astype(np.int64)) + 4) % 7
    first = sunday - 6 - 7 * (promotion.weeks_ago - 1)
    return first, first + 7 * promotion.weeks - 1


def make(calendar: Calendar, truths: Truths) -> Promotions:
    """What begins within the history, by date."""
    said, categories = truths.promotion, [c.code for c in names.CATEGORIES]
    kind = names.CATEGORIES[categories.index(said.category)]
    first, last = days_of(calendar, said)
    rows = [
        (first, last, said.code, f"{kind.name}: special weeks", f"{kind.name_zh}特惠周", kind.code, None, said.depth, "All channels"),
        *_festivals(calendar),
    ]
    rows = sorted(row for row in rows if 0 <= row[0] < len(calendar.days))
    channels = [c[0] for c in names.CHANNELS]
    cuts = tuple(
        Cut(row[0], row[1], categories.index(row[5]) if row[5] else -1, channels.index(row[6]) if row[6] else -1, row[7]) for row in rows
    )
    dated = pa.array(calendar.days[0] + np.array([row[:2] for row in rows], dtype="timedelta64[D]").reshape(-1, 2)[:, 0])
    ended = pa.array(calendar.days[0] + np.array([row[:2] for row in rows], dtype="timedelta64[D]").reshape(-1, 2)[:, 1])
    text = {
        name: pa.array([row[i] for row in rows], pa.string())
        for i, name in enumerate(("code", "name", "name_zh", "category", "channel"), 2)
    }
    return Promotions(
        pa.table(
            {
                **text, "starts_on": dated, "ends_on": ended, "discount": pa.array([row[7] for row in rows], pa.float64()),
                "note": pa.array([row[8] for row in rows], pa.string()),
            }
        ),
        cuts,
    )  # fmt: skip


def _festivals(calendar: Calendar) -> list[tuple[int, int, str, str, str, None, str, float, str]]:
    begin = calendar.days[0].astype(object)
    return [
        ((date(year, month, first) - begin).days, (date(year, month, last) - begin).days, f"{code}-{year}", name, name_zh, None,
         FESTIVAL_CHANNEL, FESTIVAL_CUT, "Online shop")
        for year in range(begin.year, calendar.days[-1].astype(object).year + 1)
        for month, first, last, code, name, name_zh in FESTIVALS
    ]  # fmt: skip
