"""Bridges are exact: hand cases by fractions, ten thousand hostile frames that all add up, and moves that have one cause only."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import prod

import numpy as np
import pandas as pd
import pytest

from salesdash.bridge import MARGIN_STEPS, SOLD, STEPS, WITH_COST, Bridge, lmdi, margin_bridge, price_volume_mix, what_if

COLUMNS = [f"{name}{when}" for name in WITH_COST for when in ("", "_before")]


def frame(**rows: tuple[float, ...]) -> pd.DataFrame:
    """Items by name: quantity, amount, returned now, the same before, and where given cost and returned cost now and before."""
    order = [*SOLD, *(f"{name}_before" for name in SOLD), "cost", "returned_cost", "cost_before", "returned_cost_before"]
    filled = [(name, *row, *[0.0] * (len(order) - len(row))) for name, row in rows.items()]
    return pd.DataFrame(filled, columns=["product", *order]).astype(dict.fromkeys(order, "float64"))


def by_fractions(items: pd.DataFrame) -> dict[str, Fraction]:
    """The bridge as methods say it, item by item, in exact arithmetic (for items without duplicates and outlandish prices)."""
    rows = [dict(zip(COLUMNS, map(Fraction, row), strict=True)) for row in items[COLUMNS].to_numpy().tolist()]
    regular = [r for r in rows if r["quantity"] > 0 and r["quantity_before"] > 0 and r["amount"] >= 0 and r["amount_before"] >= 0]
    growth = sum((r["quantity"] for r in regular), Fraction()) / sum((r["quantity_before"] for r in regular), Fraction()) if regular else 1
    steps = dict.fromkeys(STEPS, Fraction())
    for r in rows:
        q1, q0, a1, a0 = r["quantity"], r["quantity_before"], r["amount"], r["amount_before"]
        steps["returns"] += r["returned"] - r["returned_before"]
        if r in regular:
            steps["volume"] += q0 * (growth - 1) * (a0 / q0)
            steps["mix"] += (q1 - q0 * growth) * (a0 / q0)
            steps["price"] += (a1 / q1 - a0 / q0) * q1
        elif q1 > 0 and a1 >= 0 and q0 == a0 == 0:
            steps["new"] += a1
        elif q0 > 0 and a0 >= 0 and q1 == a1 == 0:
            steps["lost"] -= a0
        else:
            steps["other"] += a1 - a0
    return steps


HAND = frame(
    beans=(120, 1320, -20, 100, 1000, -50),
    tea=(30, 150, 0, 100, 500, 0),
    mugs=(10, 80, 0, 0, 0, 0),
    jars=(0, 0, 0, 5, 40, -4),
    freight=(0, 25, 0, 0, 30, 0),
)


def test_a_case_done_on_paper() -> None:
    # beans 100 at 10 -> 120 at 11, tea 100 at 5 -> 30 at 5; units 200 -> 150, so volume is -25 %
    bridge = price_volume_mix(HAND, ["product"])
    assert (bridge.before, bridge.after) == (1516, 1555)
    assert bridge.steps == {"price": 120, "volume": -375, "mix": 225, "new": 80, "lost": -40, "other": -5, "returns": 34}
    assert list(bridge.steps) == list(STEPS)
    assert bridge.items.loc[bridge.items["product"] == "beans", ["price", "volume", "mix"]].to_numpy().tolist() == [[120, -250, 450]]


def test_a_margin_done_on_paper() -> None:
    # beans: unit margin 4 of 10, cost 6 -> 6.5; growth of units is 1.2, one item only, so no mix
    items = frame(beans=(120, 1320, -22, 100, 1000, -10, 780, -13, 600, -6), mugs=(10, 80, 0, 0, 0, 0, 50, 0, 0, 0))
    bridge = margin_bridge(items, ["product"])
    assert (bridge.before, bridge.after) == (396, 561)
    expected = {"price": 120, "volume": 80, "mix": 0, "unit_cost": -60, "new": 30, "lost": 0, "other": 0, "returns": -5}
    assert bridge.steps == pytest.approx(expected, abs=1e-9)
    assert list(bridge.steps) == list(MARGIN_STEPS)


def test_it_is_what_exact_arithmetic_says() -> None:
    rng = np.random.default_rng(11)
    for _ in range(300):
        items = frame(**{f"p{n}": tuple(rng.integers([0, 0, -9, 0, 0, -9], [9, 99, 1, 9, 99, 1])) for n in range(rng.integers(1, 9))})
        bridge = price_volume_mix(items, ["product"])
        assert bridge.steps == pytest.approx({step: float(amount) for step, amount in by_fractions(items).items()}, abs=1e-9)


def hostile(seed: int, n: int) -> Iterator[pd.DataFrame]:
    """Frames with zeros, negatives, whole returns, free goods, amounts from 1e-6 to 1e12, duplicates, one row, no row."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        rows = int(rng.choice([0, 1, 2, 5, 12], p=[0.02, 0.18, 0.2, 0.3, 0.3]))
        values = rng.lognormal(0, 2, (rows, len(COLUMNS))) * 10.0 ** rng.integers(-2, 3, len(COLUMNS))
        values *= rng.choice([0, 1, -1, 1e6], values.shape, p=[0.2, 0.65, 0.1, 0.05])
        if rng.random() < 0.5:  # amounts of files: whole cents
            values = np.round(values, 2)
        product = rng.integers(0, rows, rows) if rows and rng.random() < 0.2 else np.arange(rows)
        yield pd.DataFrame({"product": product, **dict(zip(COLUMNS, values.T, strict=True))})


