"""What the columns of a file mean: proposed from its headers and a sample, asked where nothing is certain, saved for the next time.

Only exact matches are applied; what is merely alike is a suggestion. Nothing is guessed: a `Proposal` with open questions or
missing fields is not ready, and each question names the option that answers it unattended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from salesdash.data.fields import Field
from salesdash.data.importing import asking
from salesdash.data.importing.asking import Question
from salesdash.data.importing.matching import match, missing, norm, suggest
from salesdash.data.importing.orders import FIELDS
from salesdash.data.importing.presets import Preset, preset_of
from salesdash.data.importing.styles import DATED, NUMERIC, Ambiguous, Style, decimal_mark, sampled, style_of
from salesdash.errors import ImportRefused
from salesdash.text import N_

ORDERS = "orders"
_ANSWERS = {
    "dates": r"dmy|mdy|ymd",
    "decimal": r"[.,]",
    "currency": r"own|base",
    "discount": r"fraction|percent|amount",
    "tax": r"included|excluded|\d{1,2}(\.\d{1,2})?%",
}


@dataclass(frozen=True)
class Mapping:
    """kind: the table, or "orders" for a flat file of order lines; columns: field -> header (two fields may read one column);
    styles: field -> how its column writes; answers: "dates", "decimal", "discount", "tax", "currency" ->
    what was answered or is certain."""

    kind: str
    columns: Mapped[str, str]
    styles: Mapped[str, Style] = field(default_factory=dict)
    answers: Mapped[str, str] = field(default_factory=dict)

    def style(self, name: str) -> Style:
        return self.styles.get(name, Style())

    def to_json(self) -> str:
        styles = {name: plain for name, style in sorted(self.styles.items()) if (plain := style.plain())}
        whole = {"kind": self.kind, "columns": dict(self.columns), "styles": styles, "answers": dict(self.answers)}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """ImportRefused: the text is no mapping."""
        try:
            whole = json.loads(text)
            styles = {name: Style(**plain) for name, plain in whole.get("styles", {}).items()}
            return cls(whole["kind"], dict(whole["columns"]), styles, dict(whole.get("answers", {})))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ImportRefused(N_("This is not a saved mapping: {reason}. Map the columns again."), reason=str(error)) from error


@dataclass(frozen=True)
class Proposal:
    """What `propose` found. suggestions: header -> fields it might be (never applied by themselves); unused: headers left out;
    missing: required fields without a column; preset: the system whose export this is; saved: the mapping of the last time was used."""

    mapping: Mapping
    questions: tuple[Question, ...] = ()
    suggestions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    preset: str | None = None
    saved: bool = False

    @property
    def ready(self) -> bool:
        return not self.questions and not self.missing


def headers_key(headers: Sequence[str]) -> str:
    """The key of the table `mappings`: the set of headers as JSON."""
    return json.dumps(sorted(set(headers)), ensure_ascii=False)


def propose(
    headers: Sequence[str],
    sample: pa.Table,
    tables: Mapped[str, tuple[Field, ...]],
    *,
    kind: str | None = None,
    saved: Mapping | None = None,
    chosen: Mapped[str, str] | None = None,
    answers: Mapped[str, str] | None = None,
) -> Proposal:
    """What this file is and what its columns mean.

    sample   the first rows, a string column per header; the more rows, the fewer dates are in doubt
    tables   table -> its fields; order lines ("orders") are added
    saved    the mapping of a file with these headers; used if every column it names is there
    chosen   header -> field, as decided by the user; "" leaves the column out
    answers  question code -> answer; "dates:<header>" and "decimal:<header>" answer for one column only

    ImportRefused: `chosen` names a column or field that does not exist, or an answer is none of the possible ones.
    """
    chosen, answers = dict(chosen or {}), dict(answers or {})
    kinds = {ORDERS: FIELDS, **tables}
    _check_answers(answers)
    if saved and (kind not in (None, saved.kind) or not set(saved.columns.values()) <= set(headers) or saved.kind not in kinds):
        saved = None
    questions: list[Question] = []
    kind = kind or (saved.kind if saved else None)
    if kind is None:
        kind, tied = _kind(headers, kinds, chosen)
        if tied:
            questions.append(asking.kind(tied))
    if kind not in kinds:
        raise ImportRefused(N_('There is nothing called "{kind}" to import; there are {kinds}.'), kind=kind, kinds=sorted(kinds))
    fields = kinds[kind]
    _check_chosen(chosen, headers, fields)
    fixed = {name: header for header, name in chosen.items() if name}
    preset = preset_of(headers, kind)
    before = saved.columns if saved else _by_preset(preset, headers, fields)
    fixed |= {name: header for name, header in before.items() if name not in fixed and header not in chosen}
    matched = match(kind, fields, headers, fixed, ignored={h for h in headers if saved or h in chosen})
    columns, by_name = dict(matched.columns), {f.name: f for f in fields}
    questions += [asking.which(name, by_name[name].en, rivals) for name, rivals in matched.rivals.items()]
    if kind == ORDERS:
        _money_margin(columns, sample)
    known = {**(saved.answers if saved else {}), **answers}
    if kind == ORDERS:
        known, asked = _money(columns, sample, known)
        questions += asked
    styles, asked = _styles(columns, by_name, sample, known, saved)
    questions += asked
    if known.get("discount") == "percent" and "discount" in styles:
        styles["discount"] = replace(styles["discount"], percent=True)
    unused = tuple(header for header in headers if header not in set(columns.values()))
    suggestions = {header: near for header in unused if header not in chosen and (near := suggest(kind, fields, header, columns))}
    kept = {code: answer for code, answer in known.items() if code.split(":")[0] in _ANSWERS}
    mapping = Mapping(kind, columns, styles, kept)
    return Proposal(
        mapping, tuple(questions), suggestions, unused, missing(kind, fields, columns), preset.system if preset else None, saved is not None
    )


def _check_answers(answers: Mapped[str, str]) -> None:
    for code, answer in answers.items():
        pattern = _ANSWERS.get(code.split(":")[0])
        if pattern and not re.fullmatch(pattern, answer):
            raise ImportRefused(N_('"{answer}" does not answer {code}; possible is {possible}.'), answer=answer, code=code,
                                possible="RATE%, included, excluded" if code == "tax" else pattern.strip("[]").replace("|", ", "))  # fmt: skip


def _check_chosen(chosen: Mapped[str, str], headers: Sequence[str], fields: Sequence[Field]) -> None:
    names = [f.name for f in fields]
    for header, name in chosen.items():
        if header not in headers:
            raise ImportRefused(N_('The file has no column "{header}"; it has {headers}.'), header=header, headers=list(headers))
        if name and name not in names:
            raise ImportRefused(N_('There is no field "{field}"; there are {fields}.'), field=name, fields=names)
    for name in set(filter(None, chosen.values())):
        if len(twice := [header for header, target in chosen.items() if target == name]) > 1:
            raise ImportRefused(N_('"{field}" is mapped to more than one column: {headers}.'), field=name, headers=twice)


def _kind(
    headers: Sequence[str], kinds: Mapped[str, tuple[Field, ...]], chosen: Mapped[str, str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The table whose fields cover the most columns, a required field without a column counting against it; a known export says
    it by itself. One column that fits is no sign. -> the kind, and what to ask when nothing or more than one fits."""
    if (preset := preset_of(headers)) and preset.kind in kinds:
        return preset.kind, ()
    scores: dict[str, int] = {}
    for word, fields in kinds.items():
        names = {f.name for f in fields}
        fixed = {name: header for header, name in chosen.items() if name in names and header in headers}
        columns = match(word, fields, headers, fixed, ignored=chosen.keys()).columns
        covered = len(set(columns.values()))
        scores[word] = 2 * covered - 3 * len(missing(word, fields, columns)) if covered > 1 else 0
    best = max(scores.values())
    fitting = [word for word in kinds if scores[word] == best] if best > 0 else list(kinds)
    return fitting[0], () if len(fitting) == 1 else tuple((word, word) for word in fitting)


