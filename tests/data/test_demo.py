"""The made-up company: the same seed is the same company, the sums hold, and it never sits in memory as a whole."""

from __future__ import annotations

import csv
import hashlib
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from salesdash.data.demo import Company, generate, write_csv
from salesdash.data.schema import importables

AS_OF = date(2026, 11, 18)


def company(seed: int = 1, months: int = 24, lines: int = 20_000, customers: int | None = None) -> Company:
    return generate(seed, months, lines, customers, AS_OF)


def order_lines(made: Company) -> pd.DataFrame:
    return pa.concat_tables(made.order_blocks()).to_pandas()


@pytest.fixture(scope="module")
def made() -> Company:
    return company()


@pytest.fixture(scope="module")
def lines(made: Company) -> pd.DataFrame:
    return order_lines(made)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_company(tmp_path: Path) -> None:
    def digests(seed: int, folder: str) -> dict[str, str]:
        files = write_csv(company(seed=seed, lines=3_000), tmp_path / folder)
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}

    first, again, other = digests(1, "first"), digests(1, "again"), digests(2, "other")
    assert first == again
    assert all(first[name] != other[name] for name in ("customers", "products", "reps", "orders"))


@pytest.mark.parametrize("wanted", [1, 40, 999, 20_000])
def test_there_are_exactly_as_many_lines_as_asked_for(wanted: int) -> None:
    assert sum(len(block) for block in company(lines=wanted).order_blocks()) == wanted


def test_a_company_without_months_or_lines_is_refused() -> None:
    for months, lines in ((0, 100), (2, 0)):
        with pytest.raises(ValueError, match="at least one month"):
            company(months=months, lines=lines)


def test_blocks_come_sorted_by_date_and_are_the_same_at_every_call(made: Company, lines: pd.DataFrame) -> None:
    assert lines["ordered_on"].is_monotonic_increasing
    pd.testing.assert_frame_equal(lines, order_lines(made))


def test_the_history_has_its_complete_months_and_the_running_one_up_to_the_day(lines: pd.DataFrame) -> None:
    days = pd.to_datetime(lines["ordered_on"])
    assert days.max().date() == AS_OF
    assert days.min().date() == date(2024, 11, 1)
    by_month = days.dt.strftime("%Y-%m").value_counts()
    assert len(by_month) == 25
    assert by_month["2026-11"] < by_month["2025-11"]


def test_every_order_line_has_a_key_of_its_own(lines: pd.DataFrame) -> None:
    assert not lines.duplicated(["source", "order_no", "line_no"]).any()


def test_an_order_has_one_day_one_customer_and_one_to_eight_lines(lines: pd.DataFrame) -> None:
    sold = lines[lines["amount"] > 0]
    sold = sold.assign(customer=sold["customer"].fillna("nobody"))
    per_order = sold.groupby("order_no").agg(
        {"ordered_on": "nunique", "customer": "nunique", "channel": "nunique", "line_no": ["size", "max"]}
    )
    assert (per_order.iloc[:, :3] == 1).all().all()
    assert per_order[("line_no", "max")].between(1, 8).all()
    assert 2.8 < per_order[("line_no", "size")].mean() < 3.2


def test_a_return_is_a_negative_line_of_something_sold_before(lines: pd.DataFrame) -> None:
    returned = lines[lines["order_no"].str.startswith("R")]
    assert (returned[["quantity", "amount"]] < 0).all().all()
    assert (lines[~lines["order_no"].str.startswith("R")]["amount"] >= 0).all()
    assert 0.025 < len(returned) / len(lines) < 0.04
    sold = lines.set_index(["order_no", "line_no"]).loc[list(zip(returned["order_no"].str[1:], returned["line_no"], strict=True))]
    for column in ("amount", "quantity", "tax", "discount"):
        assert (sold[column].to_numpy() == -returned[column].to_numpy()).all()
    assert (sold["ordered_on"].to_numpy() < returned["ordered_on"].to_numpy()).all()


def test_all_references_are_known(made: Company, lines: pd.DataFrame) -> None:
    codes = {name: set(table["code"].to_pylist()) for name, table in made.tables.items() if "code" in table.column_names}
    for column, table in {"customer": "customers", "product": "products", "channel": "channels", "partner": "partners", "rep": "reps",
                          "region": "regions"}.items():  # fmt: skip
        assert set(lines[column].dropna()) <= codes[table], column
    for name, column, table in (
        ("customers", "region", "regions"), ("customers", "segment", "segments"), ("products", "category", "categories"), ("partners", "channel", "channels"),
        ("partners", "region", "regions"), ("rep_assignments", "rep", "reps"), ("rep_assignments", "team", "teams"), ("rep_assignments", "manager", "reps"),
        ("rep_assignments", "region", "regions"),
    ):  # fmt: skip
        assert set(made.tables[name][column].drop_null().to_pylist()) <= codes[table], (name, column)


def test_the_tables_have_the_columns_of_their_import_templates(made: Company) -> None:
    for name, table in made.tables.items():
        fields = [c.info["field"].name for c in importables()[name].columns if "field" in c.info]
        assert table.column_names == [f for f in fields if f != "parent"], name  # a path says its parent


