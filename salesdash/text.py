"""The only place that knows a language: sentences, names, numbers, money and dates in English and Chinese.

A sentence is written once, in English, and that English is its msgid; ``locale/zh.po`` has the Chinese. Nothing here keeps
a current language: every function is told which one, because one server speaks to many visitors at once.
Figures that cannot be told (None, NaN, a ratio with zero below it) read "n/a".
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable
from datetime import date as Date
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from babel.messages.pofile import read_po
from babel.numbers import get_currency_symbol

LANGUAGES: dict[str, str] = {"en": "English", "zh": "中文"}
"""Code in the address -> what the language calls itself."""

LOCALE = Path(__file__).parent / "locale"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS: dict[str, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
DIGITS = {"en": 3, "zh": 4}
SHORT_FROM = 10_000
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")


class Trouble(Protocol):
    """What ``SalesdashError`` and every message with a msgid have."""

    msgid: str
    values: dict[str, Any]


def N_(msgid: str) -> str:
    """Mark a string to be translated later, where the language is known."""
    return msgid


@lru_cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of a language, msgid -> sentence; empty for English. Read once."""
    if lang == "en":
        return {}
    with (LOCALE / f"{lang}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def language(wanted: str | None) -> str:
    """The language nearest to a code or a browser's locale ("zh-CN", "de", None): "zh" for Chinese, else "en"."""
    code = (wanted or "").lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else "en"


def t(msgid: str, lang: str, **values: Any) -> str:
    """The sentence in that language, its ``{names}`` filled. Numbers and dates among the values are formatted, texts are not."""
    sentence = catalogue(lang).get(msgid, msgid)
    return sentence.format(**{name: shown(value, lang) for name, value in values.items()}) if values else sentence


def sentence(trouble: Trouble, lang: str) -> str:
    """What an error or a finding says, in that language; a value that is a sentence of its own is translated too."""
    known = catalogue(lang)
    values = {name: known.get(value, value) if isinstance(value, str) else value for name, value in trouble.values.items()}
    return t(trouble.msgid, lang, **values)


def method(module: ModuleType, lang: str) -> str:
    """How a room works its answer out: its service's docstring, translated paragraph by paragraph."""
    paragraphs = (inspect.getdoc(module) or "").split("\n\n")
    return "\n\n".join(t(paragraph, lang) for paragraph in paragraphs)


def shown(value: Any, lang: str) -> str:
    """A value inside a sentence: whole numbers with separators, dates written out, lists joined, everything else as it is."""
    if isinstance(value, bool):
        return t(N_("yes"), lang) if value else t(N_("no"), lang)
    if isinstance(value, int):
        return count(value, lang)
    if isinstance(value, float):
        return decimal(value, lang)
    if isinstance(value, Date):
        return date(value, lang)
    if isinstance(value, (list, tuple)):
        return listed([shown(item, lang) for item in value], lang)
    return str(value)


def listed(items: Iterable[str], lang: str) -> str:
    """Several things one after the other."""
    return ("、" if lang == "zh" else ", ").join(items)


def md(value: object) -> str:
    """Text that comes from data, made safe for Markdown: it can be no link, no picture, no formula and no heading."""
    return _MARKDOWN.sub(r"\\\1", re.sub(r"\s+", " ", str(value)))


def name_of(code: str, name: str | None, name_zh: str | None, lang: str) -> str:
    """What a region, product or customer is called in that language; the other language's name or the code where it has none."""
    chosen = (name_zh or name) if lang == "zh" else (name or name_zh)
    return chosen or code or t(N_("(none)"), lang)


# ---------------------------------------------------------------- numbers


def known(value: float | None) -> bool:
    """Whether a figure can be told at all."""
    return value is not None and math.isfinite(value)


def nothing(lang: str) -> str:
    """What stands where a figure cannot be told."""
    return t(N_("n/a"), lang)


def count(value: float | None, lang: str) -> str:
    """A number of things, in full: 12,345."""
    return f"{value:,.0f}" if known(value) else nothing(lang)


def decimal(value: float | None, lang: str, digits: int = 2) -> str:
    """A number with a few decimals; trailing zeros are left out."""
    if not known(value):
        return nothing(lang)
    written = f"{value:,.{digits}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def short(value: float, lang: str) -> str:
    """The size of an amount in few characters: 1.23M, 1.23B; 123.4万, 12.35亿; below 10,000 in full."""
    size, digits = abs(value), DIGITS[lang]
    if size < 999.995:
        return f"{size:,.2f}"
    if size < SHORT_FROM - 0.5:
        return f"{size:,.0f}"
    size = float(f"{size:.{digits}g}")
    unit, letter = next((step for step in STEPS[lang] if size >= step[0]))
    number = size / unit
    return f"{number:,.{min(2, max(0, digits - len(str(int(number)))))}f}{letter}"


def money(value: float | None, lang: str, currency: str = "") -> str:
    """An amount in currency units, short: $1.23M, -$12.3K, US$123.4万."""
    if not known(value):
        return nothing(lang)
    assert value is not None
    return ("-" if value < 0 else "") + sign(currency, lang) + short(value, lang)


def full_money(value: float | None, lang: str, currency: str = "") -> str:
    """An amount in currency units to the cent: $1,234,567.89."""
    if not known(value):
        return nothing(lang)
    assert value is not None
    return ("-" if value < 0 else "") + sign(currency, lang) + f"{abs(value):,.2f}"


def sign(currency: str, lang: str) -> str:
    """The sign of a currency as its readers write it: $, US$, ¥; a code without a sign keeps a space: "SEK "."""
    if not currency:
        return ""
    symbol = get_currency_symbol(currency, locale="zh_CN" if lang == "zh" else "en_US")
    return symbol + " " if symbol == currency else symbol


def percent(share: float | None, lang: str, digits: int = 1) -> str:
    """A share as a percentage: 0.413 -> 41.3%."""
    return f"{100 * share:,.{digits}f}%" if known(share) and share is not None else nothing(lang)


def change(relative: float | None, lang: str) -> str:
    """A relative change with its sign: +6.2%."""
    return f"{100 * relative:+,.1f}%" if known(relative) and relative is not None else nothing(lang)


def points(difference: float | None, lang: str) -> str:
    """A difference of two shares: +0.8 pp, +0.8个百分点."""
    return t(N_("{points} pp"), lang, points=f"{100 * difference:+,.1f}") if known(difference) and difference is not None else nothing(lang)


def figure(value: float | None, unit: str, lang: str, currency: str = "") -> str:
    """A figure in its unit: "money", "percent", "count" or "ratio"."""
    if unit == "money":
        return money(value, lang, currency)
    if unit == "percent":
        return percent(value, lang)
    return count(value, lang) if unit == "count" else decimal(value, lang)


# ---------------------------------------------------------------- dates


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


# ---------------------------------------------------------------- what a chart's axis says (Vega expressions)


def axis_money(lang: str, currency: str = "") -> str:
    """The Vega expression that writes an axis label in money."""
    steps = "".join(f"abs(datum.value) >= {unit:.0f} ? format(datum.value / {unit:.0f}, ',.3~f') + '{letter}' : " for unit, letter in STEPS[lang])
    return f"'{sign(currency, lang)}' + ({steps}format(datum.value, ',.2~f'))"


def axis_month(lang: str) -> str:
    """The Vega expression that writes an axis label in months; January carries its year, and stands alone where there are many."""
    january, year = "month(datum.value) == 0", "year(datum.value)"
    if lang == "zh":
        first, other = f"{year} + '年1月'", "(month(datum.value) + 1) + '月'"
    else:
        first, other = f"timeFormat(datum.value, '%b') + ' ' + {year}", "timeFormat(datum.value, '%b')"
    return f"length(domain('x')) > 24 ? ({january} ? {year} + '{'年' if lang == 'zh' else ''}' : '') : {january} ? {first} : {other}"
