"""``month_sets`` and ``month_deliveries``: who bought, which orders, which of them were due and late; and each customer's revenue."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from pyroaring import BitMap

from salesdash.data.month_lines import LATE, NOT_DUE, STILL_OPEN, Lines, added_up, level
from salesdash.data.packed import blobs
from salesdash.data.schema import CELL

BY_CHANNEL: tuple[tuple[str, ...], ...] = (("region_id", "channel_id"), ("segment_id", "channel_id"), ("channel_id", "category_id"))
SET_LEVELS: tuple[tuple[str, ...], ...] = ((), *((d,) for d in CELL), *BY_CHANNEL, CELL)
WITH_AMOUNTS: tuple[tuple[str, ...], ...] = (*((d,) for d in CELL), CELL)
"""The levels of ``month_sets`` that tell each customer's revenue."""
DELIVERY_LEVELS: tuple[tuple[str, ...], ...] = (("channel_id",), *BY_CHANNEL, CELL)
"""The stored levels of ``month_deliveries``; channel is always told apart."""
NOBODY = BitMap()
Totals = tuple[np.ndarray, np.ndarray]


def customer_sums(lines: Lines) -> Totals:
    """The customers of a month (ids, ascending) and the revenue of each."""
    named = lines.customer > 0
    ids, place = np.unique(lines.customer[named], return_inverse=True)
    sums = np.zeros(len(ids), dtype=np.int64)
    np.add.at(sums, place, lines.measure("amount")[named])
    return ids, sums


def sets_of(month: int, lines: Lines) -> Iterator[dict[str, Any]]:
    """The rows of ``month_sets`` for one month, as columns, level by level."""
    count = len(lines.cells)
    cell, customer, amount = _once(lines.cell, lines.customer, lines.measure("amount"))
    customers = _members(cell, customer, count)
    orders = _members(*_once(lines.cell, lines.order)[:2], count)
    for kept in SET_LEVELS:
        groups, place, where = _groups(lines.cells, kept)
        told: Iterable[bytes | None] = [None] * len(groups)
        if kept in WITH_AMOUNTS:
            inside, ids, sums = _once(place[cell], customer, amount)
            who = customers if kept == CELL else _members(inside, ids, len(groups))
            edges = np.searchsorted(inside, np.arange(len(groups) + 1)).tolist()
            told = (sums[a:b].tobytes() for a, b in pairwise(edges))
        else:
            who = _united(customers, where)
        which = _united(orders, where)
        yield {
            "month": np.full(len(groups), month), **{d: groups[:, i] for i, d in enumerate(CELL)},
            "customers": np.array([len(b) for b in who], dtype=np.int64), "orders": np.array([len(b) for b in which], dtype=np.int64),
            "customer_set": blobs(b.serialize() for b in who), "order_set": blobs(b.serialize() for b in which),
            "customer_amounts": blobs(told),
        }  # fmt: skip


def deliveries_of(month: int, lines: Lines) -> Iterator[dict[str, Any]]:
    """The rows of ``month_deliveries`` for one month, as columns, level by level; cells in which nothing was due have none."""
    due = lines.delivery != NOT_DUE
    with_due, cell = np.unique(lines.cell[due], return_inverse=True)
    if not len(with_due):
        return
    cells, order, delivery = lines.cells[with_due], lines.order[due], lines.delivery[due]
    kinds = {"due_set": delivery != NOT_DUE, "late_set": delivery == LATE, "open_set": delivery == STILL_OPEN}
    sets = {name: _members(*_once(cell[which], order[which])[:2], len(cells)) for name, which in kinds.items()}
    for kept in DELIVERY_LEVELS:
        groups, _, where = _groups(cells, kept)
        yield {
            "month": np.full(len(groups), month), **{d: groups[:, i] for i, d in enumerate(CELL)},
            **{name: blobs(b.serialize() for b in _united(found, where)) for name, found in sets.items()},
        }  # fmt: skip


def _groups(cells: np.ndarray, kept: Sequence[str]) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    """The cells of a level, which of them each full combination belongs to, and the full combinations that each of them holds."""
    groups, place = level(cells, kept)
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(groups) + 1)).tolist()
    members = order.tolist()
    return groups, place, [members[a:b] for a, b in pairwise(edges)]


def _united(sets: list[BitMap], where: list[list[int]]) -> list[BitMap]:
    return [sets[w[0]] if len(w) == 1 else BitMap.union(*(sets[i] for i in w)) for w in where]


def _once(cell: np.ndarray, ids: np.ndarray, amounts: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different pairs of cell and id (without 0), ascending, and the sum of the amounts of each."""
    named = ids > 0
    most = int(ids.max(initial=0)) + 1
    values = np.zeros(len(ids), dtype=np.int64) if amounts is None else amounts
    code, sums = added_up((cell * most + ids)[named], values[named])
    return *np.divmod(code, most), sums


def _members(cell: np.ndarray, ids: np.ndarray, count: int) -> list[BitMap]:
    """The set of ids of each of `count` cells, from pairs in ascending order."""
    edges = np.searchsorted(cell, np.arange(count + 1)).tolist()
    members = ids.astype(np.uint32)
    return [BitMap(array("I", members[a:b].tobytes())) if b > a else NOBODY for a, b in pairwise(edges)]
