"""How a table is declared: one metadata, one column per field, and what an importable table says about itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from salesdash.data.fields import Field

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A row number: 64 bits everywhere (SQLite's own row id)."""

_TYPES: dict[str, Any] = {
    **dict.fromkeys(("id", "text", "choice", "rate"), sa.Text()),
    **dict.fromkeys(("money", "number", "percent"), sa.BigInteger()),
    **dict.fromkeys(("month", "integer"), sa.Integer()),
    "date": sa.Date(),
}


def column(field: Field, **options: Any) -> sa.Column[Any]:
    """The column that holds a field: a reference becomes ``<name>_id``."""
    options.setdefault("nullable", not field.required)
    if field.refers:
        return sa.Column(f"{field.name}_id", Key, sa.ForeignKey(f"{field.refers}.id"), info={"field": field}, **options)
    return sa.Column(field.name, _TYPES[field.kind], info={"field": field}, **options)


def importable(
    name: str, names: tuple[str, str], key: tuple[str, ...], *fields: Field, scoped: tuple[str, ...] = (), stubs: bool = False
) -> sa.Table:
    """A table with one row number, its fields, and the import that wrote it; `key` is unique when it is never empty.

    stubs: a row may come to be by being referred to, with nothing but its code.
    """
    columns = [column(f, nullable=not f.required or (stubs and f.name not in key)) for f in fields]
    by_field = {c.info["field"].name: c for c in columns}
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Key, primary_key=True),
        *columns,
        sa.Column("import_id", Key, index=True),
        sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
        sa.UniqueConstraint(*(by_field[k].name for k in key)),
        info={"names": names, "key": key, "scoped": scoped},
    )
