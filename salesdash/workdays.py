"""Working days of a country, and what a comparison would have come to on this year's calendar.

Public holidays, weekends and China's make-up working weekends come from the package ``holidays``, which is only loaded when a day is
first asked for. A country it does not know, or none, has the weekdays from Monday to Friday and no holidays. Holidays are those of
the whole country; of countries where most are kept by its parts, those of the part with most people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from salesdash.scope import add_months

_NAMED = re.compile(r"(Chinese|Lunar|Korean) New Year")
_BEFORE = re.compile(r"\b(Eve|preceding|29 of)\b")
_PART = {"AU": "NSW", "CA": "ON", "CH": "ZH", "GB": "ENG"}
_MOVED = timedelta(days=7)
"""A New Year that falls within a week of the other year's leaves January and February comparable one by one."""


def working(country: str, first: date, last: date) -> npt.NDArray[np.bool_]:
    """Whether each day from first to last, both included, is a working day. Empty when last lies before first."""
    if last < first:
        return np.zeros(0, dtype=np.bool_)
    years = np.concatenate([_year(country, year)[0] for year in range(first.year, last.year + 1)])
    start = (first - date(first.year, 1, 1)).days
    return np.asarray(years[start : start + (last - first).days + 1])


@lru_cache(maxsize=4096)
def working_days(country: str, month: int) -> int:
    """How many working days a month YYYYMM has."""
    first, after = _first(month), _first(add_months(month, 1))
    return int(working(country, first, after - timedelta(days=1)).sum())


def new_year(country: str, year: int) -> date | None:
    """The first day of the lunar (Chinese) New Year, where and when the country keeps it as a public holiday; else None."""
    return _year(country, year)[1]


def comparable(country: str, months: Sequence[int], months_before: Sequence[int], before: Mapping[int, float]) -> list[float]:
    """What the comparison months would have come to on the calendar of `months`: one value for each of `months`, paired by position.

    before: month YYYYMM -> what it came to (any unit); a month that is missing came to nothing. With N(.) the number of working days:

    - A month stands alone: before × N(month) / N(month before).
    - January and February are one block in a country that keeps the lunar New Year, when every month is compared with the same month
      of an earlier year: the rush before the feast and the quiet days after it move between the two. The earlier block's total
      (both months, also the one that the period does not hold, if `before` has it) is scaled by N(block) / N(block before) and
      given to this year's months by their working days: total × N(month) / N(block before). So half a block is compared with its
      part of a whole one. If `before` has only one of the two months there is no block to speak of, and it stands alone.
    - Against a previous period the months are different ones, so only the working days are made equal.

    Where a month has no working day the value stays as it was. China's statistics office publishes January and February together
    for the same reason. Raises ValueError when the two lists are not equally long.
    """
    if len(months) != len(months_before):
        raise ValueError(f"{len(months)} months cannot be compared with {len(months_before)}")
    same = _same_calendar_months(months, months_before)
    return [_on_calendar_of(country, m, b, before, same) for m, b in zip(months, months_before, strict=True)]


def moved_new_year(country: str, months: Sequence[int], months_before: Sequence[int]) -> bool:
    """Whether comparing month by month misleads: the period holds one of January and February without the other, each month is
    compared with the same one of an earlier year, and the New Year fell more than a week earlier or later then."""
    if not _same_calendar_months(months, months_before):
        return False
    held = dict(zip(months, months_before, strict=True))
    alone = [(m, b) for m, b in held.items() if m % 100 <= 2 and _twin(m) not in held]
    feasts = [(new_year(country, m // 100), new_year(country, b // 100)) for m, b in alone]
    return any(now and then and abs(now - then.replace(year=now.year)) > _MOVED for now, then in feasts)


def _on_calendar_of(country: str, month: int, earlier: int, before: Mapping[int, float], same: bool) -> float:
    block = [earlier]
    if same and month % 100 <= 2 and _twin(earlier) in before and new_year(country, month // 100) and new_year(country, earlier // 100):
        block.append(_twin(earlier))
    days = sum(working_days(country, m) for m in block)
    if not days:
        return float(before.get(earlier, 0.0))
    return sum(before.get(m, 0.0) for m in block) * working_days(country, month) / days


def _same_calendar_months(months: Sequence[int], months_before: Sequence[int]) -> bool:
    return len(months) == len(months_before) and all(m % 100 == b % 100 and m > b for m, b in zip(months, months_before, strict=True))


def _twin(month: int) -> int:
    """January's February and February's January."""
    return month + 3 - 2 * (month % 100)


def _first(month: int) -> date:
    return date(month // 100, month % 100, 1)


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> tuple[npt.NDArray[np.bool_], date | None]:
    """A year's days, working or not, and the first day of its lunar New Year if that is kept."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    import holidays

    try:
        kept = holidays.country_holidays(country, _PART.get(country), years=(year, year + 1), expand=False, language="en_US")
    except NotImplementedError:
        return np.array([day.weekday() < 5 for day in days]), None
    at_work = np.array([kept.is_working_day(day) for day in days])
    feast = [(day, kept[day]) for day in days[:59] if day in kept and _NAMED.search(kept[day]) and not _BEFORE.search(kept[day])]
    if not feast:
        return at_work, None
    # where the first day falls on a Sunday, some countries give another day instead and name only the second
    day, name = feast[0]
    return at_work, day - timedelta(days=1) if "second day" in name.lower() else day