def adds_up(bridge: Bridge) -> bool:
    """Within 1e-9 of the figures' size, and to the cent as shown where a float can hold the cents; whether it could."""
    steps = bridge.steps.values()
    size = abs(bridge.before) + abs(bridge.after) + sum(abs(amount) for amount in steps)
    assert abs(sum(steps) - (bridge.after - bridge.before)) <= 1e-9 * size
    told = bridge.rounded()
    shown = sum((Decimal(repr(part)) for part in told["steps"].values()), Decimal(repr(told["before"])))
    holds_cents = size < 1e13
    assert shown == Decimal(repr(told["after"])) or not holds_cents
    return holds_cents


def test_ten_thousand_hostile_frames_add_up_to_the_cent() -> None:
    assert sum(adds_up(price_volume_mix(items, ["product"])) for items in hostile(4, 10_000)) > 9_700


def test_hostile_margins_add_up_to_the_cent() -> None:
    assert sum(adds_up(margin_bridge(items, ["product"])) for items in hostile(5, 2_000)) > 1_900


def test_items_add_up_to_the_steps_and_appear_once() -> None:
    for items in hostile(6, 300):
        bridge = price_volume_mix(items, ["product"])
        assert bridge.items["product"].is_unique
        assert set(bridge.items["product"]) == set(items["product"])
        assert bridge.items[list(STEPS)].sum().to_dict() == pytest.approx(bridge.steps, rel=1e-9, abs=1e-6)
        assert np.isfinite(bridge.items[list(STEPS)].to_numpy()).all()


def some(seed: int) -> pd.DataFrame:
    """Twelve ordinary items of one period, sold by the unit, with returns."""
    rng = np.random.default_rng(seed)
    quantity = rng.integers(1, 200, 12).astype(float)
    amount = np.round(quantity * rng.uniform(2, 90, 12), 2)
    items = pd.DataFrame(
        {"product": [f"p{n}" for n in range(12)], "quantity": quantity, "amount": amount, "returned": np.round(-0.05 * amount, 2)}
    )
    return items.assign(cost=np.round(0.6 * amount, 2), returned_cost=np.round(-0.03 * amount, 2))


