"""Periods, comparisons, addresses, and the one door to a reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from salesdash.scope import Calendar, Grant, Reach, Scope, add_months, month_range, months_between

KNOWN = {"region": ("North", "South", "华东"), "segment": ("consumer",), "channel": ("web", "a&b=c"), "category": ("Coffee/Beans",)}
CALENDAR = Calendar(date(2024, 2, 5), date(2026, 11, 30))


def read(query: Mapping[str, Sequence[str]], calendar: Calendar = CALENDAR) -> tuple[Scope, list[tuple[str, str]]]:
    scope, unused = Scope.from_query(query, calendar, KNOWN)
    assert all(left.why for left in unused)
    return scope, [(left.name, left.value) for left in unused]


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert (add_months(202611, 2), add_months(202601, -1), add_months(202612, 0), add_months(202606, -30)) == (
        202701,
        202512,
        202612,
        202312,
    )
    assert (months_between(202511, 202602), months_between(202602, 202602), months_between(202603, 202602)) == (4, 1, 0)
    assert month_range(202511, 202602) == [202511, 202512, 202601, 202602]


@pytest.mark.parametrize(
    ("last_day", "complete"),
    [
        (date(2026, 11, 30), 202611),
        (date(2026, 11, 28), 202611),
        (date(2026, 11, 27), 202610),
        (date(2026, 2, 26), 202602),
        (date(2026, 1, 3), 202512),
    ],
)
def test_a_month_is_complete_when_its_last_three_days_are_reached(last_day: date, complete: int) -> None:
    assert replace(CALENDAR, last_day=last_day).last_complete == complete


def test_a_first_month_that_still_runs_is_all_there_is() -> None:
    assert Calendar(date(2026, 11, 2), date(2026, 11, 9)).last_complete == 202611
    assert Calendar(None, None).last_complete is None


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("last_12_months", (202512, 202611)), ("this_year", (202601, 202611)), ("last_year", (202501, 202512)), ("this_quarter", (202610, 202611)),
        ("all", (202402, 202611)), ("2026", (202601, 202612)), ("2026Q3", (202607, 202609)), ("2025-12..2026-11", (202512, 202611)),
        ("2026-05", (202605, 202605)), ("2026-11..2026-05", None), ("2026-13", None), ("2026Q5", None), ("26", None), ("", None), ("next_year", None),
        ("2026-05..", None), ("1969-12..1970-02", None),
    ],
)  # fmt: skip
def test_a_period_is_read_as_written(period: str, months: tuple[int, int] | None) -> None:
    assert CALENDAR.months(period) == months


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("this_year", (202604, 202611)), ("last_year", (202504, 202603)), ("this_quarter", (202610, 202611)), ("2025", (202504, 202603)),
        ("2025Q1", (202504, 202506)), ("2025Q4", (202601, 202603)), ("last_12_months", (202512, 202611)),
    ],
)  # fmt: skip
def test_years_and_quarters_are_fiscal(period: str, months: tuple[int, int]) -> None:
    assert replace(CALENDAR, fiscal_year_start=4).months(period) == months


def test_a_fiscal_year_that_begins_after_the_last_month_is_the_one_before() -> None:
    december = replace(CALENDAR, fiscal_year_start=12)
    assert (december.months("this_year"), december.months("this_quarter")) == ((202512, 202611), (202609, 202611))


@pytest.mark.parametrize(
    ("period", "compare", "before"),
    [
        ("2026", "last_year", (202501, 202512)), ("2026Q3", "last_year", (202507, 202509)), ("2026Q3", "previous", (202604, 202606)),
        ("2026-01", "previous", (202512, 202512)), ("2025-01..2026-06", "last_year", (202301, 202406)), ("2025-01..2026-06", "previous", (202307, 202412)),
        ("2026", "target", (None, None)),
    ],
)  # fmt: skip
def test_a_comparison_is_as_long_as_the_period(period: str, compare: str, before: tuple[int | None, int | None]) -> None:
    reach = Grant.everything().narrow(Scope(period=period, compare=compare), CALENDAR)
    assert (reach.before_first, reach.before_last) == before


def test_an_address_is_read_and_what_could_not_be_used_is_named() -> None:
    query = {
        "period": ["2026Q3"],
        "compare": ["previous"],
        "region": ["North", "Atlantis", "华东", "North"],
        "channel": ["a&b=c"],
        "lang": ["zh"],
    }
    scope, unused = read(query)
    assert scope == Scope("2026Q3", "previous", region=("North", "华东"), channel=("a&b=c",))
    assert unused == [("region", "Atlantis")]
    assert read({"period": ["soon"], "compare": ["never"], "category": ["x", "y"]}) == (
        Scope(), [("period", "soon"), ("compare", "never"), ("category", "x"), ("category", "y")],
    )  # fmt: skip
    assert read({}) == (Scope(), [])


@pytest.mark.parametrize(
    "scope",
    [
        Scope(), Scope("2026Q3", "previous", ("North", "华东"), ("consumer",), ("a&b=c",), ("Coffee/Beans",)), Scope("all", "target"),
        Scope("this_year", region=("South",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", [1, 7])
def test_an_address_written_out_reads_back_as_the_same_reach(scope: Scope, start: int) -> None:
    calendar = replace(CALENDAR, fiscal_year_start=start)
    query: dict[str, list[str]] = {}
    for name, value in scope.to_query(calendar):
        query.setdefault(name, []).append(value)
    assert {"period", "compare"} <= set(query) and ".." in query["period"][0]
    again, unused = read(query, calendar)
    assert not unused
    assert Grant.everything().narrow(again, calendar) == Grant.everything().narrow(scope, calendar)
    later = replace(calendar, last_day=date(2027, 5, 31))
    assert later.months(query["period"][0]) == calendar.months(scope.period), "a shared link keeps its months when data is added"


def test_a_reach_is_made_by_a_grant_and_nowhere_else() -> None:
    with pytest.raises(TypeError, match=r"Grant\.narrow"):
        Reach(202601, 202612)
    reach = Grant.everything().narrow(Scope(), CALENDAR)
    with pytest.raises(TypeError):
        Reach(202601, 202612, door=object())
    assert (reach.first, reach.last, reach.region) == (202512, 202611, None)


def test_a_grant_lets_nobody_see_more_than_it_says() -> None:
    grant = Grant(region=frozenset({"North", "South"}))
    assert grant.narrow(Scope(), CALENDAR).region == {"North", "South"}
    assert grant.narrow(Scope(region=("South", "华东")), CALENDAR).region == {"South"}
    assert grant.narrow(Scope(region=("华东",)), CALENDAR).region == frozenset(), "nothing is not everything"
    assert grant.narrow(Scope(channel=("web",)), CALENDAR).channel == {"web"}


def test_an_unreadable_period_falls_back_to_the_last_twelve_months() -> None:
    assert Grant.everything().narrow(Scope(period="soon"), CALENDAR) == Grant.everything().narrow(Scope(), CALENDAR)


def test_the_key_of_a_reach_tells_reaches_apart_and_knows_equal_ones() -> None:
    scopes = [
        Scope(), Scope(compare="previous", period="2026Q3"), Scope(compare="target"), Scope(period="2026"), Scope(region=("North",)),
        Scope(region=("North", "South")), Scope(category=("Coffee/Beans",)), Scope(channel=("North",)),
    ]  # fmt: skip
    keys = [Grant.everything().narrow(scope, CALENDAR).key() for scope in scopes]
    assert len(set(keys)) == len(keys)
    turned = Grant.everything().narrow(Scope(region=("South", "North")), CALENDAR)
    assert turned.key() == keys[5]
    nothing = Grant(region=frozenset()).narrow(Scope(), CALENDAR)
    assert nothing.key() != keys[0]
