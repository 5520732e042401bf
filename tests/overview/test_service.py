"""The Overview on paper: frames made by hand, figures one can do in one's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesdash.data.directory import DataState
from salesdash.errors import NothingInScope
from salesdash.overview.model import Answer, Tile
from salesdash.overview.service import answer
from salesdash.overview.tiles import target_of
from salesdash.scope import Calendar, Grant, Reach, Scope

CALENDAR = Calendar(date(2025, 1, 3), date(2026, 3, 10))
STATE = DataState(date(2025, 1, 3), date(2026, 3, 10), 20, 0, 0, "2026-03-11T08:00:00+00:00", 0, "USD", False, 1)
SUMS = (
    "lines",
    "quantity",
    "revenue",
    "discount",
    "tax",
    "returned",
    "return_lines",
    "cost",
    "costed_revenue",
    "uncosted_lines",
    "unnamed_lines",
)
NOTHING = dict.fromkeys((*SUMS, "orders", "customers"), 0)
NOW = {**NOTHING, "lines": 6, "quantity": 40.0, "revenue": 1000.0, "cost": 600.0, "costed_revenue": 1000.0, "orders": 5, "customers": 3}
BEFORE = {**NOTHING, "lines": 4, "quantity": 20.0, "revenue": 800.0, "cost": 400.0, "costed_revenue": 800.0, "orders": 4, "customers": 4}
PARTS = ("revenue", "cost", "costed_revenue", "quantity", "lines")


def reach(period: str = "2026-01..2026-02", compare: str = "last_year") -> Reach:
    return Grant.everything().narrow(Scope(period=period, compare=compare), CALENDAR)


def months(**revenue: float) -> pd.DataFrame:
    """A row per month, named m202601 = its revenue; its cost is half of it."""
    return pd.DataFrame(
        [
            {"month": int(m[1:]), **NOTHING, "lines": 1, "revenue": r, "costed_revenue": r, "cost": r / 2, "quantity": 2.0}
            for m, r in revenue.items()
        ],
        columns=["month", *NOTHING],
    )


def parts(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Code, revenue now and before; the cost is a quarter of the revenue."""
    return pd.DataFrame([
        {"code": code, "name": f"{code}!", "name_zh": None,
         **{k + tail: v / 4 if k == "cost" else v for k in PARTS for tail, v in (("", now), ("_before", before))}}
        for code, now, before in rows
    ], columns=["code", "name", "name_zh", *PARTS, *(f"{k}_before" for k in PARTS)])  # fmt: skip


