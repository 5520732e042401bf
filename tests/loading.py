"""Load text as somebody's file, through the door everybody's files come in by, and look at what the house holds afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from salesdash.data import checking
from salesdash.data.engine import reading
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.importing import door
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run
from salesdash.data.importing.source import Block, Source, Tally
from salesdash.data.schema import metadata, orders, sales

Load = Callable[..., Report]
ROOT = Path(__file__).resolve().parent.parent
BOOKKEEPING = {"imports", "changes", "audit", "versions", "mappings", "customer_totals"}
"""What an undo leaves a trace in; the running totals are compared by `checking`, which knows that zeros at the end mean nothing."""


class InBlocks(Source):
    """Another source, read in blocks of a few rows."""

    whole: Source
    block_bytes: int

    @classmethod
    def of(cls, whole: Source, block_bytes: int) -> InBlocks:
        made = cls(
            name=whole.name, sha256=whole.sha256, bytes=whole.bytes, kind=whole.kind, header_rows=whole.header_rows, headers=whole.headers,
            duplicate_headers=whole.duplicate_headers, shape=whole.shape,
        )  # fmt: skip
        made.whole, made.block_bytes = whole, block_bytes
        return made

    def _read(self, block_bytes: int, tally: Tally) -> Generator[Block, None, None]:
        yield from self.whole._read(self.block_bytes, tally)


def load(
    engine: sa.Engine, file: Path, content: str | bytes | None = None, *, kind: str | None = None, answers: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None, block_bytes: int | None = None, **options: Any,
) -> Report:  # fmt: skip
    """Write `content` to `file` (where given) and import it; nothing may be left to ask."""
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    (source,) = door.open_files([file])
    with reading(engine) as connection:
        proposal = door.proposal(connection, source, kind=kind, answers=answers, chosen=chosen)
    assert proposal.ready, (proposal.questions, proposal.missing)
    return run(engine, InBlocks.of(source, block_bytes) if block_bytes else source, proposal.mapping, **options)


def lines(engine: sa.Engine, *wanted: str) -> list[tuple[Any, ...]]:
    """(order number, line number, amount in currency units, ...) of every line, sorted; `wanted` names more columns of `sales`."""
    s = sales.c
    query = sa.select(orders.c.order_no, s.line_no, s.amount, *(s[name] for name in wanted)).join(orders, orders.c.id == s.order_id)
    with reading(engine) as connection:
        rows = [(r[0], r[1], units(r[2]), *r[3:]) for r in connection.execute(query)]
    return sorted(rows, key=str)


def units(amount: int) -> Decimal:
    """Ten-thousandths as an exact number of currency units, without zeros at the end."""
    return (Decimal(amount) / MONEY_SCALE).normalize() + 0


def codes(engine: sa.Engine, table: str, *wanted: str) -> dict[str, Any]:
    """The rows of a dimension by code: the value of one column, or a tuple of several."""
    t = metadata.tables[table].c
    with reading(engine) as connection:
        rows = connection.execute(sa.select(t.code, *(t[name] for name in wanted or ("name",))).where(t.id > 0)).fetchall()
    return {r[0]: r[1] if len(r) == 2 else tuple(r[1:]) for r in rows}


def holdings(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the house's own bookkeeping."""
    with reading(engine) as connection:
        return {
            t.name: sorted((tuple(r) for r in connection.execute(sa.select(t))), key=str)
            for t in metadata.sorted_tables
            if t.name not in BOOKKEEPING
        }


def troubles(engine: sa.Engine) -> list[str]:
    """What `salesdash check` would say."""
    with reading(engine) as connection:
        return [msgid.format(**values) for msgid, values in checking.troubles(connection)]


def count(engine: sa.Engine, table: str) -> int:
    """Rows of a table."""
    with reading(engine) as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(metadata.tables[table])) or 0)


def command_line(url: str, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
    """``python -m salesdash`` on a database, in a process of its own."""
    command = [sys.executable, "-m", "salesdash", *map(str, words), "--database", url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
