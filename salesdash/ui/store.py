"""What a page knows of the database: one engine per address, and one cached reading per (function, reach, version of the data)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
import streamlit as st
from sqlalchemy import Connection, Engine

from salesdash import config, text
from salesdash.data import directory, migrations, schema
from salesdash.data.engine import open_engine, reading
from salesdash.data.importing import door, templates
from salesdash.data.importing.mapping import Proposal
from salesdash.data.importing.source import Source
from salesdash.data.lines import lines
from salesdash.errors import DatabaseUnavailable
from salesdash.scope import Calendar, Grant, Reach, Scope

Mark = tuple[str, str | None, str | None]
FIRST_ROWS = 50
Load = Callable[[Connection, Reach], pd.DataFrame]


@dataclass(frozen=True)
class House:
    """What the frame needs to know of the data: calendar, state, and the values of the shared filters."""

    calendar: Calendar
    state: directory.DataState
    values: dict[str, tuple[directory.Named, ...]]

    def names(self, dimension: str, lang: str) -> dict[str, str]:
        """Code -> name of a dimension's values, by revenue."""
        return {one.code: text.name_of(one.code, one.name, one.name_zh, lang) for one in self.values[dimension]}


def engine() -> Engine:
    """The engine of the configured database, its tables brought up to date once. Raises DatabaseUnavailable."""
    return _engine(config.database_url())


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    opened = open_engine(url)
    migrations.upgrade(opened)
    return opened


def look() -> None:
    """Look once per run which versions of the data there are: everything the page shows is of these. Raises DatabaseUnavailable."""
    st.session_state.pop("versions", None)
    with reading(engine()) as connection:
        st.session_state["versions"] = _versions(connection)


def versions() -> tuple[int, ...]:
    """The versions this run shows."""
    if "versions" not in st.session_state:
        look()
    return tuple(st.session_state["versions"])


def _versions(connection: Connection) -> tuple[int, ...]:
    return tuple(directory.version(connection, name) for name in ("facts", "settings"))


def house() -> House:
    """What there is now."""
    return _house(config.database_url(), versions())


@st.cache_resource(show_spinner=False, max_entries=8)
def _house(url: str, versions: tuple[int, ...]) -> House:
    with reading(_engine(url)) as connection:
        return House(directory.calendar(connection), directory.data_state(connection), directory.filter_values(connection))


def is_empty() -> bool:
    """Whether there is no order line yet."""
    return house().state.lines == 0


class Reader:
    """How a page reads (``house.Read``): frames are cached by function, reach and the version of the data."""

    def __call__(self, load_fn: Load, scope: Scope) -> pd.DataFrame:
        """What a load function gives for a scope. Where an import came in between, the page starts again: figures are never mixed."""
        name = f"{load_fn.__module__}.{load_fn.__qualname__}"
        frame, seen = _read(name, config.database_url(), self.reach(scope), versions(), _load=load_fn)
        if seen != versions():
            st.rerun()
        return frame

    def reach(self, scope: Scope) -> Reach:
        """What this visitor may read of what is asked."""
        return Grant.everything().narrow(scope, self.calendar())

    def calendar(self) -> Calendar:
        return house().calendar

    def state(self) -> directory.DataState:
        return house().state


read = Reader()


@st.cache_data(show_spinner=False, max_entries=500, hash_funcs={Reach: Reach.key})
def _read(name: str, url: str, reach: Reach, versions: tuple[int, ...], _load: Load) -> tuple[pd.DataFrame, tuple[int, ...]]:
    with reading(_engine(url)) as connection:
        return _load(connection, reach), _versions(connection)


def rows(scope: Scope, page: int) -> pd.DataFrame:
    """One page of the order lines behind a scope's figures."""
    with reading(engine()) as connection:
        return lines(connection, read.reach(scope), page)


def proposal(source: Source, **decided: Any) -> Proposal:
    """What a file's columns mean (``door.proposal``): kind, chosen, answers as decided."""
    return _proposal(mark_of(source), repr(sorted(decided.items())), versions(), _source=source, _decided=decided)


def first_rows(source: Source) -> pa.Table:
    """A few rows of a file, one text column per header."""
    return _first_rows(mark_of(source), _source=source)


def mark_of(source: Source) -> Mark:
    """What tells one opened file from another."""
    return source.sha256, source.sheet, source.encoding


@st.cache_resource(scope="session", max_entries=100, show_spinner=False)
def _proposal(mark: Mark, decided: str, versions: tuple[int, ...], _source: Source, _decided: dict[str, Any]) -> Proposal:
    with reading(engine()) as connection:
        return door.proposal(connection, _source, **_decided)


@st.cache_resource(scope="session", max_entries=20, show_spinner=False)
def _first_rows(mark: Mark, _source: Source) -> pa.Table:
    return _source.sample(FIRST_ROWS)


def imports() -> list[dict[str, object]]:
    """The imports, newest first (``directory.history``)."""
    with reading(engine()) as connection:
        return directory.history(connection)


def row_counts() -> dict[str, int]:
    """Rows per table that a file can fill."""
    with reading(engine()) as connection:
        return directory.row_counts(connection)


def table(kind: str, lang: str) -> bytes:
    """A whole table as CSV, as it can be imported again."""
    with reading(engine()) as connection:
        return b"".join(templates.export(connection, kind, lang))


def settings() -> dict[str, tuple[str, int]]:
    """Setting -> (value, row version)."""
    with reading(engine()) as connection:
        return {row.key: (row.value, row.row_version) for row in connection.execute(sa.select(schema.settings))}


def warm() -> None:
    """Open the database before the first visitor comes; where it is unavailable, the pages say so."""
    with suppress(DatabaseUnavailable), reading(engine()) as connection:
        _house(config.database_url(), _versions(connection))
