"""Sentences: found in the dictionary, their values written out; how a method is worked out; names and text that come from data."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from datetime import date as Date
from typing import Any, Protocol

from salesdash.text.catalogue import N_, catalogue, translated
from salesdash.text.days import date, period
from salesdash.text.numbers import chance, change, count, decimal, figure, money_change, points

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")


class Trouble(Protocol):
    """What ``SalesdashError`` and every message with a msgid have."""

    @property
    def msgid(self) -> str: ...
    @property
    def values(self) -> dict[str, Any]: ...


def t(msgid: str, lang: str, **values: Any) -> str:
    """The sentence in that language, its ``{names}`` filled. Numbers and dates among the values are formatted, texts are not."""
    sentence = translated(msgid, lang)
    return sentence.format(**{name: shown(value, lang) for name, value in values.items()}) if values else sentence


def sentence(trouble: Trouble, lang: str, currency: str = "") -> str:
    """What an error or an answer says, in that language. Values with a unit (``units``) are written in it; a value that is a
    sentence of its own is translated too."""
    known, units = catalogue(lang), getattr(trouble, "units", {})
    values = {
        name: in_unit(value, units[name], lang, currency) if name in units else known.get(value, value) if isinstance(value, str) else value
        for name, value in trouble.values.items()
    }
    return t(trouble.msgid, lang, **values)


def in_unit(value: Any, unit: str, lang: str, currency: str) -> str:
    """A value inside a sentence in its unit: "money", "money_change", "percent", "points", "change", "chance", "count"; a "period" is (first, last)
    YYYYMM, a "name" a row with code, name and name_zh."""
    if unit == "period":
        return period(value[0], value[1], lang)
    if unit == "name":
        return name_of(value["code"], value["name"], value["name_zh"], lang)
    if unit == "money_change":
        return money_change(value, lang, currency)
    if unit == "change":
        return change(value, lang)
    if unit == "chance":
        return chance(value, lang)
    return points(value, lang) if unit == "points" else figure(value, unit, lang, currency)


def method(docstring: str, lang: str) -> list[str]:
    """How a room works its answer out: its service's docstring, translated paragraph by paragraph; the first is its title."""
    return [t(paragraph, lang) for paragraph in paragraphs(docstring)]


def paragraphs(docstring: str) -> list[str]:
    """The paragraphs of a docstring, each a msgid."""
    return inspect.cleandoc(docstring).split("\n\n")


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


def name_of(code: str, name: object, name_zh: object, lang: str) -> str:
    """What a region, product or customer is called in that language; the other language's name or the code where it has none
    (None, NaN or an empty text)."""
    english, chinese = (one if isinstance(one, str) else "" for one in (name, name_zh))
    return (chinese or english if lang == "zh" else english or chinese) or code or translated(N_("(none)"), lang)
