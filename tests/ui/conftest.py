"""A house of this test's own, whose address the pages read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.runtime.pages_manager import PagesManager

from salesdash.data.engine import open_engine


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """An empty house."""
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}"
    monkeypatch.setenv("SALESDASH_DATABASE_URL", url)
    monkeypatch.delenv("SALESDASH_AUTHOR", raising=False)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _routing_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest starts every run in Streamlit's old routing, which would run a page without the frame."""
    start = PagesManager.__init__

    def init(self: PagesManager, *args: Any, **kwargs: Any) -> None:
        PagesManager.uses_pages_directory = False
        start(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", init)
