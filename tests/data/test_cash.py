"""What was paid, what is overdue and what was aimed for: sums one can do on paper, and against Decimal over many payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from salesdash.data import cash, directory
from salesdash.data.demo import money
from salesdash.data.demo.truths import Truths
from salesdash.data.engine import reading, upsert, writing
from salesdash.data.schema import settings
from salesdash.scope import Calendar, Grant, Reach, Scope
from tests.data.made_up import DIMENSIONS, company, import_tables, lines_of
from tests.loading import load

ORDERS = "Order no,Order date,Customer,Region,Product,Amount\nS1,2025-11-03,C1,North,P1,10\nS2,2026-03-16,C2,South,P1,20\n"
PAYMENTS = """Payment no,Customer,Order no,Due on,Paid on,Amount,Region
P1,C1,S1,2025-11-30,2025-11-30,100.10,North
P2,C1,S1,2026-01-15,2026-02-01,200.20,North/Leeds
P3,C2,S2,2026-02-28,2026-02-28,400.40,South
P4,C2,S2,2026-02-10,2026-02-20,-50.05,South
P5,C1,S1,2026-03-15,,800.80,North/Leeds
P6,C2,S2,2026-03-16,,1600.00,South
P7,C2,S2,2026-01-10,,-30.00,South
P8,C2,S2,2026-03-17,,9999.00,South
P9,,,2026-03-01,2026-03-01,7.00,
"""
TARGETS = """Month,Metric,Scope,Scope code,Target
2025-12,revenue,company,-,900
2026-01,revenue,company,-,1000
2026-02,revenue,company,-,1100.55
2026-02,gross_margin,company,-,0.425
2026-02,revenue,region,North,600
2026-02,revenue,channel,web,300
2026-02,revenue,category,Coffee,200
2026-02,revenue,team,T-1,500
2026-02,revenue,rep,R-01,50
2026-12,revenue,company,-,1300
2027-01,revenue,company,-,1400
"""
LAST = Calendar(date(2025, 11, 3), date(2026, 3, 16))


@pytest.fixture
def house(engine: sa.Engine, tmp_path: Path) -> sa.Engine:
    for kind, content in (("orders", ORDERS), ("payments", PAYMENTS), ("targets", TARGETS)):
        load(engine, tmp_path / f"{kind}.csv", content, kind=kind)
    return engine


def reach(period: str, *, compare: str = "last_year", calendar: Calendar = LAST, **asked: Any) -> Reach:
    return Grant.everything().narrow(Scope(period=period, compare=compare, **asked), calendar)


def paid(engine: sa.Engine, asked: Reach) -> dict[int, float]:
    with reading(engine) as connection:
        frame = cash.collected(connection, asked)
    assert frame.dtypes.astype(str).to_dict() == {"month": "int64", "collected": "float64"}
    return dict(zip(frame["month"], frame["collected"], strict=True))


def test_what_was_paid_is_told_by_the_month_of_payment_in_both_periods(house: sa.Engine) -> None:
    assert paid(house, reach("2026-02..2026-03")) == {202602: 550.55, 202603: 7.0}
    assert paid(house, reach("2026-02", compare="previous")) == {202602: 550.55}
    assert paid(house, reach("2026-11")) == {202511: 100.1}, "the comparison's month"
    assert paid(house, reach("2026-11", compare="target")) == {}


def test_a_region_has_the_payments_of_all_its_places(house: sa.Engine) -> None:
    assert paid(house, reach("2026-02", region=("North",))) == {202602: 200.2}
    assert paid(house, reach("2026-02", region=("South",))) == {202602: 350.35}
    assert paid(house, reach("2026-02..2026-03", region=("North", "South"))) == {202602: 550.55}, "P9 has no region"
    assert paid(house, reach("2026-02..2026-03", region=("-",))) == {}


@pytest.mark.parametrize("dimension", ["segment", "channel", "category"])
def test_what_payments_do_not_know_has_no_answer(house: sa.Engine, dimension: str) -> None:
    cut: dict[str, Any] = {dimension: ("web",)}
    asked = reach("2026-02", **cut)
    assert paid(house, asked) == {}
    with reading(house) as connection:
        frame = cash.overdue(connection, asked)
    assert (len(frame), list(frame)) == (0, ["overdue", "payments", "oldest_due_on"])


def owed(engine: sa.Engine, region: tuple[str, ...] = ()) -> list[tuple[float, int, pd.Timestamp]]:
    with reading(engine) as connection:
        return list(cash.overdue(connection, reach("2026-02", region=region)).itertuples(index=False, name=None))


def test_overdue_is_what_was_due_before_the_last_day_less_open_credit_notes(house: sa.Engine) -> None:
    assert owed(house) == [(770.8, 1, pd.Timestamp("2026-03-15"))], "what is due on the last day itself is not late yet"
    assert owed(house, region=("North",)) == [(800.8, 1, pd.Timestamp("2026-03-15"))]
    ((south, count, oldest),) = owed(house, region=("South",))
    assert (south, count, pd.isna(oldest)) == (-30.0, 0, True)


def test_where_nothing_is_overdue_that_is_said(house: sa.Engine) -> None:
    ((overdue, count, oldest),) = owed(house, region=("-",))
    assert (overdue, count, pd.isna(oldest)) == (0.0, 0, True)


def test_an_empty_house_has_neither_payments_nor_targets(engine: sa.Engine) -> None:
    empty = Calendar(None, None)
    with reading(engine) as connection:
        assert cash.collected(connection, reach("2026", calendar=empty)).empty
        assert cash.overdue(connection, reach("2026", calendar=empty)).empty
        assert list(cash.targets(connection, reach("2026", calendar=empty))) == ["month", "metric", "scope", "scope_code", "amount"]


def aims(engine: sa.Engine, period: str) -> list[tuple[int, str, str, str, float]]:
    with reading(engine) as connection:
        return list(cash.targets(connection, reach(period)).itertuples(index=False, name=None))


def test_targets_are_those_of_the_period_and_of_the_running_year(house: sa.Engine) -> None:
    year = [
        (202601, "revenue", "company", "-", 1000.0),
        (202602, "gross_margin", "company", "-", 0.425),
        (202602, "revenue", "category", "Coffee", 200.0),
        (202602, "revenue", "channel", "web", 300.0),
        (202602, "revenue", "company", "-", 1100.55),
        (202602, "revenue", "region", "North", 600.0),
        (202612, "revenue", "company", "-", 1300.0),
    ]
    assert aims(house, "2026-02") == year
    assert aims(house, "2025-12") == [(202512, "revenue", "company", "-", 900.0), *year]


def test_the_running_year_is_the_fiscal_one(house: sa.Engine) -> None:
    with writing(house) as connection:
        upsert(connection, settings, {"key": "fiscal_year_start", "value": "2"}, ("key",))
    assert [row[0] for row in aims(house, "2026-02") if row[1:4] == ("revenue", "company", "-")] == [202602, 202612, 202701]


def test_the_months_of_a_whole_company_add_up_in_every_region(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    made = company(lines=4_000)
    lines = lines_of(made)
    tables = money.make(np.random.default_rng(5), made.world, lines, Truths())
    import_tables(sqlite_engine, tmp_path, {**{name: made.tables[name] for name in DIMENSIONS}, **tables})
    frame = tables["payments"].to_pandas().dropna(subset=["paid_on"])
    month = pd.to_datetime(frame["paid_on"]).dt.strftime("%Y%m").astype(int)
    with reading(sqlite_engine) as connection:
        assert directory.calendar(connection).last_day is None
    for regions in ((), ("east",), ("asean", "north", "west")):
        rows = frame[frame["region"].isin(regions)] if regions else frame
        exact = rows.groupby(month)["amount"].agg(lambda amounts: sum(Decimal(str(a)) for a in amounts))
        kept = paid(sqlite_engine, reach("2025-11..2026-10", region=regions))
        wanted = [m for m in exact.index if 202411 <= m <= 202610]
        assert {m: Decimal(str(round(v, 4))) for m, v in kept.items()} == {m: exact[m].normalize() + 0 for m in wanted}
