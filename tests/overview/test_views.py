"""Movers, delivery and what-if on paper."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from salesdash.data.directory import DataState
from salesdash.errors import NothingInScope
from salesdash.overview import delivery, movers, whatif
from salesdash.overview.model import Outcome, WhatIf
from salesdash.scenario import compose
from salesdash.scope import Calendar, Grant, Reach, Scope

CALENDAR = Calendar(date(2025, 1, 3), date(2026, 3, 10))
STATE = DataState(date(2025, 1, 3), date(2026, 3, 10), 20, 0, 0, "2026-03-11T08:00:00+00:00", 0, "USD", False, 1)


def reach() -> Reach:
    return Grant.everything().narrow(Scope(period="2026-01..2026-02"), CALENDAR)


def category_months() -> pd.DataFrame:
    """Two months; beans: 10 units at 30, cost 10 each; cups: 30 units at 10, cost 8 each, a month."""
    rows = [
        (month, code, code, None, units * price, units * cost, units * price, float(units))
        for month in (202601, 202602)
        for code, units, price, cost in (("beans", 10, 30.0, 10.0), ("cups", 30, 10.0, 8.0))
    ]
    return pd.DataFrame(rows, columns=["month", "code", "name", "name_zh", "revenue", "cost", "costed_revenue", "quantity"])


def outcome(**knobs: float) -> Outcome:
    return whatif.answer(reach(), CALENDAR, STATE, category_months(), WhatIf(**knobs))


def steps(**knobs: float) -> dict[str, float]:
    bridge = outcome(**knobs).bridge.dropna(subset=["step"])
    return dict(zip(bridge["code"], bridge["step"], strict=True))


def test_at_rest_nothing_changes_at_all() -> None:
    found = outcome()
    assert found.revenue == (1200.0, 1200.0) and found.profit == (520.0, 520.0)
    assert found.effect.total() == (0.0, 0.0) and (found.effect.frame[["revenue", "cost"]] == 0).all(axis=None)
    assert steps() == {"price": 0.0, "volume": 0.0, "mix": 0.0}


def test_a_price_moves_only_the_price_and_names_its_break_even() -> None:
    found = outcome(price_pct=10.0)
    assert steps(price_pct=10.0) == {"price": 120.0, "volume": 0.0, "mix": 0.0}
    assert found.profit == (520.0, 640.0)
    (_, even) = found.notes
    kept = 1 - even.values["units"]
    assert kept * (1200 * 1.1 - 680) == pytest.approx(520), "after losing that many units the profit is what it was"
    assert len(outcome(price_pct=-10.0).notes) == 2 and len(outcome(volume_pct=5.0).notes) == 1


def test_a_volume_moves_only_the_volume() -> None:
    assert steps(volume_pct=-20.0) == {"price": 0.0, "volume": -240.0, "mix": 0.0}
    assert outcome(volume_pct=-20.0).profit[1] == pytest.approx(520 * 0.8)


def test_a_mix_moves_units_from_what_earns_less_to_what_earns_more_and_keeps_their_number() -> None:
    """80 units; 5 points are 4 units, from cups (10 each, earns 2) to beans (30 each, earns 20)."""
    assert steps(mix_pts=5.0) == {"price": 0.0, "volume": 0.0, "mix": 80.0}
    assert outcome(mix_pts=5.0).profit[1] == pytest.approx(520 + 4 * (20 - 2))
    assert steps(mix_pts=-5.0)["mix"] == -80.0


def test_unit_cost_leaves_revenue_alone() -> None:
    found = outcome(unit_cost_pct=10.0)
    assert found.revenue == (1200.0, 1200.0) and found.profit[1] == pytest.approx(520 - 68)


def test_all_sliders_together_add_up_and_the_effect_is_the_same_money() -> None:
    knobs = {"price_pct": 5.0, "volume_pct": -8.0, "mix_pts": 3.0, "unit_cost_pct": -4.0}
    found = outcome(**knobs)
    assert sum(steps(**knobs).values()) == pytest.approx(found.revenue[1] - found.revenue[0], abs=0.01)
    revenue, cost = found.effect.total()
    assert revenue == pytest.approx(found.revenue[1] - found.revenue[0])
    assert found.profit[0] is not None and found.profit[1] is not None
    assert revenue - cost == pytest.approx(found.profit[1] - found.profit[0])
    assert compose([found.effect]).total() == pytest.approx((revenue, cost))


def test_without_known_costs_profit_is_not_told() -> None:
    bare = category_months().assign(cost=0.0, costed_revenue=0.0)
    found = whatif.answer(reach(), CALENDAR, STATE, bare, WhatIf(price_pct=5.0))
    assert found.profit == (None, None) and found.margin == (None, None) and "cannot be told" in found.headline.msgid


def test_a_single_category_has_no_mix_to_shift() -> None:
    every = category_months()
    one = every[every["code"] == "cups"]
    assert whatif.answer(reach(), CALENDAR, STATE, one, WhatIf(mix_pts=5.0)).revenue == (600.0, 600.0)


def flows(**rows: tuple[int, float, float]) -> pd.DataFrame:
    return pd.DataFrame([(k, *v) for k, v in rows.items()], columns=["which", "customers", "revenue", "revenue_before"])


def goods(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["product", "channel", "amount", "amount_before"])
    return frame.assign(name=frame["product"], name_zh=None, category="c", returned=-1.0, returned_before=0.0)


NOBODY = pd.DataFrame(columns=["code", "name", "name_zh", "revenue", "revenue_before", "change"])


def test_movers_add_up_products_over_their_channels_and_go_from_gain_to_loss() -> None:
    products = goods(("A", "web", 10, 2), ("A", "shop", 5, 5), ("B", "web", 1, 9), ("-", "web", 99, 0), ("C", "web", 5, 4))
    found = movers.answer(reach(), CALENDAR, STATE, products, NOBODY, flows(new=(2, 50.0, 0.0), lost=(3, 0.0, 20.0)), NOBODY)
    assert found.products[["code", "revenue", "before", "change"]].to_numpy().tolist() == [["A", 13, 7, 6], ["B", 0, 9, -9]]
    assert found.headline.values == {"new": 2, "new_money": 50.0, "lost": 3, "lost_money": 20.0}
    assert found.flows["change"].tolist() == [50.0, -20.0] and found.flows["code"].tolist() == ["new", "lost"]


def deliveries(**changed: list[float]) -> pd.DataFrame:
    columns = {"code": ["web", "shop"], "name": ["Web", "Shop"], "name_zh": [None, None], "due": [50, 10], "late": [5, 4], "lines": [100, 20],
               "return_lines": [4, 0], "returned": [-80.0, 0.0], "orders": [60, 12], "tickets": [3, 0]}  # fmt: skip
    columns |= {f"{name}_before": [0, 0] for name in ("due", "late", "lines", "return_lines")}
    return pd.DataFrame({**columns, **changed})


def test_delivery_is_told_by_channel_and_the_last_is_named() -> None:
    found = delivery.answer(reach(), CALENDAR, STATE, deliveries())
    assert found.channels["on_time"].tolist() == [0.9, 0.6] and found.channels["return_rate"].tolist() == [0.04, 0.0]
    assert found.channels["error_rate"].tolist() == [0.05, 0.0] and found.channels["on_time_before"].isna().all()
    assert found.headline.values["name"]["code"] == "shop" and found.headline.values["on_time"] == pytest.approx(51 / 60)


def test_without_promised_dates_no_good_figure_is_made_up() -> None:
    found = delivery.answer(reach(), CALENDAR, STATE, deliveries(due=[0, 0], late=[0, 0], tickets=[0, 0]))
    assert np.isnan(found.channels["on_time"].astype(float)).all() and np.isnan(found.channels["error_rate"].astype(float)).all()
    assert "No order of this period" in found.headline.msgid
    with pytest.raises(NothingInScope):
        delivery.answer(reach(), CALENDAR, STATE, deliveries().head(0))
