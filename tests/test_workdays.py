"""Working days are those of the official notices, and a comparison is put on this year's calendar as one would do it on paper."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from salesdash import workdays

CHINA = {  # counted by hand from the State Council's notices on the holidays of each year, make-up days included
    2024: (22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22),
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}
OTHERS = {
    "US": (21, 19, 21, 22, 21, 20, 22, 21, 21, 22, 18, 22),  # 250 days without the eleven federal holidays
    "GB": (22, 20, 21, 20, 20, 21, 23, 20, 22, 23, 20, 21),  # England and Wales: eight bank holidays
    "DE": (22, 20, 21, 20, 20, 20, 23, 21, 22, 22, 20, 21),  # the nine holidays of the whole country
}


@pytest.mark.parametrize("year", CHINA)
def test_chinas_working_days_are_those_of_the_state_council(year: int) -> None:
    assert tuple(workdays.working_days("CN", year * 100 + month) for month in range(1, 13)) == CHINA[year]


@pytest.mark.parametrize("country", OTHERS)
def test_other_countries_keep_their_own_holidays(country: str) -> None:
    assert tuple(workdays.working_days(country, 202500 + month) for month in range(1, 13)) == OTHERS[country]


def test_a_make_up_sunday_is_worked_and_a_feast_on_a_monday_is_not() -> None:
    assert workdays.working("CN", date(2026, 2, 14), date(2026, 2, 16)).tolist() == [True, False, False]


def test_days_run_over_the_turn_of_a_year_and_none_are_none() -> None:
    assert workdays.working("DE", date(2025, 12, 24), date(2026, 1, 2)).tolist() == [True, *[False] * 4, *[True] * 3, False, True]
    assert workdays.working("DE", date(2026, 1, 2), date(2026, 1, 1)).tolist() == []


def test_the_weekend_is_the_countrys_own() -> None:
    friday_to_sunday = date(2025, 6, 20), date(2025, 6, 22)
    assert workdays.working("SA", *friday_to_sunday).tolist() == [False, False, True]
    assert workdays.working("FR", *friday_to_sunday).tolist() == [True, False, False]


@pytest.mark.parametrize("country", ["", "XX"])
def test_an_unknown_country_works_from_monday_to_friday(country: str) -> None:
    assert [workdays.working_days(country, month) for month in (202601, 202602)] == [22, 20]
    assert workdays.new_year(country, 2026) is None


@pytest.mark.parametrize("country", ["CN", "HK", "MO", "TW", "SG", "MY", "VN", "KR", "ID", "PH", "BN"])
def test_the_lunar_new_year_is_known_where_it_is_kept(country: str) -> None:
    feasts = [date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17)]
    assert [workdays.new_year(country, day.year) for day in feasts] == feasts


def test_the_lunar_new_year_is_its_first_day_even_where_a_sunday_is_not_counted() -> None:
    assert workdays.new_year("HK", 2013) == date(2013, 2, 10)
    assert workdays.new_year("KR", 2027) == date(2027, 2, 7)
    assert workdays.new_year("US", 2026) is None


BEFORE = {202501: 300.0, 202502: 460.0, 202503: 210.0}


def test_a_month_is_scaled_by_its_working_days() -> None:
    assert workdays.comparable("CN", [202603], [202503], BEFORE) == pytest.approx([210 * 22 / 21])
    assert workdays.comparable("US", [202502], [202402], {202402: 200.0}) == pytest.approx([190.0])


def test_january_and_february_are_compared_as_one_where_the_new_year_moves_between_them() -> None:
    # 2025: 19 + 19 working days; 2026: 21 + 16. The block of 760 comes to 760 * 37 / 38 = 740, as 21 to 16.
    assert workdays.comparable("CN", [202601, 202602, 202603], [202501, 202502, 202503], BEFORE) == pytest.approx([420.0, 320.0, 220.0])
    assert workdays.comparable("CN", [202601], [202501], BEFORE) == pytest.approx([420.0])
    assert workdays.comparable("CN", [202602], [202502], BEFORE) == pytest.approx([320.0])


def test_months_stay_alone_without_a_new_year_or_without_the_other_half() -> None:
    assert workdays.comparable("US", [202501], [202401], {202401: 210.0, 202402: 999.0}) == pytest.approx([210.0])
    assert workdays.comparable("CN", [202601], [202501], {202501: 300.0}) == pytest.approx([300 * 21 / 19])


def test_another_period_is_compared_by_working_days_alone() -> None:
    assert workdays.comparable("CN", [202602, 202603], [202512, 202601], {202512: 230.0, 202601: 210.0}) == pytest.approx([160.0, 220.0])
    assert workdays.comparable("CN", [202603], [202502], {}) == [0.0]


def test_unequal_periods_are_not_compared() -> None:
    with pytest.raises(ValueError, match="2 months cannot be compared with 1"):
        workdays.comparable("CN", [202601, 202602], [202501], BEFORE)


@pytest.mark.parametrize(
    ("country", "months", "months_before", "misleads"),
    [
        ("CN", [202601], [202501], True),
        ("CN", [202602, 202603], [202502, 202503], True),
        ("CN", [202602, 202603], [202402, 202403], False),  # the 10th and the 17th of February
        ("CN", [202601, 202602], [202501, 202502], False),
        ("CN", [202603], [202503], False),
        ("CN", [202601], [202512], False),  # the month before, not the year
        ("CN", [202601], [200701], False),  # after nineteen years the feast is back: 17 and 18 February
        ("US", [202601], [202501], False),
        ("CN", [], [], False),
    ],
)
def test_half_a_block_misleads_only_where_the_feast_moved(
    country: str, months: list[int], months_before: list[int], misleads: bool
) -> None:
    assert workdays.moved_new_year(country, months, months_before) is misleads


def test_the_calendars_are_loaded_when_first_asked_for() -> None:
    program = "import sys, salesdash.workdays as w; before = 'holidays' in sys.modules; w.working_days('CN', 202601); print(before, 'holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]
