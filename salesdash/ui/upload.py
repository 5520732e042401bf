"""A visitor's files: taken in, opened, encoding and sheet chosen where a file does not say them itself."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from salesdash import text
from salesdash.data.importing.joined import joined
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.source import Source
from salesdash.text import N_
from salesdash.ui import store
from salesdash.ui.who import say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

KINDS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls"]
PREVIEWED = 5


def sources() -> list[Source]:
    """The files the visitor gives, opened; orders and their lines in two files become one. Raises ImportRefused where one is no table."""
    files = st.file_uploader(say(N_("CSV or Excel files")), type=KINDS, accept_multiple_files=True, key="upload")
    opened = [_settled(file) for file in files]
    return list(_joined(tuple(map(store.mark_of, opened)), _opened=opened))


@st.cache_resource(scope="session", max_entries=20, show_spinner=False)
def _joined(marks: tuple[store.Mark, ...], _opened: list[Source]) -> list[Source]:
    return joined(_opened)


@st.cache_resource(scope="session", max_entries=20, show_spinner=False)
def _open(file_id: str, sheet: str | None, encoding: str | None, _file: UploadedFile) -> Source:
    return open_source(_on_disk(file_id, _file=_file), name=_file.name, sheet=sheet, encoding=encoding)


@st.cache_resource(scope="session", max_entries=20, show_spinner=False, on_release=lambda path: path.unlink(missing_ok=True))
def _on_disk(file_id: str, _file: UploadedFile) -> Path:
    with tempfile.NamedTemporaryFile(prefix="salesdash-", suffix=Path(_file.name).suffix, delete=False) as copy:
        _file.seek(0)
        shutil.copyfileobj(_file, copy)
    return Path(copy.name)


def _settled(file: UploadedFile) -> Source:
    """One file, its sheet and encoding asked where it has several."""
    opened = _open(file.file_id, None, None, _file=file)
    if len(opened.sheets) > 1:
        label = say(N_("Sheet of {file}"), file=text.md(opened.name))
        sheet = st.selectbox(label, opened.sheets, index=opened.sheets.index(opened.sheet or opened.sheets[0]), key=f"sheet_{file.file_id}")
        opened = _open(file.file_id, sheet, None, _file=file)
    return opened if opened.encoding_sure else _with_encoding(opened, file)


def _with_encoding(opened: Source, file: UploadedFile) -> Source:
    """Ask which encoding is the right one, with the first rows as each would read them."""
    st.warning(
        say(N_("The file does not say how its letters are written. Choose the version that reads well.")), icon=":material/translate:"
    )
    for encoding in opened.encoding_choices:
        st.caption(encoding)
        header, *rows = opened.preview(encoding, PREVIEWED)
        st.dataframe(
            [dict(zip(header, row, strict=True)) for row in rows], hide_index=True, alt=encoding, key=f"preview_{encoding}_{file.file_id}"
        )
    chosen = st.radio(say(N_("Encoding")), opened.encoding_choices, horizontal=True, key=f"encoding_{file.file_id}")
    return _open(file.file_id, opened.sheet, chosen, _file=file)


def preview(opened: Source) -> None:
    """The first rows of a file, and how it was read."""
    last = opened.header_rows[1]
    with st.expander(say(N_("The first rows of {file}"), file=text.md(opened.name)), icon=":material/table_view:"):
        parts = [say(N_("column names in row {row}"), row=last)]
        parts += [say(N_("encoding {encoding}"), encoding=opened.encoding)] if opened.encoding else []
        parts += [say(N_("sheet {sheet}"), sheet=opened.sheet)] if opened.sheet else []
        st.caption(text.md(" · ".join(parts)))
        st.dataframe(
            store.first_rows(opened).slice(0, PREVIEWED),
            hide_index=True,
            alt=say(N_("The first rows of the file")),
            key=f"preview_{opened.sha256[:12]}",
        )
