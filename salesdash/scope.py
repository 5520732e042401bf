"""Which orders: a `Scope` is asked (an address, a widget, a saved scenario) and not believed; a `Grant` is what the visitor may
see; a `Reach` is their intersection, made only by `Grant.narrow`, and the one thing every load takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from salesdash.text import N_

DIMENSIONS = ("region", "segment", "channel", "category")
COMPARISONS = ("last_year", "previous", "target")
NAMED_PERIODS = ("last_12_months", "this_year", "last_year", "this_quarter", "all")


def add_months(month: int, n: int) -> int:
    """A month YYYYMM, n months later."""
    index = month // 100 * 12 + month % 100 - 1 + n
    return index // 12 * 100 + index % 12 + 1


def months_between(first: int, last: int) -> int:
    """How many months from first to last, both counted; 0 or less when last lies before first."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1


def month_range(first: int, last: int) -> list[int]:
    """Every month from first to last, both included."""
    return [add_months(first, n) for n in range(months_between(first, last))]


def month_of(day: date) -> int:
    """The month YYYYMM of a day."""
    return day.year * 100 + day.month


@dataclass(frozen=True)
class Unused:
    """A value of a link that was not used, and why (msgid)."""

    name: str
    value: str
    why: str


@dataclass(frozen=True)
class Calendar:
    """What a period means in this company: the data's first and last day, the fiscal year's first month (1..12)."""

    first_day: date | None
    last_day: date | None
    fiscal_year_start: int = 1

    @property
    def last_complete(self) -> int | None:
        """The last month that is not still running: that of the last day, if it lies in the month's last three days."""
        if self.last_day is None:
            return None
        ends = (self.last_day + timedelta(days=3)).month != self.last_day.month
        month = month_of(self.last_day)
        first = month_of(self.first_day or self.last_day)
        return month if ends or first == month else add_months(month, -1)

    def complete(self, reach: Reach) -> bool:
        """Whether a reach holds no month that is still running, so that it can be compared with whole months."""
        return self.last_complete is None or reach.last <= self.last_complete

    def months(self, period: str) -> tuple[int, int] | None:
        """First and last month of a period as written in an address; None when it cannot be read. Years and quarters are fiscal:
        a fiscal year is named after the calendar year in which it begins."""
        end = self.last_complete or month_of(date.today())
        start_of_year = add_months(end, -((end % 100 - self.fiscal_year_start) % 12))
        if period == "last_12_months":
            return add_months(end, -11), end
        if period == "this_year":
            return start_of_year, end
        if period == "last_year":
            return add_months(start_of_year, -12), add_months(start_of_year, -1)
        if period == "this_quarter":
            return add_months(end, -((months_between(start_of_year, end) - 1) % 3)), end
        if period == "all":
            return month_of(self.first_day or date.today()), month_of(self.last_day or date.today())
        if found := re.fullmatch(r"(\d{4})(?:Q([1-4]))?", period):
            first = add_months(int(found[1]) * 100 + self.fiscal_year_start, 3 * (int(found[2] or 1) - 1))
            return first, add_months(first, 2 if found[2] else 11)
        if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:\.\.(\d{4})-(0[1-9]|1[0-2]))?", period):
            first = int(found[1] + found[2])
            last = int(found[3] + found[4]) if found[3] else first
            return (first, last) if 1970 * 100 < first <= last <= 210012 else None
        return None


@dataclass(frozen=True)
class Scope:
    """What is asked: a period and a comparison as in the address, and codes of the four shared dimensions (empty = all)."""

    period: str = "last_12_months"
    compare: str = "last_year"
    region: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    category: tuple[str, ...] = ()

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], calendar: Calendar, known: Mapping[str, Iterable[str]]
    ) -> tuple[Scope, tuple[Unused, ...]]:
        """Read an address. Values that mean nothing here are named, never dropped in silence. `known`: codes per dimension."""
        scope, unused = cls(), []
        for name, values in query.items():
            if name == "period" and values:
                if calendar.months(values[-1]):
                    scope = replace(scope, period=values[-1])
                else:
                    unused.append(
                        Unused(name, values[-1], N_("it is not a period such as 2025-12..2026-11, 2026, 2026Q3 or last_12_months"))
                    )
            elif name == "compare" and values:
                if values[-1] in COMPARISONS:
                    scope = replace(scope, compare=values[-1])
                else:
                    unused.append(Unused(name, values[-1], N_("it is not one of last_year, previous, target")))
            elif name in DIMENSIONS:
                codes = set(known.get(name, ()))
                unused += [Unused(name, v, N_("there is no such value in the data")) for v in values if v not in codes]
                held: dict[str, Any] = {name: tuple(dict.fromkeys(v for v in values if v in codes))}
                scope = replace(scope, **held)
        return scope, tuple(unused)

    def to_query(self, calendar: Calendar) -> list[tuple[str, str]]:
        """Every value as pairs for an address, the months written out."""
        months = calendar.months(self.period)
        period = "{}-{:02}..{}-{:02}".format(*divmod(months[0], 100), *divmod(months[1], 100)) if months else self.period
        return [("period", period), ("compare", self.compare), *((d, code) for d in DIMENSIONS for code in getattr(self, d))]


_DOOR = object()


@dataclass(frozen=True)
class Reach:
    """Which orders are read: months YYYYMM, both included; None for a dimension means all of it. Made only by `Grant.narrow`.

    compare: what the period is compared with, as in the address; with "target" there are no months before."""

    first: int
    last: int
    before_first: int | None = None
    before_last: int | None = None
    region: frozenset[str] | None = None
    segment: frozenset[str] | None = None
    channel: frozenset[str] | None = None
    category: frozenset[str] | None = None
    compare: str = "last_year"
    door: object = field(default=None, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        if self.door is not _DOOR:
            raise TypeError("A Reach is made by Grant.narrow(scope, calendar), nowhere else.")

    def key(self) -> str:
        """The reach as text, the same for equal reaches: part of every stored fit."""
        parts = [f"{self.first}..{self.last}"] + (
            [f"vs {self.before_first}..{self.before_last}"] if self.before_first else [f"vs {self.compare}"]
        )
        return " ".join(parts + [f"{d}={json.dumps(sorted(v))}" for d in DIMENSIONS if (v := getattr(self, d)) is not None])


@dataclass(frozen=True)
class Grant:
    """What the visitor may see; None for a dimension means all of it. Today everybody sees everything; members come later."""

    region: frozenset[str] | None = None
    segment: frozenset[str] | None = None
    channel: frozenset[str] | None = None
    category: frozenset[str] | None = None

    @classmethod
    def everything(cls) -> Grant:
        """No limits."""
        return cls()

    def narrow(self, scope: Scope, calendar: Calendar) -> Reach:
        """What is asked, cut to what may be seen. An unreadable period falls back to the last twelve months."""
        first, last = calendar.months(scope.period) or calendar.months("last_12_months") or (0, 0)
        shift = {"last_year": 12 * -(-months_between(first, last) // 12), "previous": months_between(first, last)}.get(scope.compare)
        return Reach(
            first, last,
            add_months(first, -shift) if shift else None, add_months(last, -shift) if shift else None,
            **{d: _both(getattr(self, d), getattr(scope, d)) for d in DIMENSIONS}, compare=scope.compare, door=_DOOR,
        )  # fmt: skip


def _both(allowed: frozenset[str] | None, asked: tuple[str, ...]) -> frozenset[str] | None:
    if not asked:
        return allowed
    return frozenset(asked) if allowed is None else allowed & frozenset(asked)
