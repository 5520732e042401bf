"""The only module that knows every room: what each needs, and how it answers. Pages, command line, export and tests come through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import pandas as pd

from salesdash import overview
from salesdash.data import directory, load
from salesdash.data.directory import DataState
from salesdash.data.engine import Connection, Engine, reading
from salesdash.errors import SalesdashError
from salesdash.kpi import KPIS
from salesdash.overview import service as overview_service
from salesdash.params import Params
from salesdash.scope import Calendar, Grant, Reach, Scope
from salesdash.text import N_

Load = Callable[[Connection, Reach], pd.DataFrame]


class Read(Protocol):
    """How frames are read: cached on a page, plain on the command line. It narrows the scope to a reach."""

    def __call__(self, load_fn: Load, scope: Scope) -> pd.DataFrame: ...
    def reach(self, scope: Scope) -> Reach: ...
    def calendar(self) -> Calendar: ...
    def state(self) -> DataState: ...


@dataclass(frozen=True)
class Room:
    """module: where model, service and charts stand; needs: the loads whose frames `answer` takes, in this order; fitted: names of fits."""

    module: ModuleType
    answer: Callable[..., Any]
    needs: tuple[Load, ...]
    method: str
    what_if: type[Params] | None = None
    fitted: tuple[str, ...] = ()


ROOMS: Mapping[str, Room] = {
    "overview": Room(
        overview, overview_service.answer, (load.spans, load.categories, load.regions, load.top_customers), overview_service.__doc__ or "",
    ),
}  # fmt: skip


def answer(word: str, read: Read, scope: Scope, what_if: Params | None = None) -> Any:
    """The answer of a room. Raises SalesdashError for an unknown room, and what the room raises."""
    room = ROOMS.get(word)
    if room is None:
        raise SalesdashError(N_("There is no room called {word}; there are: {rooms}."), word=word, rooms=", ".join(ROOMS))
    frames = [read(load_fn, scope) for load_fn in room.needs]
    extra = () if what_if is None else (what_if,)
    return room.answer(read.reach(scope), read.calendar(), read.state(), *frames, *extra)


class PlainRead:
    """Reads straight from a database in one consistent view: command line, notebooks, tests, benchmarks."""

    def __init__(self, engine: Engine, grant: Grant | None = None) -> None:
        self._engine, self._grant = engine, grant or Grant.everything()
        with reading(engine) as connection:
            self._calendar, self._state = directory.calendar(connection), directory.data_state(connection)

    def __call__(self, load_fn: Load, scope: Scope) -> pd.DataFrame:
        with reading(self._engine) as connection:
            return load_fn(connection, self.reach(scope))

    def reach(self, scope: Scope) -> Reach:
        return self._grant.narrow(scope, self._calendar)

    def calendar(self) -> Calendar:
        return self._calendar

    def state(self) -> DataState:
        return self._state


__all__ = ["KPIS", "ROOMS", "PlainRead", "Read", "Room", "answer"]
