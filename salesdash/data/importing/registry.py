"""Codes of a file -> row numbers of the dimensions. Codes not known yet become rows, and are counted; blanks of known rows are
filled, never overwritten, and what was there before is kept for undo."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.engine import each_row, insert
from salesdash.data.importing.codes import Codes
from salesdash.data.importing.report import Report
from salesdash.data.schema import changes, metadata
from salesdash.text import N_

CREATED_UNASKED = N_("{table} not known before: {codes}. They are added; correct the file if they are misspelt.")
TOLD = {
    "products": N_("Products"), "channels": N_("Channels"), "reps": N_("Sales reps"), "partners": N_("Partners"), "regions": N_("Regions"),
    "categories": N_("Categories"),
}  # fmt: skip
MOST_TOLD = 20
"""Whose new codes are told one by one, as long as they are few."""


class Dimension:
    """One dimension table during one import: `ids` maps codes to row numbers; what is new is written by `flush`."""

    def __init__(self, connection: sa.Connection, table: sa.Table, import_id: int, report: Report) -> None:
        self.connection, self.table, self.import_id, self.report = connection, table, import_id, report
        self.watched = [c.name for c in table.c if c.name in ("segment_id", "region_id", "category_id", "root_id")]
        self.next = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))) or 0) + 1
        self.blank: set[int] = set()
        self.of = {w: np.zeros(self.next, dtype=np.int64) for w in self.watched}
        self.ids = Codes(self._rows())
        self.known_before = len(self.ids) - (1 if self.ids.get("-") == 0 else 0)
        self.waiting: list[dict[str, Any]] = []
        self.filling: dict[int, dict[str, Any]] = {}
        self.filled: set[int] = set()
        self.made: list[str] = []

    def _rows(self) -> Iterator[tuple[int, str]]:
        """Every row's number and code; what is watched and what is blank is taken down on the way."""
        c = self.table.c
        unnamed = sa.case((c.name.is_(None), 1), else_=0)
        for row, code, nameless, *held in each_row(self.connection, sa.select(c.id, c.code, unnamed, *(c[w] for w in self.watched))):
            for name, value in zip(self.watched, held, strict=True):
                self.of[name][row] = value or 0
            if row and (nameless or not all(held)):
                self.blank.add(row)
            yield row, code

    def add(self, code: str, **values: Any) -> int:
        """The row number of a code; a new row with these values when there is none."""
        if (known := self.ids.get(code)) is not None:
            return known
        row = self.next
        self.ids[code] = row
        self.next += 1
        if "root_id" in self.of:
            values["root_id"] = values.get("root_id") or row
        self.waiting.append({"id": row, "code": code, "import_id": self.import_id, **values})
        for name, held in self.of.items():
            if row >= len(held):
                held = self.of[name] = np.concatenate([held, np.zeros(max(len(held), 1024), dtype=np.int64)])
            held[row] = values.get(name) or 0
        return row

    def fill(self, row: int, **values: Any) -> None:
        """Put values into the blanks of a row that was there before this import; written by `flush`, after the rows they refer to."""
        table = self.table
        if row not in self.blank:
            return
        self.blank.discard(row)
        old = dict(self.connection.execute(sa.select(table).where(table.c.id == row)).mappings().one_or_none() or {})
        new = {
            k: v
            for k, v in values.items()
            if v not in (None, 0, "") and old and old.get(k) in (None, 0, "", old["code"]) and v != old.get(k)
        }
        if new:
            self.filled.add(row)
            remember(self.connection, self.import_id, table, row, {k: old[k] for k in new})
            self.filling[row] = new
            for name in self.of:
                if name in new:
                    self.of[name][row] = new[name]

    def flush(self) -> None:
        """Write the new rows, and what was filled into old ones."""
        if self.waiting:
            self._insert()
        for row, new in self.filling.items():
            self.connection.execute(sa.update(self.table).where(self.table.c.id == row).values(**new))
        self.filling = {}

    def _insert(self) -> None:
        names = list(dict.fromkeys(k for row in self.waiting for k in row))
        columns = {n: [row.get(n) for row in self.waiting] for n in names}
        if "level" in columns:
            columns["level"] = [v or 1 for v in columns["level"]]
        insert(self.connection, self.table, {n: pa.array(v) for n, v in columns.items()})
        self.report.created[self.table.name] += len(self.waiting)
        if self.known_before > 0 and self.table.name in TOLD and len(self.made) <= MOST_TOLD:
            self.made += [row["code"] for row in self.waiting]
        self.waiting = []

    def tell(self) -> None:
        """Say which codes were new, and the known ones they are most like."""
        if not 0 < len(self.made) <= MOST_TOLD:
            return
        fresh = set(self.made)
        known = {_plain(c): c for c in self.ids if c not in fresh}
        told = []
        for code in self.made:
            plain = _plain(code)
            near = (
                [plain]
                if plain in known
                else difflib.get_close_matches(plain, list(known)[:5000], n=1, cutoff=0.85)
                if len(plain) > 3
                else []
            )
            told.append(f"{code} (≈ {known[near[0]]}?)" if near else code)
        self.report.warn(CREATED_UNASKED, table=TOLD[self.table.name], codes=", ".join(told))


