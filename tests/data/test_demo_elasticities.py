"""The elasticities planted in the made-up company are found where products and months are told apart; naive regressions are misled."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.data.sold import CATEGORIES, SEEDS, TRUTHS, USUAL, WIDE, Floats, Sold, made, sold

pytestmark = pytest.mark.truths


def cells(of: Sold, category: str) -> tuple[Floats, Floats]:
    """[product, complete month]: order lines, and the logarithm of the list price as the lines say it (amount and discount, per unit)."""
    mine = np.flatnonzero(of.company.world.products.category == CATEGORIES.index(category))
    month = of.company.world.calendar.month_of[of.day]
    inside, months = np.isin(of.product, mine) & (month < month.max()), int(month.max())
    cell = np.searchsorted(mine, of.product[inside]) * months + month[inside]
    count = np.bincount(cell, minlength=len(mine) * months).reshape(-1, months).astype(float)
    price = np.bincount(cell, of.price[inside], len(mine) * months).reshape(-1, months) / np.where(count, count, np.nan)
    return count, np.log(pd.DataFrame(price).ffill(axis=1).bfill(axis=1).to_numpy())


def two_way(count: Floats, log_price: Floats) -> tuple[float, float]:
    """Poisson regression of counts on price with an effect of every product and of every month (Newton's method): slope and its error."""
    products, months = count.shape
    effects = np.column_stack([np.repeat(np.eye(products), months, axis=0), np.tile(np.eye(months)[:, 1:], (products, 1))])
    design, y = np.column_stack([log_price.ravel(), effects]), count.ravel()
    ridge, eta = 1e-6 * np.eye(design.shape[1]), np.log((y + y.mean()) / 2)
    for _ in range(9):
        mean = np.exp(eta.clip(-20, 20))
        information = np.linalg.inv(design.T @ (design * mean[:, None]) + ridge)
        slopes = information @ (design.T @ (mean * eta + y - mean))
        eta = design @ slopes
    spread = ((y - mean) ** 2 / mean).sum() / (len(y) - design.shape[1])
    return float(slopes[0]), float(np.sqrt(information[0, 0] * max(spread, 1.0)))


def pooled(count: Floats, log_price: Floats) -> float:
    """The naive slope: one line through all products and months."""
    return float(np.polyfit(log_price[count > 0], np.log(count[count > 0]), 1)[0])


def within_products(count: Floats, log_price: Floats) -> float:
    """Nearly as naive: every product against itself, whatever the season did."""
    y, x = np.log(count + 0.5), log_price - log_price.mean(axis=1, keepdims=True)
    return float((x * (y - y.mean(axis=1, keepdims=True))).sum() / (x * x).sum())


@cache
def slopes() -> pd.DataFrame:
    """One row per seed and category: what each method says, and how far off it is."""
    rows = []
    for seed in SEEDS:
        of = sold(seed, "small")
        for category in CATEGORIES:
            count, log_price = cells(of, category)
            slope, error = two_way(count, log_price)
            true = TRUTHS.elasticity[category]
            rows.append(
                (
                    seed,
                    category,
                    slope,
                    error,
                    abs(slope - true) < WIDE * error,
                    pooled(count, log_price) - true,
                    within_products(count, log_price) - true,
                )
            )
    return pd.DataFrame(rows, columns=["seed", "category", "slope", "error", "held", "pooled", "within"])


def test_elasticities_are_found_where_products_and_months_are_told_apart() -> None:
    by_category = slopes().groupby("category")["held"].sum()
    assert by_category.min() >= 18, by_category
    off = slopes().groupby("category")["slope"].mean() - pd.Series(TRUTHS.elasticity)
    assert off.abs().max() < 0.25, off


def test_a_naive_price_regression_is_misled() -> None:
    wrong = slopes().assign(off=slopes()["pooled"].abs() > USUAL * slopes()["error"])
    assert wrong["off"].mean() > 0.6
    seasonal = slopes()[~slopes()["category"].isin(["capsules", "care"])]
    assert seasonal["within"].mean() > 0.5, "who forgets the season thinks that prices matter less"


def test_another_elasticity_is_found_as_well() -> None:
    dear = made(1, "small", replace(TRUTHS, elasticity={**TRUTHS.elasticity, "beans": -4.0}))
    assert two_way(*cells(dear, "beans"))[0] == pytest.approx(-4.0, abs=0.6)
