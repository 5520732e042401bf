"""The one way in, for the Data page and the command line: open, propose, ask, load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Mapped
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.clearing import FIRST_SETTINGS, holds_demo
from salesdash.data.directory import settings_of
from salesdash.data.importing import signs, templates
from salesdash.data.importing.asking import Question, which
from salesdash.data.importing.checked import fields_of
from salesdash.data.importing.currencies import Rates
from salesdash.data.importing.joined import joined
from salesdash.data.importing.mapping import ORDERS, Proposal, propose
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run, saved_mapping
from salesdash.data.importing.source import Source
from salesdash.data.importing.undo import undo
from salesdash.data.schema import importables
from salesdash.errors import ImportRefused, SalesdashError
from salesdash.text import LANGUAGES, N_, t

OPEN_QUESTION = N_("{file}: {question} Answer with {flag}.")
NO_COLUMN = N_('{file}: no column was found for {fields}. Say which it is with --map "Header=field", or add it to the file.')
SAMPLE_ROWS = 5_000
KINDS = (ORDERS, *importables())
"""What a file can be."""
OURS = {"tax": "excluded", "discount": "amount"}
"""What our own template and export say by definition."""
_CURRENCY = {
    "own": N_("The amounts are in the line's own currency: convert them"),
    "base": N_("The amounts are already in the base currency"),
}


def open_files(paths: list[Path], *, sheet: str | None = None, encoding: str | None = None, names: list[str] | None = None) -> list[Source]:
    """Open files of one import; a file of orders without amounts and one of their lines without dates become one (see `joined`)."""
    called = names or [p.name for p in paths]
    return joined([open_source(p, name=n, sheet=sheet, encoding=encoding) for p, n in zip(paths, called, strict=True)])


def proposal(
    connection: sa.Connection, source: Source, *, kind: str | None = None, chosen: Mapped[str, str] | None = None, answers: Mapped[str, str] | None = None,
) -> Proposal:  # fmt: skip
    """What a file's columns mean, with what was decided the last time, and what is still to be asked. Raises ImportRefused."""
    if any(list(source.headers) == templates.headers(ORDERS, lang) for lang in LANGUAGES):
        kind, answers = ORDERS, {**OURS, **(answers or {})}
    tables = {name: tuple(fields_of(name).values()) for name in importables()}
    sample = source.sample(SAMPLE_ROWS)
    found = propose(
        source.headers, sample, tables, kind=kind, saved=saved_mapping(connection, source.headers), chosen=chosen, answers=answers
    )
    more = (*_twice(source, found, chosen or {}), *_currency(connection, found, sample))
    return replace(found, questions=(*found.questions, *more))


def _twice(source: Source, found: Proposal, chosen: Mapped[str, str]) -> Iterator[Question]:
    """A column that is used and stands in the file more than once under the same name."""
    for name, header in found.mapping.columns.items():
        if header in source.duplicate_headers and header not in chosen:
            same = tuple(h for h in source.headers if h == header or re.fullmatch(re.escape(header) + r" \(\d+\)", h))
            yield which(name, fields_of(found.mapping.kind)[name].en, same)


def _currency(connection: sa.Connection, found: Proposal, sample: pa.Table) -> Iterator[Question]:
    """Amounts that may be in another currency than the base: by a column of currencies, or by the marks of the amounts themselves."""
    kind, columns = found.mapping.kind, found.mapping.columns
    if "currency" in found.mapping.answers or kind == "exchange_rates":
        return
    base = FIRST_SETTINGS["base_currency"] if holds_demo(connection) else settings_of(connection).get("base_currency", "USD")
    if "currency" in columns and "amount" in fields_of(kind):
        if Rates(connection, base).foreign(sample[columns["currency"]].combine_chunks()):
            yield Question(
                "currency", columns["currency"], N_("{header} names other currencies than {base}. Which one are the amounts in?"),
                {"header": columns["currency"], "base": base}, tuple(_CURRENCY.items()), "--currency own|base",
            )  # fmt: skip
    elif "currency" not in columns and (marked := signs.foreign(columns, sample, base)):
        yield Question(
            "currency", marked[0],
            N_("The amounts in {header} are marked {mark}, but the base currency is {base}. Set the base currency first, "
               "add a column of currencies, or say that the amounts are in {base} all the same."),
            {"header": marked[0], "mark": marked[1], "base": base}, (("base", _CURRENCY["base"]),), "--currency base",
        )  # fmt: skip


def order_of(found: list[tuple[Source, Proposal]]) -> list[tuple[Source, Proposal]]:
    """Several files in the order that spares work: dimensions before what refers to them, order lines last."""
    rank = {name: i for i, name in enumerate((*importables(), ORDERS))}
    return sorted(found, key=lambda pair: rank[pair[1].mapping.kind])


def load(
    engine: sa.Engine, found: list[tuple[Source, Proposal]], *, name: str, skip_bad_rows: bool = False, dry_run: bool = False, refused: Path | None = None,
) -> list[Report]:  # fmt: skip
    """Load several files unattended, all of them or none. `refused`: a CSV for the refused cells.

    Raises ImportRefused where a question is open, a column is missing, or rows are bad; what was loaded before is taken back.
    """
    for source, proposal in found:
        for question in proposal.questions:
            raise ImportRefused(OPEN_QUESTION, file=source.name, question=t(question.msgid, "en", **question.values), flag=question.flag)
        if proposal.missing:
            raise ImportRefused(NO_COLUMN, file=source.name, fields=", ".join(proposal.missing))
    if refused:
        refused.touch()
    reports: list[Report] = []
    try:
        for source, proposal in order_of(found):
            reports.append(run(engine, source, proposal.mapping, name=name, skip_bad_rows=skip_bad_rows, dry_run=dry_run))
    except SalesdashError as trouble:
        for done in reversed([r.import_id for r in reports if r.import_id]):
            undo(engine, done)
        if refused and isinstance(trouble, ImportRefused) and trouble.report is not None:
            refused.write_bytes(trouble.report.refused_csv())
        raise
    if refused:
        everything = Report("", "")
        for report in reports:
            everything.refuse(report.refused)
        refused.write_bytes(everything.refused_csv())
    return reports
