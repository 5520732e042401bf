"""Where a region's category has really changed: not what moved most, but what left its own course by more than chance.

A cell's index is its number of order lines over what the rest of its region and the rest of its category lead one to expect that month
(the log odds ratio of the four): seasons, growth and feasts of the region and of the category are in both and cancel. Lines are
counted, not money, for a few large orders move revenue more than any news does. The mean of the last
three complete months is held against the straight line through the cell's former months, with a t test whose variance is moderated
towards what cells of that size usually have (Smyth, Stat. Appl. Genet. Mol. Biol. 3 (2004) 3); the false discovery rate over all
cells is held at 10 % (Benjamini and Hochberg 1995). Money is the missing lines at the cell's own revenue per line of the last year.
Cells with under a year before that, or with fewer than three lines in a usual month, are not judged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from salesdash.evidence import Estimate, Finding, by_money, discoveries
from salesdash.scope import add_months, month_range
from salesdash.text import N_

RECENT = 3
"""Months whose mean is judged."""
FEWEST = 12
"""Former months a cell needs."""
FEWEST_LINES = 3
YEAR, LONGEST = 12, 48
HALF = 0.5
"""Added to every count, so that an empty month has a logarithm."""
PRIOR = 20.0
"""Degrees of freedom of what cells of a size usually have."""
LEVEL = 0.80
CODES = ("cell_fell", "cell_rose")
SETTLE = N_("Nothing in it can be told from the usual ups and downs yet; two more months would show.")


def findings(cells: pd.DataFrame, last: int) -> tuple[Finding, ...]:
    """Every judged cell as a finding, the asserted ones first, by money. cells: `data.cells.cells`; last: the last complete month.

    estimate: log change of the order lines of the last three months against the cell's own course; money: what that is a month, in currency units.
    """
    months = month_range(add_months(last, 1 - LONGEST), last)
    keys, revenue, lines = _tables(cells, months)
    first = np.argmax((revenue > 0).any(axis=0)) if len(keys) else 0
    revenue, lines = revenue[:, first:], lines[:, first:]
    n = revenue.shape[1] - RECENT
    if len(keys) < 4 or n < FEWEST:
        return ()
    region, category = (np.array([k[i] for k in keys]) for i in (0, 1))
    beside, below = _sums(lines, region) - lines, _sums(lines, category) - lines
    others = lines.sum(axis=0) - beside - below - lines
    judged = np.median(np.minimum(np.minimum(lines, others), np.minimum(beside, below))[:, :n], axis=1) >= FEWEST_LINES
    if judged.sum() < 4:
        return ()
    index = np.log((lines + HALF) * (others + HALF) / ((beside + HALF) * (below + HALF)))[judged]
    change, error, df = _departure(index, lines[judged].mean(axis=1))
    held = discoveries((2 * stdtr(df, -np.abs(change / error))).tolist())
    each = revenue[judged, -YEAR:].sum(axis=1) / np.maximum(lines[judged, -YEAR:].sum(axis=1), 1)
    recent, reach = each * lines[judged, -RECENT:].mean(axis=1), stdtrit(df, 0.5 + LEVEL / 2) * error
    found = []
    for i, key in enumerate(k for k, j in zip(keys, judged, strict=True) if j):
        low, high = float(change[i] - reach[i]), float(change[i] + reach[i])
        value, least, most = (float(recent[i] * -np.expm1(-x)) for x in (change[i], low, high))
        found.append(Finding(
            CODES[int(change[i] > 0)], {"region": key[0], "category": key[1]},
            Estimate(float(change[i]), low, high, LEVEL, n + RECENT, "log"), Estimate(value, least, most, LEVEL, n + RECENT, "money"),
            bool(held[i]), None if held[i] else SETTLE,
        ))  # fmt: skip
    return by_money(found)


def _tables(cells: pd.DataFrame, months: list[int]) -> tuple[list[tuple[str, str]], np.ndarray, np.ndarray]:
    """The cells, and their revenue and lines by month; a month without lines is 0."""
    kept = cells["month"].isin(months).to_numpy()
    region, regions = pd.factorize(cells["region"].to_numpy(dtype=object)[kept])
    category, categories = pd.factorize(cells["category"].to_numpy(dtype=object)[kept])
    code, place = np.unique(region * max(len(categories), 1) + category, return_inverse=True)
    at = np.searchsorted(months, cells["month"].to_numpy(dtype=np.int64)[kept])
    tables = [np.zeros((len(code), len(months))), np.zeros((len(code), len(months)))]
    for table, name in zip(tables, ("revenue", "lines"), strict=True):
        np.add.at(table, (place, at), cells[name].to_numpy(dtype=float)[kept])
    return [(str(regions[c // len(categories)]), str(categories[c % len(categories)])) for c in code.tolist()], tables[0], tables[1]


def _sums(revenue: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Of every cell and month: the revenue of its whole group."""
    _, place = np.unique(group, return_inverse=True)
    sums = np.zeros((place.max() + 1, revenue.shape[1]))
    np.add.at(sums, place, revenue)
    return np.asarray(sums[place])


def _departure(index: np.ndarray, lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """How far the mean of the last months lies from the line through the former ones, its standard error, and the degrees of freedom."""
    n = index.shape[1] - RECENT
    time = np.arange(index.shape[1], dtype=float) - (n - 1) / 2
    former, width = time[:n], float((time[:n] ** 2).sum())
    level = index[:, :n].mean(axis=1)
    slope = (index[:, :n] * former).sum(axis=1) / width
    spread = ((index[:, :n] - level[:, None] - slope[:, None] * former) ** 2).sum(axis=1) / (n - 2)
    at = float(time[n:].mean())
    factor = 1 / RECENT + 1 / n + at**2 / width
    moderated = (PRIOR * _usual(spread, lines) + (n - 2) * spread) / (PRIOR + n - 2)
    return index[:, n:].mean(axis=1) - level - slope * at, np.sqrt(moderated * factor), PRIOR + n - 2


def _usual(spread: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """The variance that cells with so many lines a month usually have: a + b / lines, weighted least squares over all cells."""
    design = np.stack([np.ones(len(lines)), 1 / np.maximum(lines, 1)], axis=1)
    weight = 1 / design[:, 1]
    fit, *_ = np.linalg.lstsq(design * weight[:, None], spread * weight, rcond=None)
    return np.asarray(np.maximum(design @ np.maximum(fit, 0.0), np.median(spread) / 4))
