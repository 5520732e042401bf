"""What people enter: nothing is overwritten unseen, everything has an author, and caches hear of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from salesdash.data import directory, save
from salesdash.data.engine import open_engine, reading
from salesdash.errors import EditConflict, SalesdashError
from tests.loading import load

KEY = {"code": "N-1"}
NOTE = {"about": "customer", "about_code": "C1", "written_on": date(2026, 1, 12), "author": "Ana", "comment": "Renewal in March"}


def stored(engine: sa.Engine, table: str = "notes") -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(r) for r in connection.execute(sa.text(f"SELECT * FROM {table}")).mappings()]


def past(engine: sa.Engine, key: dict[str, str] = KEY, table: str = "notes") -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return save.history(connection, table, key)


def test_a_row_is_added_changed_and_deleted_and_its_history_says_who_did_what(engine: sa.Engine) -> None:
    assert save.row(engine, "notes", KEY, NOTE, seen=None, who="ana") == 1
    assert save.row(engine, "notes", KEY, {"comment": "季度复盘"}, seen=1, who="ben") == 2
    assert [(r["comment"], r["row_version"]) for r in stored(engine)] == [("季度复盘", 2)]
    save.delete(engine, "notes", KEY, seen=2, who="cy")

    assert stored(engine) == []
    assert [(h["who"], h["what"]) for h in past(engine)] == [("cy", "deleted"), ("ben", "changed"), ("ana", "added")]
    changed = past(engine)[1]
    assert (changed["before"]["comment"], changed["after"]["comment"]) == ("Renewal in March", "季度复盘")
    assert changed["before"]["written_on"] == "2026-01-12", "values that were not changed are kept, too"
    assert past(engine)[0]["after"] is None and past(engine)[2]["before"] is None


def test_who_saves_over_a_newer_version_gets_both_versions_and_overwrites_nothing(engine: sa.Engine) -> None:
    save.row(engine, "notes", KEY, NOTE, seen=None, who="ana")
    save.row(engine, "notes", KEY, {"comment": "ben's"}, seen=1, who="ben")
    with pytest.raises(EditConflict, match="ben changed this at 20") as conflict:
        save.row(engine, "notes", KEY, {"comment": "cy's"}, seen=1, who="cy")

    assert (conflict.value.theirs["comment"], conflict.value.yours["comment"]) == ("ben's", "cy's")
    assert stored(engine)[0]["comment"] == "ben's"
    assert len(past(engine)) == 2, "what was refused is not in the history"


ACTIONS: dict[str, Callable[[sa.Engine], object]] = {
    "a new row that somebody else added": lambda engine: save.row(engine, "notes", KEY, NOTE, seen=None, who="cy"),
    "a row that was changed": lambda engine: save.delete(engine, "notes", KEY, seen=7, who="cy"),
    "a row that is gone": lambda engine: save.row(engine, "notes", {"code": "N-2"}, NOTE, seen=1, who="cy"),
    "deleting a row that is gone": lambda engine: save.delete(engine, "notes", {"code": "N-2"}, seen=1, who="cy"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_every_kind_of_meeting_is_a_conflict(engine: sa.Engine, action: str) -> None:
    save.row(engine, "notes", KEY, NOTE, seen=None, who="ana")
    before = stored(engine)
    with pytest.raises(EditConflict):
        ACTIONS[action](engine)
    assert stored(engine) == before


def test_of_two_who_save_at_the_same_moment_one_gets_the_conflict(engine: sa.Engine, database_url: str) -> None:
    save.row(engine, "notes", KEY, NOTE, seen=None, who="ana")
    together, told = Barrier(4), list[str]()

    def edit(name: str) -> None:
        own = open_engine(database_url)
        together.wait()
        try:
            save.row(own, "notes", KEY, {"comment": name}, seen=1, who=name)
            told.append(name)
        except EditConflict:
            pass
        finally:
            own.dispose()

    threads = [Thread(target=edit, args=(name,)) for name in ("ben", "cy", "di", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert [(r["comment"], r["row_version"]) for r in stored(engine)] == [(told[0], 2)]
    assert len(past(engine)) == 2


def test_saving_moves_the_version_of_its_table_and_no_other(engine: sa.Engine) -> None:
    def versions() -> tuple[int, int]:
        with reading(engine) as connection:
            return directory.version(connection, "notes"), directory.version(connection, "facts")

    before = versions()
    save.row(engine, "notes", KEY, NOTE, seen=None, who="ana")
    assert versions() == (before[0] + 1, before[1])
    with pytest.raises(EditConflict):
        save.row(engine, "notes", KEY, NOTE, seen=None, who="ben")
    assert versions() == (before[0] + 1, before[1])
    save.delete(engine, "notes", KEY, seen=1, who="ana")
    assert versions() == (before[0] + 2, before[1])


# -- settings ---------------------------------------------------------------------------------------------------------


def version_of(engine: sa.Engine, key: str) -> int:
    return next(r["row_version"] for r in stored(engine, "settings") if r["key"] == key)


def test_a_setting_is_kept_with_its_history(engine: sa.Engine) -> None:
    seen = version_of(engine, "fiscal_year_start")
    save.setting(engine, "fiscal_year_start", "4", seen=seen, who="ana")
    with reading(engine) as connection:
        assert directory.settings_of(connection)["fiscal_year_start"] == "4"
        assert directory.calendar(connection).fiscal_year_start == 4
    assert past(engine, {"key": "fiscal_year_start"}, "settings")[0]["who"] == "ana"
    with pytest.raises(EditConflict):
        save.setting(engine, "fiscal_year_start", "7", seen=seen, who="ben")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fiscal_year_start", "13"),
        ("fiscal_year_start", ""),
        ("week_start", "7"),
        ("base_currency", "usd"),
        ("base_currency", "EURO"),
        ("demo", "1"),
        ("country", "x" * 41),
    ],
)
def test_what_cannot_be_a_setting_is_refused(sqlite_engine: sa.Engine, key: str, value: str) -> None:
    before = stored(sqlite_engine, "settings")
    with pytest.raises(SalesdashError, match="cannot be the setting"):
        save.setting(sqlite_engine, key, value, seen=1, who="ana")
    assert stored(sqlite_engine, "settings") == before


STANDING = {
    "lines in it": ("orders", "Order no,Order date,Customer,Amount,Currency\nS1,2026-01-05,C1,10,EUR\n"),
    "rates against it": ("exchange_rates", "Currency,Valid from,Rate\nGBP,2026-01-01,1.2\n"),
}


@pytest.mark.parametrize("what", STANDING)
def test_the_base_currency_stays_as_long_as_figures_are_told_in_it(engine: sa.Engine, tmp_path: Path, what: str) -> None:
    save.setting(engine, "base_currency", "EUR", seen=version_of(engine, "base_currency"), who="ana")
    kind, content = STANDING[what]
    load(engine, tmp_path / "a.csv", content, kind=kind)
    with pytest.raises(SalesdashError, match="EUR"):
        save.setting(engine, "base_currency", "CNY", seen=version_of(engine, "base_currency"), who="ana")
    with reading(engine) as connection:
        assert directory.settings_of(connection)["base_currency"] == "EUR"


def test_lines_that_name_no_currency_take_the_base_currency_that_is_chosen(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "a.csv", "Order no,Order date,Customer,Amount\nS1,2026-01-05,C1,10\n")
    save.setting(engine, "base_currency", "CNY", seen=version_of(engine, "base_currency"), who="ana")
    with reading(engine) as connection:
        assert directory.data_state(connection).currency == "CNY"
