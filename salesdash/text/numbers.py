"""Numbers as their readers write them: money in K, M, B or 万, 亿; counts, shares, changes. What cannot be told reads "n/a"."""

from __future__ import annotations

import math

from babel.numbers import get_currency_symbol

from salesdash.text.catalogue import BABEL, N_, translated

STEPS: dict[str, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
DIGITS = {"en": 3, "zh": 4}
SHORT_FROM = 10_000


def known(value: float | None) -> bool:
    """Whether a figure can be told at all."""
    return value is not None and math.isfinite(value)


def nothing(lang: str) -> str:
    """What stands where a figure cannot be told."""
    return translated(N_("n/a"), lang)


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
    unit, letter = next(step for step in STEPS[lang] if size >= step[0])
    number = size / unit
    return f"{number:,.{min(2, max(0, digits - len(str(int(number)))))}f}{letter}"


def money(value: float | None, lang: str, currency: str = "") -> str:
    """An amount in currency units, short: $1.23M, -$12.3K, US$123.4万."""
    if not known(value):
        return nothing(lang)
    assert value is not None
    return ("-" if value < 0 else "") + sign(currency, lang) + short(value, lang)


def money_change(value: float | None, lang: str, currency: str = "") -> str:
    """A change of an amount with its sign: +$1.23M."""
    return ("+" if known(value) and value is not None and value > 0 else "") + money(value, lang, currency)


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
    symbol = get_currency_symbol(currency, locale=BABEL[lang])
    return symbol + " " if symbol == currency else symbol


def percent(share: float | None, lang: str, digits: int = 1) -> str:
    """A share as a percentage: 0.413 -> 41.3%."""
    return f"{100 * share:,.{digits}f}%" if known(share) and share is not None else nothing(lang)


def chance(probability: float | None, lang: str) -> str:
    """A probability as one says it: 31%; never quite 0 or 100."""
    if not known(probability) or probability is None:
        return nothing(lang)
    return "<1%" if probability < 0.01 else ">99%" if probability > 0.99 else f"{100 * probability:.0f}%"


def change(relative: float | None, lang: str) -> str:
    """A relative change with its sign: +6.2%."""
    return f"{100 * relative:+,.1f}%" if known(relative) and relative is not None else nothing(lang)


def points(difference: float | None, lang: str) -> str:
    """A difference of two shares: +0.8 pp, +0.8个百分点."""
    return (
        translated(N_("{points} pp"), lang).format(points=f"{100 * difference:+,.1f}")
        if known(difference) and difference is not None
        else nothing(lang)
    )


def figure(value: float | None, unit: str, lang: str, currency: str = "") -> str:
    """A figure in its unit: "money", "percent", "count" or "ratio"."""
    if unit == "money":
        return money(value, lang, currency)
    if unit == "percent":
        return percent(value, lang)
    return count(value, lang) if unit == "count" else decimal(value, lang)


def axis_money(lang: str, currency: str = "") -> str:
    """The Vega expression that writes an axis label in money."""
    steps = "".join(f"size >= {unit:.0f} ? format(size / {unit:.0f}, ',.3~f') + '{letter}' : " for unit, letter in STEPS[lang])
    written = f"({steps}format(size, ',.2~f'))".replace("size", "abs(datum.value)")
    return f"(datum.value < 0 ? '-' : '') + '{sign(currency, lang)}' + {written}"
