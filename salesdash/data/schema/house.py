"""What the house keeps about itself: settings, imports and what they changed, versions, audit, fits, and the rollups."""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.schema.declare import Key, metadata

settings = sa.Table(
    "settings", metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
)  # fmt: skip
"""base_currency, fiscal_year_start (1..12), week_start (0 Monday .. 6), country, tax ("net"), demo ("1" when the data is made up)."""
versions = sa.Table("versions", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("number", sa.BigInteger, nullable=False))
"""A number per thing that caches depend on: "facts" moves with imports, undo and corrections; a table that people edit has its own."""
imports = sa.Table(
    "imports", metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("mapping", sa.Text, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("rows_loaded", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("rows_refused", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("rows_replaced", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("report", sa.Text, nullable=False, server_default="{}"),
    sa.Column("undone_at", sa.Text),
)  # fmt: skip
changes = sa.Table(
    "changes", metadata,
    sa.Column("import_id", Key, primary_key=True, autoincrement=False),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("row_id", Key, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Text),
)  # fmt: skip
"""What an import did to rows other than order lines, so that it can be undone: `before` as JSON, empty where it made the row."""
mappings = sa.Table(
    "mappings", metadata,
    sa.Column("headers", sa.Text, primary_key=True),
    sa.Column("mapping", sa.Text, nullable=False),
    sa.Column("used_at", sa.Text, nullable=False),
)  # fmt: skip
"""How a file with these headers (JSON, sorted) was read the last time; offered the next time."""
audit = sa.Table(
    "audit", metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_key", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Index("ix_audit_row", "table_name", "row_key"),
)  # fmt: skip
fits = sa.Table(
    "fits", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("reach", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("fitted_at", sa.Text, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("frames", sa.LargeBinary),
    sa.Column("small", sa.Text, nullable=False, server_default="{}"),
    sa.Column("failed", sa.Text),
)  # fmt: skip
"""What was fitted: frames as Arrow, small values as JSON; or why it failed on this very input."""
fits_wanted = sa.Table(
    "fits_wanted", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("reach", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("lease_until", sa.Float),
    sa.Column("progress", sa.Float, nullable=False, server_default="0"),
)  # fmt: skip

CELL = ("region_id", "segment_id", "channel_id", "category_id")
ALL = -1
"""In a rollup's cell: this dimension is not told apart here. A month holds its total (all four ALL), one row per value of each
single dimension, of each pair (sums of all, sets of those with the channel), and every full combination (none ALL)."""

_SCOPED = {"scoped": ("region", "segment", "channel", "category")}


def _cell() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in ("month", *CELL)]


month_sales = sa.Table(
    "month_sales", metadata, *_cell(),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in
      ("lines", "quantity", "amount", "discount", "tax", "returned", "return_lines", "cost", "costed_amount", "uncosted_lines", "unnamed_lines")),
    info=_SCOPED, sqlite_with_rowid=False,
)  # fmt: skip
"""Sums per month and cell. returned: amount of negative lines; costed_amount: revenue of the lines whose cost is known;
unnamed_lines: lines without a customer."""
month_sets = sa.Table(
    "month_sets", metadata, *_cell(),
    sa.Column("customers", sa.BigInteger, nullable=False),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("customer_set", sa.LargeBinary, nullable=False),
    sa.Column("order_set", sa.LargeBinary, nullable=False),
    sa.Column("customer_amounts", sa.LargeBinary),
    info=_SCOPED,
)  # fmt: skip
"""Who bought and which orders, per month and cell, as roaring bitmaps (portable format): united when read, so that distinct
counts stay exact. customer_amounts (single dimensions and full combinations): int64 revenue of each customer of the set, in its order."""
customer_totals = sa.Table(
    "customer_totals", metadata,
    sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chunk", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("amounts", sa.LargeBinary, nullable=False),
    info={"whole": True},
)  # fmt: skip
"""Running revenue of every customer up to and with the month: int64, customer id = chunk * 65,536 + place. The revenue of any
period is the difference of two rows, so the top customers of a year cost the same as those of a month."""

PRODUCT_CELL = ("region_id", "segment_id", "channel_id")
PRODUCT_COLUMNS = (
    "product_id", "category_id", "quantity", "amount", "returned_quantity", "returned", "cost", "costed_amount", "lines",
)  # fmt: skip
DAY_COLUMNS = ("day", "amount", "lines")
month_products = sa.Table(
    "month_products", metadata,
    *(sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in ("month", *PRODUCT_CELL)),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("sums", sa.LargeBinary, nullable=False),
    info={"scoped": ("region", "segment", "channel")},
)  # fmt: skip
"""One entry per product and category (0 = not known) with lines in the cell, as PRODUCT_COLUMNS, packed (see ``data/packed.py``).
quantity and amount: of the lines that were sold (amount not negative); returned_quantity and returned: of the others; cost,
costed_amount and lines: of both. The levels tell channel apart, with or without region and segment; category is narrowed within."""
month_days = sa.Table(
    "month_days", metadata, *_cell(),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("sums", sa.LargeBinary, nullable=False),
    info=_SCOPED,
)  # fmt: skip
"""The days (1..31) with lines of a month and cell, as DAY_COLUMNS, packed; the levels of ``month_sales``."""
month_deliveries = sa.Table(
    "month_deliveries", metadata, *_cell(),
    *(sa.Column(name, sa.LargeBinary, nullable=False) for name in ("due_set", "late_set", "open_set")),
    info=_SCOPED,
)  # fmt: skip
"""The orders with a line that has a due date, as roaring bitmaps; of those, the ones with a line shipped after it, and the ones with
a line not shipped yet. The levels tell channel apart, with or without one more dimension, or all four."""
ROLLUPS = (month_sales, month_sets, customer_totals, month_products, month_days, month_deliveries)
"""Everything that is worked out from the order lines, by month."""
