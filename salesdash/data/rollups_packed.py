"""``month_products`` and ``month_days``: sums below the grain of a cell, packed into one value per cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from salesdash.data.month_lines import Lines, added_up, level
from salesdash.data.packed import pack
from salesdash.data.schema.house import CELL, DAY_COLUMNS, PRODUCT_CELL, PRODUCT_COLUMNS

PRODUCT_LEVELS: tuple[tuple[str, ...], ...] = (("channel_id",), ("region_id", "channel_id"), ("segment_id", "channel_id"), PRODUCT_CELL)
"""The stored levels of ``month_products``; channel is always told apart, and category within."""
DAYS = 31


def products_of(month: int, lines: Lines) -> Iterator[dict[str, Any]]:
    """The rows of ``month_products`` of one month, as columns, level by level; entries by product, then category."""
    if not len(lines.cell):
        return
    highest = int(lines.product.max()) + 1
    first = np.flatnonzero(np.diff(lines.cell * highest + lines.product, prepend=-1))
    back = lines.measure("return_lines")
    quantity, amount = lines.measure("quantity"), lines.measure("amount")
    sums = np.add.reduceat(
        np.stack(
            [
                quantity * (1 - back), amount * (1 - back), quantity * back, amount * back,
                lines.measure("cost"), lines.measure("costed_amount"), lines.measure("lines"),
            ], axis=1,
        ), first, axis=0,
    )  # fmt: skip
    cell, product = lines.cell[first], lines.product[first]
    category = lines.cells[cell, CELL.index("category_id")]
    kinds = int(category.max()) + 1
    inner, goods = product * kinds + category, highest * kinds
    for kept in PRODUCT_LEVELS:
        groups, place = level(lines.cells[:, : len(PRODUCT_CELL)], kept, PRODUCT_CELL)
        code, entries = added_up(place[cell] * goods + inner, sums)
        group, inner_code = np.divmod(code, goods)
        table = np.column_stack([*np.divmod(inner_code, kinds), entries])
        edges = np.searchsorted(group, np.arange(len(groups) + 1))
        yield {
            "month": np.full(len(groups), month), **{d: groups[:, i] for i, d in enumerate(PRODUCT_CELL)},
            "entries": np.diff(edges), "sums": pack(table, edges),
        }  # fmt: skip


def days_of(month: int, lines: Lines, levels: tuple[tuple[str, ...], ...]) -> Iterator[dict[str, Any]]:
    """The rows of ``month_days`` of one month, as columns, level by level; only days with lines."""
    if not len(lines.cell):
        return
    place = lines.cell * DAYS + lines.day - 1
    full = np.zeros((len(lines.cells) * DAYS, len(DAY_COLUMNS) - 1), dtype=np.int64)
    np.add.at(full[:, 0], place, lines.measure("amount"))
    full[:, 1] = np.bincount(place, minlength=len(full))
    for kept in levels:
        groups, where = level(lines.cells, kept)
        sums = added_up(where, full.reshape(len(lines.cells), -1))[1].reshape(len(groups), DAYS, -1)
        group, day = np.nonzero(sums[:, :, 1])
        edges = np.searchsorted(group, np.arange(len(groups) + 1))
        yield {
            "month": np.full(len(groups), month), **{d: groups[:, i] for i, d in enumerate(CELL)},
            "days": np.diff(edges), "sums": pack(np.column_stack([day + 1, sums[group, day]]), edges),
        }  # fmt: skip


__all__ = ["DAYS", "DAY_COLUMNS", "PRODUCT_COLUMNS", "PRODUCT_LEVELS", "days_of", "products_of"]
