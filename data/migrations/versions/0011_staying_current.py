"""Products are patched by senders that say when; feeds; what shop systems deliver, and what their stock is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
TABLES = ("stock_levels", "shop_items", "hook_deliveries", "feeds", "change_marks")


def upgrade() -> None:
    op.create_index("ix_product_changes_product", "product_changes", ["catalog", "product_id"])
    op.create_table(
        "change_marks",
        sa.Column("catalog", sa.String(40), sa.ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True),
        sa.Column("product_id", sa.String(500), primary_key=True),
        sa.Column("variant_id", sa.String(500), primary_key=True),
        sa.Column("field", sa.String(20), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "feeds",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("mapping", sa.Text()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("tried_at", sa.DateTime()),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("imported_at", sa.DateTime()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("report", sa.JSON()),
    )
    op.create_table(
        "hook_deliveries",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("system", sa.String(20), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), index=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.UniqueConstraint("system", "id"),
    )
    op.create_table(
        "shop_items",
        sa.Column("system", sa.String(20), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("product_id", sa.String(500), nullable=False, index=True),
        sa.Column("variant_id", sa.String(500)),
        sa.Column("always", sa.Boolean(), nullable=False),
        sa.Column("elsewhere", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
    )
    op.create_table(
        "stock_levels",
        sa.Column("system", sa.String(20), primary_key=True),
        sa.Column("item", sa.String(100), primary_key=True),
        sa.Column("location", sa.String(100), primary_key=True),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    op.drop_index("ix_product_changes_product", "product_changes")