def only(bridge: Bridge, *steps: str) -> bool:
    """Whether nothing but these steps is more than rounding."""
    return all(abs(amount) < 1e-6 for name, amount in bridge.steps.items() if name not in steps) and all(
        abs(bridge.steps[name]) > 1 for name in steps
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_move_with_one_cause_is_told_as_that_one(seed: int) -> None:
    items, rng = some(seed), np.random.default_rng(seed)
    sold = items.assign(returned=0.0, returned_cost=0.0)
    assert only(price_volume_mix(what_if(sold, rng.uniform(0.7, 1.4, 12), 1.0), ["product"]), "price")
    assert only(price_volume_mix(what_if(sold, 1.0, 1.25), ["product"]), "volume")
    swapped = what_if(sold, 1.0, sold["quantity"].to_numpy()[::-1] / sold["quantity"].to_numpy())
    assert only(price_volume_mix(swapped, ["product"]), "mix")
    assert only(margin_bridge(what_if(sold, 1.0, 1.0, cost=1.1), ["product"]), "unit_cost")
    assert only(margin_bridge(what_if(items, 1.0, 1.25), ["product"]), "volume", "returns")


def test_a_what_if_at_rest_changes_exactly_nothing() -> None:
    for bridge in (price_volume_mix(what_if(some(1), 1.0, 1.0), ["product"]), margin_bridge(what_if(some(1), 1.0, 1.0), ["product"])):
        assert set(bridge.steps.values()) == {0.0}
        assert bridge.before == bridge.after


def test_a_what_if_leaves_alone_what_has_no_quantity() -> None:
    items = pd.DataFrame({"product": ["beans", "freight"], "quantity": [10.0, 0.0], "amount": [100.0, 30.0], "returned": [-10.0, 0.0]})
    bridge = price_volume_mix(what_if(items, 1.1, 2.0), ["product"])
    assert bridge.steps == pytest.approx({"price": 20, "volume": 100, "mix": 0, "new": 0, "lost": 0, "other": 0, "returns": -12})


def test_rows_of_one_item_are_added_up_first_and_a_missing_key_is_an_item() -> None:
    halves = pd.concat([HAND.assign(**{name: HAND[name] / 2 for name in COLUMNS})] * 2, ignore_index=True)
    assert price_volume_mix(halves, ["product"]).steps == price_volume_mix(HAND, ["product"]).steps
    keys = pd.DataFrame({"product": ["a", None, "a", None], "channel": ["x", "x", "y", "x"]})
    rows = keys.assign(**dict.fromkeys(COLUMNS, 1.0))
    assert len(price_volume_mix(rows, ["product", "channel"]).items) == 3


def test_an_item_whose_unit_was_changed_is_no_price_change() -> None:
    grams = price_volume_mix(frame(beans=(2000, 500, 0, 0.02, 480, 0), tea=(10, 50, 0, 10, 40, 0)), ["product"])
    assert grams.steps == {"price": 10, "volume": 0, "mix": 0, "new": 0, "lost": 0, "other": 20, "returns": 0}


def test_no_items_make_an_empty_bridge() -> None:
    bridge = price_volume_mix(HAND.iloc[:0], ["product"])
    assert bridge.rounded() == {"before": 0.0, "steps": dict.fromkeys(STEPS, 0.0), "after": 0.0}
    assert list(bridge.items.columns) == ["product", *STEPS]


def test_what_is_shown_adds_up_at_every_number_of_digits_and_nothing_stays_nothing() -> None:
    thirds = Bridge(100.005, 101.005, {"price": 1 / 3, "volume": 1 / 3, "mix": 1 / 3, "new": 0.0}, pd.DataFrame())
    told = thirds.rounded()
    assert sorted(told["steps"].values()) == [0.0, 0.33, 0.33, 0.34]
    assert told["steps"]["new"] == 0.0
    assert (thirds.rounded(0)["before"], thirds.rounded(0)["after"]) == (100.0, 101.0)
    thousands = Bridge(12_499.0, 15_501.0, {"price": 1_001.0, "volume": 2_001.0}, pd.DataFrame()).rounded(-3)
    assert thousands == {"before": 12_000.0, "steps": {"price": 2_000.0, "volume": 2_000.0}, "after": 16_000.0}


def test_a_product_of_factors_is_split_by_logarithmic_means() -> None:
    before, after = {"leads": 1000.0, "rate": 0.05, "value": 200.0}, {"leads": 1100.0, "rate": 0.04, "value": 210.0}
    parts = lmdi(before, after)
    assert sum(parts.values()) == pytest.approx(9240 - 10000, abs=1e-9)
    mean = (9240 - 10000) / np.log(9240 / 10000)
    assert parts == pytest.approx({"leads": mean * np.log(1.1), "rate": mean * np.log(0.8), "value": mean * np.log(1.05)})
    assert lmdi(before, before) == dict.fromkeys(before, 0.0)


def test_factors_that_are_zero_or_change_sign_are_split_by_all_orders() -> None:
    before, after = {"a": 2.0, "b": 0.0, "c": -3.0}, {"a": 5.0, "b": 4.0, "c": 1.0}
    shares: dict[str, Fraction] = dict.fromkeys(before, Fraction())
    for order in permutations(before):
        now = {name: Fraction(value) for name, value in before.items()}
        for name in order:
            old = prod(now.values(), start=Fraction(1))
            now[name] = Fraction(after[name])
            shares[name] += (prod(now.values(), start=Fraction(1)) - old) / 6
    assert lmdi(before, after) == pytest.approx({name: float(share) for name, share in shares.items()})


def test_random_products_add_up() -> None:
    rng = np.random.default_rng(7)
    for _ in range(500):
        names = [f"f{n}" for n in range(rng.integers(1, 6))]
        before, after = ({name: float(rng.lognormal(0, 3) * rng.choice([1, 1, 1, 0])) for name in names} for _ in range(2))
        change, parts = prod(after.values()) - prod(before.values()), lmdi(before, after)
        assert abs(sum(parts.values()) - change) <= 1e-12 * sum(abs(part) for part in [*parts.values(), prod(before.values())])


def test_different_factors_are_refused() -> None:
    with pytest.raises(ValueError, match="same factors"):
        lmdi({"a": 1.0}, {"b": 1.0})
