"""Emptying the house of the made-up company, so that it never mixes with a company's own figures."""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.engine import bump, writing
from salesdash.data.schema import (
    UNKNOWN,
    changes,
    fits,
    fits_wanted,
    importables,
    imports,
    orders,
    replaced_sales,
    sales,
    settings,
)
from salesdash.data.schema.house import ROLLUPS

FIRST_SETTINGS = {"base_currency": "USD", "fiscal_year_start": "1", "week_start": "0", "country": "US"}


def holds_demo(connection: sa.Connection) -> bool:
    """Whether what is loaded is made up."""
    return connection.scalar(sa.select(settings.c.value).where(settings.c.key == "demo")) == "1"


def take_out_demo(engine: sa.Engine) -> None:
    """An empty house again, if what is in it is made up; else nothing happens."""
    with writing(engine, bulk=True) as connection:
        if holds_demo(connection):
            remove_demo(connection)


def remove_demo(connection: sa.Connection) -> None:
    """Take out everything that was loaded, in the caller's transaction; settings stand as in a new house, what people saved is kept in the audit."""
    for table in (*ROLLUPS, sales, replaced_sales, orders, changes, imports, fits, fits_wanted):
        connection.execute(sa.delete(table))
    unknown = {t.name for t in UNKNOWN}
    for table in reversed(list(importables().values())):
        connection.execute(sa.delete(table).where(table.c.id > 0) if table.name in unknown else sa.delete(table))
    connection.execute(sa.delete(settings).where(settings.c.key == "demo"))
    for key, value in FIRST_SETTINGS.items():
        connection.execute(sa.update(settings).where(settings.c.key == key).values(value=value, row_version=settings.c.row_version + 1))
    bump(connection, "facts")
    bump(connection, "settings")
