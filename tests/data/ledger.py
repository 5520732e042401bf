"""Order lines added up twice: on paper (plain Python and Decimal, nothing of salesdash) and as the house reads them.

`on_paper` takes lines read with the csv module; `in_the_house` asks the loads, the way a page does. `differences` says in words
where the two do not agree, to the ten-thousandth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from salesdash import house
from salesdash.data import load
from salesdash.data.engine import reading
from salesdash.scope import Scope

TEN_THOUSANDTH = Decimal("0.0001")
UNKNOWN = "-"
DIMENSIONS = ("category", "region", "channel", "segment")


def exact(value: str | float | Decimal) -> Decimal:
    """A figure to the ten-thousandth, half-even."""
    return Decimal(value if isinstance(value, Decimal) else str(value)).quantize(TEN_THOUSANDTH, ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Line:
    """One order line as it stands in a file."""

    order: str
    day: date
    customer: str
    amount: Decimal
    quantity: Decimal
    cost: Decimal | None = None
    category: str = UNKNOWN
    region: str = UNKNOWN
    channel: str = UNKNOWN
    segment: str = UNKNOWN


@dataclass(frozen=True)
class Ledger:
    """What a file adds up to. `by`: "month" (YYYY-MM) or a dimension -> value -> amount."""

    rows: int
    orders: int
    customers: int
    first: date | None
    last: date | None
    amount: Decimal
    quantity: Decimal
    cost: Decimal
    uncosted: int
    unnamed: int
    returns: int
    returned: Decimal
    by: dict[str, dict[str, Decimal]]


def on_paper(lines: Iterable[Line]) -> Ledger:
    """Add lines up."""
    held = list(lines)
    by: dict[str, dict[str, Decimal]] = {name: defaultdict(Decimal) for name in ("month", *DIMENSIONS)}
    for line in held:
        by["month"][line.day.isoformat()[:7]] += line.amount
        for name in DIMENSIONS:
            by[name][getattr(line, name)] += line.amount
    returns = [line.amount for line in held if line.amount < 0]
    return Ledger(
        rows=len(held), orders=len({line.order for line in held}), customers=len({line.customer for line in held if line.customer}),
        first=min(line.day for line in held), last=max(line.day for line in held), amount=sum((line.amount for line in held), Decimal()),
        quantity=sum((line.quantity for line in held), Decimal()), cost=sum((line.cost for line in held if line.cost is not None), Decimal()),
        uncosted=sum(line.cost is None for line in held), unnamed=sum(not line.customer for line in held), returns=len(returns),
        returned=sum(returns, Decimal()), by=by,
    )  # fmt: skip


def in_the_house(engine: sa.Engine) -> Ledger:
    """What the house says about all its lines, through the loads that pages read."""
    read = house.PlainRead(engine)
    scope = Scope(period="all")
    totals = read(load.totals, scope)
    now: Mapping[Any, Any] = next(row for row in totals.to_dict("records") if row["which"] == "now")
    months = read(load.months, scope)
    state, reach = read.state(), read.reach(scope)
    months = months[months["month"].between(reach.first, reach.last)]
    by = {"month": {f"{m // 100}-{m % 100:02}": exact(v) for m, v in zip(months["month"], months["revenue"], strict=True)}}
    with reading(engine) as connection:
        for name in DIMENSIONS:
            by[name] = amounts_of(load.by_dimension(connection, reach, name))
    return Ledger(
        rows=state.lines, orders=int(now["orders"]), customers=int(now["customers"]), first=state.first_day, last=state.last_day,
        amount=exact(now["revenue"]), quantity=exact(now["quantity"]), cost=exact(now["cost"]), uncosted=int(now["uncosted_lines"]),
        unnamed=int(now["unnamed_lines"]), returns=int(now["return_lines"]), returned=exact(now["returned"]), by=by,
    )  # fmt: skip


def amounts_of(frame: pd.DataFrame) -> dict[str, Decimal]:
    """Code -> revenue of a breakdown; values that are only in the comparison are left out."""
    frame = frame[frame["lines"] > 0] if "lines" in frame else frame
    return {code: exact(v) for code, v in zip(frame["code"], frame["revenue"], strict=True)}


def differences(paper: Ledger, found: Ledger) -> list[str]:
    """Where two ledgers do not agree, one sentence each; empty when they do."""
    said = []
    for name in (f.name for f in fields(Ledger) if f.name != "by"):
        if getattr(paper, name) != getattr(found, name):
            said.append(f"{name}: {getattr(paper, name)} on paper, {getattr(found, name)} in the house")
    for name, wanted in paper.by.items():
        for value in sorted({*wanted, *found.by[name]}):
            if wanted.get(value) != found.by[name].get(value):
                said.append(f"{name} {value}: {wanted.get(value)} on paper, {found.by[name].get(value)} in the house")
    return said
