"""Customers of the period against the comparison: who came, who went, who bought more or less; exact over all of them under any filter.

Without filters the revenue of every customer comes from the running totals, chunk by chunk; with filters from the sets that carry it:
of one dimension, or of the full combinations. Who bought at all comes from the sets of customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data import queries, running
from salesdash.data.engine import whole_numbers, whole_rows
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.month_lines import SUMS
from salesdash.data.queries import both_periods, names_of
from salesdash.data.schema import customers
from salesdash.scope import Reach, add_months

TOP, MOST = 20, 10
NOW, BEFORE, BOTH = 1, 2, 3


@dataclass(frozen=True)
class Part:
    """Some customers: row number, and revenue (ten-thousandths) of the period and of the comparison."""

    who: np.ndarray
    now: np.ndarray
    was: np.ndarray

    def of(self, place: np.ndarray) -> Part:
        """Those at some positions."""
        return Part(self.who[place], self.now[place], self.was[place])


def _parts(connection: sa.Connection, reach: Reach, compared: bool = True) -> Iterator[Part]:
    """All customers with revenue in either period, part by part. compared: False leaves the comparison out (0) where that spares reading."""
    if queries.filtered(reach):
        yield _within(connection, reach)
        return
    months = [add_months(reach.first, -1), reach.last]
    if compared and reach.before_first and reach.before_last:
        months += [add_months(reach.before_first, -1), reach.before_last]
    for chunk, totals in running.at(connection, months):
        was = totals[3] - totals[2] if len(totals) > 2 else np.zeros(len(totals[0]), dtype=np.int64)
        yield Part(np.arange(len(totals[0])) + chunk * running.CHUNK, totals[1] - totals[0], was)


def _within(connection: sa.Connection, reach: Reach) -> Part:
    rows = whole_rows(connection, queries.members(queries.filtered(reach)), queries.values(reach, both_periods(reach)))
    sets = [BitMap.deserialize(who) for _, who, _ in rows]
    who = _ids(BitMap.union(*sets)) if sets else np.zeros(0, dtype=np.int64)
    place = np.empty(int(who[-1]) + 1 if len(who) else 0, dtype=np.int64)
    place[who] = np.arange(len(who))
    sums = np.zeros((2, len(who)), dtype=np.int64)
    for side, total in enumerate(sums):
        mine = [i for i, row in enumerate(rows) if side != (reach.first <= row[0] <= reach.last)]
        if mine:
            members = np.concatenate([_ids(sets[i]) for i in mine])
            np.add.at(total, place[members], np.frombuffer(b"".join([rows[i][2] for i in mine]), dtype=np.int64))
    return Part(who, sums[0], sums[1])


def _ids(members: BitMap) -> np.ndarray:
    return np.frombuffer(members.to_array(), dtype=np.uint32).astype(np.int64)


def _joined(parts: list[Part]) -> Part:
    nothing = np.zeros(0, dtype=np.int64)
    return Part(*(np.concatenate([nothing, *(getattr(p, name) for p in parts)]) for name in ("who", "now", "was")))


def _highest(amounts: np.ndarray, most: int) -> np.ndarray:
    """Positions that hold the `most` highest amounts but 0, and perhaps some more; looks closely only where a peak is high."""
    peaks = np.maximum.reduceat(amounts, np.arange(0, len(amounts), 256)) if len(amounts) else amounts
    least = np.partition(peaks, -most)[-most] if len(peaks) > most else amounts.min(initial=0)
    return np.flatnonzero((amounts >= least) & (amounts != 0))


def top_customers(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The customers with the highest revenue in the period, at most 20, highest first: code, name, name_zh, revenue, revenue_before.

    Only customers with revenue. Without filters, of the comparison only the places of the best are read."""
    every = _joined([part.of(_highest(part.now, TOP)) for part in _parts(connection, reach, compared=False)])
    best = every.of(np.lexsort((every.who, -every.now))[:TOP])
    if not queries.filtered(reach) and reach.before_first and reach.before_last:
        months = add_months(reach.before_first, -1), reach.before_last
        start, end = (running.of(connection, month, best.who) for month in months)
        best = Part(best.who, best.now, end - start)
    return _frame(connection, best)


