"""The made-up company's lists and records: customers who are there twice, prices that move, spend, promotions, and all parts together."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from salesdash.data.demo import Company, doubles
from salesdash.data.schema import importables
from tests.data.made_up import company, lines_of


@pytest.fixture(scope="module")
def made() -> Company:
    return company()


@pytest.fixture(scope="module")
def lines(made: Company) -> pd.DataFrame:
    return lines_of(made).to_pandas()


def test_some_customers_are_on_the_list_twice_written_differently() -> None:
    made = company(lines=60_000)
    customers, twin = made.tables["customers"].to_pandas(), made.world.customers.twin
    again = np.flatnonzero(twin >= 0)
    assert len(again) == round(doubles.SHARE * len(customers))
    first, second = customers.iloc[twin[again]].reset_index(drop=True), customers.iloc[again].reset_index(drop=True)
    for column in ("kind", "segment", "region", "country", "birth_year", "employees"):
        assert first[column].astype(str).equals(second[column].astype(str)), column
    assert not (first["code"] == second["code"]).any() and not (first["name"] == second["name"]).any()
    assert (pd.to_datetime(first["joined_on"]) <= pd.to_datetime(second["joined_on"])).all()
    letters = [[set(re.sub(r"[^a-z]", "", name.lower())) for name in side["name"]] for side in (first, second)]
    assert np.mean([len(a & b) / len(a) > 0.3 for a, b in zip(*letters, strict=True)]) == 1
    orders = lines_of(made).to_pandas().groupby("customer")["order_no"].nunique().reindex(customers["code"]).fillna(0).to_numpy()
    assert orders[again].mean() < 0.5 * orders.mean()


def test_prices_move_a_few_times_a_year_up_and_down_and_rise_in_the_long_run(made: Company) -> None:
    price = made.world.products.price
    steps = np.diff(np.log(price), axis=0)
    assert 2 < (np.abs(steps) > 0.02).sum(axis=0).mean() / 2 < 5  # a year
    assert (steps > 0.04).sum() > 200 and (steps < -0.04).sum() > 200
    long = company(months=48).world.products.price
    assert 1.015 < np.exp(np.log(long[-12:] / long[:12]).mean() / 3) < 1.05


def test_list_prices_are_what_the_lines_say_without_their_discount(made: Company, lines: pd.DataFrame) -> None:
    sold = lines[lines["amount"] > 0]
    month = made.world.calendar.month_of[(pd.to_datetime(sold["ordered_on"]) - pd.Timestamp("2024-11-01")).dt.days]
    place = sold["product"].str[2:].astype(int).to_numpy() - 1
    gross = (sold["amount"] + sold["discount"]) / sold["quantity"]
    assert np.allclose(gross, made.world.products.price[month, place], atol=0.011)


def test_records_have_the_columns_of_their_templates_and_name_only_what_is_known(made: Company) -> None:
    shares: list[float] = []
    records = made.records(shares.append)
    assert shares[-1] == 1.0 and shares == sorted(shares)
    assert set(records) | set(made.tables) == set(importables()) - {"exchange_rates", "notes"}
    for name, table in records.items():
        assert table.column_names == [c.info["field"].name for c in importables()[name].columns if "field" in c.info], name
        keys = table.select(list(importables()[name].info["key"])).to_pandas()
        assert len(table) and not keys.duplicated().any(), name
    known = {name: set(table["code"].to_pylist()) for name, table in {**made.tables, **records}.items() if "code" in table.column_names}
    for name, column, table in (
        ("marketing_spend", "channel", "channels"), ("promotions", "category", "categories"), ("promotions", "channel", "channels"),
        ("payments", "customer", "customers"), ("deals", "rep", "reps"), ("deals", "competitor", "competitors"), ("surveys", "customer", "customers"),
    ):  # fmt: skip
        assert set(records[name][column].drop_null().to_pylist()) <= known[table], (name, column)


def test_records_are_made_of_the_order_lines_there_are_and_always_the_same(made: Company) -> None:
    first, again = made.records(), made.records(lines=pa.concat_tables(made.order_blocks()))
    assert all(first[name].equals(again[name]) for name in first)
    assert not any(company(seed=2).records()[name].equals(first[name]) for name in ("deals", "surveys", "marketing_spend"))


def test_spend_is_known_for_every_week_of_the_channels_that_spend(made: Company) -> None:
    table = made.records()["marketing_spend"].to_pandas()
    weeks = pd.to_datetime(table["week"])
    assert (weeks.dt.day_of_week == 0).all() and (table["amount"] > 0).all()
    assert weeks.nunique() == (pd.Timestamp("2026-11-16") - pd.Timestamp("2024-10-28")).days // 7 + 1
    assert set(table["channel"]) == {"online", "stores", "marketplaces", "retail"}
    revenue = lines_of(made).to_pandas()["amount"].sum()
    assert 0.02 < table["amount"].sum() / revenue < 0.07


def test_a_promotion_is_cheaper_than_usual_and_stands_on_the_list(made: Company, lines: pd.DataFrame) -> None:
    table = made.records()["promotions"].to_pandas().set_index("code")
    said, truth = table.loc["SPRING"], made.world.truths.promotion
    assert (said["category"], said["discount"]) == (truth.category, truth.depth)
    assert pd.Timestamp(said["starts_on"]).weekday() == 0 and (said["ends_on"] - said["starts_on"]).days == 7 * truth.weeks - 1
    code = {c: k.split("/")[0] for c, k in zip(*(made.tables["products"][n].to_pylist() for n in ("code", "category")), strict=True)}
    sold = lines[(lines["amount"] > 0) & (lines["product"].map(code) == truth.category)]
    share = sold["discount"] / (sold["amount"] + sold["discount"])
    within = pd.to_datetime(sold["ordered_on"]).between(pd.Timestamp(said["starts_on"]), pd.Timestamp(said["ends_on"]))
    assert share[within].mean() - share[~within].mean() == pytest.approx(truth.depth, abs=0.03)
