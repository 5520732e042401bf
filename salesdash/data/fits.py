"""What was fitted, stored; and the queue of fits wanted.

A fit is named (room.thing), belongs to a reach, and rests on an input whose fingerprint is part of its key: an import refits only what
changed. Frames are kept as Arrow, small values as JSON. Wanted fits stand in a table; whoever is free claims one under a lease that
ends by itself when its owner dies. A fit that failed says why and is not tried again on the same input.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from salesdash.data.engine import insert_new, upsert, writing
from salesdash.data.schema import fits, fits_wanted

LEASE_SECONDS = 120.0


@dataclass(frozen=True)
class Fitted:
    """The result of a fit: tidy frames by name, and small values (JSON)."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    small: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """A stored fit: of which input, when, how long it took; `fitted` or `failed` (why)."""

    fingerprint: str
    fitted_at: str
    seconds: float
    fitted: Fitted | None
    failed: str | None


@dataclass(frozen=True)
class Wanted:
    """One fit somebody asked for."""

    name: str
    reach: str
    fingerprint: str


def fingerprint(frame: pd.DataFrame, **settings: Any) -> str:
    """The same text for the same input, whatever the order of its rows' index."""
    digest = hashlib.sha256(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    digest.update(json.dumps([list(map(str, frame.columns)), settings], sort_keys=True, default=str).encode())
    return digest.hexdigest()[:32]


def latest(connection: sa.Connection, name: str, reach: str, wanted: str | None = None) -> Stored | None:
    """The fit of this very input (`wanted`), else the newest one that succeeded; None when there is none."""
    f = fits.c
    base = sa.select(f.fingerprint, f.fitted_at, f.seconds, f.frames, f.small, f.failed).where(f.name == name, f.reach == reach)
    row = connection.execute(base.where(f.fingerprint == wanted)).one_or_none() if wanted else None
    row = row or connection.execute(base.where(f.failed.is_(None)).order_by(f.fitted_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    fitted = None if row.failed else Fitted(_unpack(row.frames), json.loads(row.small))
    return Stored(row.fingerprint, row.fitted_at, row.seconds, fitted, row.failed)


def ask(engine: sa.Engine, wanted: Wanted) -> bool:
    """Put a fit into the queue. False when it is there already, or was done or failed on this very input."""
    with writing(engine) as connection:
        f = fits.c
        if connection.scalar(
            sa.select(sa.exists().where(f.name == wanted.name, f.reach == wanted.reach, f.fingerprint == wanted.fingerprint))
        ):
            return False
        row = {k: pa.array([v]) for k, v in vars(wanted).items()} | {"asked_at": pa.array([time.time()])}
        return insert_new(connection, fits_wanted, row, ("name", "reach", "fingerprint")) == 1


def claim(engine: sa.Engine, owner: str, lease: float = LEASE_SECONDS) -> Wanted | None:
    """Take the oldest fit that nobody holds; None when there is none. Two workers never get the same one."""
    w = fits_wanted.c
    with writing(engine) as connection:
        free = sa.or_(w.lease_until.is_(None), w.lease_until < time.time())
        row = connection.execute(
            sa.select(w.name, w.reach, w.fingerprint).where(free).order_by(w.asked_at).limit(1).with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        wanted = Wanted(*row)
        connection.execute(sa.update(fits_wanted).where(*_this(wanted)).values(owner=owner, lease_until=time.time() + lease, progress=0.0))
        return wanted


def renew(engine: sa.Engine, wanted: Wanted, owner: str, progress: float, lease: float = LEASE_SECONDS) -> bool:
    """Say that the work goes on (progress 0..1). False: the lease was lost to somebody else, stop."""
    with writing(engine) as connection:
        mine = sa.update(fits_wanted).where(*_this(wanted), fits_wanted.c.owner == owner)
        return connection.execute(mine.values(lease_until=time.time() + lease, progress=progress)).rowcount == 1


def store(engine: sa.Engine, wanted: Wanted, owner: str, result: Fitted | str, seconds: float) -> bool:
    """Keep a result, or why it failed (a sentence). Only the holder of the lease may; False when it was lost."""
    with writing(engine) as connection:
        mine = sa.delete(fits_wanted).where(*_this(wanted), fits_wanted.c.owner == owner)
        if connection.execute(mine).rowcount != 1:
            return False
        good = isinstance(result, Fitted)
        upsert(connection, fits, {
            **vars(wanted), "fitted_at": datetime.now(UTC).isoformat(timespec="microseconds"), "seconds": seconds,
            "frames": _pack(result.frames) if isinstance(result, Fitted) else None,
            "small": json.dumps(dict(result.small)) if isinstance(result, Fitted) else "{}", "failed": None if good else str(result),
        }, ("name", "reach", "fingerprint"))  # fmt: skip
        return True


def under_way(connection: sa.Connection, name: str, reach: str) -> float | None:
    """The progress (0..1) of a newer fit that is wanted, None when none is."""
    w = fits_wanted.c
    return connection.scalar(sa.select(sa.func.max(w.progress)).where(w.name == name, w.reach == reach))


def _this(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    return [fits_wanted.c[k] == v for k, v in vars(wanted).items()]


def _pack(frames: Mapping[str, pd.DataFrame]) -> bytes:
    out = io.BytesIO()
    for name, frame in frames.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"salesdash": name.encode()})
        part = io.BytesIO()
        with pa.ipc.new_stream(part, table.schema) as writer:
            writer.write_table(table)
        out.write(len(part.getvalue()).to_bytes(8, "big") + part.getvalue())
    return out.getvalue()


def _unpack(blob: bytes | None) -> dict[str, pd.DataFrame]:
    frames, left = {}, memoryview(blob or b"")
    while left:
        size = int.from_bytes(left[:8], "big")
        table = pa.ipc.open_stream(left[8 : 8 + size]).read_all()
        frames[(table.schema.metadata or {})[b"salesdash"].decode()] = table.to_pandas()
        left = left[8 + size :]
    return frames
