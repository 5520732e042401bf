"""Amounts of other currencies -> the base currency, by dated rates; half-even, exact. Without a rate: refused."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.importing.registry import coded
from salesdash.data.schema import exchange_rates


class Rates:
    """The dated rates of a database: one unit of a currency in units of the base, from a day until the currency's next row."""

    def __init__(self, connection: sa.Connection, base: str) -> None:
        self.base = base.upper()
        self._known: dict[str, tuple[list[date], list[Decimal]]] = {}
        e = exchange_rates.c
        for currency, start, rate in connection.execute(sa.select(e.currency, e.valid_from, e.rate).order_by(e.currency, e.valid_from)):
            days, rates = self._known.setdefault(currency.upper(), ([], []))
            days.append(start)
            rates.append(Decimal(rate))

    def on(self, currency: str, day: date) -> Decimal | None:
        """The rate of a currency on a day; None when there is none that early."""
        if currency.upper() == self.base:
            return Decimal(1)
        days, rates = self._known.get(currency.upper(), ([], []))
        place = bisect_right(days, day)
        return rates[place - 1] if place else None

    def foreign(self, currencies: pa.Array) -> list[str]:
        """The currencies of a column that are not the base."""
        return [w for w in coded(currencies)[0] if w and w.upper() != self.base]

    def of(self, currencies: pa.Array, days: pa.Array) -> tuple[list[Decimal | None], np.ndarray]:
        """The distinct rates of these rows, and for every row which one is its own; empty currency = the base, no day = today."""
        names, which = coded(currencies)
        dates, when = coded(days)
        key, place = np.unique(which * len(dates) + when, return_inverse=True)
        today = date.today()
        rates = [
            self.on(names[k // len(dates)] or self.base, date.fromisoformat(d) if (d := dates[k % len(dates)]) else today)
            for k in key.tolist()
        ]
        return rates, place


def convert(values: np.ndarray, rates: list[Decimal | None], which: np.ndarray) -> np.ndarray:
    """values (int64 ten-thousandths) times each row's rate, half-even; rows without a rate become 0."""
    result = np.zeros(len(values), dtype=np.int64)
    for i, rate in enumerate(rates):
        rows = which == i
        if rate == 1:
            result[rows] = values[rows]
        elif rate is not None:
            result[rows] = [int((v * rate).to_integral_value()) for v in map(Decimal, values[rows].tolist())]
    return result
