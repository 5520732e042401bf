"""Run by Alembic: the revisions, over the connection that `upgrade` holds, or over the configured database for `alembic revision`."""

from __future__ import annotations

from alembic import context

from salesdash.data import schema
from salesdash.data.engine import open_engine, writing


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=schema.metadata, render_as_batch=True, compare_type=True)  # type: ignore[arg-type]
    with context.begin_transaction():
        context.run_migrations()


if context.config.attributes.get("connection") is not None:
    run(context.config.attributes["connection"])
else:
    with writing(open_engine()) as own:
        run(own)