def products(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """Product, quantity and amount now, quantity and amount before; nothing came back."""
    names = ("product", "quantity", "amount", "quantity_before", "amount_before")
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.assign(name=frame["product"] + "!", name_zh=None, category="Coffee", channel="web", returned=0.0, returned_before=0.0)


def targets(*rows: tuple[int, str, str, float]) -> pd.DataFrame:
    """Month, scope, scope code, revenue target."""
    return pd.DataFrame(
        [(m, "revenue", scope, code, amount) for m, scope, code, amount in rows],
        columns=["month", "metric", "scope", "scope_code", "amount"],
    )


def cash(**collected: float) -> pd.DataFrame:
    return pd.DataFrame([(int(m[1:]), paid) for m, paid in collected.items()], columns=["month", "collected"])


OVERDUE = pd.DataFrame([(0.0, 0, None)], columns=["overdue", "payments", "oldest_due_on"])
NO_CELLS = pd.DataFrame(columns=["month", "region", "category", "revenue", "lines"])
USUAL = months(m202501=300, m202502=500, m202601=400, m202602=600)


def told(now: dict[str, Any] | None = NOW, before: dict[str, Any] | None = BEFORE, months: pd.DataFrame = USUAL, **changed: Any) -> Answer:
    """The answer over two months with a comparison, where nothing else is said."""
    whole = pd.DataFrame([{"which": which, "month": 0, **sums} for which, sums in (("now", now), ("before", before)) if sums is not None])
    given: dict[str, Any] = {
        "reach": reach(), "calendar": CALENDAR, "state": STATE, "spans": pd.concat([months.assign(which="month"), whole], ignore_index=True),
        "categories": parts(("Coffee", 700, 400), ("Tea", 300, 400)), "regions": parts(("North", 900, 750), ("South", 100, 50)),
        "channels": parts(("web", 1000, 800)), "segments": parts(("-", 1000, 800)), "products": products(("P1", 25, 600, 10, 300), ("P2", 15, 400, 10, 500)),
        "targets": targets(), "collected": cash(), "overdue": OVERDUE, "cells": NO_CELLS, "landing": None,
    }  # fmt: skip
    return answer(**{**given, **changed})


def tile(found: Answer, name: str) -> Tile:
    return next(t for t in found.tiles if t.kpi.id == name)


def mover(found: Answer) -> tuple[str, float, float] | None:
    """Who moved most by the headline, by how much, and the change of the whole (both without their sign)."""
    values = found.headline.values
    return (values["name"]["code"], values["moved"], values["change"]) if "name" in values else None


def test_every_tile_is_worked_out_for_both_periods() -> None:
    found = {t.kpi.id: (t.value, t.before, t.change) for t in told().tiles}
    assert found == {
        "revenue": (1000, 800, 0.25), "gross_margin": (0.4, 0.5, pytest.approx(-0.1)), "orders": (5, 4, 0.25), "active_customers": (3, 4, -0.25),
        "asp": (25, 40, -0.375),
    }  # fmt: skip


def test_a_tile_has_one_value_for_every_month_of_the_period_and_none_where_nothing_was_sold() -> None:
    found = told(reach=reach("2025-12..2026-02"), months=months(m202412=9, m202512=100, m202602=600))
    assert tile(found, "revenue").spark == (100, None, 600)
    assert tile(found, "gross_margin").spark == (0.5, None, 0.5)


def test_the_margin_looks_only_at_lines_whose_cost_is_known_and_says_what_it_left_out() -> None:
    margin = tile(told({**NOW, "cost": 300.0, "costed_revenue": 400.0, "uncosted_lines": 2}), "gross_margin")
    assert margin.value == 0.25
    assert margin.explained.lines == 4
    assert [s.values for s in margin.explained.left_out] == [{"count": 2, "money": 600.0}]
    assert tile(told(), "gross_margin").explained.left_out == ()


def test_without_any_cost_there_is_no_margin_and_no_change_of_it() -> None:
    margin = tile(told({**NOW, "cost": 0.0, "costed_revenue": 0.0, "uncosted_lines": 6}), "gross_margin")
    assert (margin.value, margin.before, margin.change, margin.explained.lines) == (None, 0.5, None, 0)


def test_lines_without_a_customer_count_for_none_and_that_is_said() -> None:
    active = tile(told({**NOW, "unnamed_lines": 1}), "active_customers")
    assert (active.value, active.explained.lines) == (3, 5)
    assert [s.values for s in active.explained.left_out] == [{"count": 1}]
    assert tile(told(), "active_customers").explained.left_out == ()


def test_returns_are_subtracted_and_said_to_be() -> None:
    revenue = tile(told({**NOW, "return_lines": 2, "returned": -150.0}), "revenue")
    assert (revenue.value, revenue.explained.lines) == (1000, 6)
    assert [s.values for s in revenue.explained.left_out] == [{"count": 2, "money": -150.0}]


def test_more_returned_than_sold_is_a_negative_revenue_not_an_error() -> None:
    found = told({**NOW, "revenue": -200.0, "costed_revenue": -200.0, "cost": -100.0, "quantity": -4.0})
    assert (tile(found, "revenue").value, tile(found, "revenue").change, tile(found, "asp").value) == (-200, -1.25, 50)
    assert found.headline.values["change"] == 1.25 and " less than " in found.headline.msgid


def test_without_a_comparison_nothing_is_compared() -> None:
    found = told(before=None, reach=reach(compare="target"), months=months(m202601=400, m202602=600))
    assert all(t.before is None and t.change is None for t in found.tiles)
    assert (
        found.months["before"].isna().all()
        and found.parts["category"]["before"].isna().all()
        and found.parts["region"]["change"].isna().all()
    )
    assert found.headline.values == {"period": (202601, 202602), "revenue": 1000}
    assert found.settle is None and found.bridge.empty


def test_an_empty_comparison_says_what_would_settle_it() -> None:
    found = told(before=NOTHING, months=months(m202601=400, m202602=600))
    assert tile(found, "revenue").before is None and found.parts["category"]["change"].isna().all()
    assert found.settle is not None and found.settle.values == {"before": (202501, 202502)}
    assert told().settle is None and found.bridge.empty and found.because is None


@pytest.mark.parametrize("now", [NOTHING, None])
def test_nothing_in_scope_is_said_with_what_to_do(now: dict[str, Any] | None) -> None:
    with pytest.raises(NothingInScope, match="Widen the period"):
        told(now)


def test_months_stand_beside_those_they_are_compared_with_and_an_empty_one_is_zero() -> None:
    table = told(months=months(m202501=300, m202602=600)).months
    assert table["month"].tolist() == [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")]
    assert table["revenue"].tolist() == [0.0, 600.0]
    assert table["booked"].iloc[0] == 300 and np.isnan(table["booked"].iloc[1]) and np.isnan(table["before"].iloc[1])
    assert table["before"].iloc[0] == pytest.approx(300 * 22 / 23), "January 2026 has 22 weekdays, January 2025 has 23"


def test_a_previous_period_stands_beside_in_its_order() -> None:
    found = told(reach=reach("2026-01..2026-02", "previous"), months=months(m202511=1, m202512=2, m202601=400, m202602=600))
    assert found.months["booked"].tolist() == [1.0, 2.0]
    assert found.months["before"].tolist() == pytest.approx([1.0 * 22 / 20, 2.0 * 20 / 23]), "scaled by weekdays"


def test_a_month_that_still_runs_is_shown_as_not_complete() -> None:
    found = told(reach=reach("2026-02..2026-03"), months=months(m202602=600, m202603=50))
    assert found.months["complete"].tolist() == [True, False]
    assert "so far" in found.headline.msgid and found.settle is not None and found.settle.values == {"month": (202603, 202603)}
    assert found.bridge.empty and all(t.change is None for t in found.tiles), "25 days are not compared with a whole month"


def test_parts_have_share_change_and_margin() -> None:
    found = told().parts["category"]
    assert found[["code", "name", "revenue", "before", "change", "share", "margin"]].to_numpy().tolist() == [
        ["Coffee", "Coffee!", 700, 400, 300, 0.7, 0.75], ["Tea", "Tea!", 300, 400, -100, 0.3, 0.75],
    ]  # fmt: skip


def test_a_part_without_known_cost_has_no_margin_and_a_period_that_sums_to_nothing_no_shares() -> None:
    categories = parts(("Coffee", 700, 400), ("Tea", 300, 400))
    categories.loc[1, ["cost", "costed_revenue"]] = 0.0
    assert np.isnan(told(categories=categories).parts["category"]["margin"].iloc[1])
    found = told({**NOW, "revenue": 0.0, "costed_revenue": 0.0, "cost": 0.0})
    assert found.parts["category"]["share"].isna().all()
    assert tile(found, "gross_margin").value is None and tile(found, "revenue").change == -1


def test_the_headline_names_what_moved_furthest_in_the_direction_of_the_whole() -> None:
    grown = told()
    assert mover(grown) == ("Coffee", 300, 0.25) and "added most" in grown.headline.msgid
    assert (grown.headline.values["period"], grown.headline.values["before"]) == ((202601, 202602), (202501, 202502))
    fallen = told(
        {**NOW, "revenue": 600.0},
        categories=parts(("Coffee", 500, 400), ("Tea", 100, 400)),
        regions=parts(("North", 600, 800), ("South", 0, 0)),
    )
    assert mover(fallen) == ("Tea", 300, 0.25) and "lost most" in fallen.headline.msgid


def test_a_region_can_be_what_moved_most_and_a_company_with_one_part_has_no_mover() -> None:
    assert mover(told(regions=parts(("North", 900, 450), ("South", 100, 350)))) == ("North", 450, 0.25)
    alone = told(categories=parts(("Coffee", 1000, 800)), regions=parts(("North", 1000, 800)))
    assert mover(alone) is None and alone.headline.values["change"] == 0.25


def test_a_comparison_that_sums_to_nothing_has_no_relative_change() -> None:
    found = told(before={**BEFORE, "revenue": 0.0, "costed_revenue": 0.0, "quantity": 0.0})
    assert tile(found, "revenue").change is None and tile(found, "asp").before is None
    assert "change" not in found.headline.values


def test_what_was_asked_and_what_it_stands_on_come_with_the_answer() -> None:
    state = replace(STATE, demo=True)
    found = told(state=state)
    assert (found.reach, found.state, found.findings) == (reach(), state, ())


def test_the_bridge_is_the_one_on_paper_and_adds_up_to_the_cent() -> None:
    """P1 10 at 30, P2 10 at 50 before; 25 at 24 and 15 at 26.6667 now: twice the units, 5 of 40 moved to the cheaper one, both cheaper."""
    bars = told().bridge.set_index("code")
    assert bars["step"].dropna().to_dict() == {"price": -500.0, "volume": 800.0, "mix": -100.0}
    assert (bars.loc["before", "total"], bars.loc["after", "total"]) == (800.0, 1000.0)
    assert bars["kind"].tolist() == ["total", "down", "up", "down", "total"]
    assert list(bars.loc["price", ["start", "end"]]) == [800.0, 300.0] and bars.loc["mix", "end"] == 1000.0


def test_every_step_names_the_products_it_is_made_of() -> None:
    found = told()
    price = found.causes("price")
    assert price[["code", "name", "channel"]].to_numpy().tolist() == [["P2", "P2!", "web"], ["P1", "P1!", "web"]]
    assert price["step"].tolist() == pytest.approx([15 * 400 / 15 - 15 * 50, 25 * 24 - 25 * 30])
    assert {step: found.causes(step)["step"].sum() for step in ("price", "volume", "mix")} == pytest.approx(
        {"price": -500.0, "volume": 800.0, "mix": -100.0}
    )
    assert found.causes("new").empty and found.causes("before").empty


def test_attainment_sets_the_months_with_a_target_against_it_and_says_which_have_none() -> None:
    state = replace(STATE, has_targets=True)
    found = tile(told(state=state, targets=targets((202601, "company", "-", 500.0))), "attainment")
    assert found.value == 400 / 500 and found.spark == (0.8, None)
    assert [s.values for s in found.explained.left_out] == [{"target": 500.0}, {"count": 1}]
    none = tile(told(state=state), "attainment")
    assert none.value is None and "no revenue target" in none.explained.left_out[0].msgid
    assert all(t.kpi.id != "attainment" for t in told().tiles), "a company without targets has no tile for them"


def test_a_target_of_regions_is_their_sum_and_missing_where_one_has_none() -> None:
    rows = targets((202601, "region", "North", 300.0), (202601, "region", "South", 100.0), (202602, "region", "North", 300.0))
    both = Grant.everything().narrow(Scope(period="2026-01..2026-02", region=("North", "South")), CALENDAR)
    assert target_of(both, rows) == {202601: 400.0}
    crossed = Grant.everything().narrow(Scope(period="2026-01..2026-02", region=("North",), channel=("web",)), CALENDAR)
    assert target_of(crossed, rows) == {}


def test_compared_with_the_target_the_headline_says_how_far_it_was_reached() -> None:
    plan = targets((202601, "company", "-", 500.0), (202602, "company", "-", 700.0))
    found = told(before=None, reach=reach(compare="target"), state=replace(STATE, has_targets=True), targets=plan)
    assert found.headline.values["attained"] == pytest.approx(1000 / 1200) and found.headline.values["gap"] == 200
    assert tile(found, "revenue").change == pytest.approx(-1 / 6) and tile(found, "orders").change is None
    rows = [(m, metric, "company", "-", amount) for m in (202601, 202602) for metric, amount in (("orders", 2.0), ("gross_margin", 0.45))]
    more = pd.concat([plan, pd.DataFrame(rows, columns=plan.columns)])
    found = told(before=None, reach=reach(compare="target"), state=replace(STATE, has_targets=True), targets=more)
    assert (tile(found, "orders").before, tile(found, "orders").change) == (4.0, 0.25)
    assert tile(found, "gross_margin").change == pytest.approx(0.40 - 0.45) and tile(found, "asp").change is None
    assert found.months["before"].tolist() == [500.0, 700.0]


def test_cash_is_what_came_in_and_cannot_be_told_by_category() -> None:
    state = replace(STATE, has_payments=True)
    found = tile(told(state=state, collected=cash(m202501=100, m202601=150, m202602=50)), "cash_collected")
    assert (found.value, found.before, found.change, found.spark) == (200, 100, 1.0, (150, 50))
    late = tile(told(state=state, overdue=OVERDUE.assign(overdue=70.0, payments=2, oldest_due_on=date(2026, 1, 9))), "overdue")
    assert late.value == 70 and [s.values for s in late.explained.left_out] == [{"count": 2, "day": date(2026, 1, 9)}]
    narrowed = Grant.everything().narrow(Scope(period="2026-01..2026-02", category=("Coffee",)), CALENDAR)
    blind = tile(told(state=state, reach=narrowed), "cash_collected")
    assert blind.value is None and "region only" in blind.explained.left_out[0].msgid


def test_a_new_year_that_moved_between_the_two_periods_is_said() -> None:
    found = told(state=replace(STATE, country="CN"), reach=reach("2026-01"), months=months(m202501=300, m202502=300, m202601=400))
    (note,) = found.notes
    fair = 600 * 21 / (19 + 19)  # both months of 2025, 19 working days each; January 2026 has 21
    assert "New Year" in note.msgid and note.values["change"] == pytest.approx(400 / fair - 1)
    assert not any("New Year" in note.msgid for note in told(state=replace(STATE, country="CN")).notes), "both months are in it"
