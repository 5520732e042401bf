"""Two hundred random scopes over the awkward company: products, days, customers and deliveries, against pandas on its lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from salesdash.data import load
from salesdash.data.engine import reading
from salesdash.scope import DIMENSIONS, Grant, Reach, Scope, add_months
from tests.data.awkward import SCALE, UNKNOWN, Company, awkward, both, scopes, within
from tests.data.conftest import Fresh

PRODUCT_SUMS = ("quantity", "amount", "returned_quantity", "returned", "cost", "costed_revenue", "lines")
PART_SUMS = ("revenue", "cost", "costed_revenue", "quantity", "lines", "returned", "return_lines")
COUNTED = ("lines", "return_lines", "customers", "orders", "due", "late", "tickets")


@pytest.fixture(scope="module")
def company(fresh: Fresh, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return awkward(fresh(), tmp_path_factory.mktemp("awkward"))


def asked(company: Company) -> Iterator[tuple[sa.Connection, Scope, Reach]]:
    """Every scope with its reach, over one connection."""
    with reading(company.engine) as connection:
        for scope in scopes(company.lines):
            yield connection, scope, Grant.everything().narrow(scope, company.calendar)


def exact(frame: pd.DataFrame, keys: tuple[str, ...], sums: tuple[str, ...]) -> dict[Any, list[int]]:
    """Rows of a load by their keys, figures in ten-thousandths; no key twice."""
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    found = {
        tuple(row[k] for k in keys): [round(row[n] * (1 if n.removesuffix("_before") in COUNTED else SCALE)) for n in sums] for row in rows
    }
    assert len(found) == len(frame)
    return found


def on_lines(parts: tuple[pd.DataFrame, ...], keys: tuple[str, ...], sums: tuple[str, ...]) -> dict[Any, list[int]]:
    """The same from the lines of the period, and those of the comparison beside them."""
    sides = [p.groupby(list(keys))[list(sums)].sum() for p in parts]
    wide = pd.concat(sides, axis=1).fillna(0).astype("int64")
    return {key if isinstance(key, tuple) else (key,): row.tolist() for key, row in wide.iterrows()}


def before(sums: tuple[str, ...]) -> tuple[str, ...]:
    return (*sums, *(f"{name}_before" for name in sums))


def as_products(lines: pd.DataFrame) -> pd.DataFrame:
    back = lines["revenue"] < 0
    return lines.assign(
        amount=lines["revenue"].mask(back, 0), returned_quantity=lines["quantity"].where(back, 0), quantity=lines["quantity"].mask(back, 0)
    )


def test_products_agree_with_the_lines_and_add_up_to_the_revenue(company: Company) -> None:
    whole = as_products(company.lines)
    filled = 0
    for connection, scope, reach in asked(company):
        found = exact(load.products(connection, reach), ("product", "category", "channel"), before(PRODUCT_SUMS))
        assert found == on_lines(both(whole, reach), ("product", "category", "channel"), PRODUCT_SUMS), scope
        spans = load.totals(connection, reach).set_index("which")["revenue"]
        assert sum(v[1] + v[3] for v in found.values()) == round(spans["now"] * SCALE), scope
        filled += bool(found)
    assert filled > 100


def test_every_single_day_agrees_with_the_lines_whatever_period_is_asked(company: Company) -> None:
    whole, last = company.lines, company.lines["day"].max()
    start = max(date(add_months(last.year * 100 + last.month, -36) // 100, last.month, 1), company.lines["day"].min())
    for connection, scope, reach in asked(company):
        mine = within(whole, reach, 0, 999999)
        days = mine.groupby("day")[["revenue", "lines"]].sum().reindex(pd.date_range(start, last).date, fill_value=0)
        frame = load.days(connection, reach)
        assert frame["day"].dt.date.tolist() == days.index.tolist(), scope
        assert [round(v * SCALE) for v in frame["revenue"]] == days["revenue"].tolist(), scope
        assert frame["lines"].tolist() == days["lines"].tolist(), scope


def test_categories_by_month_and_channels_and_segments_agree_with_the_lines(company: Company) -> None:
    for connection, scope, reach in asked(company):
        now, was = both(company.lines, reach)
        frame = load.category_months(connection, reach)
        assert exact(frame, ("month", "code"), PART_SUMS) == on_lines((now,), ("month", "category"), PART_SUMS), scope
        for read, dimension in ((load.channels, "channel"), (load.segments, "segment")):
            assert exact(read(connection, reach), ("code",), before(PART_SUMS)) == on_lines((now, was), (dimension,), PART_SUMS), scope


def by_customer(lines: pd.DataFrame) -> pd.Series:
    return lines[lines["customer"] != ""].groupby("customer")["revenue"].sum()


def test_the_flows_of_customers_agree_with_the_lines_and_add_up_to_both_periods(company: Company) -> None:
    met = dict.fromkeys(("new", "lost", "more", "less", "unnamed"), 0)
    for connection, scope, reach in asked(company):
        frame = load.customer_flows(connection, reach)
        if scope.compare == "target":
            assert frame.empty
            continue
        now, was = both(company.lines, reach)
        mine, theirs = by_customer(now), by_customer(was)
        groups = {
            "new": mine.index.difference(theirs.index), "lost": theirs.index.difference(mine.index),
            "more": (stayed := mine.index.intersection(theirs.index))[mine[stayed] >= theirs[stayed]], "less": stayed[mine[stayed] < theirs[stayed]],
        }  # fmt: skip
        wanted = {(w,): [len(g), int(mine.reindex(g).fillna(0).sum()), int(theirs.reindex(g).fillna(0).sum())] for w, g in groups.items()}
        wanted["unnamed",] = [0, int(now["revenue"].sum() - mine.sum()), int(was["revenue"].sum() - theirs.sum())]
        found = exact(frame, ("which",), ("customers", "revenue", "revenue_before"))
        assert found == wanted, scope
        for key, row in found.items():
            met[key[0]] += any(row)
    assert min(met.values()) > 50


def test_the_customers_who_moved_most_are_those_of_the_lines(company: Company) -> None:
    """Equal changes may change places."""
    for connection, scope, reach in asked(company):
        frame = load.customer_movers(connection, reach)
        if scope.compare == "target":
            assert frame.empty
            continue
        now, was = (by_customer(part) for part in both(company.lines, reach))
        sides = pd.concat([now, was], axis=1, keys=["now", "was"]).fillna(0).astype("int64")
        change = (sides["now"] - sides["was"]).sort_values(ascending=False)
        wanted = [*change[change > 0].head(10), *change[change < 0].tail(10)]
        assert [round(v * SCALE) for v in frame["change"]] == wanted, scope
        assert frame["code"].is_unique and [change[code] for code in frame["code"]] == wanted, scope
        assert [round(v * SCALE) for v in frame["revenue"]] == sides["now"][frame["code"]].tolist(), scope
        assert [round(v * SCALE) for v in frame["revenue_before"]] == sides["was"][frame["code"]].tolist(), scope


def delivered(lines: pd.DataFrame, complete: int) -> pd.DataFrame:
    """Different orders, due ones and late ones of every channel. A day as text compares like a day."""
    due = lines[lines["due"] != ""]
    late = due[(due["shipped"] > due["due"]) | ((due["shipped"] == "") & (due["month"] < complete))]
    parts = {"orders": lines, "due": due, "late": late}
    return pd.DataFrame({name: part.groupby("channel")["order"].nunique() for name, part in parts.items()}).fillna(0).astype("int64")


def test_deliveries_agree_with_the_lines_and_complaints_with_the_tickets(company: Company) -> None:
    complete, whole = company.calendar.last_complete, company.lines
    assert complete is not None
    names, met = ("orders", "due", "late", "tickets"), dict.fromkeys(DIMENSIONS, 0)
    for connection, scope, reach in asked(company):
        frame = load.deliveries(connection, reach).set_index("code")
        assert frame.index.tolist() == load.channels(connection, reach)["code"].tolist(), scope
        for tail, lines, tickets in zip(("", "_before"), both(whole, reach), both(company.tickets, reach), strict=True):
            complaints = tickets.groupby("channel").size().rename("tickets")
            wanted = delivered(lines, complete).join(complaints, how="outer").reindex(frame.index).fillna(0)
            assert frame[[f"{n}{tail}" for n in names]].to_numpy().tolist() == wanted[list(names)].astype(int).to_numpy().tolist(), scope
            shares = [1 - late / due if due else None for due, late in zip(wanted["due"], wanted["late"], strict=True)]
            assert frame[f"otif{tail}"].tolist() == shares, scope
            for dimension in DIMENSIONS:
                met[dimension] += bool(getattr(scope, dimension)) and int(wanted["tickets"].sum() > 0)
    assert min(met.values()) > 20


def test_an_empty_house_has_empty_frames(fresh: Fresh, company: Company) -> None:
    reach = Grant.everything().narrow(Scope("2024"), company.calendar)
    with reading(fresh()) as connection:
        for read in (load.products, load.days, load.category_months, load.channels, load.segments, load.customer_movers, load.deliveries):
            assert read(connection, reach).empty, read
        flows = load.customer_flows(connection, reach)
        assert not flows[["customers", "revenue", "revenue_before"]].to_numpy().any()


def test_what_is_not_known_is_a_product_and_a_channel_of_its_own(company: Company) -> None:
    reach = Grant.everything().narrow(Scope("all"), company.calendar)
    with reading(company.engine) as connection:
        frame = load.products(connection, reach)
    assert UNKNOWN in set(frame["channel"]) and UNKNOWN in set(frame["category"])
