"""What the Overview needs from the ground floor: products, days and deliveries added up by month"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_days",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "region_id", "segment_id", "channel_id", "category_id", name=op.f("pk_month_days")),
    )
    op.create_table(
        "month_deliveries",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_set", sa.LargeBinary(), nullable=False),
        sa.Column("late_set", sa.LargeBinary(), nullable=False),
        sa.Column("open_set", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "region_id", "segment_id", "channel_id", "category_id", name=op.f("pk_month_deliveries")),
    )
    op.create_table(
        "month_products",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "region_id", "segment_id", "channel_id", name=op.f("pk_month_products")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("ix_payments_paid_on_region_id_amount", ["paid_on", "region_id", "amount"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index("ix_payments_paid_on_region_id_amount")
    op.drop_table("month_products")
    op.drop_table("month_deliveries")
    op.drop_table("month_days")