def test_the_company_has_its_size(made: Company, lines: pd.DataFrame) -> None:
    sizes = {name: len(table) for name, table in made.tables.items()}
    assert (sizes["products"], sizes["channels"], sizes["reps"], sizes["segments"], sizes["partners"]) == (200, 6, 40, 3, 30)
    assert sizes["customers"] == 1_000
    assert sum("/" not in code for code in made.tables["regions"]["code"].to_pylist()) == 8
    assert sum("/" not in code for code in made.tables["categories"]["code"].to_pylist()) == 10
    assert lines["region"].nunique() == 8


def test_a_customer_orders_only_after_joining(made: Company, lines: pd.DataFrame) -> None:
    joined = made.tables["customers"].to_pandas().set_index("code")["joined_on"]
    named = lines[lines["customer"].notna()]
    assert (pd.to_datetime(named["customer"].map(joined)) <= pd.to_datetime(named["ordered_on"])).all()


def test_a_rep_sells_only_where_assigned(made: Company, lines: pd.DataFrame) -> None:
    sold = lines[lines["rep"].notna() & (lines["amount"] > 0)].reset_index(drop=True)
    pairs = sold.reset_index().merge(made.tables["rep_assignments"].to_pandas(), on=["rep", "region"])
    ordered, until = pd.to_datetime(pairs["ordered_on"]), pd.to_datetime(pairs["to_on"]).fillna(pd.Timestamp(AS_OF))
    covered = pairs[(pd.to_datetime(pairs["from_on"]) <= ordered) & (ordered <= until)]
    assert set(covered["index"]) == set(sold.index)


def test_partners_sell_only_through_their_channel(made: Company, lines: pd.DataFrame) -> None:
    channel = made.tables["partners"].to_pandas().set_index("code")["channel"]
    kind = made.tables["channels"].to_pandas().set_index("code")["kind"]
    through = lines[lines["partner"].notna()]
    assert (through["partner"].map(channel) == through["channel"]).all()
    assert (lines["channel"].map(kind).eq("distribution") == lines["partner"].notna()).all()


def test_what_is_not_shipped_yet_has_no_date(lines: pd.DataFrame) -> None:
    assert pd.to_datetime(lines["shipped_on"]).max().date() <= AS_OF
    last_days = lines[pd.to_datetime(lines["ordered_on"]) >= pd.Timestamp(AS_OF) - pd.Timedelta(days=1)]
    assert last_days["shipped_on"].isna().mean() > 0.5


def test_seasons_growth_and_heavy_tails_are_there(lines: pd.DataFrame) -> None:
    sold = lines.assign(month=pd.to_datetime(lines["ordered_on"]).dt.strftime("%Y-%m"))
    home = sold[sold["region"].isin(["east", "north", "south", "central", "west"])].groupby("month")["amount"].size()
    assert home["2026-02"] < 0.9 * home["2026-01"]
    year, before = sold[sold["month"].between("2025-11", "2026-10")], sold[sold["month"].between("2024-11", "2025-10")]
    assert 1.05 < len(year) / len(before) < 1.30
    by_customer = sold.groupby("customer")["amount"].sum().sort_values(ascending=False)
    assert by_customer.head(len(by_customer) // 10).sum() > 0.4 * by_customer.sum()


def test_what_real_lists_lack_is_lacking_here_too(made: Company) -> None:
    larger = order_lines(company(lines=60_000))
    sold = larger[larger["amount"] > 0]
    assert 0.012 < sold["cost"].isna().mean() < 0.018
    assert 0.002 < sold["customer"].isna().mean() < 0.004
    assert set(sold[sold["customer"].isna()]["channel"]) == {"stores"}
    customers = made.tables["customers"].to_pandas()
    assert 0.03 < customers[customers["kind"] == "consumer"]["birth_year"].isna().mean() < 0.10


def test_more_lines_keep_the_shares(lines: pd.DataFrame) -> None:
    larger = order_lines(company(lines=100_000))
    for column, apart in (("region", 0.03), ("channel", 0.08)):  # a thousand customers: a few large ones weigh on their channel
        small, large = lines[column].value_counts(normalize=True), larger[column].value_counts(normalize=True)
        assert (small - large).abs().max() < apart, column
    assert abs((lines["amount"] < 0).mean() - (larger["amount"] < 0).mean()) < 0.006


def test_the_files_add_up_to_the_blocks(tmp_path: Path, made: Company) -> None:
    with write_csv(made, tmp_path)["orders"].open(encoding="utf-8", newline="") as file:
        amounts = [Decimal(row["amount"]) for row in csv.DictReader(file)]
    assert len(amounts) == made.lines
    assert sum(amounts) == sum(Decimal(str(a)) for block in made.order_blocks() for a in block["amount"].to_pylist())


def test_files_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    write_csv(company(lines=100), tmp_path)
    with pytest.raises(FileExistsError):
        write_csv(company(lines=100), tmp_path)


def test_memory_stays_flat_as_the_history_grows_longer() -> None:
    def peak(blocks: Iterator[pa.Table]) -> int:
        pool, most = pa.default_memory_pool(), 0
        tracemalloc.start()
        before = pool.bytes_allocated()
        for _ in blocks:
            most = max(most, pool.bytes_allocated() - before)
        _, python = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most + python

    short = peak(company(months=12, lines=50_000, customers=1_000).order_blocks())
    long = peak(company(months=48, lines=200_000, customers=1_000).order_blocks())
    assert long < 1.7 * short  # four times the lines; a week grows with the house, 8 % a year
