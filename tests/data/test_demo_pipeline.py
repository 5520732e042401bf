"""The made-up company's leads, deals and activities: dates in order, people where they were, and the truths and the decoy planted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from salesdash.data.demo import Company, deals, pipeline
from salesdash.data.demo.truths import LuckyRep, Rival, Truths
from salesdash.data.engine import reading
from salesdash.data.schema import deals as deal_table
from tests.data.made_up import AS_OF, DIMENSIONS, codes, company, import_tables, template, unknown

STREAM = 61
TABLES = ("leads", "deals", "deal_stages", "activities")
WORLDS = 12
PLANTED = Truths()
A_YEAR_AGO = pd.Timestamp(AS_OF) - pd.DateOffset(months=12)
ORDER = {"Qualification": 0, "Proposal": 1, "Negotiation": 2, "Won": 3, "Lost": 3}


def records(made: Company, truths: Truths = PLANTED) -> dict[str, pa.Table]:
    """The pipeline needs to know of the order lines only how many there are."""
    lines = pa.table({"order_no": pa.nulls(made.lines, pa.string())})
    return pipeline.make(np.random.default_rng([made.world.seed, STREAM]), made.world, lines, truths)


@pytest.fixture(scope="module")
def made() -> Company:
    return company(months=48, lines=120_000)


@pytest.fixture(scope="module")
def tables(made: Company) -> dict[str, pa.Table]:
    return records(made)


def closed(tables: dict[str, pa.Table]) -> pd.DataFrame:
    frame = tables["deals"].to_pandas()
    return frame[frame["outcome"] != "open"].assign(won=lambda f: f["outcome"] == "won")


@pytest.fixture(scope="module")
def worlds() -> list[tuple[Company, pd.DataFrame]]:
    """Closed deals of other companies of the shipped size."""
    every = [company(seed, 48, 120_000) for seed in range(1, WORLDS + 1)]
    return [(one, closed(records(one))) for one in every]


def test_the_pipeline_has_the_columns_of_its_templates_and_its_size(tables: dict[str, pa.Table]) -> None:
    assert {name: table.column_names for name, table in tables.items()} == {name: template(name) for name in TABLES}
    assert (len(tables["leads"]), len(tables["deals"]), len(tables["activities"])) == (4_000, 3_000, 12_000)
    for name in ("leads", "deals", "activities"):
        assert len(set(tables[name]["code"].to_pylist())) == len(tables[name])


def test_the_same_seed_gives_the_same_pipeline(made: Company, tables: dict[str, pa.Table]) -> None:
    assert records(made) == tables


def test_all_references_are_known(made: Company, tables: dict[str, pa.Table]) -> None:
    people = {"customer": "customers", "region": "regions", "rep": "reps"}
    assert unknown(made, tables["leads"], {**people, "channel": "channels"}) == {}
    assert unknown(made, tables["deals"], {**people, "channel": "channels", "product": "products", "partner": "partners"}) == {}
    assert unknown(made, tables["activities"], people) == {}
    known = set(tables["deals"]["code"].to_pylist())
    assert set(tables["deal_stages"]["deal"].to_pylist()) == known
    assert set(tables["activities"]["deal"].drop_null().to_pylist()) <= known
    assert len(set(tables["deals"]["competitor"].drop_null().to_pylist())) == 5
    kind = made.tables["channels"].to_pandas().set_index("code")["kind"]
    frame = tables["deals"].to_pandas()
    assert (frame["channel"].map(kind).eq("distribution") == frame["partner"].notna()).all()


def there(made: Company, who: pd.Series, where: pd.Series, when: pd.Series) -> bool:
    """Whether every rep was assigned to the region on the day."""
    pairs = pd.DataFrame(
        {"row": range(len(who)), "rep": who.to_numpy(), "region": where.to_numpy(), "day": pd.to_datetime(when).to_numpy()}
    )
    pairs = pairs.merge(made.tables["rep_assignments"].to_pandas(), on=["rep", "region"])
    until = pd.to_datetime(pairs["to_on"]).fillna(pd.Timestamp(AS_OF).as_unit("s"))
    covered = pairs[(pd.to_datetime(pairs["from_on"]) <= pairs["day"]) & (pairs["day"] <= until)]
    return set(covered["row"]) == set(range(len(who)))


def test_a_rep_acts_only_where_and_while_assigned(made: Company, tables: dict[str, pa.Table]) -> None:
    acts, held, leads = (tables[name].to_pandas() for name in ("activities", "deals", "leads"))
    assert there(made, acts["rep"], acts["region"], acts["happened_on"])
    assert there(made, held["rep"], held["region"], held["closed_on"].where(held["closed_on"].notna(), AS_OF))
    leads = leads[leads["rep"].notna()]
    assert there(made, leads["rep"], leads["region"], leads["created_on"])


def test_a_deal_passes_its_stages_in_order_and_closes_after_them(tables: dict[str, pa.Table]) -> None:
    steps = tables["deal_stages"].to_pandas().assign(at=lambda s: s["stage"].map(ORDER))
    before = steps.groupby("deal").shift()
    follows = before["at"].notna()
    assert (steps["at"] > before["at"])[follows].all()
    assert (pd.to_datetime(steps["entered_on"]) > pd.to_datetime(before["entered_on"]))[follows].all()
    assert steps["entered_on"].max() <= AS_OF
    held = tables["deals"].to_pandas().set_index("code")
    first, last = steps.groupby("deal").first(), steps.groupby("deal").last()
    assert (first["stage"] == "Qualification").all() and (first["entered_on"] == held["created_on"]).all()
    assert (last["stage"] == held["stage"]).all()
    over = held["outcome"] != "open"
    assert (last["entered_on"][over] == held["closed_on"][over]).all()
    assert held["closed_on"][~over].isna().all()
    assert (held["stage"].isin(["Won", "Lost"]) == over).all()
    assert steps[steps["deal"].isin(held[held["outcome"] == "won"].index)].groupby("deal").size().eq(4).all()


def test_some_deals_are_open_and_a_few_of_them_forgotten(tables: dict[str, pa.Table]) -> None:
    frame = tables["deals"].to_pandas()
    now = frame[frame["outcome"] == "open"]
    age = (pd.Timestamp(AS_OF) - pd.to_datetime(now["created_on"])).dt.days
    assert 150 <= len(now) <= 250
    assert now["stage"].value_counts().min() > 25
    assert 0.05 < (age > 365).mean() < 0.25
    assert 0.15 < (now["expected_on"] < AS_OF).mean() < 0.5


def test_expected_dates_slip_and_amounts_have_a_long_tail(tables: dict[str, pa.Table]) -> None:
    won_or_lost = closed(tables)
    slip = (pd.to_datetime(won_or_lost["closed_on"]) - pd.to_datetime(won_or_lost["expected_on"])).dt.days
    assert slip.mean() > 3 and (slip > 0).mean() > 0.6
    amounts = won_or_lost["amount"].sort_values(ascending=False)
    assert amounts.head(len(amounts) // 10).sum() > 0.4 * amounts.sum()
    assert 0.05 < won_or_lost["reason"].isna().mean() < 0.2


def test_leads_come_before_customers_and_sources_differ(made: Company, tables: dict[str, pa.Table]) -> None:
    leads = tables["leads"].to_pandas()
    became = leads["customer"].notna()
    assert (became == leads["converted_on"].notna()).all() and (became == (leads["stage"] == "converted")).all()
    assert not leads["customer"][became].duplicated().any()
    joined = made.tables["customers"].to_pandas().set_index("code")["joined_on"]
    assert (leads["customer"][became].map(joined) == leads["converted_on"][became]).all()
    assert (leads["converted_on"][became] >= leads["created_on"][became]).all() and leads["converted_on"].dropna().max() <= AS_OF
    by_source = leads.groupby("lead_source").agg(rate=("customer", lambda c: c.notna().mean()), cost=("cost", "mean"))
    assert by_source["rate"].max() > 2 * by_source["rate"].min()
    assert by_source["cost"].idxmax() == "fair" and by_source["cost"].idxmin() == "referral"
    old = leads[~became & (leads["created_on"] < date(2026, 6, 1))]
    assert (old["stage"] == "disqualified").mean() > 0.7 and (old["stage"] == "new").any()


def test_activities_belong_to_their_deal_while_it_lived(tables: dict[str, pa.Table]) -> None:
    acts = tables["activities"].to_pandas()
    assert acts["happened_on"].max() <= AS_OF
    deal = tables["deals"].to_pandas().set_index("code")
    linked = acts[acts["deal"].notna()].join(deal[["created_on", "closed_on", "customer"]].add_prefix("of_"), on="deal")
    assert (linked["happened_on"] >= linked["of_created_on"]).all()
    assert (linked["happened_on"] <= linked["of_closed_on"].where(linked["of_closed_on"].notna(), AS_OF)).all()
    assert (linked["customer"].fillna("") == linked["of_customer"].fillna("")).all()
    weekend = pd.to_datetime(acts["happened_on"]).dt.day_of_week > 4
    assert weekend.mean() < 0.02
    chinese = acts["subject"].str.contains(r"[\u4e00-\u9fff]")
    assert 0.4 < chinese.mean() < 0.8 and not chinese[acts["region"].isin(["america", "europe", "asean"])].any()


# -- truths and the decoy ---------------------------------------------------------------------------------------------


def test_channel_size_and_competition_decide_and_reps_hardly(worlds: list[tuple[Company, pd.DataFrame]]) -> None:
    every = pd.concat([frame.assign(world=i) for i, (_, frame) in enumerate(worlds)])
    by_channel = every.groupby("channel")["won"].mean()
    assert by_channel["accounts"] > by_channel["distributors"] + 0.03 > by_channel["retail"] + 0.06
    by_size = every.groupby(pd.qcut(every["amount"], 4, labels=False))["won"].mean()
    assert by_size[0] > by_size[3] + 0.08
    assert every[every["competitor"].isna()]["won"].mean() > every[every["competitor"].notna()]["won"].mean() + 0.05
    reps = every.groupby(["world", "rep"])["won"].agg(["mean", "size"])
    reps = reps[reps["size"] >= 30]
    chance = (reps["mean"] * (1 - reps["mean"]) / reps["size"]).mean()
    assert abs(reps["mean"].var() - chance) < 0.04**2, "what is more than chance is small"


def test_the_rival_wins_more_and_more_against_us_in_its_region_only(worlds: list[tuple[Company, pd.DataFrame]]) -> None:
    every = pd.concat([frame for _, frame in worlds])
    rival = every[every["competitor"] == Rival().competitor]
    here, late = rival["region"] == Rival().region, pd.to_datetime(rival["closed_on"]) > A_YEAR_AGO
    rates = rival.groupby([here, late])["won"].mean()
    assert rates[True, True] < rates[True, False] - 0.15
    assert abs(rates[False, True] - rates[False, False]) < 0.05
    south = every[every["region"] == Rival().region]
    met = (south["competitor"] == Rival().competitor).groupby(pd.to_datetime(south["closed_on"]) > A_YEAR_AGO).mean()
    assert met[True] > 1.4 * met[False]


def test_without_gains_the_rival_is_one_of_many() -> None:
    frame = pd.concat([closed(records(company(s, 48, 120_000), Truths(rival=Rival(points=0.0)))) for s in range(1, 7)])
    frame = frame[pd.to_datetime(frame["closed_on"]) > A_YEAR_AGO]
    against = frame[(frame["region"] == Rival().region) & frame["competitor"].notna()]
    rates = against.groupby(against["competitor"] == Rival().competitor)["won"].agg(["mean", "size"])
    noise = (0.23 * (1 / rates["size"]).sum()) ** 0.5
    assert abs(rates["mean"][True] - rates["mean"][False]) < 3 * noise


def quarter(made: Company, frame: pd.DataFrame, truths: Truths = PLANTED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lucky rep's closed deals of the last complete quarter, and all others that are this rep's."""
    found = deals.lucky_rep(made.world, truths)
    assert found
    own = frame[frame["rep"] == made.tables["reps"]["code"][found[0]].as_py()]
    then = own["closed_on"].between(date(2026, 7, 1), date(2026, 9, 30))
    return own[then], own[~then]