def customer_movers(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """The at most 10 largest gains and 10 largest losses, from the largest gain to the largest loss: code, name, name_zh, revenue,
    revenue_before, change. Empty where there is no comparison."""
    found = []
    for part in _parts(connection, reach) if reach.before_first else ():
        change = part.now - part.was
        found.append(part.of(np.union1d(_highest(change, MOST), _highest(-change, MOST))))
    every = _joined(found)
    change = every.now - every.was
    up, down = np.flatnonzero(change > 0), np.flatnonzero(change < 0)
    gains = up[np.lexsort((every.who[up], -change[up]))[:MOST]]
    losses = down[np.lexsort((every.who[down], change[down]))[:MOST]]
    frame = _frame(connection, every.of(np.concatenate([gains, losses[::-1]])))
    return frame.assign(change=(frame["revenue"] - frame["revenue_before"]).round(4))


def customer_flows(connection: sa.Connection, reach: Reach) -> pd.DataFrame:
    """Five rows that add up to the revenue of both periods exactly: which, customers, revenue, revenue_before.

    new: bought in the period and not in the comparison; lost: the other way round; more, less: bought in both, for as much or more, or
    for less; unnamed: lines without a customer (0 customers). new + more + less are the customers of the period, as `spans` counts them:
    who bought and gave everything back is among them. Empty where there is no comparison.
    """
    if not reach.before_first:
        return pd.DataFrame(columns=["which", "customers", "revenue", "revenue_before"])
    kinds = _kinds(connection, reach)
    count = np.bincount(kinds, minlength=4)
    new, lost, less, named = (np.zeros(3, dtype=np.int64) for _ in range(4))
    for part in _parts(connection, reach):
        kind = kinds[part.who]
        fell = (kind == BOTH) & (part.now < part.was)
        new[1] += (part.now * (kind == NOW)).sum()
        lost[2] += (part.was * (kind == BEFORE)).sum()
        less += fell.sum(), (part.now * fell).sum(), (part.was * fell).sum()
        named[1:] += part.now.sum(), part.was.sum()
    new[0], lost[0], named[0] = count[NOW], count[BEFORE], count[NOW:].sum()
    table = whole_numbers(connection, queries.month_sums(queries.filtered(reach)), queries.values(reach, both_periods(reach)))
    amount, now = table[:, 1 + SUMS.index("amount")], (table[:, 0] >= reach.first) & (table[:, 0] <= reach.last)
    whole = np.array([named[0], amount[now].sum(), amount[~now].sum()])
    sums = {"new": new, "lost": lost, "more": named - new - lost - less, "less": less, "unnamed": whole - named}
    rows = [(which, int(n), revenue / MONEY_SCALE, before / MONEY_SCALE) for which, (n, revenue, before) in sums.items()]
    return pd.DataFrame(rows, columns=["which", "customers", "revenue", "revenue_before"])


def _kinds(connection: sa.Connection, reach: Reach) -> np.ndarray:
    """Of every row number: whether that customer bought NOW, BEFORE or in BOTH periods."""
    found: list[BitMap] = [BitMap(), BitMap()]
    rows = whole_rows(connection, queries.one_set("customer_set", queries.filtered(reach)), queries.values(reach, both_periods(reach)))
    for side in (0, 1):
        sets = [BitMap.deserialize(who) for month, _, who in rows if side != (reach.first <= month <= reach.last)]
        found[side] = BitMap.union(*sets) if sets else found[side]
    kinds = np.zeros(int(connection.scalar(sa.select(sa.func.max(customers.c.id))) or 0) + 1, dtype=np.int8)
    for bit, members in zip((NOW, BEFORE), found, strict=True):
        kinds[_ids(members)] |= bit
    return kinds


def _frame(connection: sa.Connection, part: Part) -> pd.DataFrame:
    named = names_of(connection, customers, part.who)
    columns = {name: [named[i][at] for i in part.who.tolist()] for at, name in enumerate(("code", "name", "name_zh"))}
    return pd.DataFrame({**columns, "revenue": part.now / MONEY_SCALE, "revenue_before": part.was / MONEY_SCALE})
