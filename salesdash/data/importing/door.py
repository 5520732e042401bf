"""The one way in, for the Data page and the command line: open, propose, ask, load."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from pathlib import Path

import sqlalchemy as sa

from salesdash.data.directory import settings_of
from salesdash.data.importing import templates
from salesdash.data.importing.asking import Question
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
    header = found.mapping.columns.get("currency")
    if (
        header
        and "currency" not in found.mapping.answers
        and found.mapping.kind != "exchange_rates"
        and "amount" in fields_of(found.mapping.kind)
    ):
        base = settings_of(connection).get("base_currency", "USD")
        foreign = Rates(connection, base).foreign(sample[header].combine_chunks())
        if foreign:
            question = Question("currency", header, N_("{header} names other currencies than {base}. Which one are the amounts in?"),
                                {"header": header, "base": base}, tuple(_CURRENCY.items()), "--currency own|base")  # fmt: skip
            found = Proposal(
                found.mapping, (*found.questions, question), found.suggestions, found.unused, found.missing, found.preset, found.saved
            )
    return found


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
