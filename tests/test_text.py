"""Both languages: numbers, money, dates as their readers write them, and a Chinese sentence for every English one."""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from salesdash import errors, text
from salesdash.errors import SalesdashError
from salesdash.house import ROOMS

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {"N_", "t", "say"}
TROUBLES = {name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, SalesdashError)}
PLACEHOLDER = re.compile(r"\{(\w+)")


def sources() -> list[Path]:
    """Every module a visitor's sentence may come from."""
    return [ROOT / "app.py", *sorted((ROOT / "salesdash").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]


def msgids(file: Path) -> Iterator[tuple[str, int]]:
    """Every string that is marked, said or raised to be read, with its line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called in MARKERS | TROUBLES:
                yield node.args[0].value, node.lineno


def method_notes() -> list[str]:
    """The paragraphs of every service's docstring: they stand on screen."""
    return [paragraph for room in ROOMS.values() for paragraph in text.paragraphs(room.method)]


ALL = [(msgid, f"{file.relative_to(ROOT)}:{line}") for file in sources() for msgid, line in msgids(file)]
ALL += [(paragraph, "a service's docstring") for paragraph in method_notes()]


def test_every_sentence_has_its_chinese() -> None:
    chinese = text.catalogue("zh")
    missing = [f"{where}: {msgid!r}" for msgid, where in ALL if msgid and msgid not in chinese]
    assert not missing, "\n".join(missing)


def test_no_sentence_of_the_dictionary_is_unused() -> None:
    used = {msgid for msgid, _ in ALL}
    assert not sorted(set(text.catalogue("zh")) - used)


def test_placeholders_are_the_same_in_both_languages() -> None:
    differing = {
        en: zh for en, zh in text.catalogue("zh").items() if sorted(set(PLACEHOLDER.findall(en))) != sorted(set(PLACEHOLDER.findall(zh)))
    }
    assert not differing


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.0, "$0.00", "US$0.00"),
        (11.5, "$11.50", "US$11.50"),
        (9_999.4, "$9,999", "US$9,999"),
        (12_345.0, "$12.3K", "US$1.23万"),
        (999_999.0, "$1.00M", "US$100.0万"),
        (1_234_567.0, "$1.23M", "US$123.5万"),
        (1_235_000_000.0, "$1.24B", "US$12.35亿"),
        (-1_234_567.0, "-$1.23M", "-US$123.5万"),
        (1.2e12, "$1.20T", "US$1.20万亿"),
    ],
)
def test_money_is_short_in_each_language(value: float, english: str, chinese: str) -> None:
    assert text.money(value, "en", "USD") == english
    assert text.money(value, "zh", "USD") == chinese


def test_money_of_a_currency_without_a_sign_keeps_its_code() -> None:
    assert text.money(500, "en", "SEK") == "SEK 500.00"
    assert text.full_money(-1234567.891, "zh", "CNY") == "-¥1,234,567.89"


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_a_figure_that_cannot_be_told_is_not_a_number(value: float | None) -> None:
    for write in (text.money, text.percent, text.change, text.points, text.count, text.decimal):
        assert write(value, "en") == "n/a"
        assert write(value, "zh") == "不适用"


def test_percentages_changes_and_points() -> None:
    assert text.percent(0.4134, "en") == "41.3%"
    assert text.change(0.062, "en") == "+6.2%"
    assert text.change(-0.062, "zh") == "-6.2%"
    assert text.points(0.008, "en") == "+0.8 pp"
    assert text.points(-0.014, "zh") == "-1.4个百分点"
    assert text.count(1234567, "en") == "1,234,567"


def test_months_dates_and_periods() -> None:
    assert text.month(202512, "en") == "Dec 2025"
    assert text.month(202512, "zh") == "2025年12月"
    assert text.date("2026-11-24", "en") == "24 Nov 2026"
    assert text.date(date(2026, 11, 4), "zh") == "2026年11月4日"
    assert text.period(202512, 202611, "en") == "Dec 2025 – Nov 2026"
    assert text.period(202512, 202611, "zh") == "2025年12月至2026年11月"
    assert text.period(202611, 202611, "en") == "Nov 2026"


def test_data_cannot_become_markdown() -> None:
    hostile = "![x](https://evil.example/a.png) **bold** $x$ :red[y] <b>\n# h"
    escaped = text.md(hostile)
    assert "\n" not in escaped
    assert not re.search(r"(?<!\\)[\[\]!*$<>#:`]", escaped)


def test_names_fall_back_to_what_there_is() -> None:
    assert text.name_of("N", "North", "北区", "zh") == "北区"
    assert text.name_of("N", "North", None, "zh") == "North"
    assert text.name_of("N", None, None, "en") == "N"
    assert text.name_of("", None, None, "en") == "(none)"


def test_the_language_comes_from_a_browsers_locale() -> None:
    assert [text.language(wanted) for wanted in ("zh-CN", "zh", "en_US", "de-DE", None)] == ["zh", "zh", "en", "en", "en"]


def test_numbers_inside_sentences_are_written_out() -> None:
    assert text.t("{a} of {b}", "en", a=12345, b=date(2026, 11, 24)) == "12,345 of 24 Nov 2026"
    assert text.listed(["a", "b"], "zh") == "a、b"
