"""What is planted in customers, regions and categories of the made-up company is found by the simplest method that is right, and misleads
one that is not; decoys carry nothing. The rooms have better methods.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pytest

from salesdash.data.demo import Company, Truths, generate, names, promotions
from salesdash.data.demo.demand import OUR_SHARE, QUARTER
from salesdash.data.demo.truths import Response
from tests.data.sold import AS_OF, CATEGORIES, REGIONS, SEEDS, TRUTHS, USUAL, WIDE, Sold, made, sold

pytestmark = pytest.mark.truths
SURE = 3.4
"""Standard errors beyond which one of 24 cells is news."""


def month_first(made: Company, ago: int) -> int:
    """The day on which the month begins that was so many months ago (0: the running one)."""
    calendar = made.world.calendar
    return int((calendar.months[-1 - ago] - calendar.days[0]).astype(int))


def holds(ratio: float, counts: tuple[int, ...], true: float, wide: float = WIDE) -> bool:
    """Whether the truth lies in the interval of a ratio of Poisson counts."""
    return bool(abs(np.log(ratio / true)) < wide * np.sqrt(sum(1 / max(n, 1) for n in counts)))


def found(check: Callable[[int], bool]) -> int:
    return sum(check(seed) for seed in SEEDS)


def silent(of: Sold) -> pd.DataFrame:
    """[segment, region]: of the customers who ordered at least four times in the two years before the leaving began and lately then, how
    many have since been silent for two and a half times as long as they used to be between two orders."""
    since, last, who = month_first(of.company, TRUTHS.leaving.months), of.days - 1, of.company.world.customers
    head = of.opening()
    head = head[of.customer[head] >= 0]
    customer, day = of.customer[head], of.day[head]
    before = np.bincount(customer[(day >= since - 730) & (day < since)], minlength=len(who.segment))
    latest = np.full(len(before), -1)
    np.maximum.at(latest, customer, day)
    gap = 730 / np.maximum(before, 1)
    told = (before >= 4) & (latest >= since - 2 * gap) & (last - since > 2.5 * gap)
    lost = last - latest > np.maximum(2.5 * gap, 45)
    rows = {"segment": np.array([s[0] for s in names.SEGMENTS])[who.segment], "region": np.array(REGIONS)[who.region], "lost": lost}
    return pd.DataFrame(rows)[told].groupby(["segment", "region"])["lost"].agg(["sum", "size"])


def test_the_segment_that_leaves_is_found_and_no_other() -> None:
    leaving, hits, others = TRUTHS.leaving, 0, 0
    for seed in SEEDS:
        here = silent(sold(seed, "demo"))
        rest = here.groupby("segment").transform("sum") - here
        both = (here["sum"] + rest["sum"]) / (here["size"] + rest["size"])
        apart = here["sum"] / here["size"] - rest["sum"] / rest["size"]
        z = apart / np.sqrt(both * (1 - both) * (1 / here["size"] + 1 / rest["size"]))
        hits += z[leaving.segment, leaving.region] > SURE
        others += z.drop((leaving.segment, leaving.region)).max() > SURE
    assert hits >= 18 and others <= 2, (hits, others)


def test_a_leaving_customer_leaves_so_many_times_as_fast() -> None:
    def hazard(truths: Truths) -> float:
        company = generate(1, 36, 1_000, 100_000, AS_OF, truths)
        who, since, days = company.world.customers, month_first(company, TRUTHS.leaving.months), len(company.world.calendar.days)
        theirs = (who.segment == 1) & (who.region == REGIONS.index(TRUTHS.leaving.region)) & (who.joined < since) & (who.left >= since)
        return float(-np.log((who.left[theirs] >= days).mean()))

    usual = hazard(replace(TRUTHS, leaving=replace(TRUTHS.leaving, times=1.0)))
    assert hazard(TRUTHS) / usual == pytest.approx(TRUTHS.leaving.times, rel=0.15)


def test_the_rivals_region_loses_what_the_rival_gains() -> None:
    rival = TRUTHS.rival
    other = [r.code for r in names.REGIONS if r.states[0][2] == "CN" and r.code != rival.region]
    span = int(QUARTER)

    def check(seed: int) -> bool:
        of = sold(seed, "demo")
        now, then = (of.days - span, of.days - 1), (of.days - span * (rival.quarters + 1), of.days - 1 - span * rival.quarters)
        counts = [of.count(*when, region=where) for when in (now, then) for where in ([rival.region], other)]
        expected = (1 - rival.points * (rival.quarters - 0.5) / OUR_SHARE) * 1.05 ** (rival.quarters / 4) / 1.027 ** (rival.quarters / 4)
        return holds(
            counts[0] / counts[1] / (counts[2] / counts[3]), tuple(n // 3 for n in counts), expected
        )  # lines come in orders of three

    assert found(check) >= 18


def ratio_now(of: Sold, region: str, category: str, months: int) -> tuple[float, tuple[int, ...]]:
    """What is left of a cell's order lines in the last complete months against the year before them, beside the region's other categories
    and the category's other regions."""
    now = (month_first(of.company, months), month_first(of.company, 0) - 1)
    then = (now[0] - 365, now[0] - 1)
    regions, categories = [r for r in REGIONS if r != region], [c for c in CATEGORIES if c != category]
    counts = [of.count(*when, where, what) for where in ([region], regions) for what in ([category], categories) for when in (now, then)]
    own, beside, elsewhere, rest = (max(a, 1e-9) / b for a, b in zip(counts[::2], counts[1::2], strict=True))
    return own / beside / (elsewhere / rest), tuple(counts)


