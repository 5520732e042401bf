"""Numbers as people and programs write them become exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdash.data.fields import Field, Kind
from salesdash.data.importing.cells import Parsed, Style, parse


def read(cells: Sequence[str | None], kind: Kind, style: Style | None = None) -> Parsed:
    return parse(pa.array(cells, pa.string()), Field("x", kind, "X", "X"), style or Style())


def one(cell: str, kind: Kind) -> int | str | None:
    """The value of one cell, None when empty, or its reason code."""
    parsed = read([cell], kind)
    return parsed.bad[0] if parsed.bad else None if parsed.null[0] else int(parsed.values[0])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1234.5", 12_345_000), ("1,234.50", 12_345_000), ("1 234.50", 12_345_000), ("1\u00a0234.50", 12_345_000), ("1’234.50", 12_345_000),
        ("1'234'567", 12_345_670_000), ("12,34,567", 12_345_670_000), ("$1,234.50", 12_345_000), ("-$5", -50_000), ("$ -5", -50_000),
        ("¥276.50", 2_765_000), ("￥-3", -30_000), ("€ 12", 120_000), ("12.50 €", 125_000), ("USD 12.5", 125_000), ("12.5 CNY", 125_000),
        ("US$3", 30_000), ("12元", 120_000), ("(12.34)", -123_400), ("($12.34)", -123_400), ("$(12.34)", -123_400), ("(746.90)", -7_469_000),
        ("12-", -120_000), ("−12", -120_000), ("+7", 70_000), (".5", 5_000), ("5.", 50_000), ("１２３．５", 1_235_000), ("1.05万", 105_000_000),
        ("3 万元", 300_000_000), ("2千", 20_000_000), ("12k", 120_000_000), ("1.5亿", 1_500_000_000_000), ("20%", 2_000), ("５％", 500), ("1e5", 1_000_000_000), ("1.5E-2", 150),
        (" 7 ", 70_000), ("'7", 70_000), ("100000000000", 10**15), ("-", None), ("—", None), ("  ", None), ("0.00005", 0), ("0.00015", 2),
        ("125.43999999999998", 1_254_400),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(cell: str, expected: int | None) -> None:
    assert one(cell, "money") == expected


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "nan",
        "inf",
        "None",
        "NA",
        "1,23",
        "12,3456",
        "1.2.3",
        "(-5)",
        "12 34",
        "0x10",
        "1_000",
        "#REF!",
        "12 apples",
        "--5",
        "1" * 200 + "x",
    ],
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    assert one(cell, "money") == "not_a_number"


@pytest.mark.parametrize("cell", ["100000000000.01", "1e15", "-1e400", "999999999999999", "(200,000,000,000)"])
def test_amounts_above_a_hundred_billion_are_refused(cell: str) -> None:
    assert one(cell, "money") == "too_large"


def test_a_decimal_comma_holds_for_the_whole_column() -> None:
    cells = ["1.234,50", "12,5", "(1,5)", "7", "1 234,5", "-0,25", "1.5"]
    parsed = read(cells, "money", Style(decimal=","))
    assert parsed.values.tolist() == [12_345_000, 125_000, -15_000, 70_000, 12_345_000, -2_500, 0]
    assert parsed.bad == {6: "not_a_number"}


def test_the_unit_of_the_column_multiplies_and_a_unit_in_the_cell_replaces_it() -> None:
    parsed = read(["1.0532", "1.2万", "2", "-0.00000001"], "money", Style(factor=10_000))
    assert parsed.values.tolist() == [105_320_000, 120_000_000, 200_000_000, -1]
    assert parsed.rounded == 0


def test_a_percentage_is_a_fraction_of_ten_thousandths() -> None:
    assert read(["20", "20%", "0.5", "12.345"], "percent", Style(percent=True)).values.tolist() == [2_000, 2_000, 50, 1_234]
    assert read(["0.2", "20%", "-0.05"], "percent").values.tolist() == [2_000, 2_000, -500]


def test_more_than_four_decimals_are_counted() -> None:
    assert read(["1.2345", "1.23456", "1.50000000", "2.00001", None, "1,000.12345"], "money").rounded == 2 + 1


def test_whole_numbers_are_whole() -> None:
    parsed = read(["1995", "1995.0", "1,995", "19.5", "3000000000", "x", None], "integer")
    assert parsed.values.tolist() == [1995, 1995, 1995, 0, 0, 0, 0]
    assert parsed.bad == {3: "not_whole", 4: "too_large", 5: "not_a_number"}


def oracle(text: str) -> int:
    return int(Context(prec=400).multiply(Decimal(text), Decimal(10_000)).to_integral_value(ROUND_HALF_EVEN))


decimals = st.decimals(min_value="-99999999999", max_value="99999999999", allow_nan=False, allow_infinity=False).map(lambda d: f"{d:f}")
ties = st.builds(lambda whole, sign, tail: f"{sign}{whole // 10_000}.{whole % 10_000:04d}{tail}", st.integers(0, 10**15 - 1), st.sampled_from(["", "-"]),
                 st.sampled_from(["5", "50", "4999999999999", "5000000000001", "49", "51"]))  # fmt: skip
floats = st.floats(-1e11, 1e11).map(repr)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(decimals, ties, floats), min_size=1, max_size=20))
def test_money_equals_decimal_arithmetic_for_any_text(texts: list[str]) -> None:
    parsed = read(texts, "money")
    assert parsed.values.tolist() == [oracle(text) for text in texts]
    assert not parsed.bad


@settings(max_examples=200, deadline=None)
@given(st.lists(st.decimals(min_value="-99999999", max_value="99999999", places=6), min_size=1, max_size=10))
def test_grouped_money_equals_decimal_arithmetic_too(numbers: list[Decimal]) -> None:
    expected = [oracle(f"{n:f}") for n in numbers]
    assert read([f"${n:,f}".replace("$-", "-$") for n in numbers], "money").values.tolist() == expected
    european = [f"{n:,f}".translate(str.maketrans(",.", ".,")) for n in numbers]
    assert read(european, "money", Style(decimal=",")).values.tolist() == expected
