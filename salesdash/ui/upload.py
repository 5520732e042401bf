"""A visitor's file: taken in, opened, its encoding and sheet chosen where the file does not say them itself."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import streamlit as st

from salesdash import text
from salesdash.data.importing.reading import open_source
from salesdash.data.importing.source import Source
from salesdash.text import N_
from salesdash.ui.who import say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

KINDS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls"]
LOOKED_AT = 5_000
PREVIEWED = 5


def source() -> Source | None:
    """The file the visitor gives, opened; None while there is none. Raises ImportRefused where it cannot be read as a table."""
    number = st.session_state.setdefault("upload_number", 0)
    file = st.file_uploader(say(N_("A CSV or Excel file")), type=KINDS, key=f"upload_{number}")
    if file is None:
        return None
    opened = _opened(file.file_id, None, None, _file=file)
    if len(opened.sheets) > 1:
        sheet = st.selectbox(say(N_("Sheet")), opened.sheets, index=opened.sheets.index(opened.sheet or opened.sheets[0]), key=f"sheet_{file.file_id}")
        opened = _opened(file.file_id, sheet, None, _file=file)
    if not opened.encoding_sure:
        opened = _with_encoding(opened, file)
    _preview(opened)
    return opened


def another() -> None:
    """Make room for the next file."""
    st.session_state["upload_number"] += 1


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def sample(sha256: str, sheet: str | None, encoding: str | None, _source: Source) -> pa.Table:
    """The first rows of a file, one text column per header."""
    return _source.sample(LOOKED_AT)


def sample_of(source: Source) -> pa.Table:
    """`sample`, kept as long as the file stays the same."""
    return sample(source.sha256, source.sheet, source.encoding, _source=source)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _opened(file_id: str, sheet: str | None, encoding: str | None, _file: UploadedFile) -> Source:
    return open_source(_on_disk(file_id, _file=_file), name=_file.name, sheet=sheet, encoding=encoding)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=lambda path: path.unlink(missing_ok=True))
def _on_disk(file_id: str, _file: UploadedFile) -> Path:
    with tempfile.NamedTemporaryFile(prefix="salesdash-", suffix=Path(_file.name).suffix, delete=False) as copy:
        _file.seek(0)
        shutil.copyfileobj(_file, copy)
    return Path(copy.name)


def _with_encoding(opened: Source, file: UploadedFile) -> Source:
    """Ask which encoding is the right one, with the first rows as each would read them."""
    st.warning(say(N_("The file does not say how its letters are written. Choose the version that reads well.")), icon=":material/translate:")
    for encoding in opened.encoding_choices:
        st.caption(encoding)
        header, *rows = opened.preview(encoding, PREVIEWED)
        st.dataframe([dict(zip(header, row, strict=True)) for row in rows], hide_index=True, alt=encoding, key=f"preview_{encoding}")
    chosen = st.radio(say(N_("Encoding")), opened.encoding_choices, horizontal=True, key=f"encoding_{file.file_id}")
    return _opened(file.file_id, opened.sheet, chosen, _file=file)


def _preview(opened: Source) -> None:
    first, last = opened.header_rows
    with st.expander(say(N_("The first rows of {file}"), file=text.md(opened.name)), icon=":material/table_view:"):
        parts = [say(N_("column names in row {row}"), row=last)]
        parts += [say(N_("encoding {encoding}"), encoding=opened.encoding)] if opened.encoding else []
        parts += [say(N_("sheet {sheet}"), sheet=opened.sheet)] if opened.sheet else []
        st.caption(text.md(" · ".join(parts)))
        st.dataframe(sample_of(opened).slice(0, PREVIEWED), hide_index=True, alt=say(N_("The first rows of the file")), key="preview")
