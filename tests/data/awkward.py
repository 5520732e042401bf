"""A company made to be awkward, and what pandas says of its lines.

An order spans months, regions, channels, customers and segments; lines without a customer, region, product or channel; returns, zero
amounts, unknown costs; lines without a due date, late ones and ones that never left; and a third of the orders were wrong first and
then corrected. Customers complain, and their tickets leave out as much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

from salesdash.data import checking, directory
from salesdash.data.engine import reading
from salesdash.data.importing import door
from salesdash.data.importing.run import run
from salesdash.scope import DIMENSIONS, NAMED_PERIODS, Calendar, Reach, Scope

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
COMPLAINTS = ("damaged", "wrong_item", "missing_item", "delivery")


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
    for name, missing, spread in (("due", 0.2, 12), ("shipped", 0.15, 15)):
        on = [d + timedelta(days=int(n)) for d, n in zip(frame["day"], rng.integers(0, spread, LINES), strict=True)]
        frame[name] = np.where(rng.random(LINES) < missing, "", [d.isoformat() for d in on])
    return frame


def file_of_tickets(rng: np.random.Generator) -> pd.DataFrame:
    """Eight hundred tickets; half of them leave out the region, the channel or the product."""
    n = 800
    return pd.DataFrame({
        "Ticket": [f"T{i}" for i in range(n)], "Opened on": [(FIRST + timedelta(days=int(d))).isoformat() for d in rng.integers(0, 900, n)],
        "Kind of ticket": rng.choice([*COMPLAINTS, "billing", "question"], n), "Customer": [f"C{i:02}" for i in rng.integers(0, 60, n)],
        "Region": rng.choice(["", *REGIONS], n), "Channel": rng.choice(["", *CHANNELS], n), "Product": rng.choice(["", "P01", "P07", "P09"], n),
    })  # fmt: skip


def nowhere(frame: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Lines of a customer without a region name none either: it would become the customer's."""
    homeless = frame["customer"].isin(own.loc[own["Region"] == "", "Customer"])
    return frame.assign(region=frame["region"].mask(homeless, ""))


def as_csv(frame: pd.DataFrame, file: Path) -> Path:
    cells = pd.DataFrame({
        "Order no": frame["order"], "Order date": [d.isoformat() for d in frame["day"]], "Customer": frame["customer"], "Region": frame["region"],
        "Channel": frame["channel"], "Product": frame["product"], "Category": frame["category"],
        "Due date": frame["due"], "Ship date": frame["shipped"],
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


def told_tickets(tickets: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Complaints as they should be counted: what a ticket leaves out is its customer's or its product's."""
    known = own.set_index("Customer")
    frame = tickets[tickets["Kind of ticket"].isin(COMPLAINTS)]
    day = frame["Opened on"].map(date.fromisoformat)
    category = frame["Product"].map(lambda code: [*CATEGORIES, ""][int(code[1:]) % 5] if code else "")
    region = np.where(frame["Region"] == "", frame["Customer"].map(known["Region"]), frame["Region"])
    cells = {"region": region, "segment": frame["Customer"].map(known["Segment"]), "channel": frame["Channel"], "category": category}
    return pd.DataFrame({"month": [d.year * 100 + d.month for d in day], **cells}).replace("", UNKNOWN)


@dataclass(frozen=True)
class Company:
    """A database, and the lines that should be in it."""

    engine: sa.Engine
    lines: pd.DataFrame
    tickets: pd.DataFrame
    calendar: Calendar


def imported(engine: sa.Engine, file: Path) -> None:
    (source,) = door.open_files([file])
    with reading(engine) as connection:
        proposal = door.proposal(connection, source, answers={"tax": "excluded", "discount": "amount"})
    assert proposal.ready, (proposal.questions, proposal.missing)
    run(engine, source, proposal.mapping)


def awkward(engine: sa.Engine, folder: Path) -> Company:
    """Make it in an empty house."""
    rng = np.random.default_rng(20_261)
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
    tickets = file_of_tickets(rng)
    tickets.to_csv(folder / "tickets.csv", index=False)
    imported(engine, folder / "tickets.csv")
    with reading(engine) as connection:
        assert list(checking.troubles(connection)) == []
        return Company(engine, told(right, own), told_tickets(tickets, own), directory.calendar(connection))


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
