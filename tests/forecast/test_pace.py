"""Where the running month lands: cases done on paper, the interval on months held out of many companies, and real days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesdash import workdays
from salesdash.data.demo import generate
from salesdash.errors import NotEnoughHistory
from salesdash.forecast.pace import Landing, landing, paths

CUTS = (5, 10, 15, 20, 25)


def history(first: str, last: str, country: str, per_working_day: float = 1000.0, per_free_day: float = 0.0) -> pd.DataFrame:
    """Days that all bring the same: what a working day brings, and what a free day does."""
    days = pd.date_range(first, last)
    works = workdays.working(country, days[0].date(), days[-1].date())
    return pd.DataFrame({"day": days, "revenue": np.where(works, per_working_day, per_free_day)})


def told(days: pd.DataFrame, country: str) -> Landing:
    """The landing of a month that is still running."""
    found = landing(days, country)
    assert found is not None
    return found


# -- on paper ---------------------------------------------------------------------------------------------------------


def test_equal_working_days_land_at_their_number() -> None:
    # February 2026 in China: 16 working days, of which nine had gone on the 12th; the month before the feast says nothing else
    found = told(history("2024-01-01", "2026-02-12", "CN"), "CN")
    assert (found.month, found.day, found.worked, found.of, found.rule) == (202602, date(2026, 2, 12), 9, 16, "pace")
    assert found.actual == 9_000
    assert found.share == pytest.approx(9 / 16, abs=0.01)
    assert found.estimate.value == pytest.approx(16_000, rel=0.01)
    assert found.by_pace == pytest.approx(16_000, rel=0.01)
    assert found.by_level == pytest.approx(16_000, rel=0.01)
    assert (found.estimate.level, found.estimate.n, found.estimate.unit) == (0.80, 25, "money")


def test_a_month_with_only_its_weekend_before_it_is_all_but_done() -> None:
    found = told(history("2025-01-01", "2025-08-29", "US"), "US")  # a Friday; August ends on the Sunday
    assert found.share == pytest.approx(1.0, abs=0.001)
    assert found.estimate.value == pytest.approx(21_000, rel=0.002)


def test_days_without_a_row_brought_nothing() -> None:
    every = history("2025-01-01", "2025-10-15", "US")
    assert told(every[(every["revenue"] > 0) | (every.index == 0)], "US").estimate == told(every, "US").estimate


def test_a_month_that_is_over_has_no_landing() -> None:
    assert landing(history("2025-01-01", "2025-10-31", "US"), "US") is None


@pytest.mark.parametrize(("first", "complete"), [("2025-05-01", 5), ("2025-04-02", 5), ("2025-10-01", 0)])
def test_under_six_complete_months_it_says_how_many_there_are(first: str, complete: int) -> None:
    with pytest.raises(NotEnoughHistory) as refused:
        landing(history(first, "2025-10-15", "US"), "US")
    assert refused.value.values == {"needed": 6, "n": complete}
    with pytest.raises(NotEnoughHistory):
        landing(history(first, "2025-10-15", "US").iloc[:0], "US")
    assert told(history("2025-04-01", "2025-10-15", "US"), "US").estimate.n == 6


# -- what is known early, and odd months ------------------------------------------------------------------------------


def noisy(seed: int, first: str = "2023-01-01", last: str = "2026-03-31", noise: float = 0.5) -> pd.DataFrame:
    """Days of a company whose days vary by chance alone."""
    days = history(first, last, "US", per_free_day=300.0)
    return days.assign(revenue=days["revenue"] * np.random.default_rng(seed).lognormal(0, noise, len(days)))


@pytest.mark.parametrize("today", [0.0, -2_500.0])
def test_before_anything_has_come_the_usual_level_speaks(today: float) -> None:
    days = noisy(1, last="2026-03-01")
    days.loc[days.index[-1], "revenue"] = today
    found = told(days, "US")
    assert (found.rule, found.by_pace, found.weight) == ("level", None, 0.0)
    usual = days[days["day"] < "2026-03-01"].groupby(days["day"].dt.to_period("M"))["revenue"].sum().tail(12).mean()
    assert found.estimate.value - today == pytest.approx(usual, rel=0.15)
    assert found.estimate.low < found.estimate.value < found.estimate.high


def test_the_interval_narrows_as_the_month_goes_by() -> None:
    widths = []
    for day in ("2026-03-02", "2026-03-10", "2026-03-20", "2026-03-30"):
        days = noisy(2)
        estimate = told(days[days["day"] <= day], "US").estimate
        widths.append((estimate.high - estimate.low) / estimate.value)
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 3 * widths[-1]


def test_it_never_lands_below_what_has_come_when_no_month_ever_did() -> None:
    days = noisy(3, last="2026-03-04")
    days.loc[days.index[-1], "revenue"] = 400_000.0  # one order as large as a year
    found = told(days, "US")
    assert found.estimate.low >= found.actual
    assert found.probability(found.actual) == 1.0


def test_a_month_that_breaks_down_gets_no_landing_but_a_reason() -> None:
    days = noisy(3, last="2026-03-12")
    running = days["day"] >= pd.Timestamp("2026-03-01")
    days.loc[running, "revenue"] *= 0.1
    with pytest.raises(NotEnoughHistory, match="fits no earlier month"):
        told(days, "US")
    days.loc[days["day"].between(pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-28")), "revenue"] = 0.0
    with pytest.raises(NotEnoughHistory, match="came to nothing"):
        told(days, "US")


def test_a_months_own_pace_counts_where_months_differ_and_their_level_where_days_do() -> None:
    steady, rng = noisy(4, noise=0.05), np.random.default_rng(4)
    month = steady["day"].dt.to_period("M").astype("category").cat.codes
    jumping = steady.assign(revenue=steady["revenue"] * rng.lognormal(0, 0.5, month.max() + 1)[month])
    at = steady["day"] <= "2026-03-13"
    assert told(jumping[at], "US").weight > 0.8
    assert told(noisy(4, noise=1.2)[at], "US").weight < 0.4


def test_hostile_histories_still_land_somewhere() -> None:
    rng = np.random.default_rng(8)
    for _ in range(200):
        days = history("2024-01-01", "2026-02-01", "CN").iloc[: int(rng.integers(200, 760))]
        revenue = rng.lognormal(0, rng.uniform(0, 3), len(days)) * rng.choice([0, 1, -1], len(days), p=[0.5, 0.45, 0.05])
        try:
            found = landing(days.assign(revenue=revenue * 10.0 ** rng.integers(-3, 9)), "CN")
        except NotEnoughHistory:
            continue
        if found is not None:
            e = found.estimate
            assert np.isfinite([e.value, e.low, e.high]).all()
            assert e.low <= e.value <= e.high


# -- the distribution -------------------------------------------------------------------------------------------------


def test_interval_probability_and_paths_are_of_one_distribution() -> None:
    found = told(noisy(5).iloc[:-12], "US")
    e = found.estimate
    assert [found.probability(target) for target in (e.low, e.value, e.high)] == pytest.approx([0.9, 0.5, 0.1])
    assert found.probability(found.actual / 2) == 1.0
    assert found.probability(e.high * 100) < 0.001
    draws = paths(found, 40_000, np.random.default_rng(1))
    assert np.quantile(draws, [0.1, 0.5, 0.9]) == pytest.approx([e.low, e.value, e.high], rel=0.005)
    assert (draws == paths(found, 40_000, np.random.default_rng(1))).all()


def test_a_wider_level_is_a_wider_interval() -> None:
    days = noisy(6).iloc[:-12]
    wide, narrow = landing(days, "US", level=0.95), landing(days, "US")
    assert wide is not None
    assert narrow is not None
    assert wide.estimate.low < narrow.estimate.low < narrow.estimate.high < wide.estimate.high


# -- held out ---------------------------------------------------------------------------------------------------------


def held_out(days: pd.DataFrame, country: str, skip: int) -> Iterator[tuple[int, float, Landing]]:
    """Complete months after the first `skip`, each as it stood at each of CUTS (working days; 25: the 25th of the month):
    the cut, what the month came to, its landing."""
    complete = days["day"].dt.to_period("M")
    for of in [of for month, of in days.groupby(complete) if of["day"].iloc[-1] == month.end_time.normalize()][skip:]:
        at_work = np.flatnonzero(workdays.working(country, of["day"].iloc[0].date(), of["day"].iloc[-1].date()))
        for cut in CUTS:
            place = 24 if cut == 25 else at_work[cut - 1] if len(at_work) >= cut else len(of)
            if place < len(of) - 1:
                with suppress(NotEnoughHistory):  # a month in which almost nothing has come: one of 2,300 on the made-up company
                    yield cut, float(of["revenue"].sum()), told(days.loc[days["day"] <= of["day"].iloc[place], ["day", "revenue"]], country)


def scores(landings: Iterator[tuple[int, float, Landing]]) -> pd.DataFrame:
    """One row per landing: cut, held (the truth lay in the interval), error and that of the linear run rate by working days."""
    rows = [
        (cut, e.low <= total <= e.high, abs(e.value / total - 1), abs(found.actual / found.worked * found.of / total - 1))
        for cut, total, found in landings
        for e in (found.estimate,)
    ]
    return pd.DataFrame(rows, columns=["cut", "held", "error", "linear"])


def demo_days(seed: int) -> pd.DataFrame:
    """A small made-up company's revenue by day; each seed ends in another month, so that feasts fall differently."""
    as_of = (pd.Timestamp("2026-11-30") - pd.DateOffset(months=seed)) + pd.offsets.MonthEnd(0)
    company = generate(seed, months=48, lines=14_000, as_of=as_of.date())
    lines = pd.concat([block.select(["ordered_on", "amount"]).to_pandas() for block in company.order_blocks()])
    revenue = lines.groupby(pd.to_datetime(lines["ordered_on"]))["amount"].sum()
    calendar = pd.date_range(str(company.world.calendar.days[0]), as_of)
    return revenue.reindex(calendar, fill_value=0.0).rename_axis("day").reset_index(name="revenue")


