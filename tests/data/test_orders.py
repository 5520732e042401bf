"""Figures of order lines: exact integer arithmetic, compared with Decimal on paper."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdash.data.importing.cells import Style, parse
from salesdash.data.importing.mapping import Mapping
from salesdash.data.importing.orders import FIELDS, LARGEST, ONE, Amounts, amounts, information_only, times
from salesdash.data.importing.reasons import REASONS

BY_NAME = {field.name: field for field in FIELDS}
EXACT = Context(prec=120)


def figures(answers: dict[str, str] | None = None, **columns: list[str | None]) -> Amounts:
    styles = {"discount": Style(percent=True)} if answers and answers.get("discount") == "percent" else {}
    mapping = Mapping("orders", {name: name for name in columns}, styles, answers or {})
    parsed = {name: parse(pa.array(cells, pa.string()), BY_NAME[name], mapping.style(name)) for name, cells in columns.items()}
    found = amounts(parsed, mapping)
    assert set(found.bad.values()) <= set(REASONS)
    return found


def units(values: np.ndarray) -> list[float]:
    return [value / ONE for value in values.tolist()]


def test_a_mapped_amount_stands_and_a_missing_quantity_column_means_one() -> None:
    found = figures(amount=["100.25", "-7.5"])
    assert units(found.amount) == [100.25, -7.5]
    assert units(found.quantity) == [1, 1]
    assert found.cost_null.all() and found.tax_null.all() and found.discount_null.all()


def test_an_empty_amount_or_quantity_refuses_the_line() -> None:
    found = figures(amount=["1", None, "x", "2"], quantity=["1", "1", "1", None])
    assert found.bad == {1: "missing_amount", 2: "not_a_number", 3: "missing_quantity"}
    assert units(found.amount) == [1, 0, 0, 0]


def test_revenue_is_quantity_times_price_and_returns_stay_negative() -> None:
    found = figures(quantity=["6", "-1", "0.5", "1.5"], unit_price=["2.55", "4.95", "0.0001", "0.0001"])
    assert units(found.amount) == [15.3, -4.95, 0, 0.0002]


@pytest.mark.parametrize(
    ("form", "written"),
    [("fraction", ["0.2", "0", "20%", "1"]), ("percent", ["20", "0", "20%", "100"]), ("amount", ["40", "0", "40", "200"])],
)
def test_a_discount_is_taken_off_in_its_form(form: str, written: list[str | None]) -> None:
    found = figures({"discount": form}, quantity=["2", "2", "-2", "2"], unit_price=["100"] * 4, discount=written)
    assert units(found.amount) == [160, 200, -160, 0]
    assert units(found.discount) == [40, 0, -40, 200]


def test_a_discount_out_of_its_range_refuses_the_line_whose_revenue_needs_it() -> None:
    assert figures(
        {"discount": "fraction"}, quantity=["1"] * 3, unit_price=["10"] * 3, discount=["15", "-0.1", "0.5"]
    ).bad == dict.fromkeys((0, 1), "discount_not_a_fraction")
    assert figures({"discount": "amount"}, quantity=["1"] * 3, unit_price=["10"] * 3, discount=["15", "-1", "10"]).bad == dict.fromkeys(
        (0, 1), "discount_too_large"
    )


def test_beside_a_mapped_amount_the_discount_is_information_only() -> None:
    found = figures({"discount": "fraction"}, amount=["80", "-80", "10", "10", "10"], discount=["0.2", "0.2", "1", "15", "x"])
    assert units(found.amount) == [80, -80, 10, 10, 10]
    assert units(found.discount)[:2] == [20, -20]
    assert found.discount_null.tolist() == [False, False, True, True, True]
    assert not found.bad
    assert figures(amount=["80"], discount=["0.2"]).discount_null.tolist() == [True]


def test_fields_that_no_figure_rests_on_are_known() -> None:
    assert information_only(["amount", "unit_price", "discount", "tax"]) == {"unit_price", "discount"}
    assert information_only(["quantity", "unit_price", "discount", "cost", "profit"]) == {"profit"}


def test_tax_is_taken_off_where_it_is_included() -> None:
    found = figures({"tax": "included"}, amount=["113", "-113", "113"], tax=["13", "-13", None])
    assert units(found.amount) == [100, -100, 0]
    assert found.bad == {2: "missing_tax"}
    assert units(figures({"tax": "excluded"}, amount=["113"], tax=["13"]).amount) == [113]
    assert units(figures({"tax": "included"}, amount=["113"]).amount) == [113]


def test_tax_is_taken_off_by_a_rate() -> None:
    found = figures({"tax": "13%"}, amount=["113", "1"])
    assert units(found.amount) == [100, 0.8850]
    assert units(found.tax) == [13, 0.1150]


def test_cost_comes_from_cost_profit_or_margin() -> None:
    assert units(figures(amount=["100", "100"], cost=["60", None]).cost) == [60, 0]
    assert figures(amount=["100", "100"], cost=["60", None]).cost_null.tolist() == [False, True]
    assert units(figures(amount=["261.96", "-10"], profit=["41.9136", "-3"]).cost) == [220.0464, -7]
    assert units(figures(amount=["200", "200"], margin_pct=["0.35", "-10%"]).cost) == [130, 220]
    assert units(figures({"tax": "included"}, amount=["113"], tax=["13"], profit=["40"]).cost) == [60]


def test_amounts_above_a_hundred_billion_are_refused_even_when_they_are_worked_out() -> None:
    found = figures(quantity=["1000000", "1000000", "99999999999"], unit_price=["100000", "100001", "99999999999"])
    assert units(found.amount) == [1e11, 0, 0]
    assert found.bad == {1: "too_large", 2: "too_large"}


number = st.integers(-(10**15), 10**15)
small = st.integers(-(10**9), 10**9)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.one_of(number, small), st.one_of(number, small), st.integers(0, ONE)), min_size=1, max_size=20))
def test_products_equal_decimal_arithmetic(rows: list[tuple[int, int, int]]) -> None:
    quantity, price, off = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    expected = []
    for q, p, d in rows:
        exact = EXACT.divide(EXACT.multiply(EXACT.multiply(Decimal(q), Decimal(p)), Decimal(ONE - d)), Decimal(ONE * ONE))
        expected.append(max(-LARGEST - 1, min(LARGEST + 1, int(exact.to_integral_value(ROUND_HALF_EVEN)))))
    assert times(quantity, price, ONE - off, by=ONE * ONE).tolist() == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(0, ONE - 1)), min_size=1, max_size=20))
def test_a_discount_already_taken_off_is_worked_back_exactly(rows: list[tuple[int, int]]) -> None:
    net, off = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    expected = []
    for amount, d in rows:
        whole, rest = divmod(amount * d, ONE - d)
        up = rest * 2 > ONE - d or (rest * 2 == ONE - d and whole % 2 == 1)
        expected.append(max(-LARGEST - 1, min(LARGEST + 1, whole + up)))
    assert [max(-LARGEST - 1, min(LARGEST + 1, v)) for v in times(net, off, by=ONE - off).tolist()] == expected