class Registry:
    """All dimensions of one import, each read when it is first asked for."""

    def __init__(self, connection: sa.Connection, import_id: int, report: Report) -> None:
        self.connection, self.import_id, self.report = connection, import_id, report
        self._open: dict[str, Dimension] = {}

    def __getitem__(self, name: str) -> Dimension:
        if name not in self._open:
            self._open[name] = Dimension(self.connection, metadata.tables[name], self.import_id, self.report)
        return self._open[name]

    def path(self, name: str, steps: Sequence[str | None]) -> int:
        """The row of a place in a tree: each step below the one before; empty steps are passed over. 0 when all are empty."""
        tree, code, row, root, level = self[name], "", 0, 0, 0
        for step in steps:
            if not step:
                continue
            code = f"{code}/{step}" if code else step
            level += 1
            row = tree.add(code, name=step, parent_id=row or None, level=level, root_id=root or None)
            root = root or int(tree.of["root_id"][row])
        return row

    def flush(self) -> None:
        """Write every new row, trees first."""
        for name in sorted(self._open, key=lambda n: [t.name for t in metadata.sorted_tables].index(n)):
            self._open[name].flush()

    def close(self) -> None:
        """Forget everything that was read: an import's adding up needs the room."""
        self._open.clear()

    def tell(self) -> None:
        """Put into the report what became new."""
        for dimension in self._open.values():
            dimension.tell()

    def filled_any(self) -> bool:
        """Whether a blank of a row that lines lean on was filled."""
        return any(d.filled for d in self._open.values())


def remember(connection: sa.Connection, import_id: int, table: sa.Table, row: int, before: Mapping[str, Any]) -> None:
    """Keep what a row held before this import changed it (the first time only)."""
    where = (changes.c.import_id == import_id, changes.c.table_name == table.name, changes.c.row_id == row)
    text = json.dumps(dict(before), default=str, ensure_ascii=False)
    known = connection.scalar(sa.select(changes.c.before).where(*where))
    if known is None:
        connection.execute(sa.insert(changes).values(import_id=import_id, table_name=table.name, row_id=row, before=text))
    else:
        connection.execute(
            sa.update(changes)
            .where(*where)
            .values(before=json.dumps({**dict(before), **json.loads(known)}, default=str, ensure_ascii=False))
        )


def _plain(code: str) -> str:
    return "".join(c for c in code.casefold() if c.isalnum())


def coded(values: pa.Array) -> tuple[list[str | None], np.ndarray]:
    """The distinct values of a column, and for every row which one it holds; null stands last, as None."""
    found = values.dictionary_encode()
    words = found.dictionary.to_pylist()
    codes = found.indices.fill_null(len(words)).to_numpy(zero_copy_only=False).astype(np.int64)
    return [*words, None], codes