def test_the_real_drop_is_found_and_the_dip_of_chance_is_not() -> None:
    drop, dip, hits, false = TRUTHS.drop, TRUTHS.dip, 0, 0
    for seed in SEEDS:
        of = sold(seed, "demo")
        ratio, counts = ratio_now(of, drop.region, drop.category, drop.months)
        hits += holds(ratio, counts, drop.left) and not holds(ratio, counts, 1.0, USUAL)
        ratio, counts = ratio_now(of, dip.region, dip.category, 1)
        false += not holds(ratio, counts, 1.0, USUAL)
    assert hits >= 18 and false <= 2, (hits, false)


def test_the_promotion_lifts_as_planted_and_the_season_misleads() -> None:
    said, naive = TRUTHS.promotion, []

    def check(seed: int) -> bool:
        of = sold(seed, "demo")
        first, last = promotions.days_of(of.company.world.calendar, said)
        rest = [c for c in CATEGORIES if c != said.category]
        around = [(first - 28, first - 1), (last + 1, last + 28)]
        counts = [of.count(first, last, category=which) for which in ([said.category], rest)]
        counts += [sum(of.count(*when, category=which) for when in around) for which in ([said.category], rest)]
        before = of.count(first - 120, first - 1, category=[said.category]) / 120
        naive.append(counts[0] / (last - first + 1) / before)
        return holds(counts[0] / counts[1] / (counts[2] / counts[3]), tuple(counts), said.lift)

    assert found(check) >= 18
    assert np.mean(naive) > said.lift * 1.1, "winter is no measure of a spring"


def test_other_truths_give_another_company() -> None:
    def sums(truths: Truths) -> float:
        return float(sum(pc.sum(block["amount"]).as_py() for block in generate(1, 24, 4_000, as_of=AS_OF, truths=truths).order_blocks()))

    others = (
        replace(TRUTHS, elasticity={**TRUTHS.elasticity, "tea": -3.0}), replace(TRUTHS, dip=replace(TRUTHS.dip, left=0.0)),
        replace(TRUTHS, response={**TRUTHS.response, "stores": Response(2.0, 0.5, 0.0)}),
        replace(TRUTHS, leaving=replace(TRUTHS.leaving, region="west")), replace(TRUTHS, rival=replace(TRUTHS.rival, region="west")),
        replace(TRUTHS, drop=replace(TRUTHS.drop, left=0.1)), replace(TRUTHS, promotion=replace(TRUTHS.promotion, lift=3.0)),
    )  # fmt: skip
    found = [sums(other) for other in (TRUTHS, *others)]
    assert len(set(found)) == len(found)


def test_a_stronger_truth_is_stronger_in_the_data() -> None:
    gone = made(1, "small", replace(TRUTHS, drop=replace(TRUTHS.drop, region="east", category="tea", left=0.0, months=2)))
    first = month_first(gone.company, 2)
    assert gone.count(first, gone.days, ["east"], ["tea"]) == 0
    assert gone.count(first - 60, first - 1, ["east"], ["tea"]) > 20
