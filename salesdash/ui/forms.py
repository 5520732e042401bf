"""What people enter. A form is declared by its table's columns, and knows the version it was opened with, so that two editors never
overwrite each other: who saves over a newer version sees both, keeps what was entered, and saves again knowingly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from salesdash import text
from salesdash.data import editing, save
from salesdash.data.engine import reading
from salesdash.data.fields import Field
from salesdash.data.schema import importables
from salesdash.errors import EditConflict
from salesdash.text import N_
from salesdash.ui import store, who
from salesdash.ui.who import lang, say

TITLES = {
    "base_currency": N_("Base currency"),
    "fiscal_year_start": N_("The fiscal year begins in"),
    "week_start": N_("The week begins on"),
    "country": N_("Country (holidays, working days)"),
}
DAYS = (date(1900, 1, 1), date(2100, 12, 31))
LONG_TEXTS = ("comment", "note", "reason")


@dataclass
class Opened:
    """A row as it was opened: its texts, the version seen (None: it is new), and how often the form was begun anew."""

    number: int | None
    texts: editing.Row
    seen: int | None
    begun: int


def editor() -> None:
    """Find a row of any table that people may edit, or begin a new one."""
    names = {name: table.info["names"][lang() == "zh"] for name, table in editing.editable().items()}
    with st.grid(3, min_column_width=200):
        table = st.selectbox(say(N_("Table")), list(names), format_func=names.__getitem__, key=f"edit_table_{lang()}")
        words = st.text_input(say(N_("Find a row")), key=f"edit_words_{table}", placeholder=say(N_("a part of its code or name")))
        with reading(store.engine()) as connection:
            found = editing.find(connection, table, words)
        opened: Opened | None = st.session_state.get(f"row_opened_{table}")
        if opened and opened.texts:  # also when somebody else has deleted it meanwhile
            found.setdefault(opened.number or 0, " · ".join(opened.texts[name] for name in editing.editable()[table].info["key"]))
        labels = {0: say(N_("– a new row –")), **{number: text.md(label) for number, label in found.items()}}
        number = st.selectbox(say(N_("Row")), list(labels), format_func=labels.__getitem__, key=f"edit_row_{table}_{words}_{lang()}")
    row(table, number or None)


def row(table: str, number: int | None = None, fixed: Mapping[str, str] | None = None) -> None:
    """The form of one row. number: its row number, None for a new one; fixed: fields that are not asked, with their texts."""
    opened, fields, fixed = _opened(table, number), editing.fields_of(table), fixed or {}
    with st.form(f"row_{table}", border=False):
        with st.grid(3, min_column_width=200):
            texts = {
                name: fixed[name]
                if name in fixed
                else _cell(table, field, opened.texts.get(name, ""), f"{table}_{name}_{number}_{opened.begun}")
                for name, field in fields.items()
            }
        saved = st.form_submit_button(say(N_("Save")), icon=":material/save:", key=f"save_{table}")
    if said := st.session_state.pop(f"row_saved_{table}", None):
        st.success(say(said), icon=":material/check_circle:")
    if opened.seen is not None:
        _history_and_way_out(table, opened)
    if saved:
        _save(table, opened, texts)


def _opened(table: str, number: int | None) -> Opened:
    """The row the form stands on: read once, so that its version is the one that was seen."""
    slot = f"row_opened_{table}"
    before: Opened | None = st.session_state.get(slot)
    if before is None or before.number != number:
        with reading(store.engine()) as connection:
            found = editing.row(connection, table, number) if number else None
        begun = before.begun + 1 if before else 0
        st.session_state[slot] = Opened(number, found[0], found[1], begun) if found else Opened(number, {}, None, begun)
    opened: Opened = st.session_state[slot]
    return opened


def _cell(table: str, field: Field, now: str, key: str) -> str:
    """The input of one field, and its text."""
    title = f"{_label(field)} \\*" if field.required or field.name in importables()[table].info["key"] else _label(field)
    example = next(filter(None, field.examples), "")
    if field.kind == "date":
        day = st.date_input(title, date.fromisoformat(now) if now else None, *DAYS, format="YYYY-MM-DD", key=key)
        return day.isoformat() if isinstance(day, date) else ""
    if field.kind == "choice" or field.refers:
        names = _choices(field)
        if names is not None:
            codes = list(names) if not now or now in names else [now, *names]
            place = codes.index(now) if now else None
            return st.selectbox(title, codes, index=place, format_func=lambda code: names.get(code, code), placeholder="", key=key) or ""
    if field.name in LONG_TEXTS:
        return st.text_area(title, value=now, key=key, height="content")
    return st.text_input(title, value=now, placeholder=example, key=key)


def _label(field: Field) -> str:
    return field.zh if lang() == "zh" else field.en


def _choices(field: Field) -> dict[str, str] | None:
    """Code -> what it is called; None where there are too many to choose from."""
    if not field.refers:
        chinese = {value: next((word for word in words if not word.isascii()), value) for value, words in field.choices}
        return chinese if lang() == "zh" else {value: value for value, _ in field.choices}
    with reading(store.engine()) as connection:
        found = editing.options(connection, field.refers)
    return None if found is None else {code: text.name_of(code, *names, lang()) for code, names in found.items()}


def _save(table: str, opened: Opened, texts: editing.Row) -> None:
    with reading(store.engine()) as connection:
        key, values = editing.stored(connection, table, texts, lang())
        moved = opened.seen is not None and editing.stored(connection, table, opened.texts, lang())[0] != key
    seen = None if moved else opened.seen  # under another key it is another row
    try:
        save.row(store.engine(), table, key, values, seen=seen, who=who.author())
    except EditConflict as conflict:
        opened.seen = conflict.theirs.get("row_version")
        with reading(store.engine()) as connection:
            theirs = editing.readable(connection, table, conflict.theirs) if conflict.theirs else {}
        labels = {name: _label(field) for name, field in editing.fields_of(table).items()}
        both = ({labels[name]: cell for name, cell in one.items()} for one in (theirs, texts))
        raise EditConflict(conflict.msgid, *both, **conflict.values) from conflict
    _begin_anew(table, N_("Saved."))


def _history_and_way_out(table: str, opened: Opened) -> None:
    """Who changed the row when, and the button that deletes it."""
    with reading(store.engine()) as connection:
        key, _ = editing.stored(connection, table, opened.texts, lang())
        past = save.history(connection, table, key)
    for one in past[:1]:
        st.caption(text.md(say(N_("Last changed by {who}, {when}."), who=who.signed(one["who"]), when=text.date(one["at"], lang()))))
    with st.popover(say(N_("Delete this row")), icon=":material/delete:", key=f"delete_asked_{table}"):
        st.write(say(N_("The row goes out; the history keeps what it said. Really delete it?")))
        if st.button(say(N_("Delete this row")), type="primary", icon=":material/delete:", key=f"delete_{table}"):
            save.delete(store.engine(), table, key, seen=opened.seen or 0, who=who.author())
            _begin_anew(table, N_("Deleted."))


def _begin_anew(table: str, said: str) -> None:
    opened: Opened = st.session_state[f"row_opened_{table}"]
    st.session_state[f"row_opened_{table}"] = Opened(-1, {}, None, opened.begun)  # read again at the next run
    st.session_state[f"row_saved_{table}"] = said
    st.rerun()


def reopen() -> None:
    """Show the settings as they stand now: something else than the form has changed them."""
    st.session_state.pop("settings_opened", None)


def settings() -> None:
    """What the figures mean: currency, fiscal year, week, country."""
    kept, reader = st.session_state.setdefault("settings_opened", store.settings()), lang()
    choices = {
        "base_currency": text.currencies(reader),
        "fiscal_year_start": {str(number): text.month_name(number, reader) for number in range(1, 13)},
        "week_start": {str(number): text.weekday(number, reader) for number in range(7)},
        "country": text.countries(reader),
    }
    with st.form("settings", border=False):
        cells = st.grid(2, min_column_width=240)
        entered: dict[str, str] = {}
        for name, names in choices.items():
            now = kept[name][0]
            with cells, st.container():
                entered[name] = st.selectbox(
                    say(TITLES[name]), list(names), index=list(names).index(now), format_func=names.__getitem__,
                    key=f"setting_{name}_{reader}_{kept[name][1]}",
                )  # fmt: skip
                if name == "fiscal_year_start":
                    st.caption(say(N_("period=2026 in a link then means the fiscal year that begins in 2026.")))
        st.caption(say(N_("All amounts are in the base currency. It can change until amounts were converted from another one.")))
        if st.form_submit_button(say(N_("Save")), icon=":material/save:", key="save_settings"):
            reopen()
            for name, value in entered.items():
                before, version = kept[name]
                if value != before:
                    save.setting(store.engine(), name, value, seen=version, who=who.author())
            st.session_state["settings_saved"] = True
            st.rerun()
    if st.session_state.pop("settings_saved", False):
        st.success(say(N_("Saved.")), icon=":material/check_circle:")
