"""What is in the house: rows per table, the imports that brought them, and taking one back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from salesdash import text
from salesdash.data import clearing
from salesdash.data.importing import templates
from salesdash.data.importing.undo import undo
from salesdash.text import N_
from salesdash.ui import forms, mapping, quality, store
from salesdash.ui.who import lang, say, signed

COUNTS = {N_("Loaded"): "rows_loaded", N_("Refused"): "rows_refused", N_("Replaced"): "rows_replaced"}


def history() -> None:
    """The imports, newest first, and the way to undo one."""
    found = store.imports()
    if not found:
        st.caption(say(N_("Nothing has been loaded yet.")))
        return
    rows = [
        {
            say(N_("No")): int(str(one["id"])),
            say(N_("Time")): quality.written_time(str(one["at"])),
            say(N_("File")): str(one["file_name"]),
            say(N_("Table")): mapping.table_name(str(one["kind"])),
            **{say(title): int(str(one[name])) for title, name in COUNTS.items()},
            say(N_("By")): signed(one["who"]),
            say(N_("State")): say(N_("undone")) if one["undone_at"] else say(N_("in use")),
        }
        for one in found
    ]
    counts = {say(title): st.column_config.NumberColumn(format="localized") for title in COUNTS}
    st.dataframe(rows, hide_index=True, column_config=counts, alt=say(N_("The imports, newest first")), key="imports")
    if said := st.session_state.pop("taken_back", None):
        st.success(said, icon=":material/undo:")
    if store.house().state.demo:
        if st.button(say(N_("Take the made-up company out")), icon=":material/delete_sweep:", key="take_out_demo"):
            clearing.take_out_demo(store.engine())
            forms.reopen()
            st.rerun()
        return
    _undoing([one for one in found if not one["undone_at"]])


def _undoing(live: list[dict[str, object]]) -> None:
    """Choose an import that is in use (newest first), and take it back after a second look."""
    if not live:
        return
    by_number = {int(str(one["id"])): f"{one['id']} · {one['file_name']}" for one in live}
    rows = {int(str(one["id"])): int(str(one["rows_loaded"])) for one in live}
    newest = next(iter(by_number))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            say(N_("Take back")), list(by_number), format_func=by_number.__getitem__, key=f"undo_which_{newest}_{lang()}", width=320
        )
        one = {"file": by_number[number], "rows": rows[number]}
        label = say(N_("Undo {file} ({rows} rows)"), **{**one, "file": text.md(one["file"])})
        with st.popover(label, icon=":material/undo:", key=f"undo_asked_{number}"):
            st.write(say(N_("The rows of this import go out, and rows it replaced come back. Really undo it?")))
            if st.button(label, type="primary", icon=":material/undo:", key=f"undo_{number}"):
                with st.spinner(say(N_("Taking it back …"))):
                    undo(store.engine(), number)
                st.session_state.pop("checked", None)  # what it told of this file is no longer so
                st.session_state["taken_back"] = say(N_("Taken back: {file} ({rows} rows)."), **{**one, "file": text.md(one["file"])})
                st.rerun()


def tables() -> None:
    """Every table a file can fill: how many rows it holds, its template, and the table itself to take along."""
    reader, counts = lang(), store.row_counts()
    rows = [{say(N_("Table")): mapping.table_name(name), say(N_("Rows")): count} for name, count in counts.items() if count]
    if rows:
        written = {say(N_("Rows")): st.column_config.NumberColumn(format="localized")}
        st.dataframe(rows, hide_index=True, column_config=written, alt=say(N_("Rows per table")), key="tables")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {name: mapping.table_name(name) for name in counts}
        kind = st.selectbox(say(N_("Table")), list(counts), format_func=names.__getitem__, key=f"table_which_{reader}", width=320)
        st.download_button(
            say(N_("Empty template")), partial(templates.template, kind, reader), file_name=f"{kind}.csv", mime="text/csv", on_click="ignore",
            key="template", icon=":material/draft:",
        )  # fmt: skip
        st.download_button(
            say(N_("The whole table")), partial(store.table, kind, reader), file_name=f"{kind}-{store.house().state.version}.csv", mime="text/csv",
            on_click="ignore", key="whole_table", icon=":material/download:", disabled=not counts[kind],
        )  # fmt: skip
