"""What the columns of a visitor's file mean: proposed, changed by hand, and asked where the file does not say."""

from __future__ import annotations

import streamlit as st

from salesdash import text
from salesdash.data.fields import Field
from salesdash.data.importing.asking import Question
from salesdash.data.importing.checked import fields_of
from salesdash.data.importing.door import KINDS
from salesdash.data.importing.mapping import ORDERS, Mapping, Proposal
from salesdash.data.importing.source import Source
from salesdash.data.schema import importables
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import lang, say

EXAMPLES = 3


def table_name(kind: str) -> str:
    """What a kind of file is called."""
    if kind == ORDERS:
        return say(N_("Order lines"))
    english, chinese = importables()[kind].info["names"]
    return str(chinese if lang() == "zh" else english)


def field_name(field: Field) -> str:
    """What a field is called: the header of its template."""
    return field.zh if lang() == "zh" else field.en


def settle(source: Source) -> Mapping | None:
    """The mapping of a file, once nothing is open any more; until then what is open stands on the page."""
    mark = f"{source.sha256[:12]}_{source.sheet}"
    first = store.proposal(source)
    names, guessed = {kind: table_name(kind) for kind in KINDS}, KINDS.index(first.mapping.kind)
    kind = st.selectbox(say(N_("What does this file hold?")), KINDS, index=guessed, format_func=names.__getitem__, key=f"kind_{mark}")
    base = first if kind == first.mapping.kind else store.proposal(source, kind=kind)
    if base.saved:
        st.caption(say(N_("Read as the last time a file with these columns was loaded.")))
    fields = fields_of(kind)
    chosen = _columns(source, base, fields, f"{mark}_{kind}")
    if chosen is None:
        return None
    proposal = _asked(source, kind, chosen, f"{mark}_{kind}")
    if proposal.missing:
        st.warning(
            say(N_("Still needed: {fields}. Say which column it is."), fields=[field_name(fields[name]) for name in proposal.missing])
        )
    return proposal.mapping if proposal.ready else None


def _columns(source: Source, base: Proposal, fields: dict[str, Field], mark: str) -> dict[str, str] | None:
    """A selectbox per column; what the visitor changed (header -> field, "" for not used). None while two columns claim one field."""
    found = {header: name for name, header in reversed(list(base.mapping.columns.items()))}
    picked, examples = {}, store.first_rows(source)
    labels = {"": say(N_("– not used –")), **{name: field_name(field) for name, field in fields.items()}}
    title = say(N_("{used} of {all} columns are used"), used=len(found), all=len(source.headers))
    with st.expander(title, expanded=bool(base.missing), icon=":material/view_column:"), st.grid(3, min_column_width=230):
        for place, header in enumerate(source.headers):
            near = base.suggestions.get(header, ())
            options = ["", *near, *(name for name in fields if name not in near)]
            cells = dict.fromkeys(cell[:40] for cell in examples.column(header).to_pylist() if cell)
            picked[header] = st.selectbox(
                text.md(header),
                options,
                index=options.index(found.get(header, "")),
                format_func=labels.__getitem__,
                help=text.md(text.listed(list(cells)[:EXAMPLES], lang())) or None,
                key=f"column_{mark}_{place}",
            )
    claimed = [name for name in picked.values() if name]
    if twice := sorted({name for name in claimed if claimed.count(name) > 1}):
        st.warning(say(N_("More than one column is {fields}: leave all but one out."), fields=[field_name(fields[name]) for name in twice]))
        return None
    return {header: name for header, name in picked.items() if name != found.get(header, "")}


def _asked(source: Source, kind: str, chosen: dict[str, str], mark: str) -> Proposal:
    """Every question on the page, and the proposal with the answers given so far. An answer may raise a new question."""
    answers: dict[str, str] = {}
    drawn: set[str] = set()
    while True:
        proposal = store.proposal(source, kind=kind, chosen=chosen, answers=answers)
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
    """What an answer is filed under."""
    if question.code in ("dates", "decimal"):
        return f"{question.code}:{question.header}"
    return f"which:{question.options[0][0]}" if question.code == "which" else question.code


def _answer(question: Question, mark: str) -> str | None:
    labels = {value: text.md(say(label)) for value, label in question.options}
    return st.radio(
        text.md(text.sentence(question, lang())),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=f"answer_{mark}_{_key(question)}",
    )