def _by_preset(preset: Preset | None, headers: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    if preset is None:
        return {}
    present = {norm(header): header for header in reversed(headers)}
    names = {f.name for f in fields}
    found = {
        name: next((present[norm(h)] for h in options if norm(h) in present), None)
        for name, options in preset.columns.items()
        if name in names
    }
    return {name: header for name, header in found.items() if header is not None}


def _money_margin(columns: dict[str, str], sample: pa.Table) -> None:
    """A column called "Margin" or "Gross margin" whose values exceed 100 holds money: it is the profit."""
    header = columns.get("margin_pct")
    if header and "profit" not in columns and "%" not in header and any(number > 100 for number in sampled(sample.column(header))[0]):
        columns["profit"] = columns.pop("margin_pct")


def _money(columns: Mapped[str, str], sample: pa.Table, known: dict[str, str]) -> tuple[dict[str, str], list[Question]]:
    questions: list[Question] = []
    found = {
        "tax": asking.tax(columns),
        "discount": asking.discount(columns, sample, columns["discount"]) if "discount" in columns else None,
    }
    for code, outcome in found.items():
        if isinstance(outcome, Question) and code not in known:
            questions.append(outcome)
        elif isinstance(outcome, str):
            known = {code: outcome, **known}
    return known, questions


def _styles(
    columns: Mapped[str, str], fields: Mapped[str, Field], sample: pa.Table, known: Mapped[str, str], saved: Mapping | None
) -> tuple[dict[str, Style], list[Question]]:
    """The style of every mapped column. A decimal mark that one column leaves open is settled by the other columns, if they agree."""
    styles: dict[str, Style] = {}
    questions: dict[tuple[str, str], Question] = {}
    numeric = [header for name, header in columns.items() if fields[name].kind in NUMERIC and not fields[name].name.endswith("_year")]
    marks = {mark for header in set(numeric) if isinstance(mark := decimal_mark(sample.column(header)), str)}
    for name, header in columns.items():
        if fields[name].kind not in (*NUMERIC, *DATED):
            continue
        found = style_of(sample.column(header), fields[name].kind, header)
        if isinstance(found, Ambiguous):
            answer = known.get(f"{found.what}:{header}", known.get(found.what))
            if answer is None and found.what == "decimal" and len(marks) == 1:
                (answer,) = marks
            if answer is None and saved and name in saved.styles:
                answer = getattr(saved.styles[name], found.what)
            if answer is None:
                questions.setdefault((found.what, header), asking.reading(header, found))
            found = found.answered(answer) if answer else found.style
        styles[name] = found
    return styles, list(questions.values())
