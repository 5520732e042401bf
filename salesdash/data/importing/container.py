"""The zip file that an XLSX workbook is: refused where it would unpack to too much, searched for cells without a value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from salesdash.errors import ImportRefused

MOST_UNPACKED = 500 << 20
MOST_RATIO = 200
SMALL = 20 << 20
"""Below this the ratio does not matter."""
_CHUNK = 4 << 20
_CELL = re.compile(rb"<c\b([^>]*)>((?:(?!</c>).)*)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>|<t[^>]*>")
_FORMULA = re.compile(rb"<f[^>]*>([^<]*)</f>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def refuse_unsafe(path: Path, name: str) -> None:
    """ImportRefused for a zip bomb or a damaged archive; other files pass. The sizes declared are verified by unpacking."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
            if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
                raise ImportRefused(
                    "{file} would unpack to {megabytes} MB, which is not an ordinary workbook. Save the rows as CSV.",
                    file=name,
                    megabytes=unpacked >> 20,
                )
            if any(member.flag_bits & 1 for member in members) or archive.testzip() is not None:
                raise _damaged(name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise _damaged(name) from None


def _damaged(name: str) -> ImportRefused:
    return ImportRefused("{file} cannot be read: the file is damaged. Open it in Excel and save it again.", file=name)


def broken_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """(row, column), from 0, of the cells of a sheet that hold an error (#REF!) or a formula that was never worked out (=A1)."""
    found: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        if part is None:
            return found
        for xml in _cells(archive, part):
            if b't="e"' in xml or b"<f" in xml:
                found.update(_broken(xml))
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The member of the archive that holds a sheet."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    wanted = next((each.get(_RELATION) for each in book.iter() if each.tag.endswith("}sheet") and each.get("name") == sheet), None)
    target = next((each.get("Target", "") for each in relations if each.get("Id") == wanted), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names else None


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces that end with a cell."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(_CHUNK):
            xml, closing, rest = (rest + piece).rpartition(b"</c>")
            yield xml + closing
    yield rest


def _broken(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, content in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        if place is None:
            continue
        value, formula = _VALUE.search(content), _FORMULA.search(content)
        if b't="e"' in attributes and value is not None:
            said = value[1]
        elif value is None and formula is not None and b't="str"' not in attributes:
            said = b"=" + formula[1]
        else:
            continue
        column = 0
        for letter in place[1]:
            column = 26 * column + letter - 64
        yield (int(place[2]) - 1, column - 1), unescape((said or b"#ERROR!").decode("utf-8", "replace"))
