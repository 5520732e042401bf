"""One file into the house, in one pass and one transaction: read, parse, check, write, add up. A refusal or a dry run takes it all back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from salesdash import config
from salesdash.data import rollups
from salesdash.data.clearing import holds_demo, remove_demo
from salesdash.data.directory import settings_of
from salesdash.data.engine import bump, upsert, writing
from salesdash.data.importing import orders as order_files
from salesdash.data.importing.ahead import ahead
from salesdash.data.importing.cells import Parsed
from salesdash.data.importing.checked import Bad, Checked, whole
from salesdash.data.importing.currencies import Rates, convert
from salesdash.data.importing.line_dimensions import Block
from salesdash.data.importing.mapping import Mapping, headers_key
from salesdash.data.importing.order_lines import OrderLines
from salesdash.data.importing.records import Records
from salesdash.data.importing.registry import Registry
from salesdash.data.importing.relabel import FOLLOWED, relabel
from salesdash.data.importing.report import Refused, Report
from salesdash.data.importing.source import Block as RawBlock
from salesdash.data.importing.source import Source
from salesdash.data.schema import changes, importables, imports, mappings, replaced_sales, settings
from salesdash.errors import ImportRefused
from salesdash.text import N_

Progress = Callable[[str, float, int], None]
"""(stage: "reading" or "adding up", share 0..1, rows so far)"""
TEXTS = ("source", "order_no", "line_no", "customer", "customer_name", "segment", "country", "region", "state", "city", "product",
         "product_name", "category", "subcategory", "channel", "partner", "rep", "team", "currency", "ordered_on", "shipped_on", "due_on")  # fmt: skip
BAD_ROWS = N_("{file}: {count} of {rows} rows cannot be loaded, first row {row}, column {column}, value “{value}”: {reason} Nothing was written. "
              "Correct the file, or load the good rows only (--skip-bad-rows).")  # fmt: skip
SAMPLE_REMOVED = N_("Loading this file takes the made-up company out: it is never mixed with your own figures.")
NO_CURRENCY = N_(
    "No column names a currency: the amounts are taken to be in {base}. If they are not, change the base currency under “What the figures mean”."
)
OTHER_COLUMNS = N_(
    "{count} lines of {file}, which has other columns, are replaced: the order numbers are the same. "
    "If the files come from different systems, name the system (--source)."
)
NO_ROWS = N_("{file} holds no rows to load. Check that the right sheet and header row were read.")


class _TakeBack(Exception):
    """Ends the transaction of a dry run."""


def run(
    engine: sa.Engine, source: Source, mapping: Mapping, *, name: str = "orders", skip_bad_rows: bool = False, dry_run: bool = False,
    progress: Progress | None = None, who: str | None = None, demo: bool = False,
) -> Report:  # fmt: skip
    """Load a file. `name`: the source that order numbers belong to. A dry run does everything and takes it back.

    Raises ImportRefused (nothing was written) and DatabaseUnavailable.
    """
    report = Report(source.name, mapping.kind, name)
    try:
        with writing(engine, bulk=True) as connection:
            if not demo and holds_demo(connection):
                remove_demo(connection)
                report.warn(SAMPLE_REMOVED)
            if (done := _already(connection, source, mapping, name)) is not None:
                report.already = done
                return report
            _Import(connection, source, mapping, report, name, progress or (lambda stage, share, rows: None), who or config.author()).load(
                skip_bad_rows, dry_run
            )
            if demo:
                upsert(connection, settings, {"key": "demo", "value": "1"}, ("key",))
            if dry_run:
                raise _TakeBack
    except _TakeBack:
        report.import_id = None
    return report


def _already(connection: sa.Connection, source: Source, mapping: Mapping, name: str) -> str | None:
    """When this very file was loaded in this very way as a whole, and nothing took the place of its rows since."""
    i = imports.c
    same = (i.sha256 == _digest(source), i.mapping == mapping.to_json(), i.source == name, i.undone_at.is_(None))
    last = connection.execute(sa.select(i.id, i.at, i.rows_refused).where(*same).order_by(i.id.desc()).limit(1)).one_or_none()
    if last is None or last.rows_refused:
        return None
    new_rates = (
        sa.exists().where(i.kind == "exchange_rates", i.id > last.id, i.undone_at.is_(None))
        if mapping.answers.get("currency") == "own"
        else sa.false()
    )
    replaced = sa.exists().where(replaced_sales.c.import_id == last.id)
    changed = sa.exists().where(changes.c.table_name == mapping.kind, changes.c.import_id > last.id)
    return None if connection.scalar(sa.select(sa.or_(new_rates, replaced, changed))) else str(last.at)


def _digest(source: Source) -> str:
    return f"{source.sha256}:{source.sheet or ''}"


class _Import:
    def __init__(
        self, connection: sa.Connection, source: Source, mapping: Mapping, report: Report, name: str, progress: Progress, who: str
    ) -> None:
        self.connection, self.source, self.mapping, self.report, self.progress = connection, source, mapping, report, progress
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"at": now, "who": who, "kind": mapping.kind, "source": name, "file_name": source.name, "sha256": _digest(source),
               "mapping": mapping.to_json()}  # fmt: skip
        self.id = int(connection.scalar(sa.insert(imports).values(row).returning(imports.c.id)) or 0)
        report.import_id = self.id
        self.registry = Registry(connection, self.id, report)
        self.checked = Checked(mapping, Rates(connection, settings_of(connection).get("base_currency", "USD")), report)
        self.orders = OrderLines(connection, self.registry, self.id, name, source.sha256, report) if mapping.kind == "orders" else None
        self.records = None if self.orders else Records(connection, importables()[mapping.kind], self.registry, self.id, report)

    def load(self, skip_bad_rows: bool, dry_run: bool) -> None:
        report = self.report
        for block, parsed, bad in ahead((b, *self.checked.parse(b)) for b in self.source.blocks()):
            report.rows_read += len(block.rows)
            self._take(block, parsed, bad)
            self.progress("reading", self.source.progress(), report.rows_read)
        for row, text in self.source.ragged:
            report.refuse([Refused(row, "", text[:200], "ragged")])
        report.rows_read += len(self.source.ragged)
        report.rows_refused, report.left_out = (
            self.checked.bad_rows + len(self.source.ragged),
            {k: n for k, n in self.source.left_out.items() if n},
        )
        self.registry.tell()
        if self.orders:
            self.orders.finish()
            self._warn_of_strangers()
            self._warn_of_the_currency()
        nothing_good = report.rows_refused == report.rows_read
        if report.rows_refused and (nothing_good or not skip_bad_rows) and not dry_run:
            raise _refusal(report)
        if not report.rows_read:
            raise ImportRefused(NO_ROWS, file=report.file)
        if not dry_run:
            self._close()

    def _take(self, block: RawBlock, parsed: dict[str, Parsed], bad: Bad) -> None:
        count = len(block.rows)
        amounts = order_files.amounts(parsed, self.mapping) if self.orders else None
        if amounts is not None:
            for i, reason in amounts.bad.items():
                if i not in bad:
                    bad.setdefault(i, []).append((next(f for f in ("amount", "unit_price", "quantity") if f in parsed), reason))
        rates = self.checked.rates_of(parsed, bad, count)
        keep = np.ones(count, dtype=bool)
        keep[list(bad)] = False
        mask = pa.array(keep)
        if self.orders and amounts is not None:
            figures: dict[str, Any] = {}
            for key, values in vars(amounts).items():
                if isinstance(values, np.ndarray):
                    figures[key] = values if values.dtype == bool or key == "quantity" or rates is None else convert(values, *rates)
            texts = {k: whole(parsed[k].values) for k in TEXTS if k in parsed}
            if bad:
                figures, texts = {k: v[keep] for k, v in figures.items()}, {k: v.filter(mask) for k, v in texts.items()}
            doubled = self.orders.take(Block(block.rows[keep], texts, order_files.Amounts(**figures)))
        else:
            assert self.records is not None
            values = {k: p.values[keep] if isinstance(p.values, np.ndarray) else whole(p.values).filter(mask) for k, p in parsed.items()}
            if rates is not None and "amount" in values:
                values["amount"] = convert(parsed["amount"].values, *rates)[keep]
            doubled = self.records.take(values, {k: p.null[keep] for k, p in parsed.items()})
        places = np.flatnonzero(keep)
        key = "line_no" if self.orders else importables()[self.mapping.kind].info["key"][0]
        for i in doubled:
            bad[int(places[i])] = [(key, "doubled")]
        self.checked.refuse(block, bad)

    def _warn_of_strangers(self) -> None:
        """Say when orders of a file with other columns were replaced: two systems may use the same order numbers."""
        i, r = imports.c, replaced_sales.c
        query = sa.select(i.file_name, i.mapping, sa.func.count()).join(replaced_sales, r.import_id == i.id).where(r.replaced_by == self.id)
        for file, mapping, count in self.connection.execute(query.group_by(i.id, i.file_name, i.mapping)):
            if Mapping.from_json(mapping).columns != self.mapping.columns:
                self.report.warn(OTHER_COLUMNS, count=count, file=file)

    def _warn_of_the_currency(self) -> None:
        """Say, with the first file of orders, in which currency amounts are taken to be when the file does not name one."""
        if "currency" in self.mapping.columns:
            return
        earlier = sa.select(imports.c.id).where(imports.c.kind == self.mapping.kind, imports.c.id != self.id, imports.c.undone_at.is_(None))
        if self.connection.execute(earlier.limit(1)).first() is None:
            self.report.warn(NO_CURRENCY, base=self.checked.rates.base)

    def _close(self) -> None:
        """Dimensions, rollups, versions and the import's own row."""
        connection, report = self.connection, self.report
        self.registry.flush()
        months = set(self.orders.touched) if self.orders else set()
        if self.registry.filled_any() or self.mapping.kind in FOLLOWED:
            followed = relabel(connection)
            months |= followed
            if self.orders and followed:
                self.orders.kept.give_up()
        self.registry.close()
        report.months = tuple(sorted(months))
        kept = self.orders.kept.of if self.orders else lambda month: None
        rollups.refresh(connection, months, kept, lambda share: self.progress("adding up", share, report.rows_read))
        bump(connection, "facts")
        bump(connection, self.mapping.kind)
        connection.execute(sa.update(imports).where(imports.c.id == self.id).values(
            rows_read=report.rows_read, rows_loaded=report.rows_loaded, rows_refused=report.rows_refused, rows_replaced=report.rows_replaced,
            report=json.dumps(report.to_json(), ensure_ascii=False, default=str),
        ))  # fmt: skip
        upsert(connection, mappings, {"headers": headers_key(self.source.headers),
                                      "mapping": self.mapping.to_json(), "used_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}, ("headers",))  # fmt: skip


def saved_mapping(connection: sa.Connection, headers: tuple[str, ...]) -> Mapping | None:
    """How a file with these headers was read the last time."""
    found = connection.scalar(sa.select(mappings.c.mapping).where(mappings.c.headers == headers_key(headers)))
    return Mapping.from_json(found) if found else None


def _refusal(report: Report) -> ImportRefused:
    from salesdash.data.importing.reasons import REASONS

    first = report.refused[0]
    return ImportRefused(
        BAD_ROWS, report, file=report.file, count=report.rows_refused, rows=report.rows_read, row=first.row, column=first.header, value=first.value[:60],
        reason=". ".join(REASONS[first.reason]),
    )  # fmt: skip
