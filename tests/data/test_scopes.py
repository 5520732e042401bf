"""Two hundred random scopes: what the loads read from the rollups is what pandas adds up over the lines of an awkward company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from salesdash.data import load
from salesdash.data.engine import reading
from salesdash.data.lines import lines as lines_of
from salesdash.scope import DIMENSIONS, Grant, Scope
from tests.data.awkward import MONEY, SCALE, SCOPES, SUMS, UNKNOWN, Company, awkward, both, scopes, within
from tests.data.conftest import Fresh


@pytest.fixture(scope="module")
def company(fresh: Fresh, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return awkward(fresh(), tmp_path_factory.mktemp("awkward"))


def counted(part: pd.DataFrame) -> tuple[int, ...]:
    """The sums, then different orders and customers."""
    return (*(int(part[name].sum()) for name in SUMS), part["order"].nunique(), part.loc[part["customer"] != "", "customer"].nunique())


def counted_by_month(part: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    """`counted` of every month."""
    by_month = part.groupby("month")
    customers = part[part["customer"] != ""].groupby("month")["customer"].nunique()
    whole = by_month[list(SUMS)].sum().assign(orders=by_month["order"].nunique(), customers=customers).fillna(0).astype("int64")
    return {int(month): tuple(row) for month, row in zip(whole.index, whole.to_numpy().tolist(), strict=True)}


def as_counted(row: Mapping[Any, Any]) -> tuple[int, ...]:
    """The same of a row of a load, whose money and quantity are in units."""
    return (
        *(round(row[name] * SCALE) if name in (*MONEY, "quantity") else int(row[name]) for name in SUMS),
        int(row["orders"]),
        int(row["customers"]),
    )


def test_the_company_is_as_awkward_as_it_says(company: Company) -> None:
    by_order = company.lines.groupby("order")
    for name in ("month", "region", "channel", "customer", "segment"):
        assert (by_order[name].nunique() > 1).mean() > 0.5
    for name in DIMENSIONS:
        assert UNKNOWN in set(company.lines[name])
    assert {"uncosted_lines", "unnamed_lines", "return_lines"} <= set(company.lines.columns[company.lines.eq(1).any()])


def test_sums_and_distinct_counts_agree_with_the_lines_in_200_random_scopes(company: Company) -> None:
    empty = 0
    with reading(company.engine) as connection:
        for scope in scopes(company.lines):
            reach = Grant.everything().narrow(scope, company.calendar)
            now, before = both(company.lines, reach)
            empty += now.empty
            found = {row["which"]: as_counted(row) for row in load.totals(connection, reach).to_dict("records")}
            compared = {} if scope.compare == "target" else {"before": counted(before)}
            assert found == {"now": counted(now)} | compared, scope
            months = {int(row["month"]): as_counted(row) for row in load.months(connection, reach).to_dict("records")}
            assert months == counted_by_month(before) | counted_by_month(now), scope
    assert 10 < empty < SCOPES / 2


def test_breakdowns_and_top_customers_agree_with_the_lines_in_200_random_scopes(company: Company) -> None:
    kept = ("revenue", "cost", "costed_revenue", "quantity", "lines")
    with reading(company.engine) as connection:
        for n, scope in enumerate(scopes(company.lines)):
            reach = Grant.everything().narrow(scope, company.calendar)
            now, before = both(company.lines, reach)
            for name in DIMENSIONS if n % 4 == 0 else ("region", "category"):
                wanted = pd.concat([p.groupby(name)[list(kept)].sum() for p in (now, before)], axis=1).fillna(0).round().astype("int64")
                frame = load.by_dimension(connection, reach, name)
                rows: list[dict[Any, Any]] = frame.to_dict("records")
                found = {row["code"]: [round(row[k + tail] * (1 if k == "lines" else SCALE)) for tail in ("", "_before") for k in kept]
                         for row in rows}  # fmt: skip
                assert found == {code: row.tolist() for code, row in wanted.iterrows()}, (scope, name)
                assert frame["revenue"].is_monotonic_decreasing
            assert_top_customers(load.top_customers(connection, reach), now, before, scope)


def assert_top_customers(found: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, scope: Scope) -> None:
    """The twenty highest, highest first; equal ones may change places."""
    revenue, earlier = ({c: int(v) for c, v in p[p["customer"] != ""].groupby("customer")["revenue"].sum().items()} for p in (now, before))
    best = sorted((v for v in revenue.values() if v), reverse=True)[:20]
    assert [round(v * SCALE) for v in found["revenue"]] == best, scope
    assert [revenue[c] for c in found["code"]] == best and found["code"].is_unique, scope
    assert [round(v * SCALE) for v in found["revenue_before"]] == [earlier.get(c, 0) for c in found["code"]], scope


def test_the_rows_behind_a_number_are_the_lines_of_its_scope(company: Company) -> None:
    with reading(company.engine) as connection:
        for scope, _ in zip(scopes(company.lines), range(25), strict=False):
            reach = Grant.everything().narrow(scope, company.calendar)
            wanted = within(company.lines, reach, reach.first, reach.last)
            pages = [lines_of(connection, reach, page, 400) for page in range(1, len(wanted) // 400 + 2)]
            found = pd.concat(pages)
            amounts = [round(v * SCALE) for v in found["amount"].tolist()]
            cells = sorted(zip(found["order_no"], found["ordered_on"], amounts, strict=True))
            assert cells == sorted(zip(wanted["order"], wanted["day"], wanted["amount"].astype(int), strict=True)), scope
            assert int(found["cost"].isna().sum()) == int(wanted["uncosted_lines"].sum())
            assert lines_of(connection, reach, len(pages) + 1, 400).empty
