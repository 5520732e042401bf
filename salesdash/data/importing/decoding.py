"""Which encoding a text file has, decided on the whole file, and the file as a stream of UTF-8.

UTF-8 and UTF-16 prove themselves. Between GB18030 and the single-byte encodings the bytes above 127 decide: Chinese text has
them in pairs from the ranges of the 3,755 most common characters, western text has them one by one between plain letters.
What neither rule settles is said to be in doubt, with every encoding that decodes the file as a choice.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salesdash.errors import ImportRefused

CHUNK = 1 << 20
OTHERS = ("big5", "shift_jis", "euc_kr", "cp1251", "cp1250")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_RUN = re.compile(rb"[\x80-\xff]+[\x00-\x7f]?")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MANY_RUNS = 50_000


@dataclass(frozen=True)
class Decoding:
    """How a text file is to be decoded: `mark` bytes of byte order mark to skip; `quotes`: it holds a quotation mark."""

    sha256: str
    bytes: int
    encoding: str
    sure: bool
    choices: tuple[str, ...]
    mark: int
    quotes: bool


def recognise(path: Path, name: str, wanted: str | None = None) -> Decoding:
    """Read the whole file once. ImportRefused: not text, damaged UTF-8, an encoding that is unknown."""
    with path.open("rb") as file:
        head = file.read(4096)
    mark, encoding = next(((len(bom), known) for bom, known in _MARKS if head.startswith(bom)), (0, None))
    if encoding is None and b"\0" in head:
        encoding = _utf16_without_mark(head)
        if encoding is None and 20 * len(_CONTROL.findall(head)) > len(head):
            raise ImportRefused("{file} is not a text file: it holds zero bytes. Save it as CSV (UTF-8) or as XLSX.", file=name)
    if wanted is not None:
        encoding = _canonical(wanted, encoding, name)
    scan = _Scan(strict_utf8=encoding in (None, "utf-8"))
    for chunk in _chunks(path):
        scan.take(chunk)
    if encoding == "utf-8" and not scan.is_utf8():
        raise _damaged(path, name)
    known = encoding or ("utf-8" if scan.is_utf8() else None)
    encoding, sure, choices = (known, True, (known,)) if known else _judge(path, name, scan.runs)
    return Decoding(scan.digest.hexdigest(), path.stat().st_size, encoding, sure, choices, mark, scan.quotes)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _canonical(wanted: str, marked: str | None, name: str) -> str:
    try:
        known = codecs.lookup(wanted).name
    except LookupError:
        raise ImportRefused(
            "{file}: there is no encoding named {encoding}. Try utf-8, gb18030 or cp1252.", file=name, encoding=wanted
        ) from None
    if known == "utf-16":
        return marked or "utf-16-le"
    return {"utf-8-sig": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "iso8859-1": "cp1252"}.get(known, known)


def _utf16_without_mark(head: bytes) -> str | None:
    """Every other byte of its plain letters is zero, and its lines end."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if odd and not even else "utf-16-be" if even and not odd else None
    return encoding if encoding and "\n" in head.decode(encoding, errors="ignore") else None


class _Scan:
    """One pass over the raw bytes."""

    def __init__(self, strict_utf8: bool) -> None:
        self.digest = hashlib.sha256()
        self.quotes = False
        self._utf8 = strict_utf8
        self.runs: list[bytes] = []
        self._looking = strict_utf8
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def take(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        self.quotes = self.quotes or b'"' in chunk
        if not self._looking or (chunk.isascii() and not self._decoder.getstate()[0]):
            return
        if len(self.runs) < _MANY_RUNS:
            self.runs += _RUN.findall(chunk)[:_MANY_RUNS]
        if self._utf8:
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self._utf8 = False
        if not self._utf8 and len(self.runs) >= _MANY_RUNS:
            self._looking = False

    def is_utf8(self) -> bool:
        """After the last chunk: all of it decodes, and it does not end inside a character."""
        return self._utf8 and not self._decoder.getstate()[0]


def _judge(path: Path, name: str, runs: list[bytes]) -> tuple[str, bool, tuple[str, ...]]:
    """(encoding, sure, choices) of a file that is not UTF-8, by its runs of bytes above 127 and the byte after each."""
    high = [run[:-1] if run[-1] < 0x80 else run for run in runs]
    intact = sum(_decodes(run, "utf-8") for run in high)
    if intact >= 20 and intact >= 0.95 * len(high):
        raise _damaged(path, name)
    pairs = [run[i : i + 2] for run in high for i in range(0, len(run), 2)]
    common = sum(len(pair) == 2 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3) and pair[1] >= 0xA1 for pair in pairs)
    chinese, single = common / max(len(pairs), 1), sum(len(run) == 1 for run in high) / max(len(high), 1)
    gb18030, cp1252 = _file_decodes(path, "gb18030"), _file_decodes(path, "cp1252")
    if gb18030 and chinese >= 0.8 and common >= 3:
        return "gb18030", True, ("gb18030",)
    if cp1252 and single >= 0.7 and (not gb18030 or chinese <= 0.1):
        return "cp1252", True, ("cp1252",)
    text = b"\n".join(runs)
    choices = [known for known, fits in (("gb18030", gb18030), ("cp1252", cp1252)) if fits]
    if chinese < 0.5 and len(choices) == 2:
        choices.reverse()
    choices += [other for other in OTHERS if _decodes(text, other)]
    if not choices:
        raise ImportRefused("{file}: its encoding was not recognised. Save it as CSV (UTF-8), or name its encoding.", file=name)
    return choices[0], False, tuple(choices)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _file_decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _damaged(path: Path, name: str) -> ImportRefused:
    with path.open("rb") as file:
        row = next((number for number, line in enumerate(file, 1) if not _decodes(line, "utf-8")), 0)
    return ImportRefused(
        "{file}, row {row}: the file is UTF-8, but this row holds bytes that are not. Save it again as UTF-8, or name its encoding.",
        file=name,
        row=row,
    )


class Utf8Stream(io.RawIOBase):
    """The text of a file as UTF-8 without its byte order mark, from `skip` bytes (of that UTF-8) on; streaming."""

    def __init__(
        self, path: Path, decoding: Decoding, name: str, skip: int = 0, encoding: str | None = None, errors: str = "strict"
    ) -> None:
        self._name, self._encoding = name, encoding or decoding.encoding
        self._file = path.open("rb")
        self._file.seek(decoding.mark)
        self._decoder = None if self._encoding == "utf-8" and errors == "strict" else codecs.getincrementaldecoder(self._encoding)(errors)
        self._ready = b""
        self._read(skip)

    def readable(self) -> bool:
        return True

    def consumed(self) -> int:
        """Bytes of the file read so far."""
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        return self._read(size)

    def _read(self, size: int) -> bytes:
        if self._decoder is None:
            return self._file.read(size)
        while size < 0 or len(self._ready) < size:
            raw = self._file.read(CHUNK)
            try:
                self._ready += self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            except UnicodeDecodeError as error:
                raise ImportRefused(
                    "{file} is not {encoding}: the bytes {bytes} have no meaning in it. Name another encoding.",
                    file=self._name,
                    encoding=self._encoding,
                    bytes=error.object[error.start : error.end].hex(" "),
                ) from None
            if not raw:
                break
        size = len(self._ready) if size < 0 else size
        out, self._ready = self._ready[:size], self._ready[size:]
        return out
