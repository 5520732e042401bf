"""Order lines of one file -> the table ``sales``, block by block, inside the caller's transaction.

The key of a line is source + order number + line number. Without a line number the order is the unit: the lines of an order in the
file replace what the house had of that order; equal lines inside one order stay. Replaced lines are kept until the import is undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from pyroaring import BitMap

from salesdash.data.engine import insert, insert_new, whole_rows
from salesdash.data.importing.kept import Kept
from salesdash.data.importing.line_dimensions import Block, LineDimensions
from salesdash.data.importing.registry import Registry, coded
from salesdash.data.importing.report import Report
from salesdash.data.schema import SALES_COLUMNS, month_sales, orders, replaced_sales, sales
from salesdash.text import N_

AT_ONCE = 5_000
NO_ORDER_NUMBER = N_(
    "The file has no order number: every row was taken as an order of its own. "
    "A corrected copy would be added, not replace it: undo this import first."
)
NAMELESS = N_("{count} lines name no customer: their revenue counts, but for no customer.")
STAYING = N_("{count} lines of these orders are not in the file and stay, because lines have numbers of their own.")


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


class OrderLines:
    """One import of order lines. `take` every block, then read `touched` (months) and the report."""

    def __init__(self, connection: sa.Connection, registry: Registry, import_id: int, source: str, sha256: str, report: Report) -> None:
        self.connection, self.registry, self.import_id, self.source, self.report = connection, registry, import_id, source, report
        self.touched: set[int] = set()
        self.file = sha256[:12]
        self.next_line = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(sales.c.id), 0))) or 0) + 1
        self.next_order = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(orders.c.id), 0))) or 0) + 1
        self.dimensions = LineDimensions(connection, registry, report)
        self.order_set, self.customer_set = BitMap(), BitMap()
        self.begun: dict[str, dict[str | None, int]] = {}
        self.met = BitMap()
        self.nameless = 0
        self.kept = Kept(connection.scalars(sa.select(month_sales.c.month).distinct()))

    def take(self, block: Block) -> list[int]:
        """Write one block. Returns positions of rows that are a second line with the same key in this file: they were not written."""
        count = len(block.rows)
        if not count:
            return []
        known_orders = self.next_order
        order, line = self._orders(block), block.texts.get("line_no")
        doubled = self._doubled(order, line)
        columns = self._columns(block, order, line)
        old = self._existing(order[order < known_orders])
        mine = old["import_id"] == self.import_id
        if line is not None:
            doubled |= self._again(order, line, old, mine)
        keep = ~doubled
        if doubled.any():
            columns = {k: v[keep] if isinstance(v, np.ndarray) else v.filter(pa.array(keep)) for k, v in columns.items()}
        self._replace(old, ~mine, columns["order_id"], columns["line_no"] if line is not None else None)
        self.registry.flush()
        self._count(columns)
        insert(self.connection, sales, columns)
        self.kept.add(columns)
        return np.flatnonzero(doubled).tolist()

    def finish(self) -> None:
        """Say in the report what only the whole file shows."""
        self.report.orders, self.report.customers = len(self.order_set), len(self.customer_set)
        if self.nameless:
            self.report.warn(NAMELESS, count=self.nameless)
        s = sales.c
        staying = 0
        for some in _batches(list(self.met)):
            older = sa.select(sa.func.count()).select_from(sales).where(s.order_id.in_(some), s.import_id != self.import_id)
            staying += int(self.connection.scalar(older) or 0)
        if staying:
            self.report.warn(STAYING, count=staying)

    def _orders(self, block: Block) -> np.ndarray:
        """The order's row number of every line; orders not known yet are made."""
        numbers = block.texts.get("order_no")
        if numbers is None:
            self.report.warn(NO_ORDER_NUMBER)
            numbers = pa.array([f"{self.file}:{row}" for row in block.rows.tolist()])
        sources = block.texts.get("source")
        result = np.zeros(len(block.rows), dtype=np.int64)
        source_words, source_codes = coded(sources) if sources is not None else ([self.source], np.zeros(len(block.rows), dtype=np.int64))
        for i, source in enumerate(source_words):
            where = source_codes == i
            if where.any():
                words, codes = coded(numbers.filter(pa.array(where)))
                result[where] = self._order_ids(source or self.source, words[:-1])[codes]
        return result

    def _order_ids(self, source: str, numbers: list[str | None]) -> np.ndarray:
        """Row numbers of distinct order numbers. Most are new; those of the block before may go on in this one."""
        begun = self.begun.get(source, {})
        new = [n for n in numbers if n not in begun]
        fresh = np.arange(self.next_order, self.next_order + len(new), dtype=np.int64)
        values = {"id": fresh, "source": pa.array([source] * len(new), pa.string()), "order_no": pa.array(new, type=pa.string())}
        made = insert_new(self.connection, orders, values, ("source", "order_no")) if new else 0
        self.next_order += len(new)
        ids: dict[str | None, int] = dict(zip(new, fresh.tolist(), strict=True)) if made == len(new) else {}
        for some in _batches([] if ids else new):
            query = sa.select(orders.c.order_no, orders.c.id).where(orders.c.source == source, orders.c.order_no.in_(some))
            ids.update(whole_rows(self.connection, query))
        self.begun[source] = ids | {n: begun[n] for n in numbers if n in begun}
        return np.array([self.begun[source][n] for n in numbers], dtype=np.int64)

    @staticmethod
    def _doubled(order: np.ndarray, line: pa.Array | None) -> np.ndarray:
        """The second and later rows of a block with the same order and line number."""
        doubled = np.zeros(len(order), dtype=bool)
        if line is None:
            return doubled
        words, codes = coded(line)
        numbered = codes < len(words) - 1
        key = order * len(words) + codes
        _, first = np.unique(key, return_index=True)
        doubled[:] = numbered
        doubled[first] = False
        return doubled

    def _existing(self, order: np.ndarray) -> dict[str, Any]:
        """The lines that the house has of these orders."""
        rows: list[Any] = []
        for some in _batches(np.unique(order).tolist()):
            s = sales.c
            rows += whole_rows(self.connection, sa.select(s.id, s.order_id, s.line_no, s.import_id, s.month).where(s.order_id.in_(some)))
        return {
            "id": np.array([r[0] for r in rows], dtype=np.int64), "order_id": np.array([r[1] for r in rows], dtype=np.int64),
            "line_no": np.array([r[2] for r in rows], dtype=object), "import_id": np.array([r[3] for r in rows], dtype=np.int64),
            "month": np.array([r[4] for r in rows], dtype=np.int64),
        }  # fmt: skip

    def _again(self, order: np.ndarray, line: pa.Array, old: dict[str, Any], mine: np.ndarray) -> np.ndarray:
        """Rows whose key an earlier block of this file had."""
        seen = {(o, n) for o, n in zip(old["order_id"][mine].tolist(), old["line_no"][mine].tolist(), strict=True) if n is not None}
        if not seen:
            return np.zeros(len(order), dtype=bool)
        return np.array([key in seen for key in zip(order.tolist(), line.to_pylist(), strict=True)])

    def _replace(self, old: dict[str, Any], theirs: np.ndarray, order: np.ndarray, line: pa.Array | None) -> None:
        """Take out the lines of earlier imports that this block replaces, keeping them for undo."""
        if not theirs.any():
            return
        gone = theirs & np.isin(old["order_id"], order)
        if line is not None:
            keys = set(zip(order.tolist(), line.to_pylist(), strict=True))
            named = np.array([n is None or (o, n) in keys for o, n in zip(old["order_id"].tolist(), old["line_no"].tolist(), strict=True)])
            self.met.update(old["order_id"][gone].tolist())
            gone &= named
        ids = old["id"][gone].tolist()
        self.touched.update(old["month"][gone].tolist())
        for some in _batches(ids):
            where = sales.c.id.in_(some)
            kept = sa.select(sa.literal(self.import_id), *(sales.c[c] for c in SALES_COLUMNS)).where(where)
            self.connection.execute(sa.insert(replaced_sales).from_select(["replaced_by", *SALES_COLUMNS], kept))
            self.connection.execute(sa.delete(sales).where(where))
        self.report.rows_replaced += len(ids)

    def _columns(self, block: Block, order: np.ndarray, line: pa.Array | None) -> dict[str, Any]:
        texts, a, n = block.texts, block.amounts, len(block.rows)
        days, nothing = texts["ordered_on"], pa.nulls(n, pa.string())
        ids = np.arange(self.next_line, self.next_line + n, dtype=np.int64)
        self.next_line += n
        return {
            "id": ids, "order_id": order, "line_no": nothing if line is None else line, "ordered_on": days,
            "month": pc.cast(pc.replace_substring(pc.utf8_slice_codeunits(days, 0, 7), "-", ""), pa.int64()).to_numpy(),
            "shipped_on": texts.get("shipped_on", nothing), "due_on": texts.get("due_on", nothing), **self.dimensions.of(texts, n),
            "quantity": a.quantity, "amount": a.amount, "cost": pa.array(a.cost, mask=a.cost_null),
            "discount": pa.array(a.discount, mask=a.discount_null), "tax": pa.array(a.tax, mask=a.tax_null),
            "currency": texts.get("currency", nothing), "import_id": np.full(n, self.import_id, dtype=np.int64),
        }  # fmt: skip

    def _count(self, columns: dict[str, Any]) -> None:
        report, amount = self.report, columns["amount"]
        if not len(amount):
            return
        self.touched.update(np.unique(columns["month"]).tolist())
        self.nameless += int((columns["customer_id"] == 0).sum())
        self.order_set.update(np.unique(columns["order_id"]).tolist())
        self.customer_set.update(np.unique(columns["customer_id"][columns["customer_id"] > 0]).tolist())
        report.rows_loaded += len(amount)
        report.amount += float(amount.sum()) / 10_000
        report.returned += float(amount[amount < 0].sum()) / 10_000
        report.return_lines += int((amount < 0).sum())
        edges = pc.min_max(pc.cast(columns["ordered_on"], pa.date32())).as_py()
        report.first = min(filter(None, (report.first, edges["min"])))
        report.last = max(filter(None, (report.last, edges["max"])))
