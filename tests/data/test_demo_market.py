"""The made-up market: what is planted is there, shares add up, what does not sell has no price, and every row loads through the door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from pyarrow import csv

from salesdash.data.demo import Company, events, generate, market, voice
from salesdash.data.demo.truths import Promotion, Rival, Truths
from salesdash.data.schema import importables
from salesdash.errors import SalesdashError
from tests.loading import count, load, troubles

AS_OF = date(2026, 11, 18)
TRUTHS = Truths()
MADE = ("competitors", "competitor_prices", "quality_scores", "market_sizes", "market_shares", "brand_surveys", "calendar_events")


@lru_cache(maxsize=2)
def company(seed: int = 1, lines: int = 20_000) -> tuple[Company, pa.Table]:
    made = generate(seed, 24, lines, as_of=AS_OF)
    return made, pa.concat_tables(made.order_blocks())


def tables(seed: int = 1, truths: Truths = TRUTHS) -> dict[str, pa.Table]:
    made, lines = company(seed)
    parts = (market.make, events.make)
    return {k: t for i, part in enumerate(parts) for k, t in part(np.random.default_rng([seed, 90 + i]), made.world, lines, truths).items()}


@pytest.fixture(scope="module")
def made() -> dict[str, pa.Table]:
    return tables()


def by_region(made: dict[str, pa.Table]) -> pd.DataFrame:
    """Share by quarter (rows) and region × brand (columns), categories weighted by the size of their market."""
    shares, sizes = made["market_shares"].to_pandas(), made["market_sizes"].to_pandas()
    both = shares.merge(sizes, on=["month", "region", "category"])
    sold = (both["share"] * both["amount"]).groupby([both["month"], both["region"], both["brand"]]).sum()
    return sold.div(sizes.groupby(["month", "region"])["amount"].sum()).unstack(["region", "brand"])


def slopes(made: dict[str, pa.Table], quarters: int) -> pd.Series:
    """Least-squares change of share a quarter, over the last `quarters` changes, of every region × brand."""
    last = by_region(made).iloc[-quarters - 1 :]
    return pd.Series(np.polyfit(np.arange(len(last)), last.to_numpy(), 1)[0], last.columns)


def test_every_row_loads_through_the_door_and_refers_to_what_is_known(engine: sa.Engine, tmp_path: Path, made: dict[str, pa.Table]) -> None:
    known, _ = company()
    for name, table in {**known.tables, **made}.items():
        csv.write_csv(table, tmp_path / f"{name}.csv", csv.WriteOptions(quoting_style="needed"))
        report = load(engine, tmp_path / f"{name}.csv", kind=name, answers={"currency": "base"})
        assert (report.rows_loaded, report.rows_refused) == (len(table), 0), name
        assert name not in MADE or report.created.total() == 0, f"{name} names codes that no table has: {report.created}"
    assert {name: count(engine, name) for name in MADE} == {name: len(made[name]) for name in MADE}
    assert troubles(engine) == []


@pytest.mark.parametrize("name", MADE)
def test_a_table_has_the_columns_of_its_template(name: str, made: dict[str, pa.Table]) -> None:
    assert made[name].column_names == [c.info["field"].name for c in importables()[name].columns if "field" in c.info]
    keys = made[name].select(list(importables()[name].info["key"])).to_pandas()
    assert not keys.duplicated().any() and not keys.isna().any().any()


@pytest.mark.parametrize(
    ("months", "lines", "until"), [(1, 1, AS_OF), (1, 40, date(2026, 11, 1)), (2, 100, date(2028, 2, 29)), (4, 300, date(2026, 12, 31))]
)
def test_a_company_too_young_for_a_quarter_or_a_wave_has_fewer_rows_and_no_trouble(months: int, lines: int, until: date) -> None:
    young = generate(1, months, lines, as_of=until)
    known = pa.concat_tables(young.order_blocks())
    for part in (market.make, voice.make, events.make):
        for name, table in part(np.random.default_rng(1), young.world, known, TRUTHS).items():
            assert table.column_names == [c.info["field"].name for c in importables()[name].columns if "field" in c.info]


def test_the_same_seed_is_the_same_market_and_another_seed_another(made: dict[str, pa.Table]) -> None:
    again, other = tables(), tables(2)
    assert all(again[name].equals(made[name]) for name in MADE)
    assert not other["market_shares"].equals(made["market_shares"])


def test_shares_are_between_nothing_and_all_and_leave_room_for_others(made: dict[str, pa.Table]) -> None:
    shares = made["market_shares"].to_pandas()
    sums = shares.groupby(["month", "region", "category"])["share"].sum()
    assert shares["share"].gt(0).all() and sums.max() <= 1 and 0.45 < sums.mean() < 0.75
    assert shares["brand"].tolist().count("own") == len(sums)


def test_our_share_of_the_market_is_what_we_sold(made: dict[str, pa.Table]) -> None:
    _, lines = company()
    sold = lines.to_pandas()
    quarter = pd.to_datetime(sold["ordered_on"]).dt.to_period("Q")
    revenue = sold["amount"].groupby([quarter, sold["region"]]).sum()
    sizes = made["market_sizes"].to_pandas().groupby(["month", "region"])["amount"].sum()
    for (month, region), size in sizes.items():
        assert by_region(made).loc[month, (region, "own")] * size == pytest.approx(
            revenue[pd.Period(f"{month // 100}-{month % 100:02}", "Q"), region], rel=0.25
        )
    ours = by_region(made).xs("own", axis=1, level="brand") * sizes.unstack()
    by_quarter = revenue.groupby(level=0).sum()
    sold_in = [by_quarter[pd.Period(f"{month // 100}-{month % 100:02}", "Q")] for month in ours.index]
    assert ours.to_numpy().sum(axis=1) == pytest.approx(np.array(sold_in), rel=0.05)


def test_only_complete_quarters_have_a_size_and_growth_is_against_the_year_before(made: dict[str, pa.Table]) -> None:
    sizes = made["market_sizes"].to_pandas()
    assert sorted(sizes["month"].unique()) == [202501, 202504, 202507, 202510, 202601, 202604, 202607]
    assert (sizes["months"] == 3).all()
    by_month = sizes.set_index(["region", "category", "month"])
    assert by_month.xs(202510, level="month")["growth"].isna().all()
    for month in (202601, 202604, 202607):
        now, before = by_month.xs(month, level="month"), by_month.xs(month - 100, level="month")["amount"]
        both = now.join(before.rename("before"), how="inner")
        assert both["growth"].to_numpy() == pytest.approx((both["amount"] / both["before"] - 1).to_numpy(), abs=1e-4)


@pytest.mark.truths
def test_the_rival_gains_what_is_planted_and_we_lose_it_and_nobody_else_moves() -> None:
    rival, found, false = TRUTHS.rival, 0, 0
    for seed in range(1, 21):
        moved = slopes(tables(seed), rival.quarters)
        gain, ours = moved[rival.region, rival.competitor], moved[rival.region, "own"]
        found += abs(gain - rival.points) < 0.25 * rival.points and abs(ours + rival.points) < 0.35 * rival.points
        others = moved.drop([(rival.region, rival.competitor), (rival.region, "own")])
        false += others.abs().max() > 0.5 * rival.points
    assert found >= 18 and false <= 2, (found, false)


def test_one_quarter_in_one_category_is_too_noisy_to_say_who_gains(made: dict[str, pa.Table]) -> None:
    cells = made["market_shares"].to_pandas().pivot(index="month", columns=["region", "category", "brand"], values="share")
    steps = cells.diff().drop(columns="own", level="brand").drop(columns=TRUTHS.rival.region, level="region")
    assert steps.gt(TRUTHS.rival.points).to_numpy().mean() > 0.05, "a naive eye sees rivals gaining where none does"


def test_another_rival_and_another_region_can_be_told() -> None:
    truths = replace(TRUTHS, rival=Rival("redcup", "east", 0.02, 3))
    moved = slopes(tables(1, truths), 3)
    assert moved.idxmax() == ("east", "redcup") and moved["east", "redcup"] == pytest.approx(0.02, rel=0.25)
    with pytest.raises(SalesdashError, match="nobody"):
        tables(1, replace(TRUTHS, rival=Rival("nobody")))


def test_prices_are_around_ours_and_only_of_what_a_competitor_sells(made: dict[str, pa.Table]) -> None:
    prices = made["competitor_prices"].to_pandas()
    ratio = prices["price"] / prices["own_price"]
    assert ratio.between(0.55, 1.75).all()
    assert ratio.groupby(prices["competitor"]).mean().sort_values().index.tolist()[0] == "redcup"
    assert set(prices[prices["competitor"] == "qingmu"]["category"]) == {"tea", "ready", "brewing", "cups"}
    assert set(zip(prices["competitor"], prices["category"], strict=True)) == set(
        made["market_shares"].to_pandas().query("brand != 'own'")[["brand", "category"]].itertuples(index=False, name=None)
    )
    assert pd.to_datetime(prices["observed_on"]).dt.date.between(date(2024, 11, 1), AS_OF).all()


def test_quality_goes_with_positioning_and_ours_is_the_price_of_100(made: dict[str, pa.Table]) -> None:
    scores = made["quality_scores"].to_pandas()
    by_brand = scores.groupby("brand")["quality"].mean()
    assert by_brand["monteluce"] > by_brand["own"] > by_brand["redcup"]
    assert scores["quality"].between(0, 10).all() and (scores[scores["brand"] == "own"]["price_index"] == 100).all()


def test_a_wave_of_the_brand_survey_is_a_sample_and_its_questions_nest(made: dict[str, pa.Table]) -> None:
    waves = made["brand_surveys"].to_pandas()
    asked = waves[waves["attribute"] == "awareness"].groupby(["wave", "brand"])["answered"].sum()
    assert asked.between(400, 640).all() and asked.index.get_level_values("wave").nunique() == 5
    assert (waves["said_yes"] <= waves["answered"]).all()
    funnel = waves.pivot(index=["wave", "region", "brand"], columns="attribute", values="said_yes")
    for wide, narrow in zip(market.FUNNEL, market.FUNNEL[1:], strict=False):
        assert (funnel[narrow] <= funnel[wide]).all()
    shares = funnel["awareness"].groupby(["wave", "brand"]).sum() / asked
    steps = shares.unstack("brand").diff().dropna()
    assert 0.005 < steps.drop(columns="bluepeak").to_numpy().std() < 0.05, "waves differ by sampling"


def calendar_events(made: dict[str, pa.Table]) -> pd.DataFrame:
    return made["calendar_events"].to_pandas().set_index("code")


def test_the_feasts_stand_in_the_calendar_of_the_regions_that_keep_them(made: dict[str, pa.Table]) -> None:
    known = calendar_events(made)
    assert known.loc["CNY-2026-east", "starts_on"] == date(2026, 2, 16)
    assert known.loc["CNY-2025-south", "starts_on"] == date(2025, 1, 28)
    assert known.loc["BLACK-2025-europe", "starts_on"] == date(2025, 11, 28) and "BLACK-2025-east" not in known.index
    assert (known["starts_on"] <= known["ends_on"]).all() and known["starts_on"].between(date(2024, 11, 1), AS_OF).all()
    assert {"holiday", "campaign", "fair", "price change"} == set(known["kind"])
    assert set(known["region"].dropna()) == set(market.REGIONS)


@pytest.mark.parametrize(("year", "day"), [(2023, 24), (2024, 29), (2025, 28), (2026, 27), (2027, 26)])
def test_black_friday_is_the_day_after_the_fourth_thursday(year: int, day: int) -> None:
    assert events.black_friday(year) == date(year, 11, day)


def weeks_back(promotion: Promotion) -> Iterator[date]:
    sunday = max(d for d in (AS_OF - timedelta(days=n) for n in range(7)) if d.weekday() == 6)
    yield sunday - timedelta(days=7 * promotion.weeks_ago - 1)
    yield sunday - timedelta(days=7 * (promotion.weeks_ago - promotion.weeks))


def test_our_promotion_stands_in_the_calendar_in_whole_weeks(made: dict[str, pa.Table]) -> None:
    ours = calendar_events(made).loc[TRUTHS.promotion.code]
    assert [ours["starts_on"], ours["ends_on"]] == list(weeks_back(TRUTHS.promotion))
    assert ours["starts_on"].weekday() == 0


def test_a_price_round_is_a_month_in_which_list_prices_moved(made: dict[str, pa.Table]) -> None:
    known, _ = company()
    price, months = known.world.products.price, [m.astype(object) for m in known.world.calendar.months]
    codes = list(market.CATEGORIES)
    for code, row in calendar_events(made).query("kind == 'price change'").iterrows():
        at, category = months.index(row["starts_on"]), codes.index(str(code).split("-")[2])
        products = known.world.products.category == category
        assert (price[at] != price[at - 1])[products].sum() >= 1
        assert row["note"] == f"{(price[at] != price[at - 1])[products].sum()} list prices moved"
