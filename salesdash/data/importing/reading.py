"""Opens a file of data, whatever its name says it is: CSV, TSV, XLSX or XLS."""

from __future__ import annotations

from pathlib import Path

from salesdash.data.importing.delimited import open_delimited
from salesdash.data.importing.source import Block, Source
from salesdash.data.importing.workbook import open_workbook, protected
from salesdash.errors import ImportRefused
from salesdash.text import N_

__all__ = ["Block", "Source", "open_source"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\x1f\x8b", N_("a compressed file")),
    (b"7z\xbc\xaf", N_("a compressed file")),
    (b"Rar!", N_("a compressed file")),
    (b"SQLite format 3\0", N_("a database")),
    (b"PAR1", N_("a Parquet file")),
    (b"{\\rtf", N_("a text document")),
)
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")


def open_source(path: Path, *, name: str | None = None, sheet: str | None = None, encoding: str | None = None) -> Source:
    """Look at a file: what it is, its encoding, header and columns. `name` is what messages call it (default: the file's name);
    `sheet` matters to workbooks, `encoding` to text files. ImportRefused: it cannot be read as a table, and why."""
    name = name or path.name
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise ImportRefused("{file} cannot be opened: {reason}.", file=name, reason=error.strerror or "unknown") from None
    if start.startswith(_ZIP):
        return open_workbook(path, name, "xlsx", sheet)
    if start.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise protected(name)
        return open_workbook(path, name, "xls", sheet)
    for magic, what in _OTHER:
        if start.startswith(magic):
            raise ImportRefused("{file} is {what}, whatever its name says. Save the data as CSV or XLSX.", file=name, what=what)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB):
        raise ImportRefused("{file} is a web page or XML, whatever its name says. Open it in Excel and save it as XLSX.", file=name)
    return open_delimited(path, name, encoding)
