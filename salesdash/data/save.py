"""What people enter: with author, date and history. Two editors never overwrite each other.

Every write names the row version that was read. A newer one in the database raises `EditConflict` with both versions and writes
nothing; else the row, its audit entry and the version that caches depend on change in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from salesdash.data.engine import bump, writing
from salesdash.data.schema import audit, metadata, settings
from salesdash.errors import EditConflict, SalesdashError
from salesdash.text import N_

CHANGED_MEANWHILE = N_(
    "{who} changed this at {at}, after you had opened it. Nothing was overwritten: look at both versions and save again."
)
GONE = N_("This row is not there any more: somebody deleted it or undid its import.")
SETTINGS: dict[str, tuple[str, ...] | None] = {
    "base_currency": None, "fiscal_year_start": tuple(str(n) for n in range(1, 13)), "week_start": tuple(str(n) for n in range(7)), "country": None,
}  # fmt: skip
NOT_A_SETTING = N_("“{value}” cannot be the setting {key}.")
CURRENCY_IN_USE = N_(
    "The base currency cannot change any more: amounts were converted into {base}, or lines name other currencies. Undo these imports first."
)


def row(engine: sa.Engine, table: str, key: Mapping[str, Any], values: Mapping[str, Any], *, seen: int | None, who: str) -> int:
    """Write one row of an editable table. key: its key columns; seen: the row version that was read, None for a new row.

    Returns the new row version. Raises EditConflict, DatabaseUnavailable.
    """
    target = metadata.tables[table]
    where = [target.c[k] == v for k, v in key.items()]
    with writing(engine) as connection:
        now = connection.execute(sa.select(target).where(*where)).mappings().one_or_none()
        if (now["row_version"] if now else None) != seen:
            raise _conflict(connection, table, key, dict(now or {}), {**key, **values})
        version = (seen or 0) + 1
        if now:
            connection.execute(sa.update(target).where(*where).values(**values, row_version=version))
        else:
            number = {"id": sa.select(sa.func.coalesce(sa.func.max(target.c.id), 0) + 1).scalar_subquery()} if "id" in target.c else {}
            connection.execute(sa.insert(target).values(**number, **key, **values, row_version=version))
        _log(connection, who, "changed" if now else "added", table, key, now, {**(now or {}), **key, **values})
        bump(connection, table)
        return version


def delete(engine: sa.Engine, table: str, key: Mapping[str, Any], *, seen: int, who: str) -> None:
    """Delete one row that was read at version `seen`. Raises EditConflict when it was changed or deleted meanwhile."""
    target = metadata.tables[table]
    where = [target.c[k] == v for k, v in key.items()]
    with writing(engine) as connection:
        now = connection.execute(sa.select(target).where(*where)).mappings().one_or_none()
        if now is None or now["row_version"] != seen:
            raise _conflict(connection, table, key, dict(now or {}), dict(key))
        connection.execute(sa.delete(target).where(*where))
        _log(connection, who, "deleted", table, key, now, None)
        bump(connection, table)


def setting(engine: sa.Engine, key: str, value: str, *, seen: int, who: str) -> int:
    """Write a setting. Raises SalesdashError for a value that cannot be, EditConflict for one that somebody else changed meanwhile."""
    if key not in SETTINGS or not value or (SETTINGS[key] is not None and value not in (SETTINGS[key] or ())) or len(value) > 40:
        raise SalesdashError(NOT_A_SETTING, key=key, value=value)
    if key == "base_currency":
        if not (value.isalpha() and value.isupper() and len(value) == 3):
            raise SalesdashError(NOT_A_SETTING, key=key, value=value)
        with writing(engine) as connection:
            base = connection.scalar(sa.select(settings.c.value).where(settings.c.key == key))
            lines = metadata.tables["sales"].c.currency
            told = sa.select(sa.exists().where(lines.is_not(None), lines != value))
            if value != base and (
                connection.scalar(told) or connection.scalar(sa.select(sa.exists().where(metadata.tables["exchange_rates"].c.id > 0)))
            ):
                raise SalesdashError(CURRENCY_IN_USE, base=base)
    return row(engine, "settings", {"key": key}, {"value": value}, seen=seen, who=who)


def history(connection: sa.Connection, table: str, key: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who changed a row when, newest first: at, who, what, before, after (as values)."""
    a = audit.c
    rows = connection.execute(
        sa.select(a.at, a.who, a.what, a.before, a.after).where(a.table_name == table, a.row_key == _key(key)).order_by(a.id.desc())
    )
    return [{**r, "before": json.loads(r["before"] or "null"), "after": json.loads(r["after"] or "null")} for r in rows.mappings()]


def _conflict(connection: sa.Connection, table: str, key: Mapping[str, Any], theirs: dict[str, Any], yours: dict[str, Any]) -> EditConflict:
    last = next(iter(history(connection, table, key)), None)
    if last is None or not theirs:
        return EditConflict(GONE if not theirs else CHANGED_MEANWHILE, theirs, yours, who="?", at="?")
    return EditConflict(CHANGED_MEANWHILE, theirs, yours, who=last["who"], at=last["at"])


def _log(connection: sa.Connection, who: str, what: str, table: str, key: Mapping[str, Any], before: Any, after: Any) -> None:
    connection.execute(sa.insert(audit).values(
        at=datetime.now(UTC).isoformat(timespec="seconds"), who=who, what=what, table_name=table, row_key=_key(key),
        before=_text(before) if before else None, after=_text(after) if after else None,
    ))  # fmt: skip


def _key(key: Mapping[str, Any]) -> str:
    return json.dumps({k: key[k] for k in sorted(key)}, default=_plain, ensure_ascii=False)


def _text(values: Any) -> str:
    return json.dumps(dict(values), default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