def test_the_lucky_rep_has_exactly_the_quarter_that_was_planted(worlds: list[tuple[Company, pd.DataFrame]]) -> None:
    for made, frame in worlds:
        lucky, _ = quarter(made, frame)
        assert (len(lucky), lucky["won"].sum()) == (LuckyRep().closed, LuckyRep().won)
    small = company(3, 24, 10_000)
    other = Truths(lucky_rep=LuckyRep(place=9, won=2, closed=7))
    lucky, _ = quarter(small, closed(records(small, other)), other)
    assert (len(lucky), lucky["won"].sum()) == (7, 2)


def test_the_lucky_rep_is_ordinary_otherwise(worlds: list[tuple[Company, pd.DataFrame]]) -> None:
    rest = pd.concat([quarter(made, frame)[1] for made, frame in worlds])
    usual = pd.concat([frame for _, frame in worlds])["won"].mean()
    noise = (usual * (1 - usual) / len(rest)) ** 0.5
    assert abs(rest["won"].mean() - usual) < 3 * noise


@pytest.mark.parametrize(("months", "size"), [(1, 40), (2, 500), (13, 2_000)])
def test_a_young_company_has_a_pipeline_too(months: int, size: int) -> None:
    young = company(months=months, lines=size)
    made = records(young)
    assert min(len(table) for table in made.values()) >= 60
    assert set(made["deals"]["rep"].to_pylist()) <= codes(young, "reps")


# -- through the door -------------------------------------------------------------------------------------------------


def test_the_pipeline_comes_through_the_ordinary_door_whole(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    small = company(lines=3_000)
    tables = records(small)
    reports = import_tables(sqlite_engine, tmp_path, {**{name: small.tables[name] for name in DIMENSIONS}, **tables})
    for name, table in tables.items():
        assert (reports[name].rows_loaded, reports[name].rows_refused, dict(reports[name].created)) == (len(table), 0, {}), name
    d = deal_table.c
    with reading(sqlite_engine) as connection:
        counts = {r[0]: r[1] for r in connection.execute(sa.select(d.outcome, sa.func.count()).group_by(d.outcome))}
    assert counts == tables["deals"].to_pandas()["outcome"].value_counts().to_dict()
