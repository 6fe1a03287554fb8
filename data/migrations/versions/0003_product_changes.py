"""The change log: products added, changed and deleted since an import."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "product_changes",
        sa.Column("catalog", sa.String(40), sa.ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("product_id", sa.String(500), nullable=False),
        sa.Column("product", sa.JSON),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("product_changes")
