"""Headers against fields: exact after normalising, in tiers of how specific a header is; what is merely alike is only suggested."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from salesdash.data.fields import Field
from salesdash.data.importing.synonyms import SYNONYMS

SAME_COLUMN: dict[str, tuple[tuple[str, str], ...]] = {
    "orders": (("customer", "customer_name"), ("product", "product_name")),
    **dict.fromkeys(
        ("customers", "products", "channels", "partners", "reps", "segments", "teams", "regions", "categories"), (("code", "name"),)
    ),
}
"""Where a file has the name only, the name is the code as well: kind -> (field that is needed, field it is read from)."""
ALIKE = 0.8
_UNIT = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]\s*$")


@lru_cache(maxsize=4096)
def norm(header: str) -> str:
    """A header as it is compared: full-width as half-width, lower case, letters, digits and % only."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(c for c in text if c.isalnum() or c == "%")


def without_unit(header: str) -> str:
    """The header without a unit in brackets at its end: 税额（元） -> 税额."""
    text = unicodedata.normalize("NFKC", header).strip()
    while (cut := _UNIT.sub("", text).strip()) != text and cut:
        text = cut
    return text


@lru_cache(maxsize=64)
def _words(kind: str, fields: tuple[Field, ...]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Normalised header -> ((tier, place of the field), ...), the most specific first; a field's own names stand in tier -1
    unless a tier lists them."""
    found: dict[str, dict[int, int]] = {}
    for at, field in enumerate(fields):
        tiers = SYNONYMS.get(kind, {}).get(field.name, [])
        for tier, words in enumerate(tiers):
            for word in words.split(";"):
                found.setdefault(norm(word), {}).setdefault(at, tier)
        for own in (field.name, field.en, field.zh):
            found.setdefault(norm(own), {}).setdefault(at, -1)
    return {word: tuple(sorted((tier, at) for at, tier in places.items())) for word, places in found.items()}


@dataclass(frozen=True)
class Matched:
    """columns: field -> header; rivals: field -> headers of which none is more specific than the one that was taken."""

    columns: dict[str, str]
    rivals: dict[str, tuple[str, ...]]


def match(kind: str, fields: Sequence[Field], headers: Sequence[str], fixed: Mapping[str, str], ignored: Collection[str] = ()) -> Matched:
    """The columns of one table in this file; `fixed` (field -> header) stands already."""
    words = _words(kind, tuple(fields))
    taken = set(fixed.values()) | set(ignored)
    wanted: list[tuple[int, int, int, int]] = []
    for place, header in enumerate(headers):
        if header in taken:
            continue
        whole = words.get(norm(header))
        for bare, found in ((0, whole or ()), (1, () if whole else words.get(norm(without_unit(header)), ()))):
            wanted.extend((tier, bare, at, place) for tier, at in found)
    columns: dict[str, str] = dict(fixed)
    tiers: dict[str, tuple[int, int]] = {}
    contested: dict[str, list[str]] = {}
    for tier, bare, at, place in sorted(wanted):
        name, header = fields[at].name, headers[place]
        if header in taken:
            continue
        if name not in columns:
            columns[name], tiers[name] = header, (tier, bare)
            taken.add(header)
        elif tiers.get(name) == (tier, bare):
            contested.setdefault(name, []).append(header)
    rivals = {name: (columns[name], *left) for name, others in contested.items() if (left := [h for h in others if h not in taken])}
    for needed, source in SAME_COLUMN.get(kind, ()):
        if needed not in columns and source in columns and any(field.name == needed for field in fields):
            columns[needed] = columns[source]
    return Matched(columns, rivals)


def suggest(kind: str, fields: Sequence[Field], header: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Fields not yet found that this header might mean, best first: alike in spelling, or a Chinese word that holds the other."""
    words, text = _words(kind, tuple(fields)), norm(without_unit(header))
    near = difflib.get_close_matches(text, words, n=6, cutoff=ALIKE)
    near += [word for word in words if len(word) > 1 and not word.isascii() and (word in text or (len(text) > 1 and text in word))]
    names = (fields[at].name for word in near for _, at in words[word])
    return tuple(dict.fromkeys(name for name in names if name not in columns))[:3]


def missing(kind: str, fields: Sequence[Field], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Required fields without a column; order lines need an amount, or a quantity and a unit price."""
    lacking = [field.name for field in fields if field.required and field.name not in columns]
    if kind == "orders" and "amount" not in columns and not {"quantity", "unit_price"} <= columns.keys():
        lacking.append("amount")
    return tuple(lacking)
