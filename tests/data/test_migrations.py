"""The revisions make exactly the schema that the code declares, on both engines."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from salesdash.data import migrations, queries
from salesdash.data.engine import open_engine, reading
from salesdash.data.fields import Field
from salesdash.data.importing import templates
from salesdash.data.importing.door import KINDS
from salesdash.data.schema import UNKNOWN, importables, metadata


def test_the_revisions_make_what_the_code_declares(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_is_brought_to_the_newest_revision_once(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    assert migrations.revision(engine) is None
    assert migrations.upgrade(engine) is None, "there was nothing to copy"
    assert migrations.revision(engine) == migrations.head()
    assert migrations.upgrade(engine) is None
    engine.dispose()


def test_a_fresh_house_knows_the_unknown_and_its_settings(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        for table in UNKNOWN:
            assert connection.execute(sa.select(table.c.code, table.c.name_zh).where(table.c.id == 0)).one() == ("-", "未知"), table.name
        known: dict[str, str] = {r.key: r.value for r in connection.execute(sa.text("SELECT key, value FROM settings"))}
    assert {"base_currency", "fiscal_year_start", "week_start"} <= set(known)
    assert "demo" not in known


@pytest.mark.parametrize("name", importables())
def test_every_table_that_a_file_fills_says_what_it_is_called_what_its_key_is_and_by_what_it_can_be_narrowed(name: str) -> None:
    table = importables()[name]
    english, chinese = table.info["names"]
    assert english and re.search(r"[\u4e00-\u9fff]", chinese)
    fields = {c.info["field"].name: c for c in table.c if "field" in c.info}
    assert table.info["key"] and set(table.info["key"]) <= set(fields)
    unique = [set(k.columns.keys()) for k in table.constraints if isinstance(k, sa.UniqueConstraint)]
    assert {fields[k].name for k in table.info["key"]} in unique
    assert all(fields[k].info["field"].required and not fields[k].nullable for k in table.info["key"]), "a key is never empty"
    assert isinstance(table.info["scoped"], tuple)
    for dimension in table.info["scoped"]:
        assert f"{dimension}_id" in table.c
    for dimension in queries.TREE:
        if f"{dimension}_id" in table.c and name not in ("products",):
            assert dimension in table.info["scoped"] or dimension == "segment", f"{name} has {dimension}_id and could be narrowed by it"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_both_headers_and_headers_are_unique(kind: str) -> None:
    fields: tuple[Field, ...] = templates.template_fields(kind)
    for lang in ("en", "zh"):
        headers = templates.headers(kind, lang)
        assert all(headers) and len(set(headers)) == len(headers)
    for field in fields:
        assert len(field.examples) == 2
        assert not field.required or any(field.examples), f"{kind}.{field.name} has no example"
        assert bool(field.choices) == (field.kind == "choice")


def test_every_reference_is_to_a_table_with_codes() -> None:
    for table in metadata.sorted_tables:
        for column in table.c:
            field = column.info.get("field")
            if field is not None and field.refers:
                assert "code" in metadata.tables[field.refers].c
                assert [k.column.table.name for k in column.foreign_keys] == [field.refers]


def test_money_is_whole_numbers_of_64_bits_and_nothing_is_a_float() -> None:
    for table in metadata.sorted_tables:
        for column in table.c:
            field = column.info.get("field")
            if field is not None and field.kind in ("money", "number", "percent"):
                assert isinstance(column.type, sa.BigInteger), f"{table.name}.{column.name}"
            if isinstance(column.type, sa.Float):
                assert table.name in ("fits", "fits_wanted"), f"{table.name}.{column.name} is a float"
