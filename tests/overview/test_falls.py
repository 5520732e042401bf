"""What really fell is found, what only moved is not: simulated worlds, and the made-up company over many seeds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from salesdash.data import demo
from salesdash.evidence import FALSE_DISCOVERIES
from salesdash.overview import falls
from salesdash.scope import add_months, month_range

LAST = 202610


def world(seed: int, months: int = 40, noise: float = 0.12, left: float = 1.0) -> pd.DataFrame:
    """Six regions × six categories with seasons, growth and independent noise; the cell r0 × c0 falls to `left` in the last three months."""
    rng = np.random.default_rng(seed)
    when = month_range(add_months(LAST, 1 - months), LAST)
    rows = []
    season = np.array([0.3 * np.sin(2 * np.pi * np.arange(months) / 12 + c) for c in range(6)])
    for r in range(6):
        for c in range(6):
            usual = np.exp(4 + 0.01 * r * np.arange(months) + season[c] + rng.normal(0, noise, months))
            if (r, c) == (0, 0):
                usual[-falls.RECENT :] *= left
            lines = rng.poisson(usual)
            rows += [(m, f"r{r}", f"c{c}", 30.0 * n * rng.lognormal(0, 0.3), n) for m, n in zip(when, lines, strict=True)]
    return pd.DataFrame(rows, columns=["month", "region", "category", "revenue", "lines"])


def fallen(cells: pd.DataFrame, last: int = LAST) -> list[tuple[str, str]]:
    return [(f.about["region"], f.about["category"]) for f in falls.findings(cells, last) if f.asserted and f.code == "cell_fell"]


def test_a_planted_fall_is_found_and_named_first_with_its_money_in_the_interval() -> None:
    found = held = 0
    for seed in range(40):
        first = next(f for f in falls.findings(world(seed, left=0.45), LAST) if f.about == {"region": "r0", "category": "c0"})
        cells = world(seed)
        was = cells[(cells["region"] == "r0") & (cells["category"] == "c0") & (cells["month"] > add_months(LAST, -3))]["revenue"].mean()
        assert first.money is not None
        found += first.asserted and first.code == "cell_fell"
        held += first.money.low <= -0.55 * was <= first.money.high
    assert found >= 37
    assert 26 <= held <= 38, "an 80 % interval holds it in about 32 of 40 worlds"


def test_where_nothing_fell_hardly_a_world_names_a_cell() -> None:
    worlds = [falls.findings(world(1000 + seed), LAST) for seed in range(200)]
    assert sum(any(f.asserted for f in found) for found in worlds) / len(worlds) <= FALSE_DISCOVERIES + 0.04


def test_a_steady_decline_is_a_course_and_no_fall() -> None:
    cells = world(7, noise=0.05)
    slow = (cells["region"] == "r1") & (cells["category"] == "c1")
    cells.loc[slow, "lines"] = (cells.loc[slow, "lines"] * np.exp(-0.01 * np.arange(slow.sum()))).round()
    assert ("r1", "c1") not in fallen(cells)


@pytest.mark.parametrize("cells", [world(1)[lambda f: f["month"] > 202510], world(1)[lambda f: f["region"] == "r0"], world(1).head(0)])
def test_too_little_to_judge_says_nothing(cells: pd.DataFrame) -> None:
    assert falls.findings(cells, LAST) == ()


@pytest.mark.truths
def test_in_the_made_up_company_the_real_drop_is_found_and_the_dip_of_chance_is_not() -> None:
    drop, dip = demo.Truths().drop, demo.Truths().dip
    found, fooled = 0, 0
    for seed in range(1, 21):
        company = demo.generate(seed, months=48, lines=120_000, as_of=date(2026, 11, 20))
        names = fallen(_cells(company))
        found += (drop.region, drop.category) in names
        fooled += (dip.region, dip.category) in names
    assert found >= 18
    assert fooled <= 2


def _cells(company: demo.Company) -> pd.DataFrame:
    """Revenue and lines by month, region and top category, from the order lines."""
    of_product = dict(zip(*(company.tables["products"][name].to_pylist() for name in ("code", "category")), strict=True))
    sums: pd.DataFrame | None = None
    for block in company.order_blocks():
        frame = block.select(["ordered_on", "region", "product", "amount"]).to_pandas()
        day = pd.to_datetime(frame["ordered_on"])
        keys = [
            day.dt.year * 100 + day.dt.month,
            frame["region"].str.split("/").str[0],
            frame["product"].map(of_product).str.split("/").str[0],
        ]
        part = frame["amount"].groupby(keys).agg(["sum", "size"])
        sums = part if sums is None else sums.add(part, fill_value=0)
    assert sums is not None
    return sums.rename_axis(["month", "region", "category"]).reset_index().rename(columns={"sum": "revenue", "size": "lines"})
