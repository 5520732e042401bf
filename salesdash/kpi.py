"""The definition of a KPI: one, used by every page, the dictionary, targets, alerts and the explanation of a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from salesdash.text import N_

Sums = Mapping[str, float]
"""What the rollups add up for a scope and period: revenue, cost, costed_revenue, quantity, orders, customers ... in whole units."""


@dataclass(frozen=True)
class Kpi:
    """id; name, definition and formula as msgids; unit; which direction is good; the smallest n it can be told from; `of` works it out.

    `of` returns None where it cannot be told (a ratio with zero below it).
    """

    id: str
    name: str
    definition: str
    formula: str
    unit: Literal["money", "percent", "count", "ratio"]
    good: Literal["up", "down"]
    of: Callable[[Sums], float | None]
    grain: str = "month"
    minimum_n: int = 1

    def __call__(self, sums: Sums) -> float | None:
        return self.of(sums)

    def change(self, now: float | None, before: float | None) -> float | None:
        """The change as the unit is told: a difference (points) for a percentage, else relative; None where there is no base."""
        if now is None or before is None:
            return None
        if self.unit == "percent":
            return now - before
        return (now - before) / abs(before) if before else None


def ratio(above: float, below: float) -> float | None:
    """above / below, or None when there is nothing below."""
    return above / below if below else None


REVENUE = Kpi(
    "revenue", N_("Revenue"), N_("What customers were charged, net of tax and discount; returns are subtracted."),
    N_("Sum of the amounts of all order lines"), "money", "up", lambda s: s["revenue"],
)  # fmt: skip
GROSS_MARGIN = Kpi(
    "gross_margin", N_("Gross margin"), N_("The share of revenue that is left after the cost of what was sold, over the lines whose cost is known."),
    N_("(Revenue − cost) ÷ revenue, lines with a known cost"), "percent", "up",
    lambda s: ratio(s["costed_revenue"] - s["cost"], s["costed_revenue"]),
)  # fmt: skip
ORDERS = Kpi(
    "orders", N_("Orders"), N_("Different orders with at least one line in the period and the filters; an order is counted once."),
    N_("Count of different order numbers"), "count", "up", lambda s: s["orders"],
)  # fmt: skip
ACTIVE_CUSTOMERS = Kpi(
    "active_customers", N_("Active customers"), N_("Different customers with at least one order line; lines without a customer count for none."),
    N_("Count of different customers"), "count", "up", lambda s: s["customers"],
)  # fmt: skip
ASP = Kpi(
    "asp", N_("Average selling price"), N_("Revenue per unit sold; returns are subtracted from both."),
    N_("Revenue ÷ quantity"), "money", "up", lambda s: ratio(s["revenue"], s["quantity"]),
)  # fmt: skip

ATTAINMENT = Kpi(
    "attainment", N_("Attainment"), N_("Revenue of the months that have a target, as a share of it; of whole months only."),
    N_("Revenue ÷ target, months with a target"), "percent", "up", lambda s: ratio(s.get("targeted_revenue", 0.0), s.get("target", 0.0)),
)  # fmt: skip
CASH_COLLECTED = Kpi(
    "cash_collected", N_("Cash collected"), N_("What customers paid in the period, by the day of payment, tax included."),
    N_("Sum of the payments received"), "money", "up", lambda s: s.get("collected"),
)  # fmt: skip

OVERDUE = Kpi(
    "overdue", N_("Overdue"), N_("What customers should have paid by the last day of the data and have not, tax included; whatever the period."),
    N_("Sum of payments due and not received, open credit notes subtracted"), "money", "down", lambda s: s.get("overdue"), grain="day",
)  # fmt: skip


class Dictionary:
    """All KPIs by id. Rooms add theirs from ``model.py``; a second one under the same id is refused."""

    def __init__(self, *kpis: Kpi) -> None:
        self._by_id: dict[str, Kpi] = {}
        for kpi in kpis:
            self.add(kpi)

    def add(self, kpi: Kpi) -> Kpi:
        """Register a KPI. Raises ValueError when its id is taken by another definition."""
        if self._by_id.setdefault(kpi.id, kpi) is not kpi:
            raise ValueError(f"two definitions of the KPI {kpi.id}")
        return kpi

    def __getitem__(self, key: str) -> Kpi:
        return self._by_id[key]

    def __iter__(self) -> Iterator[Kpi]:
        return iter(self._by_id.values())


KPIS = Dictionary(REVENUE, GROSS_MARGIN, ORDERS, ACTIVE_CUSTOMERS, ASP, ATTAINMENT, CASH_COLLECTED, OVERDUE)
