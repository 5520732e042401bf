"""The same customer twice on the made-up company's list: written a little differently, under a code of its own, with few orders."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Spelling = Callable[[str], str]

SHARE, BUYS = 0.015, 0.25
"""Share of rows that are a second time, and how much they buy against others."""
OWN = ("code", "joined_on", "acquisition_source")
"""What a second row does not share with the first."""
PEOPLE: tuple[tuple[Spelling, Spelling], ...] = (
    (str.upper, str),
    (lambda name: " ".join(reversed(name.split())), str),
    (lambda name: name[0] + ". " + name.split()[-1], lambda zh: zh[0] + " " + zh[1:]),
    (lambda name: name[:2] + name[3:], lambda zh: ""),
)
"""Ways in which a person's English and Chinese name is written the second time; an empty Chinese name is not known."""
FIRMS: tuple[tuple[Spelling, Spelling], ...] = (
    (str.upper, lambda zh: zh.replace("公司", "有限公司")),
    (lambda name: f"{name} Co., Ltd.", lambda zh: zh.removesuffix("公司")),
    (lambda name: name.partition(" ")[2], lambda zh: ""),
    (lambda name: name.replace(" ", "-"), lambda zh: zh.replace("公司", "（公司）")),
)


def chosen(rng: np.random.Generator, n: int, after: int) -> Ints:
    """Of every customer the earlier one that it is again, -1 for nearly all. The first `after` are nobody's second time."""
    twin = np.full(n, -1)
    second = after + rng.permutation(n - after)[: round(SHARE * n)]
    first = (rng.random(len(second)) * second).astype(np.int64)
    first = np.where(np.isin(first, second), first % after, first)
    twin[second] = first
    return twin


def written(rng: np.random.Generator, table: pa.Table, twin: Ints) -> pa.Table:
    """The rows of the import template "customers", where those of a second time say of the customer what the first row says."""
    second = np.flatnonzero(twin >= 0)
    of = pa.array(np.where(twin < 0, np.arange(len(twin)), twin))
    shared = {name: table[name] if name in OWN else table[name].take(of) for name in table.column_names}
    names, names_zh, kinds = (shared[name].to_pylist() for name in ("name", "name_zh", "kind"))
    for row, way in zip(second.tolist(), rng.integers(0, len(PEOPLE), len(second)).tolist(), strict=True):
        spelled, spelled_zh = (PEOPLE if kinds[row] == "consumer" else FIRMS)[way]
        names[row], names_zh[row] = spelled(names[row]), spelled_zh(names_zh[row]) or None
    return pa.table({**shared, "name": pa.array(names, pa.string()), "name_zh": pa.array(names_zh, pa.string())})
