"""What a page knows of the database: one engine per address, and one cached reading per (function, reach, version of the data)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
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
from salesdash.data.lines import Without, lines
from salesdash.errors import DatabaseUnavailable
from salesdash.scope import Calendar, Grant, Reach, Scope

Versions = tuple[tuple[str, int], ...]
"""Name and number of everything that moves: order lines ("facts"), settings, every table that people edit."""
Mark = tuple[str, str | None, str | None]
FIRST_ROWS = 50
_opening = Lock()
Load = Callable[[Connection, Reach], pd.DataFrame]


@dataclass(frozen=True)
class Asked:
    """A question; two of them are the same when function, word and knobs are: the reach beside it says the rest."""

    answer: Callable[..., Any]
    word: str
    scope: Scope = field(compare=False)
    more: tuple[Any, ...]


@dataclass(frozen=True)
class House:
    """What the frame needs to know of the data: calendar, state, and the values of the shared filters."""

    calendar: Calendar
    state: directory.DataState
    values: dict[str, tuple[directory.Named, ...]]

    named: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict, compare=False)

    def names(self, dimension: str, lang: str) -> dict[str, str]:
        """Code -> name of a dimension's values, by revenue; worked out once."""
        if (dimension, lang) not in self.named:
            self.named[dimension, lang] = {one.code: text.name_of(one.code, one.name, one.name_zh, lang) for one in self.values[dimension]}
        return self.named[dimension, lang]


def engine() -> Engine:
    """The engine of the configured database, its tables brought up to date once. Raises DatabaseUnavailable."""
    return _engine(config.database_url())


def _engine(url: str) -> Engine:
    with _opening:
        return _opened(url)


@lru_cache(maxsize=8)
def _opened(url: str) -> Engine:
    opened = open_engine(url)
    migrations.upgrade(opened)
    return opened


def look() -> None:
    """Look once per run which versions of the data there are: everything the page shows is of these. Raises DatabaseUnavailable."""
    st.session_state.pop("versions", None)
    with reading(engine()) as connection:
        st.session_state["versions"] = _versions(connection)


def versions() -> Versions:
    """The versions this run shows."""
    if "versions" not in st.session_state:
        look()
    seen: Versions = st.session_state["versions"]
    return seen


def _versions(connection: Connection) -> Versions:
    return directory.all_versions(connection)


def house() -> House:
    """What there is now."""
    return _house(config.database_url(), versions())


@lru_cache(maxsize=8)
def _house(url: str, versions: Versions) -> House:
    with reading(_engine(url)) as connection:
        return House(directory.calendar(connection), directory.data_state(connection), directory.filter_values(connection))


def is_empty() -> bool:
    """Whether there is no order line yet."""
    return house().state.lines == 0


class Reader:
    """How a page reads (``house.Read``): frames are cached by function, reach and the version of the data."""

    def __call__(self, load_fn: Load, scope: Scope) -> pd.DataFrame:
        """What a load function gives for a scope. Where an import came in between, the page starts again: figures are never mixed."""
        frame, seen = _read(load_fn, config.database_url(), self.reach(scope), versions())
        if seen != versions():
            st.rerun()
        return frame.copy(deep=False)  # who writes into it writes into a copy

    def reach(self, scope: Scope) -> Reach:
        """What this visitor may read of what is asked."""
        return Grant.everything().narrow(scope, self.calendar())

    def calendar(self) -> Calendar:
        return house().calendar

    def state(self) -> directory.DataState:
        return house().state


read = Reader()


_view: ContextVar[tuple[Connection, Versions] | None] = ContextVar("view", default=None)
"""The one view of the data that an answer is read from while it is worked out."""


@contextmanager
def _one_view(url: str) -> Iterator[None]:
    """Everything that is read meanwhile is read in one transaction."""
    with reading(_engine(url)) as connection:
        token = _view.set((connection, _versions(connection)))
        try:
            yield
        finally:
            _view.reset(token)


@lru_cache(maxsize=500)
def _read(load_fn: Load, url: str, reach: Reach, versions: Versions) -> tuple[pd.DataFrame, Versions]:
    if view := _view.get():
        return load_fn(view[0], reach), view[1]
    with reading(_engine(url)) as connection:
        return load_fn(connection, reach), _versions(connection)


def once(answer: Callable[..., Any], word: str, scope: Scope, *more: Any) -> Any:
    """What ``answer(word, read, scope, *more)`` gives, worked out once per reach and version of the data: a rerun that changes nothing
    costs nothing. Who is given it only reads it."""
    return _answered(Asked(answer, word, scope, more), config.database_url(), read.reach(scope), versions())


@lru_cache(maxsize=300)
def _answered(asked: Asked, url: str, reach: Reach, versions: Versions) -> Any:
    with _one_view(url):
        return asked.answer(asked.word, read, asked.scope, *asked.more)


def rows(scope: Scope, page: int, without: Without | None = None) -> pd.DataFrame:
    """One page of the order lines behind a scope's figures; of those where something is not known (``lines.lines``)."""
    with reading(engine()) as connection:
        return lines(connection, read.reach(scope), page, without=without)


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
def _proposal(mark: Mark, decided: str, versions: Versions, _source: Source, _decided: dict[str, Any]) -> Proposal:
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


def answers() -> bool:
    """Whether the database can be read now."""
    with suppress(DatabaseUnavailable), reading(engine()) as connection:
        _versions(connection)
        return True
    return False


def warm() -> None:
    """Open the database before the first visitor comes; where it is unavailable, the pages say so."""
    with suppress(DatabaseUnavailable), reading(engine()) as connection:
        _house(config.database_url(), _versions(connection))
