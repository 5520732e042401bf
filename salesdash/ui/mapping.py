"""What the columns of a visitor's file mean: proposed, changed by hand, and asked where the file does not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from salesdash import text
from salesdash.data.fields import Field
from salesdash.data.importing.asking import Question
from salesdash.data.importing.mapping import ORDERS, Mapping, Proposal, propose
from salesdash.data.importing.orders import FIELDS
from salesdash.data.importing.source import Source
from salesdash.data.schema import importables
from salesdash.text import N_
from salesdash.ui import store, upload
from salesdash.ui.who import lang, say

EXAMPLES = 3


def tables() -> dict[str, tuple[Field, ...]]:
    """Every table a file can fill, with its fields."""
    return {name: tuple(column.info["field"] for column in table.c if "field" in column.info) for name, table in importables().items()}


def table_name(kind: str) -> str:
    """What a kind of file is called."""
    if kind == ORDERS:
        return say(N_("Order lines"))
    english, chinese = importables()[kind].info["names"]
    return chinese if lang() == "zh" else english


def field_name(field: Field) -> str:
    """What a field is called: the header of its template."""
    return field.zh if lang() == "zh" else field.en


def settle(source: Source) -> Mapping | None:
    """The mapping of a file, once nothing is open any more; until then what is open stands on the page."""
    sample, kinds = upload.sample_of(source), {ORDERS: FIELDS, **tables()}
    saved = store.saved_mapping(source.headers)
    first = propose(source.headers, sample, tables(), saved=saved)
    mark = f"{source.sha256[:12]}_{source.sheet}"
    kind = st.selectbox(
        say(N_("What does this file hold?")), list(kinds), index=list(kinds).index(first.mapping.kind), format_func=table_name, key=f"kind_{mark}"
    )
    base = propose(source.headers, sample, tables(), kind=kind, saved=saved)
    if base.saved:
        st.caption(say(N_("Read as the last time a file with these columns was loaded.")))
    chosen = _columns(source, base, {field.name: field for field in kinds[kind]}, f"{mark}_{kind}")
    if chosen is None:
        return None
    proposal = _asked(source, kind, saved, chosen, f"{mark}_{kind}")
    if proposal.missing:
        names = [field_name(field) for field in kinds[kind] if field.name in proposal.missing]
        st.warning(say(N_("Still needed: {fields}. Say which column it is."), fields=names), icon=":material/help:")
    if not proposal.ready:
        return None
    return _currency(source, proposal.mapping, mark)


def _columns(source: Source, base: Proposal, fields: dict[str, Field], mark: str) -> dict[str, str] | None:
    """A selectbox per column; what the visitor changed (header -> field, "" for not used). None while two columns claim one field."""
    found = {header: name for name, header in reversed(base.mapping.columns.items())}
    with st.expander(say(N_("{used} of {all} columns are used"), used=len(found), all=len(source.headers)), expanded=not base.ready, icon=":material/view_column:"):
        cells = st.grid(3, min_column_width=230)
        picked = {}
        for place, header in enumerate(source.headers):
            near = base.suggestions.get(header, ())
            options = ["", *near, *(name for name in fields if name not in near)]
            with cells:
                picked[header] = st.selectbox(
                    text.md(header),
                    options,
                    index=options.index(found.get(header, "")),
                    format_func=lambda name: _option(fields, name),
                    help=text.md(text.listed(_examples(source, header), lang())) or None,
                    placeholder=_option(fields, near[0]) if near else None,
                    key=f"column_{mark}_{place}",
                )
    claimed = [name for name in picked.values() if name]
    twice = sorted({name for name in claimed if claimed.count(name) > 1})
    if twice:
        st.warning(say(N_("More than one column is {fields}: leave all but one out."), fields=[field_name(fields[name]) for name in twice]))
        return None
    return {header: name for header, name in picked.items() if name != found.get(header, "")}


def _option(fields: dict[str, Field], name: str) -> str:
    return field_name(fields[name]) if name else say(N_("– not used –"))


def _examples(source: Source, header: str) -> list[str]:
    values = upload.sample_of(source).column(header).slice(0, 50).to_pylist()
    return list(dict.fromkeys(value[:40] for value in values if value))[:EXAMPLES]


def _asked(source: Source, kind: str, saved: Mapping | None, chosen: dict[str, str], mark: str) -> Proposal:
    """Every question on the page, and the proposal with the answers given so far. An answer may raise a new question."""
    answers: dict[str, str] = {}
    drawn: set[str] = set()
    while True:
        proposal = propose(source.headers, upload.sample_of(source), tables(), kind=kind, saved=saved, chosen=chosen, answers=answers)
        new = [question for question in proposal.questions if _key(question) not in drawn]
        if not new:
            return proposal
        for question in new:
            drawn.add(_key(question))
            answer = _answer(question, mark)
            if answer and question.code == "which":
                header, name = answer.rsplit("=", 1)
                chosen = {**chosen, **{other.rsplit("=", 1)[0]: "" for other, _ in question.options}, header: name}
            elif answer:
                answers[_key(question)] = answer


def _key(question: Question) -> str:
    if question.code in ("dates", "decimal"):
        return f"{question.code}:{question.header}"
    return question.code if question.code != "which" else f"which:{question.options[0][0]}"


def _answer(question: Question, mark: str) -> str | None:
    labels = dict(question.options)
    return st.radio(
        text.md(text.t(question.msgid, lang(), **question.values)),
        list(labels),
        index=None,
        format_func=lambda value: text.md(say(labels[value])),
        key=f"answer_{mark}_{_key(question)}",
    )


def _currency(source: Source, mapping: Mapping, mark: str) -> Mapping | None:
    """Where the file names other currencies than the base currency: are its amounts in them?"""
    base = store.house().state.currency
    header = mapping.columns.get("currency")
    if header is None or mapping.kind == "exchange_rates" or "currency" in mapping.answers:
        return mapping
    others = sorted(_others(upload.sample_of(source).column(header).to_pylist(), base))
    if not others:
        return mapping
    labels = {"own": say(N_("In the currency of the line: convert them")), "base": say(N_("Already in {base}"), base=base)}
    question = say(N_("The file names {currencies}. In which currency are its amounts?"), currencies=others)
    answer = st.radio(question, list(labels), index=None, format_func=labels.get, key=f"currency_{mark}")
    return replace(mapping, answers={**mapping.answers, "currency": answer}) if answer else None


def _others(values: Iterable[str | None], base: str) -> set[str]:
    return {value.strip().upper() for value in values if value and value.strip()} - {base}
