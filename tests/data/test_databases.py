"""Databases that are not what one hopes: damaged, foreign, newer, older, far away; and copies of the whole house."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdash.data import backup as backups
from salesdash.data import migrations
from salesdash.data.engine import open_engine, reading
from salesdash.errors import DatabaseUnavailable, SalesdashError
from tests.loading import command_line, holdings, load, troubles

OLD = "Order no,Line no,Order date,Customer,Product,Amount\n" + "".join(
    f"S{n // 3},{n % 3},2026-01-{n % 28 + 1:02},C{n % 50},P{n % 9},{n}.25\n" for n in range(3_000)
)


# -- damaged, foreign, newer, older -----------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite"
    file.write_text("Dear Sir or Madam, " * 1000)
    content = file.read_bytes()
    with pytest.raises(DatabaseUnavailable, match=r"not a salesdash database, or it is damaged. Restore a backup"):
        migrations.upgrade(open_engine(f"sqlite:///{file}"))
    assert file.read_bytes() == content


def test_a_database_with_a_torn_page_is_a_sentence(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path / "old.csv", OLD)
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sqlite_engine.dispose()
    file = Path(sqlite_engine.url.database or "")
    content = bytearray(file.read_bytes())
    content[8 * 4096 :] = b"\xa5" * (len(content) - 8 * 4096)
    file.write_bytes(content)
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailable, match=r"damaged. Restore a backup"):
        load(engine, tmp_path / "new.csv", OLD.replace(".25", ".75"))
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone_byte_for_byte(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    file = Path(sqlite_engine.url.database or "")
    sqlite_engine.dispose()
    for journal in ("WAL", "DELETE"):
        newer = sqlite3.connect(file)
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
        newer.execute(f"PRAGMA journal_mode={journal}")
        newer.close()
        content = file.read_bytes()
        engine = open_engine(f"sqlite:///{file}")
        with pytest.raises(DatabaseUnavailable, match=r"made by a newer version of salesdash .revision 9999.. It was left as it is"):
            migrations.upgrade(engine)
        engine.dispose()
        assert file.read_bytes() == content, journal
    assert [f.name for f in tmp_path.iterdir()] == [file.name], "no copy, no journal is left beside it"


def test_a_newer_postgres_database_is_left_alone(postgres: Any, postgres_template: str) -> None:
    engine = open_engine(postgres(postgres_template))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = holdings(engine)
    with pytest.raises(DatabaseUnavailable, match="newer version") as refused:
        migrations.upgrade(engine)
    assert "9999" in str(refused.value)
    assert holdings(engine) == before
    engine.dispose()


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade() -> None:
    op.create_table("some_day", sa.Column("id", sa.Integer, primary_key=True))
    {more}
"""


@pytest.mark.parametrize("more", ["pass", "op.execute('SELECT nothing FROM nowhere')"], ids=["good", "failing"])
def test_an_older_database_is_copied_beside_itself_and_upgraded_as_a_whole(
    sqlite_engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    """A version of tomorrow: today's revisions and one more."""
    load(sqlite_engine, tmp_path / "old.csv", OLD)
    assert migrations.upgrade(sqlite_engine) is None, "nothing to do, nothing copied"
    old, today = holdings(sqlite_engine), migrations.head()
    tomorrow = tmp_path / "migrations"
    shutil.copytree(migrations.HERE, tomorrow)
    (tomorrow / "versions" / "0002_surveys.py").write_text(NEXT.format(head=today, more=more))
    monkeypatch.setattr(migrations, "HERE", tomorrow)

    if more == "pass":
        copy = migrations.upgrade(sqlite_engine)
        assert copy is not None and copy.name.startswith(f"salesdash.before-{today}-")
        assert migrations.revision(sqlite_engine) == "next"
    else:
        with pytest.raises(sa.exc.OperationalError):
            migrations.upgrade(sqlite_engine)
        (copy,) = tmp_path.glob("salesdash.before-*")
        assert migrations.revision(sqlite_engine) == today
    before = open_engine(f"sqlite:///{copy}")
    assert holdings(before) == holdings(sqlite_engine) == old
    assert migrations.revision(before) == today
    before.dispose()


# -- nobody there -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["ann:s3cret@127.0.0.1:1/house", "ann@127.0.0.1:1/house?password=s3cret"])
def test_an_unreachable_database_is_named_without_its_password(address: str) -> None:
    process = command_line(f"postgresql://{address}", "check")
    out, err = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert "127.0.0.1:1/house" in err and "does not answer. Start it, or check SALESDASH_DATABASE_URL" in err
    assert "s3cret" not in err and len(err.strip().splitlines()) == 1


@pytest.mark.postgres
def test_a_postgres_database_that_was_never_made_is_said_and_an_error_of_ours_is_not_taken_for_it(postgres: Any) -> None:
    url = sa.make_url(postgres("template0"))
    nowhere, here = open_engine(str(url.set(database="nowhere"))), open_engine(str(url))
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        migrations.revision(nowhere)
    with pytest.raises(sa.exc.ProgrammingError), reading(here) as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    nowhere.dispose()
    here.dispose()


def test_what_is_no_database_url_is_a_sentence() -> None:
    for url, said in (("mysql://ann@host/house", "not in mysql"), ("nonsense", "is not a database URL")):
        with pytest.raises(DatabaseUnavailable, match=said):
            open_engine(url)


# -- backups ----------------------------------------------------------------------------------------------------------


def test_a_backup_made_during_an_import_holds_the_old_data_and_comes_back(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path / "old.csv", OLD)
    old, file = holdings(sqlite_engine), tmp_path / "backup.sqlite"
    reader = open_engine(str(sqlite_engine.url))

    def once(stage: str, share: float, rows: int) -> None:
        if not file.exists():
            backups.backup(reader, file)

    load(sqlite_engine, tmp_path / "new.csv", OLD.replace(".25", ".75"), progress=once)
    assert holdings(sqlite_engine) != old
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SalesdashError, match="is there already and was left alone"):
        backups.backup(sqlite_engine, file)
    with pytest.raises(SalesdashError, match="is there already and was left alone"):
        backups.restore(sqlite_engine, file)

    fresh = open_engine(f"sqlite:///{tmp_path / 'new home' / 'house.sqlite'}")
    backups.restore(fresh, file)
    assert holdings(fresh) == old
    assert troubles(fresh) == []
    reader.dispose()
    fresh.dispose()


def test_what_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    engine = open_engine(f"sqlite:///{tmp_path / 'house.sqlite'}")
    for name in ("letter.txt", "nowhere"):
        with pytest.raises(DatabaseUnavailable):
            backups.restore(engine, tmp_path / name)
    assert not (tmp_path / "house.sqlite").exists()
