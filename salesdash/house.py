"""The only module that knows every room: what each needs, and how it answers. Pages, command line, export and tests come through here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from salesdash.data import breakdowns, cash, cells, days, deliveries, directory, load, movers, products
from salesdash.data.directory import DataState
from salesdash.data.engine import Connection, Engine, reading
from salesdash.errors import NotEnoughHistory, SalesdashError
from salesdash.forecast import pace
from salesdash.kpi import KPIS
from salesdash.overview import delivery, model, whatif
from salesdash.overview import movers as overview_movers
from salesdash.overview import service as overview_service
from salesdash.params import Params, from_query, knobs
from salesdash.scope import Calendar, Grant, Reach, Scope, Unused
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
    """answer: how it is worked out, its module's docstring is the method; needs: the loads whose frames it takes, in this order; given: what
    other rooms work out for it, after the frames; what_if: its knobs; fitted: names of fits."""

    answer: Callable[..., Any]
    needs: tuple[Load, ...]
    given: tuple[Callable[[Read, Scope], Any], ...] = ()
    what_if: type[Params] | None = None
    fitted: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """How it is worked out, in words."""
        return sys.modules[self.answer.__module__].__doc__ or ""


def landing(read: Read, scope: Scope) -> pace.Landing | model.Sentence | None:
    """Where the running month lands, the same on every page; None when no month is running, a sentence where history is too short."""
    state = read.state()
    if state.last_day is None:
        return None
    try:
        return pace.landing(read(days.days, scope), state.country)
    except NotEnoughHistory as trouble:
        return model.Sentence(trouble.msgid, trouble.values, {name: "money" for name in ("pace", "level") if name in trouble.values})


ROOMS: Mapping[str, Room] = {
    "overview": Room(
        overview_service.answer,
        (
            load.spans, breakdowns.categories, breakdowns.regions, breakdowns.channels, breakdowns.segments, products.products,
            cash.targets, cash.collected, cash.overdue, cells.cells,
        ),
        given=(landing,),
    ),
    "overview.movers": Room(
        overview_movers.answer, (products.products, movers.customer_movers, movers.customer_flows, movers.top_customers)
    ),
    "overview.delivery": Room(delivery.answer, (deliveries.deliveries,)),
    "overview.whatif": Room(whatif.answer, (breakdowns.category_months,), what_if=model.WhatIf),
}  # fmt: skip


def answer(word: str, read: Read, scope: Scope, what_if: Params | None = None) -> Any:
    """The answer of a room. Raises SalesdashError for an unknown room, and what the room raises."""
    room = ROOMS.get(word)
    if room is None:
        raise SalesdashError(N_("There is no room called {word}; there are: {rooms}."), word=word, rooms=", ".join(ROOMS))
    frames = [read(load_fn, scope) for load_fn in room.needs]
    given = [give(read, scope) for give in room.given]
    extra = () if what_if is None else (what_if,)
    return room.answer(read.reach(scope), read.calendar(), read.state(), *frames, *given, *extra)


def what_if(word: str, said: Mapping[str, str]) -> tuple[Params | None, tuple[Unused, ...]]:
    """The knobs of a room set as said (name -> value as text), and what of it cannot be used; None for a room without knobs."""
    asked = ROOMS[word].what_if if word in ROOMS else None
    if asked is None:
        return None, tuple(Unused(name, value, N_("this room has no such slider")) for name, value in said.items())
    strange = tuple(Unused(name, value, N_("this room has no such slider")) for name, value in said.items() if name not in knobs(asked))
    found, refused = from_query(asked, said)
    return found, (*strange, *(Unused(name, said[name], why) for name, why in refused.items()))


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


__all__ = ["KPIS", "ROOMS", "PlainRead", "Read", "Room", "answer", "landing", "what_if"]
