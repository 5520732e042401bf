"""Rows of every table but order lines: what has the key of a known row changes it where the file says something, the rest is new."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from salesdash.data.engine import insert
from salesdash.data.fields import Field
from salesdash.data.importing.cells import Parsed, Style, parse
from salesdash.data.importing.registry import Registry, coded, remember
from salesdash.data.importing.report import Report

TREES = ("regions", "categories")


class Records:
    """One import into one table. `take` every block of parsed columns; an empty cell leaves what is known."""

    def __init__(self, connection: sa.Connection, table: sa.Table, registry: Registry, import_id: int, report: Report) -> None:
        self.connection, self.table, self.registry, self.import_id, self.report = connection, table, registry, import_id, report
        self.fields: dict[str, Field] = {c.info["field"].name: c.info["field"] for c in table.c if "field" in c.info}
        self.columns = {c.info["field"].name: c.name for c in table.c if "field" in c.info}
        self.key = [self.columns[k] for k in table.info["key"]]
        rows = connection.execute(sa.select(*(table.c[k] for k in self.key), table.c.id))
        self.known: dict[tuple[Any, ...], int] = {tuple(map(_plain, r[:-1])): r[-1] for r in rows}
        self.next = max(self.known.values(), default=0) + 1
        self.changed: set[int] = set()
        self.months: set[int] = set()

    def take(self, values: dict[str, np.ndarray | pa.Array], nulls: dict[str, np.ndarray]) -> list[int]:
        """Write one block (field name -> column). Returns positions of rows whose key an earlier row of this block had."""
        columns: dict[str, list[Any]] = {}
        for name, column in values.items():
            refers = self.fields[name].refers
            cells = self._references(refers, column) if refers and isinstance(column, pa.Array) else column.tolist() if isinstance(column, np.ndarray) else column.to_pylist()
            columns[self.columns[name]] = [None if empty or (refers and not v) else v for v, empty in zip(cells, nulls[name].tolist(), strict=True)]
        keys = list(zip(*(columns.get(k, [None] * len(nulls[next(iter(nulls))])) for k in self.key), strict=True))
        doubled, fresh, seen = [], [], set()
        for i, key in enumerate(keys):
            if key in seen:
                doubled.append(i)
                continue
            seen.add(key)
            row = self.known.get(key)
            if row is None:
                self.known[key] = self.next
                fresh.append((i, self.next))
                self.next += 1
            else:
                self._change(row, {c: v[i] for c, v in columns.items() if v[i] is not None and c not in self.key})
        self.registry.flush()
        self._add(columns, fresh)
        return doubled

    def _references(self, table: str, codes: pa.Array) -> list[int]:
        words, place = coded(codes)
        if table in TREES:
            rows = [self.registry.path(table, w.split("/")) if w else 0 for w in words]
        elif table == self.table.name:
            rows = [self.known.get((w,), 0) if w else 0 for w in words]
        else:
            rows = [self.registry[table].add(w, name=w) if w else 0 for w in words]
        return np.array(rows, dtype=np.int64)[place].tolist()

    def _add(self, columns: dict[str, list[Any]], fresh: list[tuple[int, int]]) -> None:
        if not fresh:
            return
        rows = [i for i, _ in fresh]
        made: dict[str, Any] = {"id": pa.array([key for _, key in fresh]), "import_id": np.full(len(fresh), self.import_id)}
        made.update({c: pa.array([v[i] for i in rows]) for c, v in columns.items()})
        if self.table.name in TREES:
            self._into_tree(made)
        insert(self.connection, self.table, made)
        self.report.rows_loaded += len(fresh)

    def _into_tree(self, made: dict[str, Any]) -> None:
        """Level and root of new tree rows: from the parent named, else from the path in the code ("North/Kentucky")."""
        tree = self.registry[self.table.name]
        parents = made["parent_id"].to_pylist() if "parent_id" in made else [None] * len(made["id"])
        parents = [p or self.known.get((code.rpartition("/")[0],)) for p, code in zip(parents, made["code"].to_pylist(), strict=True)]
        root, level = dict(enumerate(tree.of["root_id"].tolist())), {}
        for row, parent in zip(made["id"].to_pylist(), parents, strict=True):
            root[row], level[row] = (root.get(parent, parent), level.get(parent, 1) + 1) if parent else (row, 1)
        made["parent_id"] = pa.array(parents, pa.int64())
        made["root_id"] = pa.array([root[r] for r in made["id"].to_pylist()])
        made["level"] = pa.array([level[r] for r in made["id"].to_pylist()])

    def _change(self, row: int, values: dict[str, Any]) -> None:
        table = self.table
        old = self.connection.execute(sa.select(table).where(table.c.id == row)).mappings().one_or_none()
        new = {k: v for k, v in values.items() if old is not None and _plain(old[k]) != v}
        if not new:
            self.report.rows_unchanged += 1
            return
        assert old is not None
        remember(self.connection, self.import_id, table, row, {k: old[k] for k in [*new, "row_version"]})
        self.connection.execute(sa.update(table).where(table.c.id == row).values(**{k: _typed(table.c[k], v) for k, v in new.items()}, row_version=old["row_version"] + 1))
        self.changed.add(row)
        self.report.rows_loaded += 1
        self.report.rows_replaced += 1


def outcome_of(parsed: dict[str, Parsed], field: Field) -> None:
    """A deal's outcome where the file has none: what its stage says (Won, Closed Lost, 赢单 ...), else open. An open deal has not been
    closed, whatever date stands there: many systems export the one expected date as the closing date."""
    stage = parsed.get("stage")
    if stage is None:
        return
    if "outcome" not in parsed:
        told = parse(stage.values, field, Style())
        parsed["outcome"] = Parsed(pc.fill_null(told.values, "open"), stage.null, {})
    closed = parsed.get("closed_on")
    if closed is not None:
        still_open = pc.fill_null(pc.equal(parsed["outcome"].values, "open"), True)
        values = pc.if_else(still_open, pa.scalar(None, pa.string()), closed.values)
        parsed["closed_on"] = Parsed(values, closed.null | still_open.to_numpy(zero_copy_only=False), closed.bad, closed.rounded)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) and isinstance(value, str) else value
