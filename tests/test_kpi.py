"""The first KPIs on paper, and the dictionary that knows each once."""

from __future__ import annotations

import pytest

from salesdash.kpi import ACTIVE_CUSTOMERS, ASP, GROSS_MARGIN, KPIS, ORDERS, REVENUE, Dictionary, Kpi, ratio

SUMS = {"revenue": 1000.0, "cost": 480.0, "costed_revenue": 800.0, "quantity": 40.0, "orders": 7.0, "customers": 3.0}


def test_the_first_kpis_on_paper() -> None:
    told = {kpi.id: kpi({**SUMS, "target": 1250.0, "targeted_revenue": 1000.0, "collected": 900.0, "overdue": 70.0}) for kpi in KPIS}
    assert told == {
        "revenue": 1000, "gross_margin": 0.4, "orders": 7, "active_customers": 3, "asp": 25, "attainment": 0.8, "cash_collected": 900, "overdue": 70,
    }  # fmt: skip


def test_without_a_target_or_payments_nothing_is_attained_or_collected() -> None:
    assert KPIS["attainment"](SUMS) is None and KPIS["cash_collected"](SUMS) is None


def test_a_ratio_with_nothing_below_it_cannot_be_told() -> None:
    assert GROSS_MARGIN({**SUMS, "costed_revenue": 0.0}) is None
    assert ASP({**SUMS, "quantity": 0.0}) is None
    assert (ratio(1, 0), ratio(0, 4), ratio(-3, 2)) == (None, 0, -1.5)


def test_a_negative_margin_stays_the_finding_it_is() -> None:
    assert GROSS_MARGIN({**SUMS, "cost": 1200.0}) == pytest.approx(-0.5)


def test_a_percentage_changes_in_points_and_everything_else_relative_to_before() -> None:
    assert GROSS_MARGIN.change(0.42, 0.40) == pytest.approx(0.02)
    assert REVENUE.change(150.0, 100.0) == 0.5
    assert REVENUE.change(-50.0, -100.0) == 0.5, "half the loss is an improvement"
    assert REVENUE.change(50.0, -100.0) == 1.5


@pytest.mark.parametrize("pair", [(None, 1.0), (1.0, None), (5.0, 0.0)])
def test_there_is_no_change_without_a_base(pair: tuple[float | None, float | None]) -> None:
    assert ORDERS.change(*pair) is None


def test_a_margin_of_nothing_is_a_base_all_the_same() -> None:
    assert GROSS_MARGIN.change(0.1, 0.0) == pytest.approx(0.1)


def test_two_definitions_under_one_id_are_refused() -> None:
    dictionary = Dictionary(REVENUE)
    assert dictionary.add(REVENUE) is REVENUE and list(dictionary) == [REVENUE]
    with pytest.raises(ValueError, match="revenue"):
        dictionary.add(Kpi("revenue", "Sales", "", "", "money", "up", lambda s: s["revenue"]))
    with pytest.raises(KeyError):
        dictionary["nothing"]
    assert KPIS["active_customers"] is ACTIVE_CUSTOMERS
