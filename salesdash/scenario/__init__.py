"""Levers, the shared baseline, effects, and how effects are composed. Pure arithmetic; knows no room.

`Baseline` is what would come without any change, `Effect` is what a what-if changes in it; both by month and the dimensions they
know. Knobs at rest give `Effect.nothing`; the effects of rooms that touch different things add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesdash.params import LEVERS, Knob

Lever = Knob
"""A shared lever is a knob that several rooms ask; all of them stand in `params.LEVERS`."""
MEASURES = ("revenue", "cost")


@dataclass(frozen=True)
class Baseline:
    """frame: month (YYYYMM) × dimensions, revenue and cost in currency units; draws: (n draws, rows) of revenue, may be empty."""

    frame: pd.DataFrame
    draws: np.ndarray

    def __post_init__(self) -> None:
        _check(self.frame, self.draws)


@dataclass(frozen=True)
class Effect:
    """The change against the baseline. frame: month × the dimensions known, change of revenue and cost in currency units;
    draws: (n draws, rows) of the change of revenue; assumption: in words (msgid), shown beside the figure."""

    frame: pd.DataFrame
    draws: np.ndarray
    assumption: str

    def __post_init__(self) -> None:
        _check(self.frame, self.draws)

    @classmethod
    def nothing(cls, baseline: Baseline, assumption: str = "") -> Effect:
        """The effect of knobs at rest: exactly zero in every month of the baseline."""
        frame = baseline.frame.assign(revenue=0.0, cost=0.0)
        return cls(frame, np.zeros_like(baseline.draws), assumption)

    def total(self) -> tuple[float, float]:
        """The change of revenue and of cost, all months together."""
        return float(self.frame["revenue"].sum()), float(self.frame["cost"].sum())


def compose(effects: Sequence[Effect]) -> Effect:
    """Several effects over one baseline as one, by month: parts add up to the whole. Raises ValueError for none."""
    if not effects:
        raise ValueError("nothing to compose")
    frames = [e.frame.groupby("month", sort=True)[list(MEASURES)].sum() for e in effects]
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.add(frame, fill_value=0.0)
    count = min(len(e.draws) for e in effects)
    draws = np.zeros((count, len(whole)))
    for effect in effects:
        place = whole.index.get_indexer(pd.Index(effect.frame["month"]))
        np.add.at(draws.T, place, effect.draws[:count].T)
    return Effect(whole.reset_index(), draws, " ".join(dict.fromkeys(e.assumption for e in effects if e.assumption)))


def _check(frame: pd.DataFrame, draws: np.ndarray) -> None:
    missing = {"month", *MEASURES} - set(frame.columns)
    if missing:
        raise ValueError(f"columns missing: {', '.join(sorted(missing))}")
    if draws.ndim != 2 or draws.shape[1] != len(frame):
        raise ValueError(f"draws must be (draws, {len(frame)} rows), not {draws.shape}")


__all__ = ["LEVERS", "MEASURES", "Baseline", "Effect", "Lever", "compose"]
