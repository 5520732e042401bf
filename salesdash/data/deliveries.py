"""What was due and what came late, what came back, and what customers complained of, by channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import queries
from salesdash.data.breakdowns import channels
from salesdash.data.days import edges
from salesdash.data.engine import whole_rows
from salesdash.data.queries import TREE, both_periods
from salesdash.data.schema import channels as channel_table
from salesdash.data.schema import customers, products, tickets
from salesdash.scope import Calendar, Reach, add_months

COMPLAINTS = ("damaged", "wrong_item", "missing_item", "delivery")
"""The kinds of tickets that are about a delivery."""
COLUMNS = ("code", "name", "name_zh", "revenue", "lines", "returned", "return_lines")
Counts = dict[tuple[int, int], int]
"""(side: 0 the period, 1 the comparison; channel's row number) -> how many."""


def deliveries(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """One row per channel with lines in either period, highest revenue first; every figure but the names also as ``<figure>_before``.

    code, name, name_zh; revenue, returned (currency units), lines, return_lines; orders; due: orders with a line that has a due date;
    late: of those, the ones with a line shipped after it, or not shipped although a whole month of data has passed since; otif: the
    share that was not late (None where nothing was due); tickets: complaints about a delivery (COMPLAINTS), by the month they were opened.
    """
    frame = channels(connection, reach)
    frame = frame[[f"{name}{tail}" for tail in ("", "_before") for name in COLUMNS if not tail or name in COLUMNS[3:]]]
    ids = {code: row for row, code in connection.execute(sa.select(channel_table.c.id, channel_table.c.code))}
    due, late = _due(connection, reach)
    found = {"orders": _orders(connection, reach), "due": due, "late": late, "tickets": _tickets(connection, reach)}
    for side, tail in enumerate(("", "_before")):
        for name, counts in found.items():
            frame[f"{name}{tail}"] = [counts.get((side, ids[code]), 0) for code in frame["code"]]
        shares = [1 - late / due if due else None for late, due in zip(frame[f"late{tail}"], frame[f"due{tail}"], strict=True)]
        frame[f"otif{tail}"] = pd.array(shares, dtype="object")
    return frame


def _side(reach: Reach, month: int) -> int:
    return 0 if reach.first <= month <= reach.last else 1


def _counted(sets: Iterable[tuple[tuple[int, int], BitMap]]) -> Counts:
    """How many different members the sets of each key have together."""
    by_key: dict[tuple[int, int], list[BitMap]] = {}
    for key, members in sets:
        by_key.setdefault(key, []).append(members)
    return {key: len(BitMap.union(*every)) for key, every in by_key.items()}


def _orders(connection: sa.Connection, reach: Reach) -> Counts:
    query = queries.one_set("order_set", queries.filtered(reach), ("channel",))
    rows = whole_rows(connection, query, queries.values(reach, both_periods(reach)))
    return _counted(((_side(reach, month), channel), BitMap.deserialize(members)) for month, channel, members in rows)


def _due(connection: sa.Connection, reach: Reach) -> tuple[Counts, Counts]:
    """Orders due and orders late."""
    ends = edges(connection)
    complete = Calendar(*ends).last_complete if ends else None
    rows = whole_rows(connection, queries.delivery_sets(queries.filtered(reach)), queries.values(reach, both_periods(reach)))
    due, late = [], []
    for month, channel, *sets in rows:
        key = _side(reach, month), channel
        due_set, late_set, open_set = map(BitMap.deserialize, sets)
        due.append((key, due_set))
        late.append((key, late_set | open_set if complete and month < complete else late_set))
    return _counted(due), _counted(late)


@lru_cache
def _complaints(cut: tuple[str, ...]) -> sa.Select[Any]:
    """Channel (0 = not known) and tickets of the days from `start` to before `end`. What a ticket does not say itself, its customer and product do."""
    t = tickets.c
    apart: dict[str, Any] = {
        "region": sa.func.coalesce(t.region_id, customers.c.region_id, 0), "segment": sa.func.coalesce(customers.c.segment_id, 0),
        "channel": sa.func.coalesce(t.channel_id, 0), "category": sa.func.coalesce(products.c.category_id, 0),
    }  # fmt: skip
    where = [t.kind.in_(COMPLAINTS)]
    for dimension in cut:
        tree = TREE[dimension].c
        root = tree.root_id if "root_id" in tree else tree.id
        codes = sa.bindparam(dimension, expanding=True, type_=sa.Text)
        roots = sa.select(tree.id).where(root.in_(sa.select(tree.id).where(tree.code.in_(codes))))
        where.append(apart[dimension].in_(roots))
    start, end = (sa.bindparam(name, type_=sa.Date) for name in ("start", "end"))
    joined = tickets.outerjoin(customers, customers.c.id == t.customer_id).outerjoin(products, products.c.id == t.product_id)
    query = sa.select(apart["channel"], sa.func.count()).select_from(joined).where(t.opened_on >= start, t.opened_on < end, *where)
    return query.group_by(apart["channel"])


def _tickets(connection: sa.Connection, reach: Reach) -> Counts:
    spans = [(reach.first, reach.last)] + ([(reach.before_first, reach.before_last)] if reach.before_first and reach.before_last else [])
    counts: Counts = {}
    for side, (first, last) in enumerate(spans):
        after = add_months(last, 1)
        days = {"start": date(first // 100, first % 100, 1), "end": date(after // 100, after % 100, 1)}
        values = {d: sorted(getattr(reach, d)) for d in queries.filtered(reach)}
        for channel, count in whole_rows(connection, _complaints(queries.filtered(reach)), {**values, **days}):
            counts[side, channel] = count
    return counts
