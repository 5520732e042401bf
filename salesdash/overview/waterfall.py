"""A bridge as bars: where each begins and ends, what it is called, whether it adds or takes away. Rounded so that it adds up to the cent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesdash.bridge import Bridge
from salesdash.text import N_, t

NAMES = {
    "price": N_("Price"),
    "volume": N_("Volume"),
    "mix": N_("Mix"),
    "unit_cost": N_("Unit cost"),
    "new": N_("New in a channel"),
    "lost": N_("Gone from a channel"),
    "other": N_("Without a quantity"),
    "returns": N_("Returns"),
}
AIR = 0.35
"""How much room, as a share of the moves, is left below the lowest bar when the axis does not begin at zero."""
COLUMNS = ("code", "name", "name_zh", "step", "total", "start", "end", "kind")
FIGURES = COLUMNS[3:7]


def bars(bridge: Bridge, before: str, after: str, always: tuple[str, ...] = ("price", "volume", "mix")) -> pd.DataFrame:
    """One row per bar in the order of the page (COLUMNS), money in currency units: `step` of the steps, `total` of the two ends.

    before, after: what the ends are called (msgids). Steps of nothing are left out, except those that are always shown.
    """
    told = bridge.rounded()
    steps: Mapping[str, float] = {name: amount for name, amount in told["steps"].items() if amount or name in always}
    at, edges = float(told["before"]), []
    for amount in steps.values():
        edges.append((at, at + amount))
        at += amount
    every = [float(told["before"]), float(told["after"]), *(end for _, end in edges)]
    lowest, moved = min(every), max(every) - min(every)
    floor = max(0.0, lowest - AIR * moved) if moved and lowest > 2 * moved else min(0.0, lowest)
    rows: list[tuple[str, str, float | None, float | None, float, float, str]] = [
        ("before", before, None, float(told["before"]), floor, float(told["before"]), "total")
    ]
    rows += [
        (code, NAMES[code], amount, None, start, end, "up" if amount >= 0 else "down")
        for (code, amount), (start, end) in zip(steps.items(), edges, strict=True)
    ]
    rows.append(("after", after, None, float(told["after"]), floor, float(told["after"]), "total"))
    named = [(code, t(name, "en"), t(name, "zh"), *rest) for code, name, *rest in rows]
    return pd.DataFrame(named, columns=list(COLUMNS)).astype(dict.fromkeys(FIGURES, "float64"))


def none() -> pd.DataFrame:
    """No bridge: there is nothing to compare with."""
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in FIGURES else "str") for name in COLUMNS})
