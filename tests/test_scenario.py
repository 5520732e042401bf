"""Baseline and effects: at rest exactly nothing, and the parts add up to the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesdash.scenario import Baseline, Effect, compose


def frame(rows: list[tuple[int, str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "category", "revenue", "cost"])


BASELINE = Baseline(frame([(202601, "Coffee", 100, 60), (202601, "Tea", 50, 20), (202602, "Coffee", 110, 66)]), np.ones((4, 3)))
PRICE = Effect(
    frame([(202601, "Coffee", 10, 0), (202601, "Tea", 5, 0), (202602, "Coffee", 11, 0)]),
    np.array([[8.0, 4, 9], [12, 6, 13]]),
    "Prices rise.",
)
COST = Effect(
    pd.DataFrame({"month": [202602, 202603], "revenue": [0.0, 3.0], "cost": [-4.0, -5.0]}),
    np.array([[0.0, 2], [0, 4], [0, 9]]),
    "Cost falls.",
)


def test_knobs_at_rest_change_exactly_nothing_in_every_month_of_the_baseline() -> None:
    nothing = Effect.nothing(BASELINE)
    assert nothing.total() == (0.0, 0.0) and not nothing.draws.any() and nothing.draws.shape == (4, 3)
    assert nothing.frame["month"].tolist() == [202601, 202601, 202602]
    assert BASELINE.frame["revenue"].sum() == 260, "the baseline stays as it was"


def test_effects_of_several_rooms_add_up_by_month() -> None:
    whole = compose([PRICE, COST])
    assert whole.frame.to_dict("list") == {"month": [202601, 202602, 202603], "revenue": [15.0, 11.0, 3.0], "cost": [0.0, -4.0, -5.0]}
    assert whole.total() == (PRICE.total()[0] + COST.total()[0], PRICE.total()[1] + COST.total()[1]) == (29.0, -9.0)
    assert whole.draws.tolist() == [[12.0, 9.0, 2.0], [18.0, 13.0, 4.0]], "as many draws as all of them have"
    assert whole.assumption == "Prices rise. Cost falls."


def test_the_order_of_effects_does_not_matter_and_nothing_adds_nothing() -> None:
    assert compose([COST, PRICE]).frame.equals(compose([PRICE, COST]).frame)
    assert compose([PRICE, Effect.nothing(BASELINE)]).total() == PRICE.total()
    assert compose([PRICE, PRICE]).total() == (52.0, 0.0)
    assert compose([PRICE, PRICE]).assumption == "Prices rise.", "the same assumption is said once"


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to compose"):
        compose([])
    with pytest.raises(ValueError, match="cost"):
        Baseline(pd.DataFrame({"month": [202601], "revenue": [1.0]}), np.zeros((0, 1)))
    with pytest.raises(ValueError, match="3 rows"):
        Effect(BASELINE.frame, np.zeros((4, 2)), "")
    with pytest.raises(ValueError, match="draws"):
        Effect(BASELINE.frame, np.zeros(3), "")
