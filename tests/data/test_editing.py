"""One row of a table as people read and write it: by the rules of a file's cells, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdash.data import directory, editing, save
from salesdash.data.engine import reading
from salesdash.data.schema import UNKNOWN
from salesdash.errors import EditConflict, SalesdashError
from tests.loading import load

TARGET = {"month": "2026-03", "metric": "revenue", "scope_code": "North", "amount": "1,250,000.5"}


def write(engine: sa.Engine, table: str, texts: dict[str, str], seen: int | None = None, who: str = "ana") -> int:
    with reading(engine) as connection:
        key, values = editing.stored(connection, table, texts, "en")
    return save.row(engine, table, key, values, seen=seen, who=who)


def only(engine: sa.Engine, table: str) -> tuple[editing.Row, int]:
    with reading(engine) as connection:
        (number,) = editing.find(connection, table)
        found = editing.row(connection, table, number)
    assert found
    return found


def test_a_row_is_read_as_it_was_written(engine: sa.Engine) -> None:
    write(engine, "targets", {**TARGET, "scope": "Region"})
    texts, version = only(engine, "targets")
    assert texts == {"month": "2026-03", "metric": "revenue", "scope": "region", "scope_code": "North", "amount": "1250000.5"}
    assert version == 1


def test_what_was_read_can_be_written_again_unchanged_for_every_table(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "c.csv", "Code,Name\nweb,Web shop\n", kind="channels")
    load(engine, tmp_path / "p.csv", "Payment no,Paid on,Amount\nPM-1,2026-02-08,-12.3456\n", kind="payments")
    load(engine, tmp_path / "l.csv", "Lead,Created on,Cost,Channel\nL-1,2026-01-15,40,web\n", kind="leads")
    load(engine, tmp_path / "x.csv", "Currency,Valid from,Rate\nEUR,2026-01-01,1.0834\n", kind="exchange_rates")
    for table in ("payments", "leads", "exchange_rates"):
        texts, version = only(engine, table)
        write(engine, table, texts, seen=version)
        assert only(engine, table) == (texts, version + 1), table


def test_a_row_can_be_added_to_a_table_that_a_file_has_filled(engine: sa.Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path / "t.csv",
        "Month,Metric,Scope,Scope code,Target\n2026-01,revenue,company,-,10\n2026-02,revenue,company,-,20\n",
        kind="targets",
    )
    write(engine, "targets", {"month": "2026-03", "metric": "revenue", "scope": "company", "scope_code": "-", "amount": "30"})
    with reading(engine) as connection:
        assert next(iter(editing.find(connection, "targets").values())) == "2026-03 · revenue · company · -"
        assert len(editing.find(connection, "targets")) == 3


def test_a_reference_is_a_code_and_must_exist(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "c.csv", "Code,Name,Chinese name\nweb,Web shop,网店\n", kind="channels")
    write(engine, "leads", {"code": "L-1", "created_on": "2026-01-15", "channel": "web"})
    assert only(engine, "leads")[0]["channel"] == "web"
    with reading(engine) as connection:
        assert editing.options(connection, "channels") == {"web": ("Web shop", "网店")}
    with pytest.raises(SalesdashError, match="Channel: there is no “shop”"):
        write(engine, "leads", {"code": "L-2", "created_on": "2026-01-15", "channel": "shop"})


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"amount": "ten"}, "Target: This is not a number"),
        ({"amount": "9" * 15}, "larger than any"),
        ({"month": "2026-13"}, "Month: "),
        ({"scope": "galaxy"}, "Scope: This word is not one of those"),
        ({"amount": " "}, "Target: this cannot be empty"),
        ({"scope_code": ""}, "Scope code: this cannot be empty"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_what_to_do(sqlite_engine: sa.Engine, cells: dict[str, str], why: str) -> None:
    with pytest.raises(SalesdashError, match=why):
        write(sqlite_engine, "targets", {**TARGET, "scope": "region", **cells})
    with reading(sqlite_engine) as connection:
        assert not editing.find(connection, "targets")


def test_rows_are_found_by_every_word_of_key_and_name(engine: sa.Engine) -> None:
    for code, name in (("L-1", "Nordic Hotels"), ("L-2", "Tea 100%_House"), ("L-12", "nordic tea")):
        write(engine, "leads", {"code": code, "name": name, "created_on": "2026-01-15"})

    def found(words: str) -> list[str]:
        with reading(engine) as connection:
            return list(editing.find(connection, "leads", words).values())

    assert found("NORDIC") == ["L-12 · nordic tea", "L-1 · Nordic Hotels"]
    assert found("nordic l-12") == ["L-12 · nordic tea"]
    assert found("0%_h") == ["L-2 · Tea 100%_House"]
    assert found("%") == ["L-2 · Tea 100%_House"]


def test_a_row_that_is_gone_is_none(sqlite_engine: sa.Engine) -> None:
    with reading(sqlite_engine) as connection:
        assert editing.row(connection, "notes", 7) is None


def test_both_versions_of_a_conflict_can_be_read(sqlite_engine: sa.Engine) -> None:
    write(sqlite_engine, "targets", {**TARGET, "scope": "region"})
    texts, version = only(sqlite_engine, "targets")
    write(sqlite_engine, "targets", {**texts, "amount": "2"}, seen=version, who="ben")
    with pytest.raises(EditConflict) as conflict:
        write(sqlite_engine, "targets", {**texts, "amount": "3"}, seen=version, who="cy")
    with reading(sqlite_engine) as connection:
        assert editing.readable(connection, "targets", conflict.value.theirs)["amount"] == "2"
        assert editing.readable(connection, "targets", conflict.value.yours)["amount"] == "3"


def test_tables_that_were_added_up_are_changed_by_files_only() -> None:
    assert not {table.name for table in UNKNOWN} & set(editing.editable())
    assert {"targets", "notes", "deals"} <= set(editing.editable())


def test_an_edit_moves_what_pages_are_cached_by(engine: sa.Engine) -> None:
    def versions() -> Any:
        with reading(engine) as connection:
            return directory.all_versions(connection)

    before = versions()
    write(engine, "targets", {**TARGET, "scope": "region"})
    assert dict(versions()) == {**dict(before), "targets": 1}
