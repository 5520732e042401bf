"""Cells of text become typed values: exact, whole columns at a time, each refused cell with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from salesdash.data.fields import Field, Kind
from salesdash.data.importing.cells import Ambiguous, Parsed, Style, parse, style_of
from salesdash.data.importing.reasons import REASONS


def read(cells: Sequence[str | None], kind: Kind, style: Style | None = None, name: str = "x", **options: object) -> Parsed:
    return parse(pa.array(cells, pa.string()), Field(name, kind, "X", "X", **options), style or Style())  # type: ignore[arg-type]


def one(cell: str, kind: Kind, style: Style | None = None, name: str = "x") -> object:
    """The value of one cell, None when empty, or its reason code."""
    parsed = read([cell], kind, style, name)
    if parsed.bad:
        assert parsed.bad[0] in REASONS
        return parsed.bad[0]
    value = parsed.values[0]
    return None if parsed.null[0] else value.as_py() if isinstance(value, pa.Scalar) else int(value)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12345.0", "12345"), ("00123", "00123"), (" SO-1\u200b", "SO-1"), ("\u00a0\ufeffA\u3000", "A"), ("None", "None"), ("NA", "NA"), ("1e5", "1e5"), ("12E3", "12E3"),
        ("6200000000000000017", "6200000000000000017"), ("9007199254740992.0", "9007199254740992"),
        ("85123A", "85123A"), ("1.5", "1.5"), ("v1.0", "v1.0"), ("", None), (" \u200b ", None),
        ("6.2E+18", "digits_lost"), ("6.2e+18", "digits_lost"), ("6E+18", "digits_lost"), ("1.5E3", "digits_lost"),
        ("6200000000000000017.0", "digits_lost"), ("9007199254740994.0", "digits_lost"),
        ("x" * 201, "too_long"), ("a\x00b", "unreadable"),
    ],
)  # fmt: skip
def test_ids_keep_their_digits_or_are_refused(cell: str, expected: str | None) -> None:
    assert one(cell, "id") == expected


def test_texts_are_only_trimmed() -> None:
    assert one(" None ", "text") == "None"
    assert one("12345.0", "text") == "12345.0"
    assert one("6.2E+18", "text") == "6.2E+18"


@pytest.mark.parametrize(
    "cell",
    [
        "2014-01-30", "2014-01-30T10:20:30.123Z", "2014-01-30 08:26:00", "2014-01-30T23:59:59+08:00", "2014/1/30", "2014.1.30", "2014年1月30日", "2014 年 1 月 30 日",
        "2014年1月30日 8时30分", "2014年1月30日星期四", "2014年1月30日 下午3:05", "20140130", "20140130102030", "30 Jan 2014", "30-Jan-14", "30th January, 2014", "Jan 30, 2014",
        "January 30 2014", "Thu, 30 Jan 2014 10:00:00 +0800", "２０１４-０１-３０", "2014-Jan-30",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_unmistakable_form(cell: str) -> None:
    assert one(cell, "date") == "2014-01-30"


def test_day_and_month_follow_the_order_of_the_column() -> None:
    assert one("2/1/2014", "date", Style(dates="dmy")) == "2014-01-02"
    assert one("2/1/2014 8:26 PM", "date", Style(dates="mdy")) == "2014-02-01"
    assert one("30.01.2014", "date", Style(dates="dmy")) == "2014-01-30"
    assert one("1/30/14", "date", Style(dates="mdy")) == "2014-01-30"
    assert one("14/01/30", "date", Style(dates="ymd")) == "2014-01-30"
    assert one("2/1/2014", "date") == "date_order"
    assert one("1/30/2014", "date", Style(dates="dmy")) == "impossible_date"


def test_serial_days_are_dates_only_where_the_column_is_made_of_them() -> None:
    assert one("41669", "date", Style(dates="serial")) == "2014-01-30"
    assert one("41669.75", "date", Style(dates="serial")) == "2014-01-30"
    assert one("41669", "date") == "not_a_date"
    assert style_of(pa.array(["41669", "41670", None, "2014-01-30"]), "date", "Date") == Style(dates="serial")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2014-02-30", "impossible_date"), ("0000-00-00", "impossible_date"), ("1900-01-01", "year_out_of_range"),
        ("9999-12-31", "year_out_of_range"), ("soon", "not_a_date"), ("2014", "not_a_date"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(cell: str, reason: str) -> None:
    assert one(cell, "date") == reason


@pytest.mark.parametrize(
    "cell", ["2026-01", "2026/1", "202601", "2026年1月", "Jan 2026", "2026M01", "1/2026", "2026-01-15", "2026年1月15日"]
)
def test_a_month_is_a_number(cell: str) -> None:
    assert one(cell, "month") == 202601


def test_a_month_that_cannot_be_is_refused() -> None:
    assert one("2026-13", "month") == "impossible_date"
    assert one("1899-12", "month") == "year_out_of_range"


def test_a_birth_year_may_be_a_birth_date() -> None:
    assert [one(cell, "integer", name="birth_year") for cell in ("1971", "1916-02-10", "1971.0", "1850", "?")] == [
        1971,
        1916,
        1971,
        "year_out_of_range",
        "not_a_date",
    ]


def test_many_different_times_of_day_are_still_days() -> None:
    cells: list[str | None] = [f"2014-01-{1 + i % 28:02d} {i % 24:02d}:{i % 60:02d}:{i // 1000:02d}" for i in range(20_000)]
    assert read(cells, "date").values.to_pylist() == [str(cell)[:10] for cell in cells]


def test_a_choice_takes_its_words_in_any_case_and_language() -> None:
    parsed = read(["Won", "CLOSED  won", "赢单", "maybe", None], "choice", choices=(("won", ("won", "closed won", "赢单")),))
    assert parsed.values.to_pylist() == ["won", "won", "won", None, None]
    assert parsed.bad == {3: "unknown_choice"}


def test_an_exchange_rate_keeps_every_digit() -> None:
    assert [one(cell, "rate") for cell in ("0.999800039992002", "1.10", "0", "-1", "x", "")] == [
        "0.999800039992002",
        "1.10",
        "not_positive",
        "not_positive",
        "not_a_number",
        None,
    ]


def test_dates_that_could_be_read_both_ways_are_asked() -> None:
    found = style_of(pa.array(["1/2/2014", "3/4/2014"]), "date", "Date")
    assert isinstance(found, Ambiguous) and found.options == ("dmy", "mdy") and found.answered("dmy") == Style(dates="dmy")
    assert style_of(pa.array(["1/2/2014", "3/14/2014"]), "date", "Date") == Style(dates="mdy")
    assert style_of(pa.array(["13/2/2014", "1/2/2014"]), "date", "Date") == Style(dates="dmy")
    mixed = style_of(pa.array(["13/2/2014", "2/13/2014"]), "date", "Date")
    assert isinstance(mixed, Ambiguous)


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Amount", ["12.50", "1,234"], Style()), ("Amount", ["1.234,50"], Style(decimal=",")),
        ("Amount", ["0,5", "1.234"], Style(decimal=",")), ("Amount", ["1.234.567"], Style(decimal=",")),
        ("Amount", ["$1,234"], Style()), ("Amount", ["12", "7"], Style()), ("金额（万元）", ["1.05"], Style(factor=10_000)),
        ("销售额(千元)", ["3.5"], Style(factor=1_000)), ("Amount (k$)", ["3"], Style(factor=1_000)),
        ("Revenue (in millions)", ["3"], Style(factor=10**6)), ("Amount (USD)", ["3"], Style()),
    ],
)  # fmt: skip
def test_decimal_mark_and_unit_come_from_the_column(header: str, cells: list[str], expected: Style) -> None:
    assert style_of(pa.array(cells), "money", header) == expected


def test_a_mark_that_may_group_or_divide_is_asked() -> None:
    for cell in ("1,234", "1.234"):
        found = style_of(pa.array([cell, "7"]), "money", "Amount")
        assert isinstance(found, Ambiguous) and found.what == "decimal" and found.example == cell


def test_percent_columns_tell_fractions_from_percentages() -> None:
    assert style_of(pa.array(["20", "5"]), "percent", "Margin") == Style(percent=True)
    assert style_of(pa.array(["0.2", "0"]), "percent", "Margin %") == Style()
    assert style_of(pa.array(["1", "0"]), "percent", "Margin %") == Style(percent=True)


def test_columns_in_pieces_and_without_rows_are_read() -> None:
    pieces = pa.chunked_array([pa.array(["1"]), pa.array(["2", None])])
    parsed = parse(pieces, Field("x", "money", "X", "X"), Style())
    assert parsed.values.tolist() == [10_000, 20_000, 0] and parsed.null.tolist() == [False, False, True]
    kinds: tuple[Kind, ...] = ("money", "id", "date", "month", "choice", "rate", "integer")
    for kind in kinds:
        assert len(parse(pa.chunked_array([], pa.string()), Field("x", kind, "X", "X"), Style()).values) == 0


def test_every_reason_says_what_to_do() -> None:
    assert all(why and fix.endswith(".") for why, fix in REASONS.values())
    assert np.all([code == code.lower() for code in REASONS])
