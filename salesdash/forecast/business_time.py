"""The history of a running month in business time: a day counts as much as such a day has usually brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from salesdash.errors import NotEnoughHistory
from salesdash.scope import month_of
from salesdash.text import N_
from salesdash.workdays import working

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_MONTHS = 6
_MOST_MONTHS = 60
_DAY_PRIOR = 20.0
"""A kind of day starts with as much weight as this many days of the mean working (or free) day."""
_LEAST_SHARE = 1e-3


@dataclass(frozen=True)
class History:
    """Complete months that came to something, and the running one.

    total, names, calendar_month (0..11, with the running month's last)   [month]
    time         business time of each month, the running one last
    revenue_to, time_to     added up to each day's beginning, from the first day
    begins       [month] position of the first day; elapsed: share of the running month's business time that is gone
    """

    total: Floats
    names: Ints
    calendar_month: Ints
    time: Floats
    revenue_to: Floats
    time_to: Floats
    begins: Ints
    elapsed: float
    actual: float
    day: date
    worked: int
    of: int

    @property
    def month(self) -> int:
        return month_of(self.day)

    def share_reached(self) -> Floats:
        """The share of its total that each month had reached when as much of its business time was gone."""
        there = np.interp(self.time_to[self.begins] + self.elapsed * self.time[:-1], self.time_to, self.revenue_to)
        return np.maximum((there - self.revenue_to[self.begins]) / self.total, _LEAST_SHARE)

    @classmethod
    def read(cls, days: pd.DataFrame, country: str) -> History | None:
        """None when the last month is complete."""
        if days.empty:
            raise _too_short(0)
        at = np.asarray(days["day"], dtype="datetime64[D]")
        last = at.max()
        running = last.astype("datetime64[M]")
        end = (running + 1).astype("datetime64[D]")
        if last + 1 == end:
            return None
        first_day = at.min()
        first = first_day.astype("datetime64[M]")
        first = max(first + (first.astype("datetime64[D]") < first_day), running - _MOST_MONTHS)
        begin = first.astype("datetime64[D]")
        held = at >= begin
        calendar = np.arange(begin, end)
        revenue = np.zeros(len(calendar))
        np.add.at(revenue, (at[held] - begin).astype(np.int64), np.asarray(days["revenue"], dtype=np.float64)[held])
        months = np.arange(first, running + 1)
        begins = (months.astype("datetime64[D]") - begin).astype(np.int64)
        total = np.add.reduceat(revenue, begins)
        sold = np.flatnonzero(total[:-1] > 0)
        if len(sold) < LEAST_MONTHS:
            raise _too_short(len(sold))
        if total[-2] <= 0:
            raise NotEnoughHistory(N_("The month before came to nothing: where this one lands cannot be told from what was usual."))
        at_work = working(country, begin.astype(object), calendar[-1].astype(object))
        counts = _day_counts(revenue, calendar, at_work, begins, total)
        time, today = np.add.reduceat(counts, begins), int((last - begin).astype(np.int64)) + 1
        here, kept = int(begins[-1]), np.append(sold, len(months) - 1)
        number = months.astype(np.int64)
        return cls(
            total[sold], (number[sold] // 12 + 1970) * 100 + number[sold] % 12 + 1, number[kept] % 12, time[kept],
            np.append(0.0, np.cumsum(revenue)), np.append(0.0, np.cumsum(counts)), begins[sold],
            float(counts[here:today].sum() / time[-1]), float(revenue[here:today].sum()), last.astype(object),
            int(at_work[here:today].sum()), int(at_work[here:].sum()),
        )  # fmt: skip


def _too_short(n: int) -> NotEnoughHistory:
    return NotEnoughHistory(
        N_("Where the month lands is told from {needed} complete months with revenue on; there are {n}."), needed=LEAST_MONTHS, n=n
    )


def _day_counts(
    revenue: Floats, calendar: npt.NDArray[np.datetime64], at_work: npt.NDArray[np.bool_], begins: Ints, total: Floats
) -> Floats:
    """How much each day counts: what such a day has brought in the past, relative to the mean day of its month."""
    weekday = (calendar.astype(np.int64) + 3) % 7
    # 0..6 the usual days of the week, 7 a free weekday, 8 a working weekend
    kind = np.where(at_work == (weekday < 5), weekday, np.where(at_work, 8, 7))
    works = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1])
    lengths = np.diff(begins)
    past = int(begins[-1])
    of = np.repeat(np.arange(len(lengths)), lengths)
    good = (total[:-1] > 0)[of]
    relative = revenue[:past][good] * (lengths / np.where(total[:-1] > 0, total[:-1], 1.0))[of][good]
    came, seen = np.bincount(kind[:past][good], relative, minlength=9), np.bincount(kind[:past][good], minlength=9)
    means = np.array([came[works == w].sum() / max(seen[works == w].sum(), 1) for w in (0, 1)])
    return np.maximum((came + _DAY_PRIOR * means[works]) / (seen + _DAY_PRIOR), 1e-3)[kind]
