"""Days, months and periods as their readers write them, and lists of what the calendar and the world have."""

from __future__ import annotations

from datetime import date as Date
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import get_day_names, get_month_names
from babel.numbers import get_currency_name

from salesdash.text.catalogue import BABEL

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month(yyyymm: int, lang: str) -> str:
    """202512 -> Dec 2025, 2025年12月."""
    year, number = divmod(yyyymm, 100)
    return f"{year}年{number}月" if lang == "zh" else f"{MONTHS[number - 1]} {year}"


def date(day: Date | str, lang: str) -> str:
    """2026-11-24 -> 24 Nov 2026, 2026年11月24日."""
    day = Date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period(first: int, last: int, lang: str) -> str:
    """A stretch of months, both ends in: Dec 2025 – Nov 2026, 2025年12月至2026年11月."""
    if first == last:
        return month(first, lang)
    return f"{month(first, lang)}至{month(last, lang)}" if lang == "zh" else f"{month(first, lang)} – {month(last, lang)}"


def month_name(number: int, lang: str) -> str:
    """1 -> January, 一月."""
    return str(get_month_names("wide", context="stand-alone", locale=BABEL[lang])[number]).capitalize()


def weekday(number: int, lang: str) -> str:
    """0 -> Monday, 星期一."""
    return str(get_day_names("wide", context="stand-alone", locale=BABEL[lang])[number])


def axis_month(lang: str) -> str:
    """The Vega expression that writes an axis label in months; January carries its year, and stands alone where there are many."""
    january, year = "month(datum.value) == 0", "year(datum.value)"
    if lang == "zh":
        first, other = f"{year} + '年1月'", "(month(datum.value) + 1) + '月'"
    else:
        first, other = f"timeFormat(datum.value, '%b') + ' ' + {year}", "timeFormat(datum.value, '%b')"
    return f"length(domain('x')) > 24 ? ({january} ? {year} + '{'年' if lang == 'zh' else ''}' : '') : {january} ? {first} : {other}"


@lru_cache
def currencies(lang: str) -> dict[str, str]:
    """Code -> code and name of every currency that is legal tender somewhere today."""
    lists = get_global("territory_currencies").values()
    codes = sorted({code for tender in lists for code, _, until, legal in tender if legal and until is None})
    return {code: f"{code} · {get_currency_name(code, locale=BABEL[lang])}" for code in codes}


@lru_cache
def countries(lang: str) -> dict[str, str]:
    """ISO code -> name of every country and territory that has a currency, by name."""
    names = Locale.parse(BABEL[lang]).territories
    return dict(sorted(((code, names[code]) for code in get_global("territory_currencies") if code in names), key=lambda item: item[1]))
