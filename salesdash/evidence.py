"""An estimate with its interval, a finding, the gate that advice must pass, and shrinkage: how every room says how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

GATE = 0.90
"""Advice is given when the probability of a gain is at least this."""
FALSE_DISCOVERIES = 0.10
"""Over a whole board: at most this share of what is asserted may be noise."""


@dataclass(frozen=True)
class Estimate:
    """A figure in the unit named; low..high holds the truth at the level named; n = what it rests on."""

    value: float
    low: float
    high: float
    level: float
    n: int
    unit: str


@dataclass(frozen=True)
class Finding:
    """What a room has found: `code` is one of its own, `about` holds codes as in the address, `money` is what it is worth a month.

    asserted: it passed the gate, the page may say so and advise; else `missing` says which evidence would settle it (msgid).
    """

    code: str
    about: Mapping[str, str]
    estimate: Estimate
    money: Estimate | None
    asserted: bool
    missing: str | None = None


def by_money(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Asserted ones first, each by the money at stake."""
    return tuple(sorted(findings, key=lambda f: (not f.asserted, -abs(f.money.value) if f.money else 0.0)))


def passes(draws: np.ndarray) -> bool:
    """The gate: P(gain > 0) >= 0.90 over draws of the gain."""
    return bool(len(draws)) and float(np.mean(np.asarray(draws) > 0)) >= GATE


def discoveries(p_values: Sequence[float], rate: float = FALSE_DISCOVERIES) -> np.ndarray:
    """Which of many tests hold at a false discovery rate (bool, same order). Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995) 289."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    below = np.flatnonzero(p[order] <= rate * np.arange(1, len(p) + 1) / max(len(p), 1))
    held = np.zeros(len(p), dtype=bool)
    if len(below):
        held[order[: below[-1] + 1]] = True
    return held


def shrink(values: Sequence[float], variances: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Normal means pulled towards their common mean by what each knows, and their posterior standard deviations.

    The spread between units is the marginal-likelihood estimate over a grid, its uncertainty integrated out with a flat prior
    (Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.4). Units: those of `values`; variances are sampling variances.
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    if len(y) < 3:
        return y.copy(), np.sqrt(v)
    widest = max(float(np.ptp(y)), float(np.sqrt(v.max())), 1e-12)
    tau = np.linspace(0.0, widest, 201)[:, None]
    weight = 1.0 / (v[None, :] + tau**2)
    precision = weight.sum(axis=1)
    mean = (weight * y).sum(axis=1) / precision
    log_p = -0.5 * np.log(precision) + 0.5 * np.log(weight).sum(axis=1) - 0.5 * (weight * (y - mean[:, None]) ** 2).sum(axis=1)
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    pull = v[None, :] * weight
    centre = pull * mean[:, None] + (1 - pull) * y
    spread = pull * tau**2 + pull**2 / precision[:, None]
    posterior = p @ centre
    return posterior, np.sqrt(p @ (spread + (centre - posterior) ** 2))
