"""Small tables of whole numbers in one cell of a rollup: row by row, in 4 bytes a number where all of them fit, else in 8.

How many rows stands beside it in the rollup, so the size of a number follows from the length. Little-endian, as SQLite's files travel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

SMALL, WIDE = np.dtype("<i4"), np.dtype("<i8")


def pack(table: np.ndarray, edges: np.ndarray) -> pa.Array:
    """The rows between every two edges (ascending, from 0 to the end, none equal) of an int64 table, as one value each."""
    narrow, row = table.astype(SMALL), table.shape[1]
    fits = np.logical_and.reduceat((narrow == table).all(axis=1), edges[:-1]).tolist()
    small, wide = narrow.tobytes(), table.astype(WIDE, copy=False).tobytes()
    return blobs(
        small[a * row * 4 : b * row * 4] if fit else wide[a * row * 8 : b * row * 8]
        for fit, (a, b) in zip(fits, pairwise(edges.tolist()), strict=True)
    )


def unpack(values: Sequence[bytes], counts: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Packed values (with their rows, and the columns all of them have) as one int64 table, and the value each row comes from."""
    size = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    tables, sources = [], []
    for kind in (SMALL, WIDE):
        which = np.flatnonzero(size == counts * (width * kind.itemsize))
        joined = np.frombuffer(b"".join([values[i] for i in which.tolist()]), dtype=kind)
        tables.append(joined.reshape(-1, width))
        sources.append(np.repeat(which, counts[which]))
    return np.concatenate(tables, dtype=np.int64), np.concatenate(sources)


def blobs(values: Iterable[bytes | None]) -> pa.Array:
    """A column of bytes as `engine.insert` takes it."""
    return pa.array(values, type=pa.binary())
