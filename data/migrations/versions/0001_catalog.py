"""Imported catalogs: versions, products, attribute definitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _of_catalog() -> sa.Column[str]:
    return sa.Column("catalog", sa.String(40), sa.ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "catalogs",
        sa.Column("version", sa.String(40), primary_key=True),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("products", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
    )
    op.create_table(
        "products",
        _of_catalog(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(500), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("brand", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("price", sa.Float),
        sa.Column("currency", sa.String(3)),
        sa.Column("image_url", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("available", sa.Boolean, nullable=False),
        sa.Column("attributes", sa.JSON, nullable=False),
    )
    op.create_table(
        "attributes",
        _of_catalog(),
        sa.Column("name", sa.String(500), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(50)),
    )


def downgrade() -> None:
    for table in ("attributes", "products", "catalogs"):
        op.drop_table(table)
