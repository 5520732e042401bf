"""Databases that the tests of one file share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data.engine import open_engine

Fresh = Callable[[], sa.Engine]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """Every call opens another database with all tables and no rows; the tests of a file run on both engines."""
    opened: list[sa.Engine] = []
    numbers = count(1)
    folder = tmp_path_factory.mktemp("databases")

    def url() -> str:
        if request.param == "sqlite":
            template: Path = request.getfixturevalue("sqlite_template")
            return f"sqlite:///{shutil.copy(template, folder / f'{next(numbers)}.sqlite')}"
        return str(request.getfixturevalue("postgres")(request.getfixturevalue("postgres_template")))

    def another() -> sa.Engine:
        opened.append(open_engine(url()))
        return opened[-1]

    yield another
    for engine in opened:
        engine.dispose()
