"""Running revenue of every customer, month by month: the revenue of any period is the difference of two months."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.engine import insert, whole_rows
from salesdash.data.schema import customer_totals

CHUNK = 65_536
"""Customers in one row of ``customer_totals``."""
_T = customer_totals.c
_CHUNKS = (
    sa.select(_T.chunk, _T.amounts)
    .where(_T.month == sa.select(sa.func.max(_T.month)).where(_T.month <= sa.bindparam("of_month", type_=sa.Integer)).scalar_subquery())
    .order_by(_T.chunk)
)


def running_chunks(connection: sa.Connection, month: int) -> dict[int, np.ndarray]:
    """As `running`, chunk by chunk as it is stored: chunk -> revenue of customer id = chunk * CHUNK + position."""
    return {chunk: np.frombuffer(amounts, dtype=np.int64) for chunk, amounts in whole_rows(connection, _CHUNKS, {"of_month": month})}


def running(connection: sa.Connection, month: int) -> np.ndarray:
    """Revenue (ten-thousandths) of every customer up to and with the month: position = customer id. Empty before the first month."""
    chunks = running_chunks(connection, month)
    whole = np.zeros(max(((c * CHUNK + len(part)) for c, part in chunks.items()), default=0), dtype=np.int64)
    for chunk, part in chunks.items():
        whole[chunk * CHUNK : chunk * CHUNK + len(part)] = part
    return whole


def write(connection: sa.Connection, month: int, now: np.ndarray) -> None:
    """Store the running revenue up to and with a month (position = customer id)."""
    chunks = [c for c in range(-(-len(now) // CHUNK)) if now[c * CHUNK : (c + 1) * CHUNK].any()] or [0]
    blobs = pa.array([now[c * CHUNK : (c + 1) * CHUNK].tobytes() for c in chunks], pa.binary())
    insert(connection, customer_totals, {"month": np.full(len(chunks), month), "chunk": np.array(chunks), "amounts": blobs})


def plus(now: np.ndarray, ids: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Running totals with a month's sums added; longer where customers are new."""
    if len(ids) and ids[-1] >= len(now):
        now = np.concatenate([now, np.zeros(int(ids[-1]) + 1 - len(now), dtype=np.int64)])
    now[ids] += sums
    return now


def minus(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The difference of two running totals of any length."""
    out = np.zeros(max(len(a), len(b)), dtype=np.int64)
    out[: len(a)] += a
    out[: len(b)] -= b
    return out
