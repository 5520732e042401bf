"""Running revenue of every customer, month by month: the revenue of any period is the difference of two months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.engine import insert, whole_rows
from salesdash.data.schema import customer_totals

CHUNK = 65_536
"""Customers in one row of ``customer_totals``."""
NOTHING = np.zeros(0, dtype=np.int64)
_T = customer_totals.c


def _stored(month: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """The month whose row tells the running revenue of a month: itself, or the last one before it that had lines."""
    return sa.select(sa.func.max(_T.month)).where(_T.month <= month).scalar_subquery()


_END = sa.bindparam("end", type_=sa.Integer)
_WHOLE = sa.select(_T.chunk, _T.amounts).where(_T.month == _stored(_END)).order_by(_T.chunk)
_CHUNK = sa.select(_T.month, _T.amounts).where(
    _T.month.in_(sa.bindparam("months", expanding=True, type_=sa.Integer)), _T.chunk == sa.bindparam("in_chunk", type_=sa.Integer)
)
_CELL = sa.select(sa.func.substr(_T.amounts, sa.bindparam("place", type_=sa.Integer), 8)).where(
    _T.month == _stored(_END), _T.chunk == sa.bindparam("in_chunk", type_=sa.Integer)
)


def at(connection: sa.Connection, months: Sequence[int]) -> Iterator[tuple[int, list[np.ndarray]]]:
    """Chunk by chunk: its number, and the running revenue of its customers up to and with each of some months, in arrays of one length."""
    stored = [int(connection.scalar(sa.select(sa.func.max(_T.month)).where(_T.month <= month)) or 0) for month in months]
    for chunk in connection.scalars(sa.select(_T.chunk).distinct().where(_T.month.in_(stored)).order_by(_T.chunk)).all():
        rows = whole_rows(connection, _CHUNK, {"months": sorted({*stored}), "in_chunk": chunk})
        found = {month: np.frombuffer(amounts, dtype=np.int64) for month, amounts in rows}
        size = max(map(len, found.values()))
        yield chunk, [longer(found.get(month, NOTHING), size) for month in stored]


def longer(values: np.ndarray, size: int) -> np.ndarray:
    """Values with zeros after them, up to a size."""
    return values if len(values) == size else np.concatenate([values, np.zeros(size - len(values), dtype=np.int64)])


def of(connection: sa.Connection, month: int, customers: np.ndarray) -> np.ndarray:
    """The running revenue of a few customers up to and with a month; reads their places only."""
    found = []
    for customer in customers.tolist():
        cell = whole_rows(connection, _CELL, {"end": month, "in_chunk": customer // CHUNK, "place": customer % CHUNK * 8 + 1})
        found.append(int.from_bytes(cell[0][0], "little", signed=True) if cell and len(cell[0][0]) == 8 else 0)
    return np.array(found, dtype=np.int64)


def running(connection: sa.Connection, month: int) -> np.ndarray:
    """Revenue (ten-thousandths) of every customer up to and with the month: position = customer id. Empty before the first month."""
    chunks = {chunk: np.frombuffer(amounts, dtype=np.int64) for chunk, amounts in whole_rows(connection, _WHOLE, {"end": month})}
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
