"""When the made-up company sells: growth, seasons, week days, Chinese New Year, Black Friday, and the running month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from salesdash.data.demo import names

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

GROWTH = 0.08
"""Growth a year of the whole house; a region adds its own."""
_NEW_YEAR = (
    "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
    "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26",
    "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
)  # fmt: skip
"""First days of Chinese New Year."""
_WEEK_HOME = (1.02, 1.00, 0.98, 1.00, 1.08, 1.00, 0.92)
_WEEK_ABROAD = (1.15, 1.10, 1.08, 1.06, 1.04, 0.85, 0.72)


@dataclass(frozen=True)
class Calendar:
    """The history: `months` complete ones and the running month up to the as-of day.

    days       every day; day 0 is the first
    months     first days of the months; month_of: [day] -> position in months
    weights    [region, day]: expected order lines, relative
    season     [month, category]: how much a category is asked for, relative
    """

    days: Days
    months: Days
    month_of: Ints
    weights: Floats
    season: Floats


def make(rng: np.random.Generator, months: int, as_of: date) -> Calendar:
    end = np.datetime64(as_of, "D")
    first = end.astype("datetime64[M]") - months
    days = np.arange(first.astype("datetime64[D]"), end + 1)
    starts = np.arange(first, end.astype("datetime64[M]") + 1)
    month_of = (days.astype("datetime64[M]") - first).astype(np.int64)
    years = np.arange(len(days)) / 365.25
    # a slow common wave and each day's own luck: no two Tuesdays are alike
    wave = np.cumsum(rng.normal(0, 0.004, len(days)))
    luck = rng.normal(0, 0.06, (len(names.REGIONS), len(days)))
    weights = np.array([_region(region, days) * np.exp(years * np.log1p(GROWTH + region.growth)) for region in names.REGIONS])
    month_numbers = (starts.astype(np.int64) % 12)[:, None]
    season = np.array([c.season for c in names.CATEGORIES]).T[month_numbers[:, 0]]
    trend = np.array([[c.weight, np.log1p(c.growth)] for c in names.CATEGORIES])
    season = season * trend[:, 0] * np.exp(np.arange(len(starts))[:, None] / 12 * trend[:, 1])
    return Calendar(days, starts.astype("datetime64[D]"), month_of, weights * np.exp(wave + luck), season)


def _region(region: names.Region, days: Days) -> Floats:
    """A region's days without growth: the week, the year, and its feasts."""
    home = region.states[0][2] == "CN"
    weekday = (days.astype(np.int64) + 3) % 7
    in_year = (days - days.astype("datetime64[Y]")).astype(np.int64)
    weight = (
        region.weight * np.array(_WEEK_HOME if home else _WEEK_ABROAD)[weekday] * (1 + 0.06 * np.cos((in_year + 15) / 365.25 * 2 * np.pi))
    )
    return np.asarray(weight * (_home_feasts(days) if home else _abroad_feasts(days)))


def _home_feasts(days: Days) -> Floats:
    """Three busy weeks before Chinese New Year, ten quiet days from its eve; the Golden Week; 18 June and 11 November."""
    factor = np.ones(len(days))
    for eve in np.array(_NEW_YEAR, dtype="datetime64[D]") - 1:
        since = (days - eve).astype(np.int64)
        factor[(since >= -21) & (since < 0)] *= 1.35
        factor[(since >= 0) & (since < 10)] *= 0.30
        factor[(since >= 10) & (since < 16)] *= 0.80
    month, day = days.astype("datetime64[M]").astype(np.int64) % 12 + 1, (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    factor[(month == 10) & (day <= 7)] *= 0.70
    factor[(month == 6) & (day >= 16) & (day <= 18)] *= 1.9
    factor[(month == 11) & (day >= 9) & (day <= 11)] *= 2.6
    return factor


def _abroad_feasts(days: Days) -> Floats:
    """Black Friday to Cyber Monday (from the fourth Thursday of November), and the days after Christmas."""
    factor = np.ones(len(days))
    months = days.astype("datetime64[M]")
    month, day = months.astype(np.int64) % 12 + 1, (days - months).astype(np.int64) + 1
    first_weekday = (months.astype("datetime64[D]").astype(np.int64) + 3) % 7
    friday = (3 - first_weekday) % 7 + 23
    factor[(month == 11) & (day >= friday) & (day <= friday + 3)] *= 2.4
    factor[(month == 12) & (day >= 24)] *= 0.6
    return factor
