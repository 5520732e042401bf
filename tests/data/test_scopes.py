"""Two hundred random scopes: what the loads read from the rollups is what pandas adds up over the lines.

The company is made to be awkward: an order spans months, regions, channels, customers and segments; lines without a customer,
region, product or channel; returns, zero amounts, unknown costs; and a third of the orders were wrong first and then corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from salesdash.data import checking, directory, load
from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.run import run
from salesdash.data.lines import lines as lines_of
from salesdash.scope import DIMENSIONS, NAMED_PERIODS, Calendar, Grant, Reach, Scope
from tests.data.conftest import Fresh

LINES, ORDERS, SCOPES = 4_000, 600, 200
SCALE = 10_000
UNKNOWN = "-"
MONEY = ("revenue", "cost", "costed_revenue", "discount", "tax", "returned")
SUMS = (*MONEY, "quantity", "lines", "return_lines", "uncosted_lines", "unnamed_lines")
FIRST = date(2023, 11, 3)
REGIONS = ("North", "South", "East & West", "华东", "O'Hare; DROP TABLE sales")
SEGMENTS = ("consumer", "corporate", "公共")
CHANNELS = ("web", "shop", "dealer")
CATEGORIES = ("Coffee", "Tea", "=Cups", "机器")


def customers(rng: np.random.Generator) -> pd.DataFrame:
    """Sixty customers with a segment and a region; every seventh has none."""
    codes = [f"C{n:02}" for n in range(60)]
    own = pd.DataFrame({"Customer": codes, "Segment": rng.choice(SEGMENTS, 60), "Region": rng.choice(REGIONS, 60)})
    own.loc[::7, ["Segment", "Region"]] = ""
    return own


def file_of_lines(rng: np.random.Generator) -> pd.DataFrame:
    """Cells of a file of order lines; amounts in ten-thousandths. No line number: an order is replaced as a whole."""
    product = rng.integers(0, 12, LINES)
    amount = rng.integers(1, 90_000_000, LINES) * rng.choice([1, 1, 1, 1, -1], LINES)
    amount[rng.random(LINES) < 0.03] = 0
    frame = pd.DataFrame({
        "order": [f"N{n:04}" for n in rng.integers(0, ORDERS, LINES)],
        "day": [FIRST + timedelta(days=int(d)) for d in rng.integers(0, 900, LINES)],
        "customer": [f"C{n:02}" for n in np.minimum(rng.geometric(0.05, LINES), 60) - 1],
        "region": rng.choice(["", *REGIONS], LINES), "channel": rng.choice(["", *CHANNELS], LINES, p=[0.1, 0.6, 0.2, 0.1]),
        "product": [f"P{n:02}" for n in product], "category": np.array([*CATEGORIES, ""])[product % 5],
        "quantity": rng.integers(-50_000, 500_000, LINES), "amount": amount, "cost": rng.integers(-100, 60_000_000, LINES),
        "discount": rng.integers(0, 5_000_000, LINES), "tax": rng.integers(-5_000, 900_000, LINES),
    })  # fmt: skip
    frame["costed"] = rng.random(LINES) > 0.25
    frame.loc[rng.random(LINES) < 0.15, "customer"] = ""
    return frame


def nowhere(frame: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Lines of a customer without a region name none either: it would become the customer's."""
    homeless = frame["customer"].isin(own.loc[own["Region"] == "", "Customer"])
    return frame.assign(region=frame["region"].mask(homeless, ""))


def as_csv(frame: pd.DataFrame, file: Path) -> Path:
    cells = pd.DataFrame({
        "Order no": frame["order"], "Order date": [d.isoformat() for d in frame["day"]], "Customer": frame["customer"], "Region": frame["region"],
        "Channel": frame["channel"], "Product": frame["product"], "Category": frame["category"],
    })  # fmt: skip
    for header in ("Quantity", "Amount", "Cost", "Discount", "Tax"):
        cells[header] = [f"{'-' if v < 0 else ''}{abs(v) // SCALE}.{abs(v) % SCALE:04}" for v in frame[header.lower()]]
    cells.loc[~frame["costed"], "Cost"] = ""
    cells.to_csv(file, index=False)
    return file


