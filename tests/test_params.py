"""What-if parameters: one declaration each, checked at the door, nothing dropped in silence."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, dataclass

import pytest

from salesdash.params import LEVERS, Params, from_query, knob, knobs, lever


@dataclass(frozen=True)
class WhatIf(Params):
    price_pct: float = lever("price_pct")
    cap_pct: float = knob(200.0, "Cap", 150.0, 300.0, 5.0, "%.0f%%", "No payout above this attainment.")


@dataclass(frozen=True)
class Other(Params):
    price_pct: float = lever("price_pct")


def test_knobs_come_in_the_order_of_their_declaration_and_a_lever_is_shared() -> None:
    assert list(knobs(WhatIf)) == ["price_pct", "cap_pct"]
    assert knobs(WhatIf)["price_pct"] is knobs(Other)["price_pct"] is LEVERS["price_pct"]
    assert (knobs(WhatIf)["price_pct"].shared, knobs(WhatIf)["cap_pct"].shared) == (True, False)


def test_a_lever_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        lever("weather_pct")


def test_every_lever_rests_inside_its_range_and_its_steps_reach_the_rest() -> None:
    for name, declared in LEVERS.items():
        assert declared.low <= declared.rest <= declared.high, name
        steps = (declared.rest - declared.low) / declared.step
        assert steps == pytest.approx(round(steps)), name
        assert declared.written % declared.rest, name


def test_at_rest_is_told_from_moved() -> None:
    assert WhatIf().at_rest and (WhatIf().price_pct, WhatIf().cap_pct) == (0.0, 200.0)
    assert not WhatIf(price_pct=0.5).at_rest and not WhatIf(cap_pct=205.0).at_rest


@pytest.mark.parametrize("value", [10.5, -10.5, math.nan, math.inf, "5"])
def test_a_value_that_is_no_number_or_out_of_range_is_refused_at_the_door(value: object) -> None:
    with pytest.raises(ValueError, match="price_pct"):
        WhatIf(price_pct=value)  # type: ignore[arg-type]


def test_the_edges_of_the_range_are_inside_and_a_what_if_is_frozen() -> None:
    moved = WhatIf(price_pct=-10.0, cap_pct=300.0)
    with pytest.raises(FrozenInstanceError):
        moved.price_pct = 1.0  # type: ignore[misc]


def test_an_address_is_read_and_what_could_not_be_used_is_said() -> None:
    assert from_query(WhatIf, {"price_pct": "7.5", "lang": "zh"}) == (WhatIf(price_pct=7.5), {})
    found, unused = from_query(WhatIf, {"price_pct": "much", "cap_pct": "1000"})
    assert found == WhatIf() and list(unused) == ["price_pct", "cap_pct"]
    assert unused["price_pct"] != unused["cap_pct"]
    assert from_query(WhatIf, {"price_pct": "nan"})[1] == {"price_pct": unused["cap_pct"]}
    assert from_query(WhatIf, {"price_pct": ""}) == (WhatIf(), {"price_pct": unused["price_pct"]})
