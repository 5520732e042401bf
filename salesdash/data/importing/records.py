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
        self.seen: set[tuple[Any, ...]] = set()

    def take(self, values: dict[str, np.ndarray | pa.Array], nulls: dict[str, np.ndarray]) -> list[int]:
        """Write one block (field name -> column). Returns positions of rows whose key an earlier row of this file had."""
        columns: dict[str, list[Any]] = {}
        for name, column in values.items():
            refers = self.fields[name].refers
            if refers == self.table.name:
                continue
            cells = (
                self._references(refers, column)
                if refers and isinstance(column, pa.Array)
                else column.tolist()
                if isinstance(column, np.ndarray)
                else column.to_pylist()
            )
            columns[self.columns[name]] = [
                None if empty or (refers and not v) else v for v, empty in zip(cells, nulls[name].tolist(), strict=True)
            ]
        keys = list(zip(*(columns.get(k, [None] * len(nulls[next(iter(nulls))])) for k in self.key), strict=True))
        doubled, fresh, old = [], [], []
        for i, key in enumerate(keys):
            if key in self.seen:
                doubled.append(i)
                continue
            self.seen.add(key)
            row = self.known.get(key)
            if row is None:
                fresh.append((i, self._new(key)))
            else:
                old.append((i, row))
        if "parent" in values:
            columns["parent_id"] = self._parents(pa.array(values["parent"]).to_pylist())
        self.registry.flush()
        self._add(columns, fresh)
        for i, row in old:
            self._change(row, {c: v[i] for c, v in columns.items() if v[i] is not None and c not in self.key})
        return doubled

    def _new(self, key: tuple[Any, ...]) -> int:
        row = self.known[key] = self.next
        self.next += 1
        return row

    def _parents(self, codes: list[str | None]) -> list[int | None]:
        """The rows of parents in the same tree; those that are not known, with every step above them, are made (a later row of the file
        may say more about them)."""
        made: list[tuple[int, str]] = []
        for code in dict.fromkeys(filter(None, codes)):
            steps = code.split("/")
            for path in ("/".join(steps[: n + 1]) for n in range(len(steps))) if (code,) not in self.known else ():
                if (path,) not in self.known:
                    made.append((self._new((path,)), path))
        if made:
            names = [path.rpartition("/")[2] for _, path in made]
            self._add({"code": [path for _, path in made], "name": names}, [(i, row) for i, (row, _) in enumerate(made)])
            self.report.rows_loaded -= len(made)
            self.report.created[self.table.name] += len(made)
        return [self.known[(code,)] if code else None for code in codes]

    def _references(self, table: str, codes: pa.Array) -> list[int]:
        words, place = coded(codes)
        if table in TREES:
            tree = self.registry[table]
            rows = [
                0 if not w else known if (known := tree.ids.get(w)) is not None else self.registry.path(table, w.split("/")) for w in words
            ]
        else:
            self.registry[table].ids.look_up(words)
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
        """The parent of new tree rows: the one named, else by the path in the code ("North/Kentucky"). Levels and roots follow, see `relabel`."""
        parents = made["parent_id"].to_pylist() if "parent_id" in made else [None] * len(made["id"])
        parents = [p or self.known.get((code.rpartition("/")[0],)) for p, code in zip(parents, made["code"].to_pylist(), strict=True)]
        made["parent_id"], made["root_id"] = pa.array(parents, pa.int64()), made["id"]

    def _change(self, row: int, values: dict[str, Any]) -> None:
        table = self.table
        old = self.connection.execute(sa.select(table).where(table.c.id == row)).mappings().one_or_none()
        new = {k: v for k, v in values.items() if old is not None and _plain(old[k]) != v}
        if not new:
            self.report.rows_unchanged += 1
            return
        assert old is not None
        remember(self.connection, self.import_id, table, row, {k: old[k] for k in [*new, "row_version"]})
        self.connection.execute(
            sa.update(table)
            .where(table.c.id == row)
            .values(**{k: _typed(table.c[k], v) for k, v in new.items()}, row_version=old["row_version"] + 1)
        )
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