@pytest.mark.truths
def test_the_interval_holds_four_of_five_held_out_months_of_twenty_companies() -> None:
    found = pd.concat([scores(held_out(demo_days(seed), "CN", skip=24)) for seed in range(1, 21)])
    by_cut = found.groupby("cut")
    assert len(found) >= 2_300
    assert by_cut.size().max() >= 400  # months; some have no 20th working day
    assert 0.75 <= found["held"].mean() <= 0.85
    assert by_cut["held"].mean().between(0.72, 0.88).all(), by_cut["held"].mean()
    early = found[found["cut"] <= 10]
    assert early["error"].median() <= 0.7 * early["linear"].median()
    assert found["error"].median() < found["linear"].median()


def hockey_stick(seed: int) -> pd.DataFrame:
    """31 months of a company that closes most of its business in the last working days; how late differs from month to month."""
    rng = np.random.default_rng(seed)
    days = history("2023-06-01", "2025-12-31", "US")
    season, steep, parts = rng.normal(0, 0.1, 12), rng.uniform(2, 4), []
    for n, (month, of) in enumerate(days.groupby(days["day"].dt.to_period("M"))):
        works = of["revenue"].to_numpy() > 0
        shape = np.exp(max(steep + rng.normal(0, 0.35), 0.5) * np.cumsum(works) / works.sum()) * works
        size = np.exp(0.005 * n + season[month.month - 1] + rng.normal(0, 0.1))
        parts.append(shape / shape.sum() * size * 1e6 * rng.gamma(6, 1 / 6, len(of)))
    return days.assign(revenue=np.concatenate(parts))


@pytest.mark.truths
def test_on_hockey_stick_months_the_error_is_less_than_half_of_the_run_rates() -> None:
    found = pd.concat([scores(held_out(hockey_stick(seed), "US", skip=18)) for seed in range(12)])
    assert len(found) > 500
    assert found["error"].median() <= 0.5 * found["linear"].median()
    assert 0.75 <= found["held"].mean() <= 0.85


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "skip"),
    [("m5_store_dept_daily.csv", 7), ("store_item_daily.csv", 36)],  # 28 series of 14 months; 12 series of 60 months
)
def test_on_real_shops_it_is_about_as_sure_as_it_says_and_nearer_than_the_run_rate(real_data: Path, file: str, skip: int) -> None:
    series = pd.read_csv(real_data / "series" / file, parse_dates=["ds"], keep_default_na=False).rename(
        columns={"ds": "day", "y": "revenue"}
    )
    found = pd.concat([scores(held_out(days, "US", skip)) for _, days in series.groupby("series_id")])
    assert 0.70 <= found["held"].mean() <= 0.90
    assert found["error"].median() < found["linear"].median()
