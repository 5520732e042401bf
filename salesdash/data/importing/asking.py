"""What a file does not say by itself and must be asked; every question names the option of the command line that answers it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from salesdash.data.importing.styles import Ambiguous, sampled
from salesdash.text import N_


@dataclass(frozen=True)
class Question:
    """code: dates, decimal, discount, tax, which, kind; header: the column it is about; options: (value, msgid of its label)."""

    code: str
    header: str | None
    msgid: str
    values: dict[str, Any]
    options: tuple[tuple[str, str], ...]
    flag: str


_DATES = {"dmy": N_("day / month / year"), "mdy": N_("month / day / year"), "ymd": N_("year / month / day")}
_DECIMAL = {".": N_("a decimal point: 1,234.50"), ",": N_("a decimal comma: 1.234,50")}
_DISCOUNT = {
    "fraction": N_("a fraction of the price: 0.2 is 20 % off"),
    "percent": N_("a percentage: 20 is 20 % off"),
    "amount": N_("an amount of money taken off the line"),
}
_TAX = {"included": N_("The amounts include the tax"), "excluded": N_("The amounts are without the tax")}
_RATES = {
    "13%": N_("Take off 13 % tax"), "9%": N_("Take off 9 % tax"), "6%": N_("Take off 6 % tax"),
    "included": N_("Keep the tax in the amounts"), "excluded": N_("The amounts are without the tax"),
}  # fmt: skip
_WITHOUT_TAX = re.compile(r"不含税|未税|无税|税前|excl|\bex[. ]?(?:vat|tax)|(?:without|before|less) (?:vat|tax)")
_WITH_TAX = re.compile(r"含税|价税合计|incl|with (?:vat|tax)|after tax")
_DISCOUNT_SHARE = re.compile(r"%|pct|percent|rate|率|比例")
_DISCOUNT_AMOUNT = re.compile(r"amount|amt|value|额|金额|[(\[](?:元|usd|eur|gbp|cny|rmb|¥|\$|€|£)")


def written(header: str) -> str:
    return unicodedata.normalize("NFKC", header).lower().replace("_", " ")


def reading(header: str, doubt: Ambiguous) -> Question:
    """The question for a column of dates or numbers that can be read in several ways."""
    if doubt.what == "dates":
        msgid, labels, flag = N_("How are the dates in {header} written? {example} can be read in more than one way."), _DATES, "--dates {}"
    else:
        msgid, labels, flag = (
            N_("Is the mark in {example} ({header}) a decimal mark, or does it separate thousands?"),
            _DECIMAL,
            "--decimal {}",
        )
    options = tuple((value, labels[value]) for value in doubt.options)
    return Question(doubt.what, header, msgid, {"header": header, "example": doubt.example}, options, flag.format("|".join(doubt.options)))


def discount(columns: Mapping[str, str], sample: pa.Table, header: str) -> str | Question | None:
    """The form of the discount column: certain, asked where the revenue depends on it, None where it does not and nothing is certain.

    Certain is what the header or the values leave as the only reading: more than 100 is an amount, more than 1 no fraction, a
    percent sign says percentage. Beside a mapped amount, values that all lie in 0..1 are taken for fractions: it is information only.
    """
    numbers, signed = sampled(sample.column(header))
    text = written(header)
    forms = ["fraction", "percent", "amount"]
    if signed:
        return "percent"
    if _DISCOUNT_AMOUNT.search(text) and not _DISCOUNT_SHARE.search(text):
        return "amount"
    if _DISCOUNT_SHARE.search(text):
        forms.remove("amount")
    if any(number > 1 for number in numbers):
        forms.remove("fraction")
    if any(number > 100 for number in numbers) and "percent" in forms:
        forms.remove("percent")
    if len(forms) == 1:
        return forms[0]
    if "amount" in columns:
        return "fraction" if "fraction" in forms and any(0 < number < 1 for number in numbers) else None
    return Question(
        "discount", header, N_("What do the numbers in {header} mean? The revenue is worked out with them."), {"header": header},
        tuple((form, _DISCOUNT[form]) for form in forms) or tuple(_DISCOUNT.items()), "--discount " + "|".join(forms or _DISCOUNT),
    )  # fmt: skip


def tax(columns: Mapping[str, str]) -> str | Question | None:
    """Whether the amounts include tax: certain by the name of their column (不含税金额; 价税合计 or 含税 beside a tax column), asked where a
    tax column stands beside a plain amount, and where the name says "included" but no column says how much; else None."""
    header = columns.get("amount") or columns.get("unit_price")
    if header is None:
        return None
    text = written(header)
    if _WITHOUT_TAX.search(text):
        return "excluded"
    if _WITH_TAX.search(text):
        if "tax" in columns:
            return "included"
        return Question(
            "tax", header, N_("{header} includes tax, but no column says how much. How should the tax be taken off?"), {"header": header},
            tuple(_RATES.items()), "--tax RATE%|included|excluded",
        )  # fmt: skip
    if "tax" in columns:
        return Question(
            "tax", header, N_("Does {header} include the tax in {tax}?"), {"header": header, "tax": columns["tax"]}, tuple(_TAX.items()),
            "--tax included|excluded",
        )  # fmt: skip
    return None


def which(field_name: str, label: str, headers: tuple[str, ...]) -> Question:
    """Two columns that could both be one field; answered by naming one."""
    flag = f'--map "{headers[0]}={field_name}"'
    return Question(
        "which", None, N_("More than one column could be {field}: {headers}. Which one is it?"), {"field": label, "headers": list(headers)},
        tuple((f"{header}={field_name}", header) for header in headers), flag,
    )  # fmt: skip


def kind(kinds: tuple[tuple[str, str], ...]) -> Question:
    """What the file holds: (kind, msgid of its name)."""
    return Question("kind", None, N_("What does this file hold?"), {}, kinds, "--as " + "|".join(word for word, _ in kinds))
