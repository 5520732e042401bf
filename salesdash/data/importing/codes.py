"""Codes -> row numbers of a dimension during an import, small in memory: a million customers are an Arrow column, not a million objects."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEW = 20_000
"""So many codes are held at hand; of more, only those that were looked up last."""
AT_ONCE = 10_000


class Codes:
    """`look_up` the codes of a block at once, then `get` each."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        parts, numbers = [], array("q")
        codes: list[str] = []
        for row, code in rows:
            codes.append(code)
            numbers.append(row)
            if len(codes) == AT_ONCE:
                parts.append(pa.array(codes, pa.string()))
                codes = []
        self._codes = pa.concat_arrays([*parts, pa.array(codes, pa.string())])
        self._rows = np.frombuffer(numbers, dtype=np.int64)
        self._new: dict[str, int] = {}
        self._at_hand: dict[str, int | None] = {}
        self._few = len(self._rows) <= FEW
        if self._few:
            self._at_hand = dict(zip(self._codes.to_pylist(), self._rows.tolist(), strict=True))

    def look_up(self, words: Sequence[str | None]) -> None:
        """Have these codes at hand."""
        if self._few:
            return
        place = pc.index_in(pa.array(words, pa.string()), value_set=self._codes).to_pylist()
        self._at_hand = {w: int(self._rows[i]) if i is not None else None for w, i in zip(words, place, strict=True) if w is not None}

    def get(self, code: str) -> int | None:
        """The row number of a code; None where there is none."""
        if not self._few and code not in self._at_hand:
            self.look_up([*self._at_hand, code])
        found = self._at_hand.get(code)
        return self._new.get(code) if found is None else found

    def __setitem__(self, code: str, row: int) -> None:
        self._new[code] = row

    def __iter__(self) -> Iterator[str]:
        yield from self._codes.to_pylist()
        yield from self._new

    def __len__(self) -> int:
        return len(self._rows) + len(self._new)