def told(frame: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The lines as they should be read: a line without a region is its customer's; the segment is the customer's."""
    known = own.set_index("Customer")
    lines = frame.assign(
        month=[d.year * 100 + d.month for d in frame["day"]],
        region=np.where(frame["region"] == "", frame["customer"].map(known["Region"]).fillna(""), frame["region"]),
        segment=frame["customer"].map(known["Segment"]).fillna(""),
    )
    for name in DIMENSIONS:
        lines[name] = lines[name].replace("", UNKNOWN)
    return lines.assign(
        lines=1, revenue=lines["amount"], cost=lines["cost"].where(lines["costed"], 0), costed_revenue=lines["amount"].where(lines["costed"], 0),
        returned=lines["amount"].clip(upper=0), return_lines=(lines["amount"] < 0).astype(int), uncosted_lines=(~lines["costed"]).astype(int),
        unnamed_lines=(lines["customer"] == "").astype(int),
    )  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A database, and the lines that should be in it."""

    engine: sa.Engine
    lines: pd.DataFrame
    calendar: Calendar


def imported(engine: sa.Engine, file: Path) -> None:
    (source,) = door.open_files([file])
    with reading(engine) as connection:
        proposal = door.proposal(connection, source, answers={"tax": "excluded", "discount": "amount"})
    assert proposal.ready, (proposal.questions, proposal.missing)
    run(engine, source, proposal.mapping)


@pytest.fixture(scope="module")
def company(fresh: Fresh, tmp_path_factory: pytest.TempPathFactory) -> Company:
    rng, folder, engine = np.random.default_rng(20_261), tmp_path_factory.mktemp("hostile"), fresh()
    own = customers(rng)
    right = nowhere(file_of_lines(rng), own)
    own.to_csv(folder / "customers.csv", index=False)
    wrong = right["order"].str[-1].isin(["3", "6", "9"])
    first = right.copy()
    first.loc[wrong, "day"] = [FIRST + timedelta(days=int(d)) for d in rng.integers(0, 1100, int(wrong.sum()))]
    first.loc[wrong, "customer"] = [f"C{n:02}" for n in rng.integers(0, 60, int(wrong.sum()))]
    first.loc[wrong, "amount"] += 77_700
    first = nowhere(first, own)
    imported(engine, folder / "customers.csv")
    imported(engine, as_csv(first, folder / "first.csv"))
    imported(engine, as_csv(right[wrong], folder / "corrected.csv"))
    with reading(engine) as connection:
        assert list(checking.troubles(connection)) == []
        return Company(engine, told(right, own), directory.calendar(connection))


def scopes(lines: pd.DataFrame) -> Iterator[Scope]:
    """Random periods, comparisons and filters; some codes that do not exist, some filters that leave nothing."""
    rng = np.random.default_rng(7)
    values = {d: [*sorted(set(lines[d])), "no such code"] for d in DIMENSIONS}
    months = [f"{m // 100}-{m % 100:02}" for m in sorted(set(lines["month"]))]
    for _ in range(SCOPES):
        first, last = sorted(rng.integers(0, len(months), 2))
        period = str(rng.choice([*NAMED_PERIODS, "2024", "2025Q2", months[first], f"{months[first]}..{months[last]}"]))
        chosen = {
            d: tuple(rng.choice(values[d], int(rng.integers(1, 4)), replace=False).tolist()) for d in DIMENSIONS if rng.random() < 0.45
        }
        yield Scope(period, str(rng.choice(["last_year", "previous", "target"])), **chosen)


def within(lines: pd.DataFrame, reach: Reach, first: int | None, last: int | None) -> pd.DataFrame:
    if first is None or last is None:
        return lines.iloc[:0]
    keep = lines["month"].between(first, last)
    for name in DIMENSIONS:
        if (codes := getattr(reach, name)) is not None:
            keep &= lines[name].isin(codes)
    return lines[keep]


def both(lines: pd.DataFrame, reach: Reach) -> tuple[pd.DataFrame, pd.DataFrame]:
    return within(lines, reach, reach.first, reach.last), within(lines, reach, reach.before_first, reach.before_last)


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
