"""Orders and their lines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from salesdash.data.schema.declare import Key, metadata

orders = sa.Table(
    "orders", metadata,
    sa.Column("id", Key, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("order_no", sa.Text, nullable=False),
    sa.UniqueConstraint("source", "order_no"),
)  # fmt: skip

_LINE: tuple[tuple[str, Any, bool], ...] = (
    ("order_id", Key, False), ("line_no", sa.Text, True), ("month", sa.Integer, False), ("ordered_on", sa.Date, False),
    ("shipped_on", sa.Date, True), ("due_on", sa.Date, True), ("customer_id", Key, False), ("product_id", Key, False),
    ("channel_id", Key, False), ("partner_id", Key, True), ("rep_id", Key, True), ("team_id", Key, True), ("own_team_id", Key, True),
    ("place_id", Key, False),
    ("region_id", Key, False), ("segment_id", Key, False), ("category_id", Key, False), ("quantity", sa.BigInteger, False),
    ("amount", sa.BigInteger, False), ("cost", sa.BigInteger, True), ("discount", sa.BigInteger, True), ("tax", sa.BigInteger, True),
    ("currency", sa.Text, True), ("import_id", Key, False),
)  # fmt: skip
SALES_COLUMNS = ("id", *(name for name, _, _ in _LINE))

sales = sa.Table(
    "sales", metadata,
    sa.Column("id", Key, primary_key=True, autoincrement=False),
    *(sa.Column(name, kind, nullable=empty) for name, kind, empty in _LINE),
    sa.UniqueConstraint("order_id", "line_no"),
    sa.Index("ix_sales_cell", "month", "region_id", "category_id", "channel_id"),
    info={"scoped": ("region", "segment", "channel", "category", "team")},
)  # fmt: skip
"""Order lines. amount: net of tax and discount, in the base currency; place: where exactly, region: its level-1 region;
own_team: the team the file names, team: that, else the rep's team on the day;
segment and category: those of the customer and product, kept on the line so that a rollup reads one table."""

replaced_sales = sa.Table(
    "replaced_sales", metadata,
    sa.Column("replaced_by", Key, primary_key=True, autoincrement=False),
    sa.Column("id", Key, primary_key=True, autoincrement=False),
    *(sa.Column(name, kind, nullable=empty) for name, kind, empty in _LINE),
    info={"scoped": ("region", "segment", "channel", "category", "team")},
)  # fmt: skip
"""Lines that an import replaced, until that import is undone."""
