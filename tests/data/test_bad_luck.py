"""What goes wrong on real machines: killed in the middle, a full disk, a file that may not be written, two at once, a damaged file.

Everything here is real: processes are killed, SQLite runs out of pages and out of room, rights are given up, nobody listens on a port.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data import engine as engines
from salesdash.data.engine import open_engine, reading
from salesdash.data.importing import door
from salesdash.data.importing.run import run
from salesdash.data.schema import sales
from salesdash.errors import DatabaseUnavailable
from tests.loading import command_line, count, holdings, load, troubles

OLD = "Order no,Line no,Order date,Customer,Product,Amount\n" + "".join(
    f"S{n // 3},{n % 3},2026-01-{n % 28 + 1:02},C{n % 50},P{n % 9},{n}.25\n" for n in range(3_000)
)
NOBODY = 65534


def totals(engine: sa.Engine) -> tuple[int, int]:
    """Lines and their amount, in ten-thousandths."""
    with reading(engine) as connection:
        row = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sales.c.amount), 0)).select_from(sales)).one()
    return int(row[0]), int(row[1])


# -- killed -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many_lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200,000 order lines; the first orders are those of `OLD`, corrected."""
    file = tmp_path_factory.mktemp("many") / "many.csv"
    with file.open("w") as out:
        out.write("Order no,Line no,Order date,Customer,Product,Amount\n")
        out.writelines(f"S{n // 3},{n % 3},2026-{n % 6 + 1:02}-{n % 28 + 1:02},C{n % 5000},P{n % 90},{n % 977}.5\n" for n in range(200_000))
    return file


def test_killed_at_any_moment_the_old_data_stand_and_the_next_import_works(
    engine: sa.Engine, database_url: str, tmp_path: Path, many_lines: Path
) -> None:
    load(engine, tmp_path / "old.csv", OLD)
    old = totals(engine)
    new = (200_000, sum((n % 977) * 10_000 + 5_000 for n in range(200_000)))
    chance, killed = random.Random(3), 0
    for least in (0.0, 1.0):
        process = command_line(database_url, "import", many_lines)
        before = wait_for_writing(engine, process)
        time.sleep(least + chance.random())
        finished = process.poll() is not None
        process.kill()
        process.communicate()
        killed += not finished and before
        assert totals(engine) == (new if process.returncode == 0 else old), "all of it or nothing"
        if process.returncode == 0:
            break
    assert killed, "at least once it was in the middle"
    assert troubles(engine) == []

    if totals(engine) == old:
        report = load(engine, many_lines)
        assert report.rows_replaced == 3_000
    assert totals(engine) == new
    assert troubles(engine) == []


def wait_for_writing(engine: sa.Engine, process: subprocess.Popen[str]) -> bool:
    """Wait until another process holds the lock of writers: its import is under way. False when it ended before."""
    while process.poll() is None:
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                if connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").scalar():
                    return True
        else:
            try:
                with closing(sqlite3.connect(engine.url.database or "", timeout=0, isolation_level=None)) as own:
                    own.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        time.sleep(0.02)
    return False


def test_a_progress_that_stops_the_import_leaves_the_old_data(engine: sa.Engine, tmp_path: Path) -> None:
    """Somebody presses Ctrl-C, or the page that ran the import goes away."""
    load(engine, tmp_path / "old.csv", OLD)
    held = holdings(engine)
    (tmp_path / "new.csv").write_text(OLD.replace(".25", ".75"))
    (source,) = door.open_files([tmp_path / "new.csv"])
    with reading(engine) as connection:
        mapping = door.proposal(connection, source).mapping

    def stop(stage: str, share: float, rows: int) -> None:
        if stage == "adding up":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(engine, source, mapping, progress=stop)
    assert holdings(engine) == held
    assert troubles(engine) == []


# -- others at the same time ------------------------------------------------------------------------------------------


def test_readers_see_the_old_figures_during_an_import_and_do_not_wait(engine: sa.Engine, database_url: str, tmp_path: Path) -> None:
    load(engine, tmp_path / "old.csv", OLD)
    old, seen = holdings(engine), []
    reader = open_engine(database_url)

    def look(stage: str, share: float, rows: int) -> None:
        began = time.monotonic()
        seen.append((stage, holdings(reader) == old, time.monotonic() - began < 5))

    load(engine, tmp_path / "new.csv", OLD.replace(".25", ".75"), progress=look)
    reader.dispose()
    assert {stage for stage, _, _ in seen} == {"reading", "adding up"}
    assert all(same and quick for _, same, quick in seen)
    assert holdings(engine) != old


