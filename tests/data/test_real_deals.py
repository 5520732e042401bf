"""A real sales pipeline: every deal is in, and the misspelt product is reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data.directory import row_counts
from salesdash.data.engine import reading
from salesdash.data.importing.undo import undo
from salesdash.data.schema import customers, deals, products
from tests.data.conftest import Fresh
from tests.data.ledger import exact
from tests.data.real_files import imported, rows_of

pytestmark = pytest.mark.real_data

Deals = dict[tuple[str, str, str, str], tuple[int, Decimal]]


def deals_on_paper(file: Path) -> Deals:
    """(stage, product, account, month of closing) -> how many deals, their value. Only won and lost deals have been closed."""
    found: dict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    for row in rows_of(file):
        closed = row["close_date"][:7] if row["deal_stage"] in ("Won", "Lost") else ""
        found[row["deal_stage"], row["product"], row["account"], closed].append(exact(row["close_value"] or "0"))
    return {key: (len(values), sum(values, Decimal())) for key, values in found.items()}


def deals_in_the_house(engine: sa.Engine) -> Deals:
    query = (
        sa.select(deals.c.stage, products.c.code, customers.c.code, deals.c.closed_on, deals.c.amount)
        .outerjoin_from(deals, products, deals.c.product_id == products.c.id)
        .outerjoin(customers, deals.c.customer_id == customers.c.id)
    )
    found: dict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    with reading(engine) as connection:
        for stage, product, account, closed, amount in connection.execute(query):
            found[stage, product or "", account or "", f"{closed:%Y-%m}" if closed else ""].append(Decimal(amount or 0) / 10_000)
    return {key: (len(values), sum(values, Decimal())) for key, values in found.items()}


def test_every_deal_of_maven_is_in_and_the_misspelt_product_is_reported(fresh: Fresh, real_data: Path, tmp_path: Path) -> None:
    folder, engine = real_data / "maven_crm_sales", fresh()
    imported(engine, folder / "products.csv")
    imported(engine, folder / "accounts.csv")
    report = imported(engine, folder / "sales_pipeline.csv")
    paper = deals_on_paper(folder / "sales_pipeline.csv")
    assert (report.rows_loaded, sum(n for n, _ in paper.values())) == (8_800, 8_800)
    assert deals_in_the_house(engine) == paper
    assert any("GTXPro" in values.get("codes", "") and "GTX Pro" in values["codes"] for _, values in report.warnings)
    with reading(engine) as connection:
        outcomes = Counter(connection.scalars(sa.select(deals.c.outcome)))
    assert outcomes == {"won": 4_238, "lost": 2_473, "open": 1_589 + 500}
    short = tmp_path / "short.csv"
    kept = (folder / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    short.write_text("".join(kept[:-1]), encoding="utf-8")
    assert deals_on_paper(short) != deals_in_the_house(engine)
    assert report.import_id is not None
    undo(engine, report.import_id)
    with reading(engine) as connection:
        counts = row_counts(connection)
    assert (counts["deals"], counts["reps"], counts["products"], counts["customers"]) == (0, 0, 7, 85)
