"""Codes -> row numbers: the same answers for few and for many."""

from __future__ import annotations

import pytest

from salesdash.data.importing.codes import FEW, Codes


@pytest.mark.parametrize("count", [3, FEW + 1])
def test_codes_are_found_whether_few_or_many(count: int) -> None:
    codes = Codes((row, "-" if row == 0 else f"C{row}") for row in range(count))
    codes.look_up(["C2", None, "new"])
    assert [codes.get(c) for c in ("C2", "new", "C1", "-")] == [2, None, 1, 0]
    codes["new"] = count
    assert codes.get("new") == count, "what was added in this import is found"
    codes.look_up(["C1"])
    assert [codes.get(c) for c in ("new", "C2", "nobody")] == [count, 2, None]
    assert len(codes) == count + 1
    assert set(codes) >= {"-", "C1", "new"}
