"""Small tables of whole numbers, packed into bytes and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salesdash.data.packed import pack, unpack

NUMBERS = st.one_of(st.integers(-(2**31) - 1, 2**31), st.integers(-(2**63), 2**63 - 1))
TABLES = st.lists(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5), min_size=1, max_size=6)


@given(TABLES)
def test_what_is_packed_comes_back_to_the_last_bit(tables: list[list[tuple[int, int, int]]]) -> None:
    counts = np.array([len(t) for t in tables])
    table = np.array([row for t in tables for row in t], dtype=np.int64)
    values = pack(table, np.concatenate([[0], np.cumsum(counts)])).to_pylist()
    found, source = unpack(values, counts, 3)
    assert {i: found[source == i].tolist() for i in range(len(tables))} == {i: [list(row) for row in t] for i, t in enumerate(tables)}


def test_numbers_of_four_bytes_take_four_bytes_and_larger_ones_eight() -> None:
    table = np.array([[1, 2**31 - 1], [-(2**31), 0], [1, 2**31]])
    assert [len(v) for v in pack(table, np.array([0, 2, 3])).to_pylist()] == [2 * 2 * 4, 2 * 8]


def test_nothing_unpacks_to_nothing() -> None:
    table, source = unpack([], np.zeros(0, dtype=np.int64), 4)
    assert table.shape == (0, 4) and len(source) == 0