def test_two_imports_at_once_are_both_there_afterwards(engine: sa.Engine, database_url: str, tmp_path: Path) -> None:
    files = []
    for name in "AB":
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(OLD.replace("\nS", f"\n{name}").replace(",C", f",{name}C"))
    processes = [command_line(database_url, "import", file) for file in files]
    told = [process.communicate() for process in processes]

    assert [process.returncode for process in processes] == [0, 0], told
    assert totals(engine) == (6_000, 2 * sum(n * 10_000 + 2_500 for n in range(3_000)))
    assert (count(engine, "orders"), count(engine, "imports")) == (2_000, 2)
    assert troubles(engine) == []


def test_who_waits_too_long_for_another_import_is_told_so(
    engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 1)
    second = open_engine(database_url)
    with engines.writing(engine, bulk=True), pytest.raises(DatabaseUnavailable, match="Another import or change is being written"):
        load(second, tmp_path / "a.csv", OLD)
    assert load(second, tmp_path / "a.csv").rows_loaded == 3_000
    second.dispose()


# -- no room ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [5, 20, 60], ids=lambda pages: f"{pages} pages")
def test_a_full_disk_is_a_sentence_and_leaves_the_old_data(sqlite_engine: sa.Engine, tmp_path: Path, pages: int) -> None:
    load(sqlite_engine, tmp_path / "old.csv", OLD[: OLD.index("S5,")])
    held = holdings(sqlite_engine)
    full = open_engine(str(sqlite_engine.url))

    @sa.event.listens_for(full, "connect")
    def no_more(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0] + pages}")

    with pytest.raises(DatabaseUnavailable, match=r"The disk that holds .* is full. Nothing was changed"):
        load(full, tmp_path / "new.csv", OLD)
    full.dispose()
    assert holdings(sqlite_engine) == held
    assert troubles(sqlite_engine) == []
    assert load(sqlite_engine, tmp_path / "new.csv").rows_loaded == 3_000, "after making room"
    assert troubles(sqlite_engine) == []


def test_a_file_that_may_not_grow_any_more_is_a_sentence_and_leaves_the_old_data(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    """The same from below: the system refuses to write beyond a size."""
    load(sqlite_engine, tmp_path / "old.csv", OLD[: OLD.index("S5,")])
    held = holdings(sqlite_engine)
    (tmp_path / "new.csv").write_text(OLD)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = command_line(
        str(sqlite_engine.url), "import", tmp_path / "new.csv", preexec_fn=little_room, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    )
    out, err = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert len(err.strip().splitlines()) == 1, err
    assert "The disk that holds" in err
    assert holdings(sqlite_engine) == held
    assert troubles(sqlite_engine) == []


# -- no right to write ------------------------------------------------------------------------------------------------


@contextmanager
def without_rights(folder: Path, *, folder_too: bool) -> Iterator[None]:
    """Nobody may write the files of the folder; the superuser, whom modes do not bind, becomes somebody else for a while."""
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555 if folder_too else 0o777)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o644)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("folder_too", [False, True], ids=["file", "file and folder"])
def test_a_read_only_database_file_can_be_read_and_says_why_nothing_is_saved(
    sqlite_engine: sa.Engine, tmp_path: Path, open_folder: Path, folder_too: bool
) -> None:
    load(sqlite_engine, tmp_path / "old.csv", OLD)
    sqlite_engine.dispose()
    file = Path(shutil.copy(sqlite_engine.url.database or "", open_folder / "house.sqlite"))
    content = file.read_bytes()
    (open_folder / "new.csv").write_text(OLD.replace(".25", ".75"))
    with without_rights(open_folder, folder_too=folder_too):
        engine = open_engine(f"sqlite:///{file}")
        if not folder_too:
            assert totals(engine)[0] == 3_000
        with pytest.raises(DatabaseUnavailable, match=r"read-only|cannot be opened. Check that the folder"):
            load(engine, open_folder / "new.csv")
        engine.dispose()
    assert file.read_bytes() == content
    engine = open_engine(f"sqlite:///{file}")
    assert load(engine, open_folder / "new.csv").rows_replaced == 3_000, "once it may be written again"
    engine.dispose()


def test_a_database_opened_as_read_only_by_its_address_says_so(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path / "old.csv", OLD)
    engine = open_engine(f"sqlite:///file:{sqlite_engine.url.database}?mode=ro&uri=true")
    assert totals(engine)[0] == 3_000
    with pytest.raises(DatabaseUnavailable, match="is read-only, so nothing can be saved"):
        load(engine, tmp_path / "new.csv", OLD.replace(".25", ".75"))
    engine.dispose()
    assert not Path("file:").exists(), "no folder was made of the address"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match=r"cannot be opened. Check that the folder exists"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'house.sqlite'}")
