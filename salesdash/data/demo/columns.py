"""Columns of the made-up records: positions and days as arrays of numbers, words and dates as a file has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]


def words(of: Sequence[str] | pa.Array | pa.ChunkedArray, at: Ints) -> pa.Array:
    """The word at each position; empty at -1."""
    known = of.combine_chunks() if isinstance(of, pa.ChunkedArray) else of if isinstance(of, pa.Array) else pa.array(of, pa.string())
    return known.take(pa.array(at, mask=at < 0))


def at(column: pa.Array | pa.ChunkedArray, of: Sequence[str] | pa.Array | pa.ChunkedArray) -> Ints:
    """The position of each word of a column among the known ones; -1 where it is empty or not among them."""
    known = of.combine_chunks() if isinstance(of, pa.ChunkedArray) else of if isinstance(of, pa.Array) else pa.array(of, pa.string())
    return np.asarray(pc.fill_null(pc.index_in(column, known), -1).to_numpy(), dtype=np.int64)


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, Ints, Ints]:
    """The words of a column that is never empty, in order of appearance; where each stands first; and which one every row has."""
    coded = column.combine_chunks().dictionary_encode()
    which = coded.indices.to_numpy().astype(np.int64)
    return coded.dictionary, np.unique(which, return_index=True)[1], which


def numbered(prefix: str, n: int, width: int = 6) -> pa.Array:
    """Codes from 1 to n."""
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pc.cast(pa.array(np.arange(1, n + 1)), pa.string()), width, "0"), "")


def dates(first: np.datetime64, day: Ints, known: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Days counted from the first of the history as dates; empty where the date is not known."""
    return pa.array(first + day.astype("timedelta64[D]"), mask=None if known is None else ~known)


def day_of(column: pa.ChunkedArray, first: np.datetime64) -> Ints:
    """Dates as days counted from the first of the history."""
    return np.asarray((column.to_numpy().astype("datetime64[D]") - first).astype(np.int64))


def sums(of: Ints, value: Ints, size: int) -> Ints:
    """The sum of whole numbers per position, exact."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, of, value)
    return total


def amounts(of: Ints, value: Floats, size: int) -> Floats:
    """The sum of any numbers per position."""
    return np.asarray(np.bincount(of, value, size), dtype=np.float64)


def drawn(rng: np.random.Generator, odds: Floats) -> Ints:
    """One column of each row, drawn in proportion to `odds` [row, column]."""
    total = np.cumsum(odds, axis=1)
    return np.asarray((total <= (rng.random(len(odds)) * total[:, -1])[:, None]).sum(axis=1), dtype=np.int64)
