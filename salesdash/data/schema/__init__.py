"""The tables. SQLAlchemy Core, one metadata; Alembic revisions in ``migrations/versions``.

- A column that an import file can fill carries its `Field`; a table that can be imported says so in ``table.info``:
  ``names`` (en, zh), ``key`` (the fields that make a row the same row), and every table with rows of customers or reps says
  by which columns it can be narrowed: ``scoped``.
- Money, quantities and percentages are integers of ten-thousandths; months are integers YYYYMM; ids of the source are text.
- `sales` and the rollups carry no foreign-key constraints: ten million lines would pay for them at every import, and
  ``salesdash check`` looks at the references instead. Row 0 of a dimension is "not known".
"""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.schema.declare import Key, column, importable, metadata
from salesdash.data.schema.dimensions import (
    categories,
    channels,
    customers,
    partners,
    products,
    regions,
    rep_assignments,
    reps,
    segments,
    teams,
)
from salesdash.data.schema.house import (
    ALL,
    CELL,
    audit,
    changes,
    customer_totals,
    fits,
    fits_wanted,
    imports,
    mappings,
    month_sales,
    month_sets,
    settings,
    versions,
)
from salesdash.data.schema.market import (
    brand_surveys,
    calendar_events,
    competitor_prices,
    competitors,
    market_shares,
    market_sizes,
    marketing_spend,
    promotions,
    quality_scores,
)
from salesdash.data.schema.records import activities, deal_stages, deals, exchange_rates, leads, notes, payments, targets
from salesdash.data.schema.sales import SALES_COLUMNS, orders, replaced_sales, sales
from salesdash.data.schema.voice import surveys, tickets


def importables() -> dict[str, sa.Table]:
    """The tables that a file can fill, dimensions first; order lines ("orders") have a door of their own."""
    return {t.name: t for t in metadata.sorted_tables if "names" in t.info}


UNKNOWN = (regions, segments, categories, channels, customers, products)
"""The dimensions whose row 0, code "-", stands for "not known"."""

__all__ = [
    "ALL", "CELL", "SALES_COLUMNS", "UNKNOWN", "Key", "activities", "audit", "brand_surveys", "calendar_events", "categories", "changes",
    "channels", "column", "competitor_prices", "competitors", "customer_totals", "customers", "deal_stages", "deals", "exchange_rates",
    "fits", "fits_wanted", "importable", "importables", "imports", "leads", "mappings", "market_shares", "market_sizes", "marketing_spend",
    "metadata", "month_sales", "month_sets", "notes", "orders", "partners", "payments", "products", "promotions", "quality_scores",
    "regions", "rep_assignments", "replaced_sales", "reps", "sales", "segments", "settings", "surveys", "targets", "teams", "tickets",
    "versions",
]  # fmt: skip
