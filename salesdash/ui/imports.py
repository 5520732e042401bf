"""What is in the house: rows per table, the imports that brought them, and taking one back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from salesdash import text
from salesdash.data import clearing
from salesdash.data.importing import templates
from salesdash.data.importing.undo import undo
from salesdash.text import N_
from salesdash.ui import mapping, store
from salesdash.ui.who import lang, say


def history() -> None:
    """The imports, newest first, and the way to undo one."""
    found = store.imports()
    if not found:
        st.caption(say(N_("Nothing has been loaded yet.")))
        return
    reader = lang()
    rows = [
        {
            say(N_("No")): str(one["id"]),
            say(N_("Day")): text.date(str(one["at"]), reader),
            say(N_("File")): str(one["file_name"]),
            say(N_("Table")): mapping.table_name(str(one["kind"])),
            say(N_("Loaded")): text.count(float(str(one["rows_loaded"])), reader),
            say(N_("Refused")): text.count(float(str(one["rows_refused"])), reader),
            say(N_("Replaced")): text.count(float(str(one["rows_replaced"])), reader),
            say(N_("By")): say(N_("{name} (unverified)"), name=str(one["who"])),
            say(N_("State")): say(N_("undone")) if one["undone_at"] else say(N_("in use")),
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, alt=say(N_("The imports, newest first")), key="imports")
    if store.house().state.demo:
        if st.button(say(N_("Take the made-up company out")), icon=":material/delete_sweep:", key="take_out_demo"):
            clearing.take_out_demo(store.engine())
            st.rerun()
        return
    live = {int(str(one["id"])): f"{one['id']} · {one['file_name']}" for one in found if not one["undone_at"]}
    if not live:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(say(N_("Take back")), list(live), format_func=live.__getitem__, key="undo_which", width=320)
        if st.button(say(N_("Undo this import")), icon=":material/undo:", key="undo"):
            with st.spinner(say(N_("Taking it back …"))):
                undo(store.engine(), number)
            st.rerun()


def tables() -> None:
    """Every table a file can fill: how many rows it holds, its template, and the table itself to take along."""
    reader, counts = lang(), store.row_counts()
    rows = [
        {say(N_("Table")): mapping.table_name(name), say(N_("Rows")): text.count(count, reader)} for name, count in counts.items() if count
    ]
    if rows:
        st.dataframe(rows, hide_index=True, alt=say(N_("Rows per table")), key="tables")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {name: mapping.table_name(name) for name in counts}
        kind = st.selectbox(say(N_("Table")), list(counts), format_func=names.__getitem__, key="table_which", width=320)
        st.download_button(
            say(N_("Empty template")), partial(templates.template, kind, reader), file_name=f"{kind}.csv", mime="text/csv", on_click="ignore",
            key="template", icon=":material/draft:",
        )  # fmt: skip
        st.download_button(
            say(N_("The whole table")), partial(store.table, kind, reader), file_name=f"{kind}-{store.house().state.version}.csv", mime="text/csv",
            on_click="ignore", key="whole_table", icon=":material/download:", disabled=not counts[kind],
        )  # fmt: skip
