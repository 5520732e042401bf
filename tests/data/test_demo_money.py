"""The made-up company's payments add up to its orders to the cent, and its targets are set as its planners say, traps included."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from salesdash.data.demo import Company, money, targets
from salesdash.data.demo.truths import Truths
from salesdash.data.engine import reading
from salesdash.data.schema import payments as payment_table
from salesdash.data.schema import regions
from tests.data.made_up import AS_OF, DIMENSIONS, company, import_tables, lines_of, template, unknown
from tests.loading import units

STREAM = 60
REGION_WITHOUT, SHORT_TEAM = "west", "T-3"


def records(made: Company, lines: pa.Table) -> dict[str, pa.Table]:
    return money.make(np.random.default_rng([made.world.seed, STREAM]), made.world, lines, Truths())


@pytest.fixture(scope="module")
def made() -> Company:
    return company()


@pytest.fixture(scope="module")
def lines(made: Company) -> pa.Table:
    return lines_of(made)


@pytest.fixture(scope="module")
def tables(made: Company, lines: pa.Table) -> dict[str, pa.Table]:
    return records(made, lines)


@pytest.fixture(scope="module")
def payments(tables: dict[str, pa.Table]) -> pd.DataFrame:
    return tables["payments"].to_pandas()


@pytest.fixture(scope="module")
def orders(made: Company, lines: pa.Table) -> pd.DataFrame:
    """Per order: day, customer, its segment, region, and what is to be paid, exactly."""
    frame = lines.to_pandas()
    frame["due"] = [Decimal(str(a)) + Decimal(str(t)) for a, t in zip(frame["amount"], frame["tax"], strict=True)]
    segment = made.tables["customers"].to_pandas().set_index("code")["segment"]
    frame["segment"] = frame["customer"].map(segment).fillna("consumer")  # who gave no name pays on the day
    return frame.groupby("order_no").agg({"ordered_on": "first", "customer": "first", "segment": "first", "region": "first", "due": "sum"})


@pytest.fixture(scope="module")
def aims(tables: dict[str, pa.Table]) -> pd.DataFrame:
    return tables["targets"].to_pandas()


def exact(amounts: pd.Series) -> Decimal:
    return sum((Decimal(str(a)) for a in amounts), Decimal(0))


# -- payments ---------------------------------------------------------------------------------------------------------


def test_money_has_the_columns_of_its_templates_and_only_known_codes(made: Company, tables: dict[str, pa.Table]) -> None:
    assert {name: table.column_names for name, table in tables.items()} == {name: template(name) for name in ("payments", "targets")}
    assert unknown(made, tables["payments"], {"customer": "customers", "region": "regions"}) == {}
    assert tables["payments"]["code"].value_counts().field("counts").to_pylist() == [1] * len(tables["payments"])


def test_the_same_seed_gives_the_same_money(made: Company, lines: pa.Table, tables: dict[str, pa.Table]) -> None:
    assert records(made, lines) == tables


def test_what_is_paid_and_open_is_what_every_business_order_comes_to_with_tax(payments: pd.DataFrame, orders: pd.DataFrame) -> None:
    business = orders[orders["segment"] != "consumer"]
    paid = payments[payments["order_no"].notna()].groupby("order_no")["amount"].agg(exact)
    due = business[business["due"] != 0]["due"]
    assert set(paid.index) == set(due.index)
    assert [(no, paid[no]) for no in due.index if paid[no] != due[no]] == []


def test_consumers_pay_on_the_day_and_are_settled_by_day_and_region(payments: pd.DataFrame, orders: pd.DataFrame) -> None:
    settled = payments[payments["order_no"].isna()]
    assert settled["customer"].isna().all()
    assert (settled["paid_on"] == settled["due_on"]).all()
    paid = settled.groupby(["paid_on", "region"])["amount"].agg(exact)
    due = orders[orders["segment"] == "consumer"].groupby(["ordered_on", "region"])["due"].sum()
    assert [key for key in due.index if paid.get(key, Decimal(0)) != due[key]] == []
    assert len(settled) < (orders["segment"] == "consumer").sum()


def test_all_payments_are_all_order_lines(payments: pd.DataFrame, orders: pd.DataFrame) -> None:
    assert exact(payments["amount"]) == sum(orders["due"], Decimal(0))


def test_nothing_is_paid_after_the_last_day_or_before_it_was_ordered(payments: pd.DataFrame, orders: pd.DataFrame) -> None:
    assert payments["due_on"].notna().all()
    paid = payments[payments["paid_on"].notna()]
    assert paid["paid_on"].max() <= AS_OF
    invoices = paid[paid["order_no"].notna()]
    assert (invoices["paid_on"] > invoices["order_no"].map(orders["ordered_on"])).all()
    assert (invoices["region"] == invoices["order_no"].map(orders["region"])).all()


def test_terms_follow_the_segment_and_a_customer_keeps_them(payments: pd.DataFrame, orders: pd.DataFrame) -> None:
    invoices = payments[payments["order_no"].notna() & (payments["amount"] > 0)]
    terms = (pd.to_datetime(invoices["due_on"]) - pd.to_datetime(invoices["order_no"].map(orders["ordered_on"]))).dt.days
    by_segment = terms.groupby(invoices["order_no"].map(orders["segment"])).unique()
    assert {segment: sorted(days) for segment, days in by_segment.items()} == {"small": [30], "corporate": [45, 60]}
    assert terms.groupby(invoices["customer"]).nunique().max() == 1


def test_some_pay_early_some_late_and_a_few_in_part_or_not_at_all(payments: pd.DataFrame) -> None:
    invoices = payments[payments["order_no"].notna() & (payments["amount"] > 0)]
    long_due = invoices[invoices["due_on"] < AS_OF - timedelta(days=50)]
    days = (pd.to_datetime(long_due["paid_on"]) - pd.to_datetime(long_due["due_on"])).dt.days
    assert 0.12 < (days <= -3).mean() < 0.25
    assert 0.15 < days.between(5, 40).mean() < 0.28
    assert 0.005 < (days > 60).mean() + days.isna().mean() < 0.03
    owed = payments[payments["paid_on"].isna() & (payments["due_on"] <= AS_OF)]
    year = invoices[invoices["due_on"] > AS_OF - timedelta(days=365)]["amount"].sum()
    assert 0.005 < owed["amount"].sum() / year < 0.06
    in_part = invoices[invoices.duplicated("order_no", keep=False)].groupby("order_no").size()
    assert (in_part == 2).all() and 0.005 < len(in_part) / invoices["order_no"].nunique() < 0.02


def test_a_credit_note_is_settled_with_the_order_it_credits(payments: pd.DataFrame) -> None:
    notes = payments[payments["order_no"].str.startswith("R").fillna(False).astype(bool)]
    assert len(notes) > 100 and (notes["amount"] < 0).all()
    never = pd.Timestamp("2100-01-01").as_unit("s")
    last = payments[payments["order_no"].notna()].assign(paid=lambda p: pd.to_datetime(p["paid_on"]).fillna(never))
    order = notes["order_no"].str[1:].map(last.groupby("order_no")["paid"].max())
    own = pd.to_datetime(notes["paid_on"]).fillna(never)
    assert (own >= order).all()


# -- targets ----------------------------------------------------------------------------------------------------------


def sums(lines: pa.Table, by: str, year: int) -> pd.Series:
    frame = lines.to_pandas()
    return frame[[day.year == year for day in frame["ordered_on"]]].groupby(by)["amount"].sum()


def test_targets_reach_from_the_first_month_to_the_end_of_the_running_year(aims: pd.DataFrame) -> None:
    assert not aims.duplicated(["month", "metric", "scope", "scope_code"]).any()
    months = sorted(aims[aims["scope"] == "company"]["month"].unique())
    assert months == [str(m) for m in pd.period_range("2024-11", "2026-12", freq="M")]
    company_rows = aims[aims["scope"] == "company"]
    assert set(company_rows["scope_code"]) == {"-"}
    assert set(company_rows["metric"]) == {"revenue", "gross_margin", "orders", "new_customers", "cash_collected"}
    assert set(aims[aims["metric"] == "revenue"]["scope"]) == {"company", "region", "channel", "category", "team", "rep"}
    margins = aims[aims["metric"] == "gross_margin"]["amount"]
    assert margins.between(0.3, 0.6).all()


def test_a_year_asks_for_eight_to_twelve_percent_more_than_the_last_one_brought(lines: pa.Table, aims: pd.DataFrame) -> None:
    this_year = aims[(aims["metric"] == "revenue") & aims["month"].str.startswith("2026")]
    lowest, highest = targets.AMBITION
    for scope, column in (("channel", "channel"), ("region", "region")):
        asked = this_year[this_year["scope"] == scope].groupby("scope_code")["amount"].sum().drop(REGION_WITHOUT, errors="ignore")
        grown = asked / sums(lines, column, 2025)[asked.index]
        assert grown.between(1 + lowest - 0.01, 1 + highest + 0.01).all(), grown
    whole = this_year[this_year["scope"] == "company"]["amount"].sum()
    assert 1 + lowest - 0.002 < whole / sums(lines, "currency", 2025).sum() < 1 + highest + 0.002


def test_the_spread_over_the_year_knows_when_chinese_new_year_is(aims: pd.DataFrame) -> None:
    east = aims[(aims["scope"] == "region") & (aims["scope_code"] == "east")].set_index("month")["amount"]
    early, late = east["2025-01"] / east["2025-02"], east["2026-01"] / east["2026-02"]  # 29 January and 17 February
    assert early > 1.05 * late
    assert east["2026-11"] > 1.2 * east["2026-09"], "the eleventh of November"


def test_one_region_has_no_targets_for_two_months(aims: pd.DataFrame) -> None:
    counted = aims[aims["scope"] == "region"].groupby("scope_code").size()
    assert counted[REGION_WITHOUT] == 26 - 2
    assert (counted.drop(REGION_WITHOUT) == 26).all()
    assert {"2026-05", "2026-06"}.isdisjoint(aims[aims["scope_code"] == REGION_WITHOUT]["month"])


def test_team_and_region_targets_are_whole_thousands(aims: pd.DataFrame) -> None:
    planned = aims[(aims["metric"] == "revenue") & (aims["scope"] != "rep")]
    assert (planned["amount"] % 1000 == 0).all()


def test_the_reps_of_one_team_are_asked_for_three_percent_less_than_the_team(made: Company) -> None:
    large = company(lines=60_000)
    aims = records(large, lines_of(large))["targets"].to_pandas()
    held = large.tables["rep_assignments"].to_pandas().dropna(subset=["region"])
    now = held[held["to_on"].isna()].set_index("rep")["team"]
    month = aims[aims["month"] == "2026-11"]
    of_reps = month[month["scope"] == "rep"].assign(team=lambda r: r["scope_code"].map(now)).groupby("team")["amount"].sum()
    of_teams = month[month["scope"] == "team"].set_index("scope_code")["amount"]
    gap = of_reps / of_teams - 1
    assert gap.drop(SHORT_TEAM).abs().max() < 0.006
    assert abs(gap[SHORT_TEAM] + 0.03) < 0.006


def test_a_rep_has_a_target_only_in_months_of_an_assignment(made: Company, aims: pd.DataFrame) -> None:
    held = made.tables["rep_assignments"].to_pandas().dropna(subset=["region"])
    pairs = aims[aims["scope"] == "rep"].merge(held, left_on="scope_code", right_on="rep", how="left")
    first = pd.to_datetime(pairs["month"])
    covered = (pd.to_datetime(pairs["from_on"]) <= first) & (pd.to_datetime(pairs["to_on"]).fillna(pd.Timestamp("2026-12-31")) >= first)
    assert covered.groupby([pairs["scope_code"], pairs["month"]]).any().all()


@pytest.mark.parametrize(("months", "size"), [(1, 40), (1, 500), (13, 2_000)])
def test_a_young_company_has_money_too(months: int, size: int) -> None:
    young = company(months=months, lines=size)
    lines = lines_of(young)
    made = records(young, lines)
    due = sum((Decimal(str(v)) for name in ("amount", "tax") for v in lines[name].to_pylist()), Decimal(0))
    assert exact(made["payments"]["amount"].to_pandas()) == due
    assert len(made["targets"]) and np.isfinite(made["targets"]["amount"].to_numpy()).all()


# -- through the door -------------------------------------------------------------------------------------------------


def test_money_comes_through_the_ordinary_door_whole(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    small = company(lines=3_000)
    money_tables = records(small, lines_of(small))
    reports = import_tables(sqlite_engine, tmp_path, {**{name: small.tables[name] for name in DIMENSIONS}, **money_tables})
    for name, table in money_tables.items():
        assert (reports[name].rows_loaded, reports[name].rows_refused, dict(reports[name].created)) == (len(table), 0, {}), name
    p = payment_table.c
    query = sa.select(regions.c.code, sa.func.sum(p.amount)).join(regions, regions.c.id == p.region_id).group_by(regions.c.code)
    with reading(sqlite_engine) as connection:
        kept = {code: units(total) for code, total in connection.execute(query)}
    frame = money_tables["payments"].to_pandas()
    assert kept == {region: exact(amounts) for region, amounts in frame.groupby("region")["amount"]}
