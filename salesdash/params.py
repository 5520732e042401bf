"""One knob or shared lever = one what-if parameter: one name, one declaration, one slider key, one URL parameter, one lever of the scenario."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from salesdash.text import N_


@dataclass(frozen=True)
class Knob:
    """Its rest, range and step in the unit on screen (percent stays percent), how it is written, the assumption behind it (msgid)."""

    rest: float
    label: str
    low: float
    high: float
    step: float
    written: str
    assumption: str
    shared: bool = False


LEVERS: dict[str, Knob] = {
    "price_pct": Knob(0.0, N_("Price"), -10.0, 10.0, 0.5, "%+.1f%%", N_("All list prices change by this much at the same time."), True),
    "volume_pct": Knob(0.0, N_("Volume"), -30.0, 30.0, 1.0, "%+.0f%%", N_("All quantities change by this much; prices stay."), True),
    "mix_pts": Knob(
        0.0,
        N_("Mix"),
        -10.0,
        10.0,
        0.5,
        N_("%+.1f pts"),
        N_(
            "Of 100 units sold, this many move from the categories that earn less per unit to those that earn more; the number of units stays."
        ),
        True,
    ),
    "unit_cost_pct": Knob(0.0, N_("Unit cost"), -20.0, 20.0, 0.5, "%+.1f%%", N_("The cost of every unit changes by this much."), True),
    "horizon_months": Knob(12.0, N_("Horizon"), 1.0, 18.0, 1.0, "%.0f", N_("How many months ahead are looked at."), True),
}
"""What several rooms ask. Moved on one page, it is moved on all."""


def knob(rest: float, label: str, low: float, high: float, step: float, written: str, assumption: str) -> Any:
    """A what-if parameter of one room: a dataclass field whose default is its rest."""
    return dataclasses.field(default=rest, metadata={"knob": Knob(rest, label, low, high, step, written, assumption)})


def lever(name: str) -> Any:
    """A shared lever, declared once in `LEVERS`. Raises KeyError for a name that is none."""
    return dataclasses.field(default=LEVERS[name].rest, metadata={"knob": LEVERS[name]})


P = TypeVar("P", bound="Params")


@dataclass(frozen=True)
class Params:
    """The base of every room's ``WhatIf``: frozen, checked at its door. Raises ValueError for a value that is no number or out of range."""

    def __post_init__(self) -> None:
        for name, declared in knobs(type(self)).items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or not math.isfinite(value) or not declared.low <= value <= declared.high:
                raise ValueError(f"{name}={value!r} is outside {declared.low}..{declared.high}")

    @property
    def at_rest(self) -> bool:
        """Whether every knob stands where it stood: the effect is then exactly zero."""
        return all(getattr(self, name) == declared.rest for name, declared in knobs(type(self)).items())


def knobs(what_if: type[Params]) -> dict[str, Knob]:
    """The knobs of a WhatIf, by name, in the order of their declaration."""
    return {f.name: f.metadata["knob"] for f in dataclasses.fields(what_if) if "knob" in f.metadata}


def from_query(what_if: type[P], query: Mapping[str, str]) -> tuple[P, dict[str, str]]:
    """A WhatIf from an address, and the values that could not be used with the reason (msgid)."""
    values, unused = {}, {}
    for name, declared in knobs(what_if).items():
        if name not in query:
            continue
        try:
            value = float(query[name])
        except ValueError:
            unused[name] = N_("it is not a number")
            continue
        if math.isfinite(value) and declared.low <= value <= declared.high:
            values[name] = value
        else:
            unused[name] = N_("it is out of range")
    return what_if(**values), unused
